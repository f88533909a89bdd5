"""The main menu: rooms register their entries at start-up, each role sees its own.

The platform reaches no room: it knows an entry only by its label and the name of its address.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from ccas.actors import Actor


@dataclass(frozen=True, slots=True)
class Item:
    """One entry. `roles`: who sees it; `everyone`: shown without signing in too.

    `order` sorts the menu; rooms follow the road of a candidate, ten by ten. `group`: the entry
    it stands under when the menu is long; a group stands where its first entry would.
    """

    label: str
    url_name: str
    roles: frozenset[str] = field(default_factory=frozenset)
    order: int = 100
    everyone: bool = False
    group: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "roles", frozenset(str(role) for role in self.roles))

    def shown_to(self, actor: Actor | None) -> bool:
        """Whether this actor finds the entry in the menu."""
        return self.everyone or (actor is not None and actor.role in self.roles)

    def address(self) -> str | None:
        """The path of the entry, or None when nothing answers there (`manage.py check` says so)."""
        try:
            return reverse(self.url_name)
        except NoReverseMatch:
            return None


@dataclass(frozen=True, slots=True)
class Entry:
    """An item as the menu draws it. `current` is "page", "true" (below it) or "".

    A group has no `url` and has `entries`; it is current when one of them is.
    """

    label: str
    url: str
    current: str
    group: str = ""
    entries: tuple["Entry", ...] = ()


#: As many entries as stand on one line of a desk; beyond, groups are drawn as groups.
FLAT = 7


_items: dict[str, Item] = {}


def register(*items: Item) -> None:
    """Add entries to the menu; the same address registered twice keeps the last entry."""
    for item in items:
        _items[item.url_name] = item


def items() -> list[Item]:
    """Every registered entry, in menu order."""
    return sorted(_items.values(), key=lambda item: (item.order, item.label))


def entries(request: HttpRequest, chosen: Iterable[Item] | None = None) -> list[Entry]:
    """The menu of the current request: what its actor may open, with the place we stand marked.

    The deepest entry whose path begins the current path is the current one; the home entry
    ("/") is current on its own page only.
    """
    actor = getattr(request, "actor", None)
    shown = [
        (item, address)
        for item in (items() if chosen is None else chosen)
        if item.shown_to(actor) and (address := item.address()) is not None
    ]
    above = [url for _, url in shown if url != "/" and request.path.startswith(url)]
    here = request.path if request.path == "/" else max(above, key=len, default="")

    def mark(url: str) -> str:
        if url != here:
            return ""
        return "page" if url == request.path else "true"

    return [Entry(item.label, url, mark(url), item.group) for item, url in shown]


def menu(flat: Sequence[Entry]) -> list[Entry]:
    """The same entries, under their groups when they are too many for one line.

    A group of one is its only entry.
    """
    if len(flat) <= FLAT:
        return list(flat)
    drawn: list[Entry] = []
    for entry in flat:
        inside = tuple(one for one in flat if one.group == entry.group)
        if not entry.group or len(inside) == 1:
            drawn.append(entry)
        elif entry == inside[0]:
            current = "true" if any(one.current for one in inside) else ""
            drawn.append(Entry(entry.group, "", current, entries=inside))
    return drawn
