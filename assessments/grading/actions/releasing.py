"""Letting the candidate go, once everything done at the station has arrived."""

from datetime import datetime

from django.db import transaction

from assessments.grading.actions.sheets import REASON_LENGTH, locked_simulation
from assessments.grading.balance import balances
from assessments.grading.models import CandidateRelease, SheetState
from assessments.grading.permissions import leads
from assessments.grading.rules.releasing import Balance, Post, balance_of
from assessments.sessions.models import SessionState, Simulation, SimulationState
from assessments.sessions.room import stirred
from assessments.sessions.rules.reasons import reason_sentences
from ccas import journal
from ccas.actors import Actor
from ccas.refusals import Refusal


def balance_now(simulation: Simulation, *, ended_at: datetime) -> Balance:
    """What has arrived of what was done at the station, and why to wait. Three queries."""
    rows = balances(Simulation.objects.filter(pk=simulation.pk)).get(simulation.pk, [])
    posts = (
        Post(
            evaluator=row.evaluator,
            made=row.made,
            waiting=row.waiting,
            signed=row.sheet_state == SheetState.SIGNED,
            last_contact_at=row.last_contact_at,
        )
        for row in rows
    )
    return balance_of(posts, ended_at=ended_at)


@transaction.atomic
def release_candidate(simulation: Simulation, *, reason: str = "", by: Actor) -> CandidateRelease:
    """Let the candidate go. While something has not arrived, only with a reason, journalled."""
    simulation = locked_simulation(simulation)
    if not leads(by, simulation):
        raise Refusal(
            "Seul le responsable de la session ou le gestionnaire laisse partir un candidat, et"
            " jamais celui d’une mise en situation qu’il évalue lui-même."
        )
    session = simulation.registration.session
    if session.state != SessionState.CONVENED:
        raise Refusal(f"La session est à l’état « {session.get_state_display()} ».")
    if simulation.state != SimulationState.DONE or simulation.ended_at is None:
        raise Refusal(
            f"Cette mise en situation est « {simulation.get_state_display()} » : terminez-la avant"
            " de laisser partir le candidat."
        )
    if CandidateRelease.objects.filter(simulation=simulation).exists():
        raise Refusal("Ce candidat est déjà parti.")
    reason = reason.strip()
    if reason and (told := reason_sentences(reason, longest=REASON_LENGTH, absent="")):
        raise Refusal(told)
    balance = balance_now(simulation, ended_at=simulation.ended_at)
    if balance.sentences and not reason:
        raise Refusal(
            [*balance.sentences, "Attendez, ou laissez partir le candidat avec un motif."]
        )
    release = CandidateRelease.objects.create(
        simulation=simulation,
        released_by_id=by.user_id,
        made=balance.made,
        received=balance.received,
        silent=balance.silent,
        reason=reason,
    )
    journal.record(
        "candidate.release",
        simulation,
        by=by,
        made=balance.made,
        received=balance.received,
        silent=balance.silent,
        reason=journal.digest(reason) if reason else None,
    )
    stirred(session.pk)
    return release
