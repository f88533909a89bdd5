"""Messages, with their documents: a row first, sent after commit."""

from ccas.outbox.actions import Attachment, post
from ccas.outbox.links import register_link

__all__ = ["Attachment", "post", "register_link"]
