"""Lists that come back: each line by the verbs one would use by hand, all of them or none.

A preview does the very same and takes it all back: what it says is what would happen.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.auth import get_user_model
from django.db import transaction

from ccas import journal
from ccas.actors import Actor
from ccas.exchange.cells import day_of
from ccas.exchange.lists import Listing
from ccas.exchange.reading import Line, Sheet, kept, read
from ccas.refusals import Refusal

#: What plays one line: the sentences of what it does, none when everything is there already.
#: Refusal: what is wrong with it.
type Play = Callable[[Line], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Importing:
    """An import. listing: the export that it reads back, whose imported columns are its own.

    required: titles without which no line can be. lead: what a line is. opened: what is known
    before the first line; Refusal for who may not. who: the person of a line. done: the name of
    the screen one goes to afterwards.
    """

    listing: Listing
    title: str
    lead: str
    roles: frozenset[str]
    required: frozenset[str]
    opened: Callable[[Actor], Play]
    who: Callable[[Line], str]
    done: str

    @property
    def titles(self) -> tuple[str, ...]:
        """The columns that it reads."""
        return tuple(column.title for column in self.listing.imported)

    def read(self, content: bytes) -> Sheet:
        """The lines of a file. Raises Refusal with sentences."""
        titles = self.titles
        others = [one.title for one in self.listing.columns if one.title not in titles]
        return read(content, columns=titles, required=self.required, ignored=others)


@dataclass(frozen=True, slots=True)
class Said:
    """What becomes of a line: its rank in the file, who it is about, what is done or wrong."""

    rank: int
    who: str
    done: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()

    @property
    def changes(self) -> bool:
        """Whether the line writes anything."""
        return bool(self.done) and not self.wrong


_imports: dict[str, Importing] = {}


def register(*every: Importing) -> None:
    """Make imports known, by the slug of their list."""
    for one in every:
        unknown = one.required - set(one.titles)
        if unknown:
            raise ValueError(f"{one.listing.slug!r} imports no column {unknown}")
        _imports[one.listing.slug] = one


def get(slug: str) -> Importing | None:
    """An import by its slug, or None."""
    return _imports.get(slug)


def open_to(actor: Actor | None) -> list[Importing]:
    """The imports that an actor may use, by title."""
    found = [one for one in _imports.values() if actor is not None and actor.role in one.roles]
    return sorted(found, key=lambda one: one.title)


class _TakenBack(Exception):
    """A preview ends: nothing stays."""


def preview(what: Importing, sheet: Sheet, *, by: Actor) -> list[Said]:
    """What each line would do. Nothing is written."""
    said: list[Said] = []
    try:
        with transaction.atomic():
            said = _play(what, sheet, by=by)
            raise _TakenBack
    except _TakenBack:
        return said


@transaction.atomic
def carry_out(what: Importing, sheet: Sheet, *, by: Actor) -> list[Said]:
    """Import every line, or none: Refusal, with the sentences of the lines that are wrong."""
    said = _play(what, sheet, by=by)
    faults = [f"Ligne {one.rank} : {sentence}" for one in said for sentence in one.wrong]
    if faults:
        raise Refusal(faults)
    if by.user_id is not None and any(one.changes for one in said):
        journal.record(
            "list.import",
            get_user_model().objects.get(pk=by.user_id),
            by=by,
            listing=what.listing.slug,
            lines=len(said),
            changed=sum(one.changes for one in said),
            sha256=hashlib.sha256(kept(sheet).encode()).hexdigest(),
        )
    return said


def _play(what: Importing, sheet: Sheet, *, by: Actor) -> list[Said]:
    play = what.opened(by)
    said = []
    for rank, line in sheet.lines:
        who = what.who(line)
        try:
            with transaction.atomic():
                said.append(Said(rank, who, done=tuple(play(line))))
        except Refusal as refusal:
            said.append(Said(rank, who, wrong=tuple(refusal.sentences)))
    return said


def days_of(line: Mapping[str, str], titles: Sequence[str]) -> tuple[dict[str, date | None], list]:
    """The days of these columns, and a sentence for each that is none."""
    days: dict[str, date | None] = {}
    faults = []
    for title in titles:
        try:
            days[title] = day_of(line.get(title, ""))
        except ValueError:
            days[title] = None
            faults.append(
                f"« {line[title][:40]} » n’est pas une date ({title}) : écrivez 31/01/2026."
            )
    return days, faults


def known_in[T](
    known: Mapping[str, T], key: str, text: str, words: str, faults: list[str]
) -> T | None:
    """What a cell names; a sentence is added to `faults` when it names nothing known.

    key: the text as `known` compares it. words: « L’unité ».
    """
    found = known.get(key) if text else None
    if text and found is None:
        faults.append(f"{words} « {text[:60]} » n’est pas dans l’annuaire.")
    return found
