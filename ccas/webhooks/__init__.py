"""Other systems are told what happened: identifiers only, signed, until they have said yes."""

from ccas.webhooks.actions import emit

__all__ = ["emit"]
