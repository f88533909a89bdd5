"""Where people served and who was tied to whom: gone five years after it ended.

Ground: they are kept to find the links that the impartiality of evaluators and juries forbids
(D6412-6, by commentary), and no longer than that needs (GDPR, article 5.1.e). What ended five years
ago ties nobody any more [project decision 0042]; what lasts, or has no end, stays.
"""

from datetime import datetime

from django.db.models import QuerySet

from assessments.people.models import Link, Posting
from ccas import clock, journal, retention
from ccas.actors import Actor


def postings_due(cutoff: datetime) -> QuerySet[Posting]:
    """The postings that ended before that moment."""
    return Posting.objects.filter(ends_on__lt=clock.paris(cutoff).date())


def links_due(cutoff: datetime) -> QuerySet[Link]:
    """The links that ended before that moment."""
    return Link.objects.filter(ends_on__lt=clock.paris(cutoff).date())


def forget(row: Posting | Link, by: Actor) -> None:
    """Delete one of them; the journal keeps its id. Twice is once."""
    found = type(row)._default_manager.select_for_update().filter(pk=row.pk).first()
    if found is None:
        return
    journal.record(f"{found._meta.model_name}.forget", found, by=by)
    found.delete()


RULES = (
    retention.Rule(
        code="postings",
        term="session",
        label="Affectations terminées",
        goes="la ligne part, et ses dates",
        due=postings_due,
        forget=forget,
    ),
    retention.Rule(
        code="links",
        term="session",
        label="Liens terminés entre personnes",
        goes="la ligne part, et ses dates",
        due=links_due,
        forget=forget,
    ),
)
