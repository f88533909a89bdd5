"""Reading a notice of the national register (France compétences, XML, flux V4.1).

`read_notice(bytes)` returns a `Notice` or raises `NoticeRefused`, whose sentence says what is
wrong and at which line. Nothing is guessed: what the file does not say is empty or None.
"""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from assessments.framework.rules.lists import split_items
from assessments.framework.rules.qualification import (
    ROUTES,
    Notice,
    NoticeBlock,
    NoticeCompetency,
    PublishedFigures,
)
from assessments.framework.rules.xml_file import (
    NoticeRefused,
    date_of,
    extract,
    flag_of,
    number_of,
    refused,
    required,
    root_of,
    select,
    text_of,
    texts_of,
)

__all__ = ["NoticeRefused", "extract", "read_notice"]

#: Longest values, in characters; the format itself limits the title.
LONGEST = {"title": 800, "code": 20, "block code": 30, "siret": 14}

#: Tags of FICHE: those we read, and those we know and do not need.
_READ = {
    "NUMERO_FICHE",
    "INTITULE",
    "ABREGE",
    "ETAT_FICHE",
    "NOMENCLATURE_EUROPE",
    "CODES_NSF",
    "FORMACODES",
    "CODES_ROME",
    "CERTIFICATEURS",
    "DATE_DECISION",
    "DATE_EFFET",
    "DATE_FIN_ENREGISTREMENT",
    "DATE_LIMITE_DELIVRANCE",
    "ANCIENNES_CERTIFICATIONS",
    "NOUVELLES_CERTIFICATIONS",
    "BLOCS_COMPETENCES",
    "STATISTIQUES_PROMOTIONS",
    "OBJECTIFS_CONTEXTE",
    "ACTIVITES_VISEES",
    "CAPACITES_ATTESTEES",
    "SECTEURS_ACTIVITE",
    "TYPE_EMPLOI_ACCESSIBLES",
    "ACCESSIBLE_NOUVELLE_CALEDONIE",
    "ACCESSIBLE_POLYNESIE_FRANCAISE",
    *(f"SI_JURY_{route}" for route in ROUTES),
}
_KNOWN = _READ | {
    "ID_FICHE",
    "ACTIF",
    "CORRESPONDANCES",
    "EXISTENCE_PARTENAIRES",
    "PARTENAIRES",
    "LIEN_URL_DESCRIPTION",
    "DUREE_ENREGISTREMENT",
    "TYPE_ENREGISTREMENT",
    "DATE_DE_PUBLICATION",
    "DATE_DERNIERE_MODIFICATION",
    "PUBLICATION_DECRET_GENERAL",
    "PUBLICATION_DECRET_CREATION",
    "PUBLICATION_DECRET_AUTRE",
    "PREREQUIS_ENTREE_FORMATION",
    "PREREQUIS_VALIDATION_CERTIFICATION",
    "PREREQUIS_DISTINCTS",
    "PREREQUIS_BLOCS",
    "REGLEMENTATIONS_ACTIVITES",
    "VALIDATION_PARTIELLE",
    "CODES_IDCC",
}
_KNOWN_IN_BLOCK = {"CODE", "LIBELLE", "LISTE_COMPETENCES", "MODALITES_EVALUATION"}


def read_notice(xml: bytes, code: str | None = None) -> Notice:
    """Read one notice of a flux V4.1 file.

    code: which FICHE, when the file holds several ("RNCP35419"); optional when it holds one.
    Raises NoticeRefused, with a sentence, and the line where there is one.
    """
    return _read_fiche(select(root_of(xml).findall("FICHE"), code))


def _read_fiche(fiche: Element) -> Notice:
    code = required(fiche, "NUMERO_FICHE", LONGEST["code"])
    if code.startswith("RS"):
        raise refused(
            f"{code} est une fiche du répertoire spécifique : elle n’a pas de bloc de compétences "
            "et ne peut pas être délivrée par blocs",
            fiche,
        )
    return Notice(
        code=code,
        title=required(fiche, "INTITULE", LONGEST["title"]),
        short_title=text_of(fiche, "ABREGE/LIBELLE"),
        state=text_of(fiche, "ETAT_FICHE"),
        level=text_of(fiche, "NOMENCLATURE_EUROPE/NIVEAU"),
        certifiers=_certifiers(fiche),
        nsf=_pairs(fiche, "CODES_NSF/NSF"),
        formacodes=_pairs(fiche, "FORMACODES/FORMACODE"),
        rome=_pairs(fiche, "CODES_ROME/ROME"),
        decision_date=date_of(fiche, "DATE_DECISION"),
        effective_date=date_of(fiche, "DATE_EFFET"),
        registration_end=date_of(fiche, "DATE_FIN_ENREGISTREMENT"),
        last_award_date=date_of(fiche, "DATE_LIMITE_DELIVRANCE"),
        predecessors=texts_of(
            fiche,
            "ANCIENNES_CERTIFICATIONS/ANCIENNE_CERTIFICATION/ID_FICHE_ANCIENNE_CERTIFICATION",
        ),
        successors=texts_of(
            fiche,
            "NOUVELLES_CERTIFICATIONS/NOUVELLE_CERTIFICATION/ID_FICHE_NOUVELLE_CERTIFICATION",
        ),
        objectives=text_of(fiche, "OBJECTIFS_CONTEXTE"),
        activities=text_of(fiche, "ACTIVITES_VISEES"),
        capacities=text_of(fiche, "CAPACITES_ATTESTEES"),
        sectors=text_of(fiche, "SECTEURS_ACTIVITE"),
        jobs=text_of(fiche, "TYPE_EMPLOI_ACCESSIBLES"),
        juries=_juries(fiche),
        new_caledonia=flag_of(fiche, "ACCESSIBLE_NOUVELLE_CALEDONIE"),
        polynesia=flag_of(fiche, "ACCESSIBLE_POLYNESIE_FRANCAISE"),
        blocks=_blocks(fiche, code),
        figures=tuple(_figures(fiche)),
        unknown_tags=_unknown_tags(fiche),
    )


def _certifiers(fiche: Element) -> tuple[tuple[str, str], ...]:
    """(SIRET or "", name) of each certifier; the SIRET is often absent from the export."""
    found = tuple(
        (_siret(node), required(node, "NOM_CERTIFICATEUR"))
        for node in fiche.findall("CERTIFICATEURS/CERTIFICATEUR")
    )
    if not found:
        raise refused("la fiche ne nomme aucun certificateur", fiche)
    return found


def _siret(node: Element) -> str:
    siret = text_of(node, "SIRET_CERTIFICATEUR").replace(" ", "")
    if siret and not (siret.isascii() and siret.isdigit() and len(siret) == LONGEST["siret"]):
        raise refused(f"le SIRET « {siret[:40]} » n’a pas 14 chiffres", node)
    return siret


def _pairs(fiche: Element, path: str) -> tuple[tuple[str, str], ...]:
    return tuple((required(node, "CODE"), text_of(node, "LIBELLE")) for node in fiche.findall(path))


def _juries(fiche: Element) -> dict[str, str]:
    juries = {}
    for route in ROUTES:
        node = fiche.find(f"SI_JURY_{route}")
        if node is not None and flag_of(node, "ACTIF"):
            juries[route] = text_of(node, "COMPOSITION")
    return juries


def _blocks(fiche: Element, code: str) -> tuple[NoticeBlock, ...]:
    blocks: list[NoticeBlock] = []
    # Only the direct path: CORRESPONDANCES holds elements of the same name that are no blocks.
    for position, node in enumerate(fiche.findall("BLOCS_COMPETENCES/BLOC_COMPETENCES"), start=1):
        block_code = required(node, "CODE", LONGEST["block code"])
        if any(block.code == block_code for block in blocks):
            raise refused(
                f"le code de bloc {block_code} est employé deux fois dans {code} : on ne saurait "
                "pas lequel un candidat a acquis",
                node,
            )
        items = split_items(text_of(node, "LISTE_COMPETENCES"))
        if not items:
            raise refused(f"le bloc {block_code} n’énonce aucune compétence", node)
        blocks.append(
            NoticeBlock(
                code=block_code,
                position=position,
                title=required(node, "LIBELLE", LONGEST["title"]),
                competencies=tuple(
                    NoticeCompetency(position=rank, text=item)
                    for rank, item in enumerate(items, start=1)
                ),
                assessment=text_of(node, "MODALITES_EVALUATION"),
            )
        )
    if not blocks:
        raise refused(f"la fiche {code} n’a aucun bloc de compétences", fiche)
    return tuple(blocks)


def _figures(fiche: Element) -> Iterator[PublishedFigures]:
    for node in fiche.findall("STATISTIQUES_PROMOTIONS/STATISTIQUES_PROMOTION"):
        year = number_of(node, "ANNEE")
        if year is None:
            raise refused("une ligne des statistiques n’a pas d’année", node)
        yield PublishedFigures(
            year=year,
            certified=number_of(node, "NOMBRE_CERTIFIES"),
            certified_vae=number_of(node, "NOMBRE_CERTIFIES_VAE"),
            insertion_6_months=number_of(node, "TAUX_INSERTION_GLOBAL_6MOIS"),
            # The V4.1 exports we hold do not carry this one; the rules file may add it.
            target_job_6_months=number_of(node, "TAUX_INSERTION_METIER_6MOIS"),
            target_job_2_years=number_of(node, "TAUX_INSERTION_METIER_2ANS"),
        )


def _unknown_tags(fiche: Element) -> tuple[str, ...]:
    unknown = [child.tag for child in fiche if child.tag not in _KNOWN]
    for block in fiche.findall("BLOCS_COMPETENCES/BLOC_COMPETENCES"):
        unknown += [
            f"BLOC_COMPETENCES/{child.tag}" for child in block if child.tag not in _KNOWN_IN_BLOCK
        ]
    return tuple(dict.fromkeys(unknown))
