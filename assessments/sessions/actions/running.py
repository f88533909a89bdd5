"""The day itself: a simulation begins, ends, or the candidate is not there."""

from django.db import transaction

from assessments.sessions import permissions
from assessments.sessions.flow import SIMULATION
from assessments.sessions.models import SessionState, Simulation
from assessments.sessions.relations import Relations
from assessments.sessions.room import stirred
from ccas import clock, journal
from ccas.actors import Actor
from ccas.periods import in_words
from ccas.refusals import Refusal


@transaction.atomic
def start_simulation(simulation: Simulation, *, by: Actor) -> Simulation:
    """Begin: the station's clock starts. Only on its day, once the session is convened.

    Refused while somebody of the pair is tied to the candidate by what was recorded since the plan.
    """
    simulation = _locked(simulation, by)
    day = clock.paris(simulation.starts_at).date()
    if clock.today() != day:
        raise Refusal(f"Cette mise en situation est prévue le {in_words(day)}.")
    if ties := _ties(simulation):
        raise Refusal([*ties, "Remplacez cette personne, puis commencez."])
    SIMULATION.move(simulation, "start", by=by)
    stirred(simulation.registration.session_id)
    return simulation


@transaction.atomic
def finish_simulation(simulation: Simulation, *, by: Actor) -> Simulation:
    """End: the candidate leaves the station; rating goes on after."""
    simulation = _locked(simulation, by)
    SIMULATION.move(simulation, "finish", by=by)
    stirred(simulation.registration.session_id)
    return simulation


@transaction.atomic
def record_absence(
    simulation: Simulation, *, excused: bool, reason: str = "", by: Actor
) -> Simulation:
    """The candidate is not there. An excuse has a reason, and may come after the absence."""
    simulation = _locked(simulation, by)
    reason = reason.strip()
    if excused and not reason:
        raise Refusal("Une absence excusée a un motif : dites lequel et sur quel justificatif.")
    day = clock.paris(simulation.starts_at).date()
    if not excused and clock.today() < day:
        raise Refusal(
            f"Une absence sans excuse se constate le jour dit, le {in_words(day)}, pas avant."
        )
    simulation.absence_reason = reason
    simulation.save(update_fields=["absence_reason"])
    SIMULATION.move(
        simulation,
        "excuse" if excused else "absent",
        by=by,
        reason=journal.digest(reason) if reason else None,
    )
    stirred(simulation.registration.session_id)
    return simulation


def _ties(simulation: Simulation) -> list[str]:
    """What ties the pair to the candidate, a sentence each: links and units, as of that day."""
    candidate = simulation.registration.enrolment.candidate
    day = clock.paris(simulation.starts_at).date()
    pair = [seat.person for seat in simulation.evaluators.select_related("person")]
    relations = Relations.among({candidate.person_id, *(person.pk for person in pair)})
    return [
        sentence
        for person in pair
        for sentence in relations.conflicts(person, candidate.person, candidate.number, day)
    ]


def _locked(simulation: Simulation, by: Actor) -> Simulation:
    permissions.require_run(by, simulation)
    simulation = (
        Simulation.objects.select_for_update(of=("self",))
        .select_related("registration__session", "registration__enrolment__candidate__person")
        .get(pk=simulation.pk)
    )
    session = simulation.registration.session
    if session.state != SessionState.CONVENED:
        raise Refusal(
            f"La session est à l’état « {session.get_state_display()} » : une mise en situation se"
            " conduit pendant une session convoquée."
        )
    return simulation
