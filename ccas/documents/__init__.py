"""Documents: numbered, rendered once, stored, handed over through the gate."""

from ccas.documents.actions import issue, preview
from ccas.documents.kinds import DocumentKind, register
from ccas.documents.progress import Progress, batch, progress
from ccas.documents.renewing import issue_unless_same
from ccas.documents.retrying import retry_all

__all__ = [
    "DocumentKind",
    "Progress",
    "batch",
    "issue",
    "issue_unless_same",
    "preview",
    "progress",
    "register",
    "retry_all",
]
