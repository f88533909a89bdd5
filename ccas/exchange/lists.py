"""The lists that may leave, filled by the rooms at start-up."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import batched
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.forms import BaseForm

from ccas.actors import Actor
from ccas.exchange.cells import Cell
from ccas.names import folded
from ccas.refusals import Refusal

#: Rows read at once, whatever the length of the list.
CHUNK = 500


@dataclass(frozen=True, slots=True)
class Column:
    """One column. value: from what `Listing.described` gives. offered: ticked unless somebody
    chose otherwise. imported: a column of the file that the import reads."""

    key: str
    title: str
    value: Callable[[Any], Cell]
    offered: bool = True
    imported: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """A list as its screen shows it.

    slug: in addresses. address: the name of the screen, "" for a list that has none. roles: who
    may take it away. rows: what the actor sees with these filters, in the order of the screen.
    counted: what a row is, singular and plural; `described` may give several lines of one.
    filters: the form that reads the filters of the screen's address. described: some rows → what
    the columns read, as many queries whatever their number.
    """

    slug: str
    title: str
    roles: frozenset[str]
    columns: tuple[Column, ...]
    rows: Callable[[Actor, Mapping[str, Any]], QuerySet[Any] | Sequence[Any]]
    address: str = ""
    counted: tuple[str, str] = ("ligne", "lignes")
    filters: Callable[[Mapping[str, Any]], BaseForm] | None = None
    described: Callable[[Sequence[Any]], Iterable[Any]] = iter

    def __post_init__(self) -> None:
        object.__setattr__(self, "roles", frozenset(str(role) for role in self.roles))

    def open_to(self, actor: Actor | None) -> bool:
        """Whether the actor may take this list away."""
        return actor is not None and actor.role in self.roles

    @property
    def imported(self) -> tuple[Column, ...]:
        """The columns of the file that an import reads; none when it has no import."""
        return tuple(column for column in self.columns if column.imported)


@dataclass(frozen=True, slots=True)
class Found:
    """The lines of a list that meet the filters of an address.

    query: these filters, canonical. words: as a person reads them, « Voie : VAE ».
    """

    listing: Listing
    rows: QuerySet[Any] | Sequence[Any]
    query: str
    words: tuple[str, ...]

    @property
    def number(self) -> int:
        """How many rows: one count."""
        return self.rows.count() if isinstance(self.rows, QuerySet) else len(self.rows)

    def lines(self, columns: Sequence[Column]) -> Iterator[list[Cell]]:
        """Each row as its cells; no more than CHUNK rows are held at once."""
        rows = self.rows
        source = rows.iterator(chunk_size=CHUNK) if isinstance(rows, QuerySet) else iter(rows)
        for some in batched(source, CHUNK):
            for described in self.listing.described(some):
                yield [column.value(described) for column in columns]


_lists: dict[str, Listing] = {}


def register(*listings: Listing) -> None:
    """Make lists known. Columns are told apart by key and by title."""
    for listing in listings:
        for said in ("key", "title"):
            names = [getattr(column, said) for column in listing.columns]
            if len(names) != len(set(names)):
                raise ValueError(f"two columns of {listing.slug!r} bear one {said}")
        _lists[listing.slug] = listing


def get(slug: str) -> Listing | None:
    """A list by its slug, or None."""
    return _lists.get(slug)


def title_of(slug: str) -> str:
    """The title of a list, or its slug when no room declares it any more."""
    listing = _lists.get(slug)
    return listing.title if listing else slug


def open_to(actor: Actor | None) -> list[Listing]:
    """The lists an actor may take away, by title."""
    found = [one for one in _lists.values() if one.open_to(actor)]
    return sorted(found, key=lambda one: folded(one.title))


def narrowed(listing: Listing, typed: Mapping[str, Any], *, by: Actor) -> Found:
    """The rows that meet the filters of an address. Refusal when a filter means nothing: a list
    that its filters do not narrow is not what was asked for."""
    if listing.filters is None:
        return Found(listing, listing.rows(by, {}), "", ())
    form = listing.filters(typed)
    if not form.is_valid():
        labels = (str(form.fields[name].label) for name in form.errors if name in form.fields)
        raise Refusal([f"Le filtre « {label} » ne désigne rien de connu." for label in labels])
    return Found(listing, listing.rows(by, form.cleaned_data), query_of(form), words_of(form))


def query_of(form: BaseForm) -> str:
    """The canonical address of the filters of a valid form, without its question mark."""
    return urlencode({name: _typed(form, name) for name in form.cleaned_data if _typed(form, name)})


def _typed(form: BaseForm, name: str) -> str:
    """A filter as the address says it: a text as it was tidied, a choice by its value."""
    value = form.cleaned_data[name]
    if not value:
        return ""
    return value if isinstance(value, str) else str(form[name].value() or "")


def words_of(form: BaseForm) -> tuple[str, ...]:
    """The filters of a valid form as a person reads them: « Voie : VAE »."""
    found = []
    for name, value in form.cleaned_data.items():
        if value:
            field = form.fields[name]
            label = dict(_flat(getattr(field, "choices", ()))).get(value, value)
            label = "oui" if label is True else label
            found.append(f"{field.label} : {label}")
    return tuple(found)


def _flat(choices: Iterable[Any]) -> Iterator[tuple[str, str]]:
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from ((one, f"{value.lower()}, {said}") for one, said in label)
        else:
            yield value, label
