"""The word « something changed in that room », told to the screens that follow a session."""

from uuid import UUID

from ccas import live

KIND = "room"


def topic(session: UUID) -> str:
    """What the screens of a session listen to."""
    return f"{KIND}/{session}"


def stirred(session: UUID, *, often: bool = False) -> None:
    """Tell them, once the present transaction commits. often: see `live.changed`."""
    live.changed(topic(session), often=often)
