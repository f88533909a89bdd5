"""Messages, with their documents: a row first, sent after commit."""

from ccas.outbox.actions import post

__all__ = ["post"]
