"""The platform's tables, gathered from its services."""

from ccas.accounts.models import Attempt, Invitation, OpenSession, RoleGrant, UsedStep, User
from ccas.api.models import ApiToken
from ccas.documents.models import Document, Series
from ccas.jobs.models import Job
from ccas.journal.models import JournalEntry
from ccas.outbox.models import Message

__all__ = [
    "ApiToken",
    "Attempt",
    "Document",
    "Invitation",
    "Job",
    "JournalEntry",
    "Message",
    "OpenSession",
    "RoleGrant",
    "Series",
    "UsedStep",
    "User",
]
