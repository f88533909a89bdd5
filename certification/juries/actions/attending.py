"""The attendance sheet of a sitting: made when it is asked for, again when who sits has changed."""

from django.db import transaction

from assessments.framework.documents import is_specimen
from ccas import documents
from ccas.actors import Actor
from ccas.documents.models import Document
from ccas.refusals import Refusal
from certification.juries import permissions
from certification.juries.actions.locking import locked
from certification.juries.documents import ATTENDANCE, attendance_facts
from certification.juries.models import Jury, JuryState
from certification.juries.reading import Reading

#: A jury that was told to come and has not closed.
SITTING = (JuryState.CONVENED, JuryState.OPEN)


@transaction.atomic
def issue_attendance_sheet(jury: Jury, *, by: Actor) -> Document:
    """The sheet to be signed in the room; the one in force when it still says who sits and who is
    heard, else a new one that replaces it. The proof stays the minutes, signed on the screen."""
    permissions.require_officer(by, "établit la feuille d’émargement")
    jury = locked(jury.pk)
    if jury.state not in SITTING:
        raise Refusal(
            "La feuille d’émargement s’établit une fois le jury convoqué, et avant sa clôture."
        )
    return documents.issue_unless_same(
        ATTENDANCE,
        subject=jury,
        facts=attendance_facts(Reading(jury)),
        by=by,
        specimen=is_specimen(jury.revision),
        series_scope=jury.revision.qualification.code,
    )
