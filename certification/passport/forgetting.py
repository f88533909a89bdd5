"""What was declared to the passeport de compétences: gone six years after the return was closed.

Ground: the declaration is a legal obligation (L6323-8, by commentary), proven as long as it may be
controlled, no longer (GDPR, article 5.1.e). Which title stood in which return, and what became of
it, stays: an identifier never comes again, an accepted line is never sent again.
"""

from datetime import datetime

from django.db.models import Q, QuerySet

from ccas import journal, retention
from ccas.actors import Actor
from ccas.forgotten import FORGOTTEN
from certification.passport.models import PassportReturn


def due(cutoff: datetime) -> QuerySet[PassportReturn]:
    """The returns answered or given up before that moment whose file is still there."""
    return PassportReturn.objects.filter(
        Q(answered_at__lt=cutoff) | Q(cancelled_at__lt=cutoff)
    ).exclude(xml=FORGOTTEN)


def forget(found: PassportReturn, by: Actor) -> None:
    """Empty the file, its receipts and the reasons of its rejections. Twice is once."""
    found = PassportReturn.objects.select_for_update().get(pk=found.pk)
    if found.xml == FORGOTTEN:
        return
    found.xml = FORGOTTEN
    found.save(update_fields=["xml"])
    found.lines.exclude(message="").update(message=FORGOTTEN)
    found.receipts.update(content=FORGOTTEN)
    journal.record("passport.forget", found, by=by)


RULE = retention.Rule(
    code="passport",
    term="passport",
    label="Retours au passeport de compétences",
    goes="le fichier, les comptes rendus et les motifs partent ; les identifiants restent",
    due=due,
    forget=forget,
)
