"""What the register says of a code or a file: authentic, withdrawn or unknown, and never more."""

import hashlib
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from ccas import clock
from ccas.documents import kinds
from ccas.documents.models import Document
from ccas.journal import tree
from ccas.journal.models import JournalEntry
from ccas.periods import in_words
from certification.awards.standing import ended_on
from certification.register.rules import grouped, masked_holder, names_holder, normalise_code
from certification.register.steps import (
    FINGERPRINT,
    REGISTER,
    STANDING,
    Step,
    not_compared,
    seal_steps,
)

AUTHENTIC = "AUTHENTIQUE"
WITHDRAWN = "RETIRÉ"
UNKNOWN = "INCONNU"
HOLDER = "Titulaire"

#: A code that no document bears: what is no code at all is looked for like any other.
NO_CODE = "0" * 31 + "U"


@dataclass(frozen=True, slots=True)
class Reading:
    """The answer: its first word, its sentence, what was checked, the lines to compare with the
    paper. `code`: of the document found, for the forms of the page."""

    word: str
    sentence: str
    pairs: tuple[tuple[str, str], ...] = ()
    specimen: bool = False
    steps: tuple[Step, ...] = ()
    code: str = ""
    sealed: bool = False
    named: bool = False

    @property
    def masked(self) -> bool:
        """Whether it names a holder, whose name is still to be typed."""
        return not self.named and any(term == HOLDER for term, _ in self.pairs)

    @property
    def kind(self) -> str:
        """The class that the page draws; the word says the same."""
        return {AUTHENTIC: "authentic", WITHDRAWN: "withdrawn"}.get(self.word, "unknown")


NOTHING = Reading(
    UNKNOWN,
    "Aucun document ne porte ce code. Vérifiez-le caractère par caractère ; s’il est bien recopié, "
    "le document n’a pas été délivré par ce certificateur.",
)
NO_SUCH_FILE = (
    "Ce fichier n’est pas un document délivré par ce certificateur, ou il a été modifié depuis. "
    "Demandez le fichier d’origine à son titulaire, ou tapez le code imprimé."
)


def read(typed: str) -> Reading:
    """The answer for what a person typed or scanned. Never raises; a code that could not be one
    and a code that nobody was given get the same answer, by the same way."""
    document = _by_code(typed)
    return NOTHING if document is None else _read(document, not_compared())


def read_file(content: bytes, typed: str = "") -> Reading:
    """The answer for a file, which is kept nowhere; `typed`: the code of the page it comes from."""
    digest = hashlib.sha256(content).hexdigest()
    document = _by_code(typed) if typed else _by_digest(digest)
    steps = seal_steps(content)
    if document is None or document.sha256 != digest:
        why = (
            "Aucun document délivré n’a cette empreinte."
            if document is None
            else f"Ce n’est pas l’empreinte du document n° {document.number}."
        )
        return Reading(
            UNKNOWN, NO_SUCH_FILE, steps=(Step(FINGERPRINT, "wrong", why), *steps), code=""
        )
    same = Step(FINGERPRINT, "right", "Ce fichier est, octet pour octet, celui qui a été délivré.")
    return _read(document, (same, *steps))


def read_named(typed: str, name: str) -> tuple[Reading, bool]:
    """The answer for a code, with its holder's name when that is the one typed; whether it is.

    An unknown code, a document without a holder and a wrong name are told the same.
    """
    document = _by_code(typed)
    holder = (document.facts.get("holder") if document else None) or {}
    good = names_holder(name, holder)
    if document is None:
        return NOTHING, False
    reading = _read(document, not_compared())
    if good:
        pairs = tuple(
            (term, holder["display_name"] if term == HOLDER else value)
            for term, value in reading.pairs
        )
        reading = replace(reading, pairs=pairs, named=True)
    return reading, good


def _by_code(typed: str) -> Document | None:
    found = Document.objects.filter(verification_code=normalise_code(typed) or NO_CODE)
    return found.select_related("replaced_by").first()


def _by_digest(digest: str) -> Document | None:
    return Document.objects.filter(sha256=digest).select_related("replaced_by").first()


def _read(document: Document, compared: tuple[Step, ...]) -> Reading:
    known, sealed = _registered(document)
    word, sentence, standing = _standing(document)
    return Reading(
        word,
        sentence,
        _pairs(document),
        document.specimen,
        (known, *compared, standing),
        document.verification_code,
        sealed,
    )


def stored_line(document: Document) -> JournalEntry | None:
    """The line of the journal that holds the fingerprint of a document."""
    lines = JournalEntry.objects.filter(
        verb="documents.store", subject_type="ccas.document", subject_id=str(document.pk)
    )
    return lines.select_related("leaf").order_by("pk").first()


def _registered(document: Document) -> tuple[Step, bool]:
    said = f"Délivré sous le n° {document.number}"
    line, head = stored_line(document), tree.last_head()
    if line is None:
        return Step(REGISTER, "right", f"{said} ; son fichier se prépare."), False
    if head is None or not hasattr(line, "leaf") or line.leaf.index >= head.size:
        return Step(REGISTER, "right", f"{said} ; son inscription au journal se scelle."), False
    place = f"{line.leaf.index + 1:,}".replace(",", "\u202f")
    return Step(REGISTER, "right", f"{said}, à la ligne {place} du journal scellé."), True


def _standing(document: Document) -> tuple[str, str, Step]:
    heir = getattr(document, "replaced_by", None)
    since = ended_on(document)
    if since is not None:
        day = in_words(since)
        return (
            WITHDRAWN,
            f"Ce document a été délivré, mais ce qu’il atteste est retiré depuis le {day}.",
            Step(STANDING, "wrong", f"Retiré le {day}."),
        )
    if heir is not None:
        day = in_words(clock.paris(heir.occurred_at).date())
        return (
            WITHDRAWN,
            f"Ce document a été remplacé le {day} par le document n° {heir.number} : demandez le "
            "nouveau.",
            Step(STANDING, "wrong", f"Remplacé le {day} par le n° {heir.number}."),
        )
    return (
        AUTHENTIC,
        "Ce document figure au registre du certificateur, à l’identique des lignes ci-dessous.",
        Step(STANDING, "right", "Ni retiré ni remplacé à ce jour."),
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
        (HOLDER, masked_holder(facts)),
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
