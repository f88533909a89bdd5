"""After an accepted appeal the candidate comes before another jury; the first decision stays."""

from django.db import transaction

from assessments.candidates.permissions import require_another
from ccas import journal
from ccas.actors import Actor
from ccas.refusals import Refusal
from certification.appeals import reading
from certification.appeals.locking import locked
from certification.appeals.messages import tell
from certification.appeals.models import Appeal, AppealState
from certification.appeals.permissions import require_officer
from certification.juries import actions as juries
from certification.juries.models import AgendaItem, Jury


@transaction.atomic
def present_again(appeal: Appeal, *, jury: Jury, by: Actor) -> AgendaItem:
    """Put the candidate on the agenda of another jury, the first one named so that none of its
    members judges them again. Raises Refusal, those of the agenda included.
    """
    require_officer(by)
    appeal = locked(appeal)
    presentation = appeal.presentation
    require_another(by, presentation.enrolment.candidate)
    if appeal.state != AppealState.ACCEPTED:
        raise Refusal("Seul un recours accepté mène devant un autre jury.")
    if hasattr(presentation, "replaced_by"):
        raise Refusal("Le candidat a déjà été entendu de nouveau.")
    item = juries.put_on_agenda(
        jury,
        presentation.enrolment,
        reading.again(presentation),
        annulled=presentation.deliberation.jury,
        by=by,
    )
    journal.record(
        "appeal.present", appeal, by=by, jury=jury.pk, item=item.pk, presentation=presentation.pk
    )
    tell(appeal, "presented", by=by)
    return item
