"""A list taken away and thrown away: how many lines it had."""

from ccas.actors import Actor
from ccas.exchange import lists
from ccas.exchange.actions import columns_for, export_list
from ccas.exchange.lists import narrowed


def lines_taken(slug: str, typed: dict[str, str], *, form: str, by: Actor) -> int:
    """Take the list with the columns offered."""
    listing = lists.get(slug)
    assert listing is not None
    found = narrowed(listing, typed, by=by)
    made, file = export_list(found, columns=columns_for(listing, by=by), form=form, by=by)
    file.close()
    return made.lines
