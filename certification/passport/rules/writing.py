"""A return as XML, in the schema of the day, and the schema's own word on it.

A version of the schema is one writer in `WRITERS` and one file in `data`: a newer one (with
`action`, and withdrawals) is another entry, and the setting names the one in force.
"""

from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from pathlib import Path

from lxml import etree

from certification.passport.rules.flow import ACCESS, Flow, Holder, Passage

_DATA = Path(__file__).resolve().parent.parent / "data"
NAMESPACE = "urn:cdc:cpf:pc5:schema:1.0.0"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_NIL = f"{{{_XSI}}}nil"
NATURE = "CERTIFICATEUR"

type Writer = Callable[[Flow], etree._Element]


def write(flow: Flow, version: str) -> bytes:
    """The whole file, UTF-8, the same bytes for the same values. KeyError: unknown version."""
    root = WRITERS[version](flow)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)


def schema_errors(xml: bytes, version: str) -> list[str]:
    """What the schema refuses, one line each: where, and its own words."""
    schema = _schema(version)
    document = etree.fromstring(xml, _parser())
    if schema.validate(document):
        return []
    return [f"ligne {error.line} : {error.message}" for error in schema.error_log]


@cache
def _schema(version: str) -> etree.XMLSchema:
    if version not in WRITERS:
        raise KeyError(version)
    return etree.XMLSchema(etree.parse(_DATA / f"cpf-{version}.xsd", _parser()))


def _parser() -> etree.XMLParser:
    """No entity, no document type, no network."""
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)


class _Node:
    """An element under construction; only what is given is written."""

    def __init__(self, element: etree._Element) -> None:
        self.element = element

    def under(self, name: str) -> "_Node":
        return _Node(etree.SubElement(self.element, f"{{{NAMESPACE}}}{name}"))

    def text(self, name: str, value: str | int | date) -> None:
        shown = value.isoformat() if isinstance(value, date) else str(value)
        self.under(name).element.text = shown

    def nil_or(self, name: str, value: str | int | date | None) -> None:
        """An element that must be there, nil when it is empty."""
        if value in (None, ""):
            self.under(name).element.set(_NIL, "true")
        else:
            self.text(name, value)  # type: ignore[arg-type]

    def optional(self, name: str, value: str | int | date | None) -> None:
        """An element that is left out when it is empty."""
        if value not in (None, ""):
            self.text(name, value)  # type: ignore[arg-type]


def _write_1_1_2(flow: Flow) -> etree._Element:
    root = _Node(etree.Element(f"{{{NAMESPACE}}}flux", nsmap={"cpf": NAMESPACE, "xsi": _XSI}))
    root.text("idFlux", flow.flow_id)
    root.text("horodatage", stamp(flow.stamped_at))
    emitter = root.under("emetteur")
    emitter.text("idClient", flow.sender.client)
    certifier = emitter.under("certificateurs").under("certificateur")
    certifier.text("idClient", flow.sender.certifier)
    certifier.text("idContrat", flow.sender.contract)
    certifications = certifier.under("certifications")
    for code, passages in flow.by_code().items():
        certification = certifications.under("certification")
        certification.text("type", "RNCP")
        certification.text("code", code)
        certification.text("natureDeposant", NATURE)
        all_of_it = certification.under("passageCertifications")
        for passage in passages:
            _passage(all_of_it.under("passageCertification"), passage)
    return root.element


def stamp(moment: datetime) -> str:
    """A moment as the schema wants it: to the second, an offset, never `Z`."""
    if moment.tzinfo is None:
        raise ValueError("a moment without an offset")
    return moment.isoformat(timespec="seconds")


def _passage(node: _Node, passage: Passage) -> None:
    node.text("idTechnique", passage.technical_id)
    node.text("obtentionCertification", "PAR_ADMISSION")
    node.text("donneeCertifiee", "true")
    node.text("modalitePassageExamen", "EN_PRESENTIEL")
    node.text("dateDebutValidite", passage.awarded_on)
    node.nil_or("dateFinValidite", None)
    node.text("presenceNiveauLangueEuro", "false")
    node.text("presenceNiveauNumeriqueEuro", "false")
    node.nil_or("scoring", None)
    node.nil_or("mentionValidee", None)
    access, by_experience = ACCESS[passage.route]
    inscription = node.under("modalitesInscription")
    inscription.text("modaliteAcces", access)
    inscription.optional("voieAccessVAE", by_experience)
    inscription.optional("dateInscription", passage.began_on)
    _holder(node.under("identificationTitulaire").under("titulaire"), passage.holder)


def _holder(node: _Node, holder: Holder) -> None:
    node.text("nomNaissance", holder.birth_name)
    node.nil_or("nomUsage", holder.usual_name)
    for rank, name in enumerate(holder.given_names, start=1):
        node.text(f"prenom{rank}", name)
    node.text("anneeNaissance", holder.birth_year)
    node.nil_or("moisNaissance", holder.birth_month)
    node.nil_or("jourNaissance", holder.birth_day)
    node.text("sexe", holder.sex)
    place = node.under("codeCommuneNaissance")
    if holder.birth_place_code:
        place.under("codeInseeNaissance").text("codeInsee", holder.birth_place_code)
    else:
        # Neither code is known: the schema wants an empty postal code.
        place.under("codePostalNaissance").nil_or("codePostal", None)
    node.optional("libelleCommuneNaissance", holder.birth_place)
    node.optional("codePaysNaissance", holder.country_code)


WRITERS: dict[str, Writer] = {"1.1.2": _write_1_1_2}
