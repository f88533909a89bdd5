"""What prepared a sitting: gone five years after the jury.

Ground: storage limitation (GDPR, article 5.1.e). The notes of the interview, the reasons of who
could not come and what a composition weighed prepared the decision and prove nothing of it; the
minutes do, and are kept as long as the title.
"""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from ccas import clock, journal, retention
from ccas.actors import Actor
from ccas.forgotten import FORGOTTEN
from certification.deliberation.models import InterviewNote
from certification.juries.models import (
    CompositionProposal,
    Jury,
    JuryState,
    SummonsReply,
)

#: A jury that will not sit any more.
OVER = (JuryState.CLOSED, JuryState.CANCELLED)


def due(cutoff: datetime) -> QuerySet[Jury]:
    """The juries over, that sat before that moment, of which such words are left."""
    notes = InterviewNote.objects.filter(presentation__deliberation__jury=OuterRef("pk"))
    return Jury.objects.filter(
        Q(Exists(notes))
        | Q(Exists(_replies().filter(summons__jury=OuterRef("pk"))))
        | Q(Exists(_proposals().filter(jury=OuterRef("pk")))),
        state__in=OVER,
        sits_on__lt=clock.paris(cutoff).date(),
    )


def forget(jury: Jury, by: Actor) -> None:
    """Delete the notes, empty the reasons and the sentences. Twice is once."""
    jury = Jury.objects.select_for_update().get(pk=jury.pk)
    gone, _ = InterviewNote.objects.filter(presentation__deliberation__jury=jury).delete()
    gone += _replies().filter(summons__jury=jury).update(reason=FORGOTTEN)
    gone += _proposals().filter(jury=jury).update(sentences=[])
    if gone:
        journal.record("jury.forget", jury, by=by, rows=gone)


def _replies() -> QuerySet[SummonsReply]:
    return SummonsReply.objects.exclude(reason__in=["", FORGOTTEN])


def _proposals() -> QuerySet[CompositionProposal]:
    return CompositionProposal.objects.exclude(sentences=[])


RULE = retention.Rule(
    code="juries",
    term="session",
    label="Notes d’entretien, motifs d’empêchement, compositions pesées",
    goes="les notes et les textes partent ; le procès-verbal reste",
    due=due,
    forget=forget,
)
