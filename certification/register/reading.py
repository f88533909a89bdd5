"""What the register says of a code: authentic, withdrawn or unknown, and never more."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from ccas import clock
from ccas.documents import kinds
from ccas.documents.models import Document
from ccas.periods import in_words
from certification.awards.standing import ended_on
from certification.register.rules import grouped, masked_holder, normalise_code

AUTHENTIC = "AUTHENTIQUE"
WITHDRAWN = "RETIRÉ"
UNKNOWN = "INCONNU"


@dataclass(frozen=True, slots=True)
class Reading:
    """The answer: its first word, its sentence, and the lines to compare with the paper."""

    word: str
    sentence: str
    pairs: tuple[tuple[str, str], ...] = ()
    specimen: bool = False

    @property
    def kind(self) -> str:
        """The class that the page draws; the word says the same."""
        return {AUTHENTIC: "authentic", WITHDRAWN: "withdrawn"}.get(self.word, "unknown")


NOTHING = Reading(
    UNKNOWN,
    "Aucun document ne porte ce code. Vérifiez-le caractère par caractère ; s’il est bien recopié, "
    "le document n’a pas été délivré par ce certificateur.",
)


def read(typed: str) -> Reading:
    """The answer for what a person typed or scanned. Never raises; a code that could not be one
    and a code that nobody was given get the same answer."""
    code = normalise_code(typed)
    document = (
        Document.objects.filter(verification_code=code).select_related("replaced_by").first()
        if code
        else None
    )
    if document is None:
        return NOTHING
    pairs = _pairs(document)
    heir = getattr(document, "replaced_by", None)
    since = ended_on(document)
    if since is not None:
        return Reading(
            WITHDRAWN,
            f"Ce document a été délivré, mais ce qu’il atteste est retiré depuis le "
            f"{in_words(since)}.",
            pairs,
            document.specimen,
        )
    if heir is not None:
        day = in_words(clock.paris(heir.occurred_at).date())
        return Reading(
            WITHDRAWN,
            f"Ce document a été remplacé le {day} par un document corrigé : demandez le nouveau.",
            pairs,
            document.specimen,
        )
    return Reading(
        AUTHENTIC,
        "Ce document figure au registre du certificateur, à l’identique des lignes ci-dessous.",
        pairs,
        document.specimen,
    )


def _pairs(document: Document) -> tuple[tuple[str, str], ...]:
    facts = document.facts
    printed = facts.get("document", {})
    qualification = facts.get("qualification", {})
    lines = [
        ("Nature", kinds.get(document.kind).label),
        ("Numéro", document.number),
        ("Certification", _certification(qualification)),
        ("Bloc", _block(facts)),
        ("Titulaire", masked_holder(facts)),
        ("Décision du jury", _day(facts.get("award", {}).get("decided_on"))),
        ("Délivré le", _day(printed.get("issued_on"))),
        ("Certificateur", facts.get("certifier", {}).get("legal_name")),
        ("Code de vérification", grouped(document.verification_code)),
    ]
    return tuple((term, value) for term, value in lines if value)


def _certification(qualification: dict[str, Any]) -> str:
    code, title = qualification.get("code"), qualification.get("title")
    return " — ".join(part for part in (code, title) if part)


def _block(facts: dict[str, Any]) -> str:
    block = facts.get("block")
    return f"{block['code']} — {block['title']}" if isinstance(block, dict) else ""


def _day(iso: str | None) -> str:
    return in_words(date.fromisoformat(iso)) if iso else ""
