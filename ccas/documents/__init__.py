"""Documents: numbered, rendered once, stored, handed over through the gate."""

from ccas.documents.actions import issue, preview
from ccas.documents.kinds import DocumentKind, register
from ccas.documents.progress import Progress, progress

__all__ = ["DocumentKind", "Progress", "issue", "preview", "progress", "register"]
