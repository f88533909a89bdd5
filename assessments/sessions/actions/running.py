"""The day itself: a simulation begins, ends, or the candidate is not there."""

from django.db import transaction

from assessments.sessions import permissions
from assessments.sessions.flow import SIMULATION
from assessments.sessions.models import SessionState, Simulation
from ccas import clock, journal
from ccas.actors import Actor
from ccas.periods import in_words
from ccas.refusals import Refusal


@transaction.atomic
def start_simulation(simulation: Simulation, *, by: Actor) -> Simulation:
    """Begin: the station's clock starts. Only on its day, once the session is convened."""
    simulation = _locked(simulation, by)
    day = clock.paris(simulation.starts_at).date()
    if clock.today() != day:
        raise Refusal(f"Cette mise en situation est prévue le {in_words(day)}.")
    SIMULATION.move(simulation, "start", by=by)
    return simulation


@transaction.atomic
def finish_simulation(simulation: Simulation, *, by: Actor) -> Simulation:
    """End: the candidate leaves the station; rating goes on after."""
    simulation = _locked(simulation, by)
    SIMULATION.move(simulation, "finish", by=by)
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
    return simulation


def _locked(simulation: Simulation, by: Actor) -> Simulation:
    permissions.require_run(by, simulation)
    simulation = (
        Simulation.objects.select_for_update(of=("self",))
        .select_related("registration__session")
        .get(pk=simulation.pk)
    )
    session = simulation.registration.session
    if session.state != SessionState.CONVENED:
        raise Refusal(
            f"La session est à l’état « {session.get_state_display()} » : une mise en situation se"
            " conduit pendant une session convoquée."
        )
    return simulation
