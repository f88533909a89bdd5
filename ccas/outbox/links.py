"""Links that a message carries and that no table keeps: made when it leaves.

A message is a row, kept as a proof, read by those who follow what was sent. A link that opens an
account must not be readable there: the row says where it stands, the job makes it and sends it.
A job that runs again makes another link: the mail may not have left.
"""

from collections.abc import Callable

from ccas.actors import Actor

#: What the row of the message shows in place of the link.
MARK = "[lien à usage unique, écrit à l’envoi]"

#: (the id of what the link is about, who asked) → the address, or None: no longer wanted.
type Maker = Callable[[str, Actor], str | None]
_makers: dict[str, Maker] = {}


def register_link(kind: str, maker: Maker) -> None:
    """Say who makes a kind of link. It is called in the transaction of the job that sends."""
    _makers[kind] = maker


def make(kind: str, about: str, by: Actor) -> str | None:
    """The whole address of a fresh link, or None when the message has no reason to leave."""
    return _makers[kind](about, by)
