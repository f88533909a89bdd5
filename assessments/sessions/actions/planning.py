"""Registering candidates and planning their simulations by hand."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from assessments.candidates.models import AcquiredBlock, Enrolment
from assessments.framework.models import CompetencyBlock
from assessments.people.models import Person
from assessments.sessions import permissions
from assessments.sessions.flow import SIMULATION, locked, require_draft
from assessments.sessions.models import (
    AssessmentSession,
    Registration,
    Scenario,
    ScenarioState,
    SessionState,
    Simulation,
    SimulationEvaluator,
    Station,
)
from assessments.sessions.reading import meeting, slot
from assessments.sessions.relations import Relations
from assessments.sessions.rules import (
    free_from,
    overlap_sentences,
    panel_sentences,
    slot_sentences,
)
from assessments.sessions.timing import presence
from ccas import clock, journal
from ccas.actors import Actor
from ccas.refusals import Refusal


@transaction.atomic
def register_enrolment(
    session: AssessmentSession,
    *,
    enrolment: Enrolment,
    blocks: Sequence[CompetencyBlock],
    by: Actor,
) -> Registration:
    """Register an enrolment for the blocks it presents; none of those already held."""
    permissions.require_plan(by)
    session = locked(session)
    require_draft(session)
    sentences = _why_not_registered(session, enrolment, list(blocks))
    if sentences:
        raise Refusal(sentences)
    registration = Registration.objects.create(session=session, enrolment=enrolment)
    registration.blocks.set(blocks)
    journal.record(
        "session.register",
        registration,
        by=by,
        session=session.pk,
        enrolment=enrolment.pk,
        blocks=[block.code for block in blocks],
    )
    return registration


def _why_not_registered(
    session: AssessmentSession, enrolment: Enrolment, blocks: list[CompetencyBlock]
) -> list[str]:
    candidate = enrolment.candidate
    name = candidate.person.display_name
    sentences = []
    if enrolment.state != "open":
        sentences.append(f"Le parcours de {name} est « {enrolment.get_state_display()} ».")
    if enrolment.revision_id != session.revision_id:
        sentences.append(
            f"Le parcours de {name} relève de {enrolment.revision}, la session de"
            f" {session.revision}."
        )
    route = enrolment.revision.rules.route(enrolment.route)
    if route is None or route.simulations == "none":
        sentences.append(
            f"La voie « {enrolment.get_route_display()} » ne comporte pas de mise en situation."
        )
    if session.registrations.filter(enrolment=enrolment).exists():
        sentences.append(f"{name} est déjà inscrit à cette session.")
    if session.panel.filter(person=candidate.person).exists():
        sentences.append(f"{name} est évaluateur de cette session et ne peut pas y être candidat.")
    if not blocks:
        sentences.append("Choisissez au moins un bloc à présenter.")
    held = set(
        AcquiredBlock.objects.filter(
            candidate=candidate,
            block_code__in=[block.code for block in blocks],
            ended_on__isnull=True,
        ).values_list("block_code", flat=True)
    )
    for block in blocks:
        if block.revision_id != session.revision_id:
            sentences.append(f"Le bloc {block.code} n’est pas de la certification de la session.")
        elif block.code in held:
            sentences.append(f"{name} détient déjà le bloc {block.code}, qui reste acquis.")
    return sentences


@transaction.atomic
def withdraw_registration(registration: Registration, *, by: Actor) -> None:
    """Take a candidate out of a session in preparation; their simulations are cancelled first."""
    permissions.require_plan(by)
    session = locked(registration.session)
    require_draft(session)
    if registration.simulations.exists():
        raise Refusal(
            "Des mises en situation ont été planifiées pour ce candidat : l’inscription reste, avec"
            " leur trace. Annulez-les et n’en planifiez pas d’autre."
        )
    journal.record(
        "session.unregister",
        registration,
        by=by,
        session=session.pk,
        enrolment=registration.enrolment_id,
    )
    registration.blocks.clear()
    registration.delete()


@transaction.atomic
def plan_simulation(
    registration: Registration,
    *,
    station: Station,
    scenario: Scenario,
    blocks: Sequence[CompetencyBlock],
    starts_at: datetime,
    evaluators: Sequence[Person],
    by: Actor,
) -> Simulation:
    """Plan a simulation: place, story, blocks, time, evaluators.

    starts_at: aware. Briefing and scenario, lengthened by the candidate's extra time, give the
    end. Refused with every reason at once.
    """
    permissions.require_plan(by)
    session = locked(registration.session)
    require_draft(session)
    return placed(
        session,
        registration,
        station=station,
        scenario=scenario,
        blocks=blocks,
        starts_at=starts_at,
        evaluators=evaluators,
        by=by,
    )


def placed(
    session: AssessmentSession,
    registration: Registration,
    *,
    station: Station,
    scenario: Scenario,
    blocks: Sequence[CompetencyBlock],
    starts_at: datetime,
    evaluators: Sequence[Person],
    by: Actor,
) -> Simulation:
    """The simulation written down in a session that is locked, or refused with every reason.

    Who may, and in which state of the session, was checked before.
    """
    if abs(starts_at.year - session.starts_on.year) > 1:
        # Further away, the arithmetic of hours may leave the calendar.
        raise Refusal("La mise en situation sort de la session : vérifiez l’année.")
    simulation = Simulation(
        registration=registration, station=station, scenario=scenario, starts_at=starts_at
    )
    place(session, simulation, blocks=list(blocks), people=list(evaluators), by=by)
    return simulation


def place(
    session: AssessmentSession,
    simulation: Simulation,
    *,
    blocks: list[CompetencyBlock],
    people: list[Person],
    by: Actor,
    known: "Known | None" = None,
) -> None:
    """Write a new simulation where and when it says, or refuse with every reason at once.

    The caller holds the session's lock, and has asked whether its plan may change.
    """
    extra = simulation.registration.enrolment.candidate.extra_time_percent
    simulation.ends_at = free_from(
        simulation.starts_at, presence(session, simulation.scenario, extra)
    )
    sentences = _why_not_these_blocks(simulation, blocks) + why_not(
        session, simulation, people, known
    )
    if sentences:
        raise Refusal(sentences)
    simulation.save()
    simulation.blocks.set(blocks)
    seat_pair(simulation, people)
    journal.record(
        "simulation.plan",
        simulation,
        by=by,
        session=session.pk,
        registration=simulation.registration_id,
        station=simulation.station_id,
        scenario=simulation.scenario_id,
        blocks=[block.code for block in blocks],
        evaluators=[person.pk for person in people],
        starts_at=simulation.starts_at,
        ends_at=simulation.ends_at,
    )


def seat_pair(simulation: Simulation, people: list[Person]) -> None:
    """Write who evaluates, in that order."""
    SimulationEvaluator.objects.bulk_create(
        SimulationEvaluator(simulation=simulation, person=person, position=position)
        for position, person in enumerate(people, start=1)
    )


@dataclass(frozen=True, slots=True)
class Known:
    """What many simulations of one session are judged by, read once: its panel, all their ties."""

    panel: frozenset[UUID]
    relations: Relations

    @classmethod
    def of(cls, session: AssessmentSession, people: Iterable[UUID]) -> "Known":
        """For these people (ids), candidates included."""
        panel = session.panel.values_list("person_id", flat=True)
        return cls(frozenset(panel), Relations.among(people))


def why_not(
    session: AssessmentSession,
    simulation: Simulation,
    people: list[Person],
    known: Known | None = None,
) -> list[str]:
    """Why a simulation cannot stand there, then, before these people; every reason at once."""
    if known is None:
        candidate = simulation.registration.enrolment.candidate
        known = Known.of(session, {candidate.person_id, *(person.pk for person in people)})
    return (
        _why_not_there(session, simulation)
        + _why_not_these_people(session, simulation, people, known)
        + overlap_sentences(slot(simulation, people), meeting(simulation))
    )


def _why_not_there(session: AssessmentSession, simulation: Simulation) -> list[str]:
    sentences = slot_sentences(
        clock.paris(simulation.starts_at),
        clock.paris(simulation.ends_at),
        first_day=session.starts_on,
        last_day=session.ends_on,
    )
    if simulation.station.session_id != session.pk:
        sentences.append(f"Le poste {simulation.station} n’est pas de cette session.")
    if simulation.scenario.state != ScenarioState.PUBLISHED:
        sentences.append(
            f"Le scénario « {simulation.scenario.title} », version {simulation.scenario.version},"
            f" est à l’état « {simulation.scenario.get_state_display()} » : seul un scénario publié"
            " se joue."
        )
    if simulation.scenario.revision_id != session.revision_id:
        sentences.append(
            f"Le scénario « {simulation.scenario.title} » n’est pas écrit pour {session.revision}."
        )
    return sentences


def _why_not_these_blocks(simulation: Simulation, blocks: list[CompetencyBlock]) -> list[str]:
    if not blocks:
        return ["Choisissez au moins un bloc à évaluer."]
    name = simulation.registration.enrolment.candidate.person.display_name
    presented = {block.pk for block in simulation.registration.blocks.all()}
    observable = set(
        simulation.scenario.competencies.order_by("block_id")
        .values_list("block_id", flat=True)
        .distinct()
    )
    sentences = []
    for block in blocks:
        if block.pk not in presented:
            sentences.append(f"{name} ne présente pas le bloc {block.code} à cette session.")
        elif block.pk not in observable:
            sentences.append(
                f"Le scénario « {simulation.scenario.title} » ne permet d’observer aucune"
                f" compétence du bloc {block.code}."
            )
    return sentences


def _why_not_these_people(
    session: AssessmentSession, simulation: Simulation, people: list[Person], known: Known
) -> list[str]:
    candidate = simulation.registration.enrolment.candidate
    sentences = panel_sentences(
        len({person.pk for person in people}), session.revision.rules.evaluators_per_simulation
    )
    day = clock.paris(simulation.starts_at).date()
    for person in people:
        if person.pk not in known.panel:
            sentences.append(f"{person.display_name} n’est pas évaluateur de cette session.")
        sentences += known.relations.conflicts(person, candidate.person, candidate.number, day)
    return sentences


@transaction.atomic
def cancel_simulation(simulation: Simulation, *, by: Actor) -> Simulation:
    """Cancel a simulation that has not begun. A ready session must then be reworked."""
    permissions.require_plan(by)
    session = locked(simulation.registration.session)
    if session.state == SessionState.READY:
        raise Refusal("La session est prête : reprenez sa préparation avant d’en changer le plan.")
    simulation = Simulation.objects.select_for_update(of=("self",)).get(pk=simulation.pk)
    SIMULATION.move(simulation, "cancel", by=by, session=session.pk)
    return simulation
