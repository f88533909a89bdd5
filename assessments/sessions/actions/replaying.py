"""Another try, on the day, for a simulation that an incident made void."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from assessments.framework.models import CompetencyBlock
from assessments.people.models import Person
from assessments.sessions import permissions
from assessments.sessions.actions.planning import placed
from assessments.sessions.flow import locked
from assessments.sessions.models import (
    Incident,
    IncidentEffect,
    IncidentWithdrawal,
    Replay,
    Scenario,
    SessionState,
    Simulation,
    Station,
)
from assessments.sessions.room import stirred
from ccas import clock, journal
from ccas.actors import Actor
from ccas.refusals import Refusal


@transaction.atomic
def plan_replay(
    incident: Incident,
    *,
    station: Station,
    scenario: Scenario,
    blocks: Sequence[CompetencyBlock],
    starts_at: datetime,
    evaluators: Sequence[Person],
    by: Actor,
) -> Simulation:
    """Plan the other try of a simulation, in its session, once per incident.

    Refused as any plan is (places, people, blocks, links), and in the past.
    """
    permissions.require_lead(by, incident.simulation)
    registration = incident.simulation.registration
    session = locked(registration.session)
    if session.state != SessionState.CONVENED:
        raise Refusal(
            f"La session est à l’état « {session.get_state_display()} » : un nouvel essai se"
            " planifie pendant une session convoquée."
        )
    if IncidentWithdrawal.objects.filter(incident=incident).exists():
        raise Refusal("Cet incident est retiré : il n’y a rien à rejouer.")
    if incident.effect != IncidentEffect.REPLAY:
        raise Refusal("Cet incident ne demande pas de rejouer la mise en situation.")
    if Replay.objects.filter(incident=incident).exists():
        raise Refusal("Le nouvel essai est déjà planifié.")
    if starts_at < clock.now():
        raise Refusal("Le nouvel essai commencerait dans le passé.")
    simulation = placed(
        session,
        registration,
        station=station,
        scenario=scenario,
        blocks=blocks,
        starts_at=starts_at,
        evaluators=evaluators,
        by=by,
    )
    replay = Replay.objects.create(incident=incident, simulation=simulation)
    journal.record("incident.replay", replay, by=by, incident=incident.pk, simulation=simulation.pk)
    stirred(session.pk)
    return simulation
