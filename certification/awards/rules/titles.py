"""When a title is due and what its certificate must say, as pure functions."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

#: Words a certificate of a registered qualification must not carry (France compétences' guide on
#: the parchemin): another scheme's name, and any reservation.
FORBIDDEN_WORDS = ("titre professionnel", "sous réserve")

#: Why a document may be issued again (domain, §9): code → words.
REISSUE_GROUNDS = {
    "identity": "Changement d’état civil",
    "correction": "Erreur matérielle",
}
#: What a document says was decided: a new document never says otherwise.
_DECIDED = (
    "qualification.code",
    "award.decided_on",
    "block.code",
    "block.acquired_on",
    "outcome.code",
    "deliberation.held_on",
)
#: What changes from one issue to the next by itself.
_OF_THE_DAY = frozenset({"signature"})

#: Path in the facts → what is missing, for the mandatory mentions of a certificate.
_MENTIONS = {
    "qualification.code": "le code d’enregistrement au RNCP",
    "qualification.registration.decision_reference": "la référence de la décision d’enregistrement",
    "qualification.registration.decided_on": "la date de la décision d’enregistrement",
    "qualification.title": "l’intitulé exact de la certification",
    "qualification.level": "le niveau de qualification",
    "qualification.eqf_level": "le niveau au cadre européen des certifications",
    "qualification.nsf": "au moins un code NSF",
    "certifier.legal_name": "le nom légal du certificateur",
    "holder.display_name": "l’identité du titulaire",
    "holder.birth_date": "la date de naissance du titulaire",
    "award.decided_on": "la date de la décision du jury",
    "signature.place": "le lieu de la signature",
    "signature.date": "la date de la signature",
    "signature.name": "le nom du signataire",
    "signature.capacity": "la qualité du signataire",
}


@dataclass(frozen=True, slots=True)
class TitleDue:
    """Whether a title is due; `missing` says in sentences what it still waits for."""

    due: bool
    missing: tuple[str, ...]


def title_due(
    blocks_required: Mapping[str, str],
    held: Collection[str],
    *,
    practice_months: int,
    practice_met: bool,
    award_in_force: bool = False,
    last_award_date: date | None = None,
    on: date | None = None,
) -> TitleDue:
    """Whether the holder of these blocks is due the title, and what is missing.

    blocks_required: block id → short name, all of the revision (notice: all blocks). held: ids in
    the ledger. practice_months: whole months the revision asks of this route, 0 for none.
    last_award_date: last day on which the notice lets a title be awarded; None means no such day.
    """
    missing = [
        f"Le bloc {name} n’est pas acquis."
        for block, name in blocks_required.items()
        if block not in held
    ]
    if not blocks_required:
        missing.append("La révision ne compte aucun bloc.")
    if practice_months and not practice_met:
        missing.append(
            f"Les {practice_months} mois de pratique professionnelle ne sont pas attestés."
        )
    if award_in_force:
        missing.append("Un titre de cette certification est déjà délivré et en vigueur.")
    if last_award_date is not None and on is not None and on > last_award_date:
        missing.append(f"La date limite de délivrance ({last_award_date:%d/%m/%Y}) est dépassée.")
    return TitleDue(not missing, tuple(missing))


def block_certificates_due(*, acquired: Collection[str], awarded: bool) -> tuple[str, ...]:
    """The blocks for which a block certificate is due: those this jury gave, unless the title
    itself is awarded and says it all. Order kept."""
    return () if awarded else tuple(acquired)


def reissue_problems(
    *,
    ground: str,
    explanation: str,
    reference: str,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    ended: date | None,
) -> list[str]:
    """Why a document may not be issued again with these facts; empty when it may.

    before, after: the facts without number nor signature. ended: day since which what it proves is
    withdrawn. Anything that touches a result needs a new deliberation (CE 29/07/1983 n° 31842).
    """
    problems = []
    if ground not in REISSUE_GROUNDS:
        problems.append("Le motif manque : changement d’état civil ou erreur matérielle.")
    if not explanation.strip():
        problems.append("Ce qui change, et pourquoi, n’est pas dit.")
    if not reference.strip():
        problems.append("La référence de l’acte ou de la demande manque.")
    if ended is not None:
        problems.append(f"Ce que prouve ce document est retiré depuis le {ended:%d/%m/%Y}.")
    if _decided(before) != _decided(after):
        problems.append(
            "Le nouveau document dirait un autre résultat : il y faut une nouvelle délibération."
        )
    elif _lasting(before) == _lasting(after):
        problems.append(
            "Le nouveau document serait identique à l’ancien : corrigez d’abord le dossier."
        )
    return problems


def _decided(facts: Mapping[str, Any]) -> list[Any]:
    blocks = [(one.get("code"), one.get("decision")) for one in facts.get("blocks") or ()]
    return [*(_at(facts, path) for path in _DECIDED), blocks]


def _lasting(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in facts.items() if key not in _OF_THE_DAY}


def missing_mentions(facts: Mapping[str, Any]) -> list[str]:
    """Why a certificate with these facts may not leave as a real one; empty when it may.

    While anything is missing only a specimen may be issued. Source: mandatory mentions of the
    parchemin as published by France compétences (domain, §9).
    """
    sentences = _absent(facts, "")
    signature = facts.get("signature") or {}
    if signature.get("authority") and not signature.get("delegation"):
        sentences.append("Le signataire par délégation n’a pas d’acte de délégation daté.")
    text = " ".join(_texts(facts)).lower()
    sentences.extend(
        f"Mention interdite sur un parchemin : « {word} »."
        for word in FORBIDDEN_WORDS
        if word in text
    )
    return sentences


def missing_of_registration(facts: Mapping[str, Any]) -> list[str]:
    """The mandatory mentions that the notice itself lacks: no certificate under it is a real one.

    facts: `certifier` and `qualification`, as a certificate prints them.
    """
    return [*_absent(facts, "qualification."), *_absent(facts, "certifier.")]


def _absent(facts: Mapping[str, Any], beginning: str) -> list[str]:
    return [
        f"Mention obligatoire absente : {what}."
        for path, what in _MENTIONS.items()
        if path.startswith(beginning) and _at(facts, path) in (None, "", [], ())
    ]


def delegation_problems(
    *, head: bool, reference: str, dated_on: date | None, ends_on: date | None, on: date
) -> list[str]:
    """Why a signatory may not sign on that day. The head of the certifier signs by right; a
    delegate needs an act of delegation dated on or before that day and not ended."""
    if head:
        return []
    if not reference.strip() or dated_on is None:
        return ["Le signataire n’a pas d’acte de délégation enregistré."]
    if dated_on > on:
        return [f"La délégation ({reference}) ne prend effet que le {dated_on:%d/%m/%Y}."]
    if ends_on is not None and on > ends_on:
        return [f"La délégation ({reference}) a pris fin le {ends_on:%d/%m/%Y}."]
    return []


def _at(facts: Mapping[str, Any], path: str) -> Any:
    value: Any = facts
    for key in path.split("."):
        if not isinstance(value, Mapping):
            return None
        value = value.get(key)
    return value.strip() if isinstance(value, str) else value


def _texts(value: Any) -> list[str]:
    if isinstance(value, Mapping):
        return [text for item in value.values() for text in _texts(item)]
    if isinstance(value, list | tuple):
        return [text for item in value for text in _texts(item)]
    return [value] if isinstance(value, str) else []
