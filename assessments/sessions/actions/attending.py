"""The attendance sheet: made when it is asked for, made again when who is expected has changed."""

from django.db import transaction

from assessments.framework.documents import is_specimen
from assessments.sessions import permissions
from assessments.sessions.documents import ATTENDANCE, attendance_facts
from assessments.sessions.flow import locked
from assessments.sessions.models import AssessmentSession, SessionState
from ccas import documents
from ccas.actors import Actor
from ccas.documents.models import Document
from ccas.refusals import Refusal


@transaction.atomic
def issue_attendance_sheet(session: AssessmentSession, *, by: Actor) -> Document:
    """The sheet to be signed on the days of a convened session; the one in force when it still
    says who is expected, else a new one that replaces it."""
    permissions.require_plan(by)
    session = locked(session)
    if session.state != SessionState.CONVENED:
        raise Refusal(
            "La feuille d’émargement s’établit une fois la session convoquée, et avant sa clôture."
        )
    facts = attendance_facts(session)
    if not facts["days"]:
        raise Refusal("Personne n’est attendu : aucune mise en situation n’est prévue.")
    return documents.issue_unless_same(
        ATTENDANCE,
        subject=session,
        facts=facts,
        by=by,
        specimen=is_specimen(session.revision),
        series_scope=session.revision.qualification.code,
    )
