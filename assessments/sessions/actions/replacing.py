"""An evaluator who cannot or may not go on, replaced on the day by another of the panel."""

from django.db import transaction

from assessments.people.models import Person
from assessments.sessions import permissions
from assessments.sessions.actions.planning import why_not
from assessments.sessions.flow import locked
from assessments.sessions.models import (
    EvaluatorReplacement,
    SessionState,
    Simulation,
    SimulationState,
)
from ccas import journal
from ccas.actors import Actor
from ccas.refusals import Refusal

#: Longest reason, in characters.
REASON_LENGTH = 2000


@transaction.atomic
def replace_evaluator(
    simulation: Simulation, *, old: Person, new: Person, reason: str, by: Actor
) -> EvaluatorReplacement:
    """Give the seat of `old` to `new`: absence, or a link found out (récusation).

    The officer's act, in a convened session, before the simulation is over; the newcomer meets
    every rule of the plan. What becomes of the sheet is `grading.actions.replace_evaluator`,
    which calls this one.
    """
    permissions.require_plan(by)
    session = locked(simulation.registration.session)
    if session.state != SessionState.CONVENED:
        raise Refusal(
            f"La session est à l’état « {session.get_state_display()} » : un évaluateur se remplace"
            " pendant une session convoquée."
        )
    simulation = (
        Simulation.objects.select_for_update(of=("self",))
        .select_related(
            "registration__session__revision",
            "registration__enrolment__candidate__person",
            "station",
            "scenario",
        )
        .get(pk=simulation.pk)
    )
    if simulation.state not in {SimulationState.PLANNED, SimulationState.RUNNING}:
        label = simulation.get_state_display()
        raise Refusal(
            f"Cette mise en situation est « {label} » : ses évaluateurs ne changent plus."
        )
    reason = _reason(reason)
    seats = list(simulation.evaluators.select_related("person").order_by("position"))
    seat = next((each for each in seats if each.person_id == old.pk), None)
    if seat is None:
        raise Refusal(f"{old.display_name} n’évalue pas cette mise en situation.")
    if any(each.person_id == new.pk for each in seats):
        raise Refusal(f"{new.display_name} évalue déjà cette mise en situation.")
    people = [new if each.pk == seat.pk else each.person for each in seats]
    if sentences := why_not(session, simulation, people):
        raise Refusal(sentences)
    seat.person = new
    seat.save(update_fields=["person"])
    replacement = EvaluatorReplacement.objects.create(
        simulation=simulation, replaced=old, successor=new, reason=reason
    )
    journal.record(
        "simulation.replace_evaluator",
        simulation,
        by=by,
        replaced=old.pk,
        successor=new.pk,
        reason=journal.digest(reason),
    )
    return replacement


def _reason(reason: str) -> str:
    reason = str(reason).strip()
    if not reason:
        raise Refusal("Un remplacement demande un motif : absence, lien avec le candidat…")
    if "\0" in reason:
        raise Refusal("Le motif contient un caractère interdit (octet nul).")
    if len(reason) > REASON_LENGTH:
        raise Refusal(f"Le motif est trop long : {REASON_LENGTH} caractères au plus.")
    return reason
