"""The journal at its term: counted and told, never cut by a machine.

It holds ids and salted digests, no name. Its lines are chained: one taken out would make the proof
of the others fail. What is kept of it for good is agreed with the administration of the archives
(code du patrimoine, L212-3).
"""

from datetime import datetime

from django.db.models import QuerySet

from ccas import retention
from ccas.journal.models import JournalEntry


def due(cutoff: datetime) -> QuerySet[JournalEntry]:
    """The lines written before that moment."""
    return JournalEntry.objects.filter(occurred_at__lt=cutoff)


RULE = retention.Rule(
    code="journal",
    term="journal",
    label="Journal des actes",
    goes="rien de soi-même : ses lignes sont chaînées, et ne nomment personne",
    due=due,
    forget=None,
)
