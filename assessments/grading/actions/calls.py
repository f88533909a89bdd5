"""An evaluator calls the session lead without leaving the sheet; the lead answers."""

from django.db import transaction

from assessments.grading.models import AssessmentSheet, LeadCall, SheetState
from assessments.grading.permissions import leads
from assessments.sessions.models import SessionState
from assessments.sessions.room import stirred
from ccas import clock, journal
from ccas.accounts.roles import Role
from ccas.actors import Actor
from ccas.refusals import Refusal


@transaction.atomic
def call_lead(sheet: AssessmentSheet, *, by: Actor) -> LeadCall:
    """Call the session lead to the station; a call that waits already is the same one."""
    sheet = (
        AssessmentSheet.objects.select_for_update(of=("self",))
        .select_related("evaluator", "simulation__registration__session")
        .get(pk=sheet.pk)
    )
    if by.role != Role.EVALUATOR or sheet.evaluator.user_id != by.user_id:
        raise Refusal("Seul l’évaluateur de cette grille appelle le responsable depuis elle.")
    session = sheet.simulation.registration.session
    if session.state != SessionState.CONVENED or sheet.state == SheetState.SUPERSEDED:
        raise Refusal("Cette session ou cette grille est close : l’appel n’irait à personne.")
    waiting = LeadCall.objects.filter(sheet=sheet, answered_at__isnull=True).first()
    if waiting:
        return waiting
    call = LeadCall.objects.create(sheet=sheet)
    journal.record("call.make", call, by=by, sheet=sheet.pk, simulation=sheet.simulation_id)
    stirred(session.pk)
    return call


@transaction.atomic
def answer_call(call: LeadCall, *, by: Actor) -> LeadCall:
    """Say that somebody has gone to the station. A call already answered stays as it is."""
    call = (
        LeadCall.objects.select_for_update(of=("self",))
        .select_related("sheet__simulation__registration__session__lead")
        .get(pk=call.pk)
    )
    if not leads(by, call.sheet.simulation):
        raise Refusal(
            "Seul le responsable de la session ou le gestionnaire répond à un appel, et jamais"
            " celui d’une mise en situation qu’il évalue lui-même."
        )
    if call.answered_at is None:
        call.answered_at, call.answered_by_id = clock.now(), by.user_id
        call.save(update_fields=["answered_at", "answered_by"])
        journal.record("call.answer", call, by=by, sheet=call.sheet_id)
        stirred(call.sheet.simulation.registration.session_id)
    return call
