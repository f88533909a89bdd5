"""Reading somebody's badge: right on every point, or refused with a sentence.

The published schema alone accepts what is over, what was altered, what somebody else signed.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from certification.badges.rules.credential import is_holder
from certification.badges.rules.instants import read
from certification.badges.rules.signing import proof_problem
from certification.badges.rules.standards import CONTEXTS, schema_problems
from certification.badges.rules.status import place_of

AUTHENTIC, WITHDRAWN, REFUSED = "AUTHENTIQUE", "RETIRÉ", "REFUSÉ"
#: Longest file read, in bytes; ours take six thousand.
MOST_BYTES = 64 * 1024
#: Objects without an address that ordering the statements may meet: ours have nine. Many alike
#: would take it more time than there is.
MOST_UNNAMED = 16
LONGEST_LIST, DEEPEST = 60, 12
_SENTENCES = {
    AUTHENTIC: "Ce badge a été délivré par ce certificateur, et ce qu’il atteste est en vigueur.",
    WITHDRAWN: "Ce badge a été délivré par ce certificateur, mais il ne vaut plus.",
    REFUSED: "Ce fichier n’est pas un badge que l’on puisse croire : voyez ce qui ne va pas.",
}


@dataclass(frozen=True, slots=True)
class Trusted:
    """Whom to believe. lists: address of each issuer → of its list of revoked badges.

    keys: address of each key → its 32 bytes. revoked: whether a badge (its id, its place) is, or
    None when there is no such badge.
    """

    lists: Mapping[str, str]
    keys: Mapping[str, bytes]
    revoked: Callable[[str, int], bool | None]


@dataclass(frozen=True, slots=True)
class Check:
    """One point. state: right, wrong, or open when there was nothing to check it on."""

    label: str
    state: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """word: AUTHENTIQUE, RETIRÉ or REFUSÉ. credential: what was read, None when it is no badge."""

    word: str
    checks: tuple[Check, ...]
    credential: dict[str, Any] | None = None

    @property
    def sentence(self) -> str:
        """The word in a sentence."""
        return _SENTENCES[self.word]

    @property
    def refusal(self) -> str:
        """The first sentence that says why; empty when all is right."""
        return next((one.sentence for one in self.checks if one.state == "wrong"), "")


def verify(content: bytes, *, trusted: Trusted, now: datetime, typed: str = "") -> Verdict:
    """Check every point in turn; the first that is wrong ends it. Never raises, whatever the file.

    typed: the name or the address that the reader gives to its holder, if any.
    """
    checks: list[Check] = []
    credential: dict[str, Any] | None = None

    def wrong(label: str, sentence: str, word: str = REFUSED) -> Verdict:
        return Verdict(word, (*checks, Check(label, "wrong", sentence)), credential)

    try:
        found = _loads(content)
    except (ValueError, RecursionError):
        return wrong("Lecture", "Ce fichier n’est pas un badge : il ne se lit pas comme du JSON.")
    problem = _form_problem(found)
    if problem:
        return wrong("Forme", problem)
    credential = found
    checks.append(Check("Forme", "right", "C’est un badge Open Badges 3.0, conforme au schéma."))

    issuer = credential["issuer"]
    address = issuer.get("id") if isinstance(issuer, dict) else issuer
    if not isinstance(address, str) or address not in trusted.lists:
        return wrong("Émetteur", "Ce badge ne dit pas avoir été délivré par ce certificateur.")
    checks.append(Check("Émetteur", "right", "Il dit avoir été délivré par ce certificateur."))

    keys = {at: key for at, key in trusted.keys.items() if at.partition("#")[0] == address}
    problem = proof_problem(credential, keys)
    if problem:
        return wrong("Signature", problem)
    checks.append(Check("Signature", "right", "Signé par lui ; rien n’a été modifié depuis."))

    problem = _time_problem(credential, now)
    if problem:
        return wrong("Dates", problem)
    checks.append(Check("Dates", "right", "En cours de validité."))

    place = place_of(credential, trusted.lists[address])
    revoked = None if place is None else trusted.revoked(str(credential["id"]), place)
    if revoked is None:
        return wrong("Situation", "Ce badge n’est pas de ceux que le registre connaît.")
    if revoked:
        return wrong("Situation", "Retiré ou remplacé : ce badge ne vaut plus.", WITHDRAWN)
    checks.append(Check("Situation", "right", "Ni retiré ni remplacé à ce jour."))

    if typed.strip():
        if not is_holder(credential["credentialSubject"].get("identifier"), typed):
            return wrong("Titulaire", "Ce nom, ou cette adresse, n’est pas celui du titulaire.")
        checks.append(Check("Titulaire", "right", "C’est bien le nom, ou l’adresse, du titulaire."))
    else:
        checks.append(
            Check("Titulaire", "open", "Tapez le nom ou l’adresse du titulaire pour les comparer.")
        )
    return Verdict(AUTHENTIC, tuple(checks), credential)


def _loads(content: bytes) -> Any:
    """The JSON value; ValueError when it is none, too long, or says one thing twice."""
    if len(content) > MOST_BYTES:
        raise ValueError("too long")

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len({name for name, _ in pairs}) != len(pairs):
            raise ValueError("a name twice")
        return dict(pairs)

    def refuse(word: str) -> None:
        raise ValueError(word)

    return json.loads(content.decode(), object_pairs_hook=once, parse_constant=refuse)


def _form_problem(found: Any) -> str:
    if not isinstance(found, dict):
        return "Ce fichier n’est pas un badge."
    said = found.get("type")
    types = said if isinstance(said, list) else [said]
    if "VerifiableCredential" not in types or "OpenBadgeCredential" not in types:
        return "Ce fichier ne dit pas être un badge (OpenBadgeCredential)."
    if found.get("@context") != CONTEXTS:
        return "Ce badge n’est pas écrit dans les termes d’Open Badges 3.0, et eux seuls."
    if len(types) != 2:
        return "Ce badge dit être encore autre chose qu’un badge."
    if not _tame(found):
        return "Ce badge est écrit d’une façon que ce certificateur n’emploie pas."
    wrong = schema_problems(found)
    if wrong:
        return f"Ce badge ne suit pas le schéma d’Open Badges 3.0, en {wrong[0][:80]}."
    if not isinstance(found["id"], str):
        return "Ce badge n’a pas d’identifiant."
    return ""


def _tame(found: Any) -> bool:
    """Whether ordering the statements takes no time to speak of: a shallow tree of few objects
    without an address, none of which names another, none twice in a list."""
    unnamed, left = 0, [(found, 0)]
    while left:
        value, depth = left.pop()
        if isinstance(value, str) and value.startswith("_:"):
            return False
        if not isinstance(value, dict | list):
            continue
        unnamed += isinstance(value, dict) and "id" not in value
        if unnamed > MOST_UNNAMED or depth > DEEPEST or len(value) > LONGEST_LIST:
            return False
        items = list(value.values()) if isinstance(value, dict) else value
        if isinstance(value, list) and any(one in items[:at] for at, one in enumerate(items)):
            return False
        left += [(item, depth + 1) for item in items]
    return True


def _time_problem(credential: Mapping[str, Any], now: datetime) -> str:
    begins, ends = read(credential["validFrom"]), credential.get("validUntil")
    if begins is None:
        return "La date à laquelle ce badge commence à valoir ne se lit pas."
    if begins > now:
        return f"Ce badge ne vaut qu’à partir du {begins:%d/%m/%Y}."
    if ends is None:
        return ""
    until = read(ends)
    if until is None:
        return "La date à laquelle ce badge cesse de valoir ne se lit pas."
    return f"Ce badge est échu depuis le {until:%d/%m/%Y}." if until <= now else ""
