"""What a device may say, read strictly: a batch of acts in JSON, or one act of a form.

A batch that cannot be read is refused whole (Unreadable, with its HTTP status and a sentence);
an act that cannot be, alone: it becomes an Unheard, and the others are read all the same.
`docs/grille-en-direct.md` is the protocol in words.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from ccas.refusals import Refusal

#: Bytes of a batch, acts in a batch; a device that has more to say sends several.
BATCH_BYTES = 256 * 1024
BATCH_ACTS = 500
#: Longest note, in characters.
TEXT_LENGTH = 1000
#: PostgreSQL's integers; a day on the station clock, in seconds.
INTEGER, BIG_INTEGER = 2**31 - 1, 2**63 - 1
DAY_SECONDS = 24 * 3600
#: The clocks believed: from 1970, where a tablet without battery wakes up, to 2100.
LATEST_MS = 4_102_444_800_000

NUL = "Le texte contient un caractère interdit (octet nul)."

type Name = tuple[UUID, int]


class Unreadable(Refusal):
    """The whole batch is refused. status: of the HTTP answer."""

    def __init__(self, sentence: str, status: int = 400) -> None:
        super().__init__(sentence)
        self.status = status


@dataclass(frozen=True, slots=True)
class Said:
    """One act, each word of the right type; whether it may be done is not said here.

    previous: the name (client, sequence) or the id of the act that this one follows or undoes.
    made_at: by the device's clock. offset_ms: that clock minus the server's.
    """

    client: UUID
    sequence: int
    kind: str
    competency: int | None = None
    value: str = ""
    text: str = ""
    second: int | None = None
    previous: Name | UUID | None = None
    offset_ms: int = 0
    made_at: datetime | None = None
    unsure: bool = False


@dataclass(frozen=True, slots=True)
class Unheard:
    """One act of a batch that cannot be read; sequence: None when even that is not there."""

    sequence: int | None
    sentence: str


@dataclass(frozen=True, slots=True)
class Batch:
    """What one device sends. made: the highest rank it has given to an act of this sheet."""

    client: UUID
    made: int
    offset_ms: int
    acts: tuple[Said | Unheard, ...]


def read_batch(body: bytes, *, now: datetime) -> Batch:
    """The batch in a request's body. now: the server's, to which the device's `sent_at` is held.

    Raises Unreadable.
    """
    if len(body) > BATCH_BYTES:
        raise too_large()
    try:
        told = json.loads(body.decode("utf-8"), parse_constant=_no_constant)
    except UnicodeDecodeError:
        raise Unreadable("L’envoi n’est pas écrit en UTF-8.") from None
    except (ValueError, RecursionError):
        raise Unreadable("L’envoi n’est pas du JSON lisible.") from None
    if not isinstance(told, dict):
        raise Unreadable("L’envoi n’est pas un journal d’appareil.")
    try:
        client = _client(told.get("client"))
        made = whole(told.get("made"), 0, INTEGER, "« made »")
        sent_at = whole(told.get("sent_at"), 0, LATEST_MS, "« sent_at »")
    except Refusal as refusal:
        raise Unreadable(refusal.sentences[0]) from None
    acts = told.get("acts")
    if not isinstance(acts, list):
        raise Unreadable("« acts » n’est pas une liste d’actes.")
    if len(acts) > BATCH_ACTS:
        raise Unreadable(
            f"{len(acts)} actes d’un coup : {BATCH_ACTS} au plus par envoi, partagez-les.", 413
        )
    offset = sent_at - round(now.timestamp() * 1000)
    return Batch(client, made, offset, tuple(_act(one, client, offset) for one in acts))


def too_large() -> Unreadable:
    """The refusal of a body too large to be read."""
    return Unreadable(
        f"L’envoi est trop lourd : {BATCH_BYTES // 1024} Kio au plus, partagez-le.", 413
    )


def _act(told: Any, client: UUID, offset: int) -> Said | Unheard:
    """One act of the batch, strictly typed."""
    if not isinstance(told, dict):
        return Unheard(None, "Un acte est un objet JSON.")
    try:
        sequence = whole(told.get("sequence"), 0, INTEGER, "Le rang de l’acte")
    except Refusal as refusal:
        return Unheard(None, refusal.sentences[0])
    try:
        unsure = told.get("unsure") or False
        if not isinstance(unsure, bool):
            raise Refusal("« unsure » est vrai ou faux.")
        return Said(
            client=client,
            sequence=sequence,
            kind=_code(told, "kind"),
            competency=_perhaps(told, "competency", 1, BIG_INTEGER, "La compétence"),
            value=_code(told, "value"),
            text=words(told.get("text")),
            second=_perhaps(told, "second", 0, DAY_SECONDS, "La seconde à l’horloge du poste"),
            previous=_previous(told.get("previous")),
            offset_ms=offset,
            made_at=_moment(_perhaps(told, "made_at", 0, LATEST_MS, "L’heure de l’appareil")),
            unsure=unsure,
        )
    except Refusal as refusal:
        return Unheard(sequence, refusal.sentences[0])


def whole(value: Any, low: int, high: int, name: str) -> int:
    """A whole number within bounds, and nothing that merely looks like one."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise Refusal(f"{name} n’est pas un nombre entier.")
    if not low <= value <= high:
        raise Refusal(f"{name} est hors limites.")
    return value


def words(text: Any) -> str:
    """The words of a note, trimmed, checked for length and for what no keyboard types."""
    if text is None:
        return ""
    if not isinstance(text, str):
        raise Refusal("Le texte n’est pas un texte.")
    text = text.strip()
    if "\0" in text:
        raise Refusal(NUL)
    if not _encodes(text):
        raise Refusal("Le texte contient un caractère incomplet (moitié de caractère UTF-16).")
    if len(text) > TEXT_LENGTH:
        raise Refusal(f"Le texte est trop long : {len(text)} caractères, {TEXT_LENGTH} au plus.")
    return text


def identifier(value: Any) -> UUID:
    """A UUID, or a Refusal about the device."""
    try:
        return value if isinstance(value, UUID) else UUID(str(value))
    except ValueError:
        raise Refusal("L’appareil ne s’est pas fait connaître correctement.") from None


def _client(value: Any) -> UUID:
    if not isinstance(value, str) or len(value) > 64:
        raise Refusal("L’appareil ne s’est pas fait connaître correctement.")
    return identifier(value)


def _previous(value: Any) -> Name | UUID | None:
    """`[client, sequence]`, the id of an act, or nothing."""
    if value is None:
        return None
    if isinstance(value, list):
        if len(value) != 2:
            raise Refusal("« previous » nomme un acte : [appareil, rang], ou son identifiant.")
        return _client(value[0]), whole(value[1], 0, INTEGER, "Le rang de l’acte suivi")
    return _client(value)


def _code(told: Mapping[str, Any], name: str) -> str:
    """A short code without surprise, "" when absent."""
    value = told.get(name)
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > 40 or "\0" in value or not _encodes(value):
        raise Refusal(f"« {name} » n’est pas un code.")
    return value


def _perhaps(told: Mapping[str, Any], name: str, low: int, high: int, words: str) -> int | None:
    value = told.get(name)
    return None if value is None else whole(value, low, high, words)


def _moment(ms: int | None) -> datetime | None:
    return None if ms is None else datetime.fromtimestamp(ms / 1000, UTC)


def _encodes(text: str) -> bool:
    """Half of a surrogate pair is JSON, and no text."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _no_constant(name: str) -> None:
    raise ValueError(name)
