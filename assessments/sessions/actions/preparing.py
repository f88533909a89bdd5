"""Sites, sessions, stations and panel; then ready, convened, closed or cancelled."""

from collections import defaultdict
from datetime import date
from uuid import UUID

from django.db import transaction

from assessments.framework.models import QualificationRevision
from assessments.people.models import Person, Unit
from assessments.sessions import checklist, messages, permissions
from assessments.sessions.flow import SESSION, SIMULATION, locked, require_draft
from assessments.sessions.models import (
    AssessmentSession,
    PanelMember,
    SessionSummons,
    Simulation,
    SimulationEvaluator,
    SimulationState,
    Site,
    Station,
)
from assessments.sessions.reading import AWAY
from ccas import clock, journal
from ccas.actors import Actor
from ccas.periods import in_words
from ccas.refusals import Refusal


@transaction.atomic
def create_site(name: str, *, address: str = "", unit: Unit | None = None, by: Actor) -> Site:
    """A place where sessions are held."""
    permissions.require_plan(by)
    name = name.strip()
    if not name:
        raise Refusal("Le site porte un nom.")
    if Site.objects.filter(name=name).exists():
        raise Refusal(f"Le site « {name} » existe déjà.")
    site = Site.objects.create(name=name, address=address.strip(), unit=unit)
    journal.record("session.create_site", site, by=by)
    return site


@transaction.atomic
def create_session(
    revision: QualificationRevision,
    *,
    site: Site,
    name: str,
    starts_on: date,
    ends_on: date,
    lead: Person | None = None,
    by: Actor,
) -> AssessmentSession:
    """A session in preparation, some days on a site; both days included."""
    permissions.require_plan(by)
    name = name.strip()
    sentences = []
    if not name:
        sentences.append("La session porte un nom.")
    if ends_on < starts_on:
        sentences.append(
            f"La session finit le {in_words(ends_on)}, avant d’avoir commencé le"
            f" {in_words(starts_on)}."
        )
    if starts_on < clock.today():
        sentences.append(f"La session commence le {in_words(starts_on)}, dans le passé.")
    if AssessmentSession.objects.filter(name=name).exists():
        sentences.append(f"Une session s’appelle déjà « {name} ».")
    if sentences:
        raise Refusal(sentences)
    session = AssessmentSession.objects.create(
        revision=revision, site=site, name=name, starts_on=starts_on, ends_on=ends_on, lead=lead
    )
    journal.record(
        "session.create",
        session,
        by=by,
        revision=revision.pk,
        site=site.pk,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    return session


@transaction.atomic
def add_station(
    session: AssessmentSession, *, name: str, equipment: str = "", by: Actor
) -> Station:
    """An operator's post of the session."""
    permissions.require_plan(by)
    session = locked(session)
    require_draft(session)
    name = name.strip()
    if not name:
        raise Refusal("Le poste porte un nom.")
    if session.stations.filter(name=name).exists():
        raise Refusal(f"La session a déjà un poste « {name} ».")
    station = Station.objects.create(session=session, name=name, equipment=equipment.strip())
    journal.record("session.add_station", station, by=by, session=session.pk)
    return station


@transaction.atomic
def add_evaluator(session: AssessmentSession, *, person: Person, by: Actor) -> PanelMember:
    """Put a person on the panel of a session."""
    permissions.require_plan(by)
    session = locked(session)
    require_draft(session)
    if session.panel.filter(person=person).exists():
        raise Refusal(f"{person.display_name} est déjà évaluateur de cette session.")
    if session.registrations.filter(enrolment__candidate__person=person).exists():
        raise Refusal(
            f"{person.display_name} est candidat à cette session et ne peut pas y évaluer."
        )
    member = PanelMember.objects.create(session=session, person=person)
    journal.record("session.add_evaluator", member, by=by, session=session.pk, person=person.pk)
    return member


@transaction.atomic
def remove_evaluator(member: PanelMember, *, by: Actor) -> None:
    """Take a person off the panel; refused while they evaluate a simulation of the session."""
    permissions.require_plan(by)
    session = locked(member.session)
    require_draft(session)
    busy = SimulationEvaluator.objects.filter(
        person=member.person, simulation__registration__session=session
    ).exclude(simulation__state__in=AWAY)
    if busy.exists():
        raise Refusal(
            f"{member.person.display_name} évalue des mises en situation de cette session :"
            " annulez-les d’abord."
        )
    journal.record(
        "session.remove_evaluator", member, by=by, session=session.pk, person=member.person_id
    )
    member.delete()


@transaction.atomic
def ready(session: AssessmentSession, *, by: Actor) -> AssessmentSession:
    """End the preparation. Refused while a line of the checklist lacks, coverage above all."""
    permissions.require_plan(by)
    session = locked(session)
    _refuse(SESSION.sentence_if_not("ready", session), checklist.missing(session))
    SESSION.move(session, "ready", by=by)
    return session


@transaction.atomic
def rework(session: AssessmentSession, *, by: Actor) -> AssessmentSession:
    """Take a session that is ready, not convened, back into preparation."""
    permissions.require_plan(by)
    session = locked(session)
    SESSION.move(session, "rework", by=by)
    return session


@transaction.atomic
def convene(session: AssessmentSession, *, by: Actor) -> AssessmentSession:
    """Summon candidates and evaluators, early enough; one message and one row for each."""
    permissions.require_plan(by)
    session = locked(session)
    _refuse(
        SESSION.sentence_if_not("convene", session),
        checklist.missing(session) + checklist.missing_to_convene(session),
    )
    SESSION.move(session, "convene", by=by)
    for capacity, times in (
        ("candidate", _candidate_times(session)),
        ("evaluator", _evaluator_times(session)),
    ):
        for person, simulations in times:
            SessionSummons.objects.create(session=session, person=person, capacity=capacity)
            messages.post_summons(session, person, capacity, simulations, by=by)
    return session


@transaction.atomic
def close_session(session: AssessmentSession, *, by: Actor) -> AssessmentSession:
    """Close a session whose last day has come and whose simulations have all an end."""
    permissions.require_plan(by)
    session = locked(session)
    _refuse(SESSION.sentence_if_not("close", session), checklist.missing_to_close(session))
    SESSION.move(session, "close", by=by)
    return session


@transaction.atomic
def cancel_session(session: AssessmentSession, *, by: Actor) -> AssessmentSession:
    """Cancel a session in which nothing was played yet; those who were summoned are told."""
    permissions.require_plan(by)
    session = locked(session)
    played = Simulation.objects.filter(
        registration__session=session, state__in=[SimulationState.RUNNING, SimulationState.DONE]
    )
    if played.exists():
        raise Refusal("Des mises en situation ont eu lieu : la session ne s’annule plus.")
    SESSION.move(session, "cancel", by=by)
    for simulation in Simulation.objects.select_for_update(of=("self",)).filter(
        registration__session=session, state=SimulationState.PLANNED
    ):
        SIMULATION.move(simulation, "cancel", by=by)
    for summons in session.summonses.select_related("person"):
        messages.post_cancellation(session, summons.person, summons.capacity, by=by)
    return session


def _refuse(state: str | None, sentences: list[str]) -> None:
    if state:
        raise Refusal(state)
    if sentences:
        raise Refusal(sentences)


def _planned(session: AssessmentSession) -> list[Simulation]:
    return list(
        Simulation.objects.filter(registration__session=session, state=SimulationState.PLANNED)
        .select_related("station", "registration__enrolment__candidate__person")
        .prefetch_related("evaluators__person")
        .order_by("starts_at", "pk")
    )


def _candidate_times(session: AssessmentSession) -> list[tuple[Person, list[Simulation]]]:
    """Each candidate with their simulations; one without any is summoned on the first day."""
    times: dict[UUID, list[Simulation]] = defaultdict(list)
    for simulation in _planned(session):
        times[simulation.registration_id].append(simulation)
    rows = session.registrations.select_related("enrolment__candidate__person")
    return [(row.enrolment.candidate.person, times[row.pk]) for row in rows]


def _evaluator_times(session: AssessmentSession) -> list[tuple[Person, list[Simulation]]]:
    """Each evaluator of the panel with the simulations they evaluate, possibly none."""
    times: dict[UUID, list[Simulation]] = defaultdict(list)
    for simulation in _planned(session):
        for row in simulation.evaluators.all():
            times[row.person_id].append(simulation)
    return [
        (member.person, times[member.person_id])
        for member in session.panel.select_related("person")
    ]
