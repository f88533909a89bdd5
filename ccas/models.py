"""The platform's tables, gathered from its services."""

from ccas.accounts.models import (
    Attempt,
    EmailChange,
    ExternalIdentity,
    Invitation,
    OpenSession,
    RoleGrant,
    UsedStep,
    User,
)
from ccas.api.models import ApiToken
from ccas.archives.models import PersonalArchive
from ccas.documents.models import Document, Series
from ccas.exchange.models import ColumnChoice, ListExport
from ccas.files.models import ReceivedFile, Upload
from ccas.jobs.models import Job
from ccas.journal.models import Head, HeadStamp, JournalEntry, Leaf, TreeNode
from ccas.outbox.models import Message
from ccas.privacy.models import ErasureRequest, RetentionRun
from ccas.webhooks.models import Delivery, Endpoint, Event

__all__ = [
    "ApiToken",
    "Attempt",
    "ColumnChoice",
    "Delivery",
    "Document",
    "EmailChange",
    "Endpoint",
    "ErasureRequest",
    "Event",
    "ExternalIdentity",
    "Head",
    "HeadStamp",
    "Invitation",
    "Job",
    "JournalEntry",
    "Leaf",
    "ListExport",
    "Message",
    "OpenSession",
    "PersonalArchive",
    "ReceivedFile",
    "RetentionRun",
    "RoleGrant",
    "Series",
    "TreeNode",
    "Upload",
    "UsedStep",
    "User",
]
