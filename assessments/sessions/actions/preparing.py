"""Sites, sessions, stations and panel; then ready, convened, closed or cancelled."""

from datetime import date, time

from django.db import transaction

from assessments.framework.models import QualificationRevision
from assessments.people.models import Person, Unit
from assessments.sessions import checklist, permissions
from assessments.sessions.actions import telling
from assessments.sessions.flow import SESSION, SIMULATION, locked, require_draft
from assessments.sessions.models import (
    AssessmentSession,
    PanelMember,
    Simulation,
    SimulationEvaluator,
    SimulationState,
    Site,
    Station,
)
from assessments.sessions.reading import AWAY
from assessments.sessions.timing import as_time, timing
from ccas import clock, jobs, journal
from ccas.actors import Actor
from ccas.periods import in_words
from ccas.refusals import Refusal

#: The work of a room to the right (`grading`), woken by its name.
MEASURE_AGREEMENT = "agreement.measure"


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
def set_hours(
    session: AssessmentSession,
    *,
    day_starts: time | None = None,
    lunch_starts: time | None = None,
    lunch_ends: time | None = None,
    day_ends: time | None = None,
    briefing_minutes: int | None = None,
    rating_minutes: int | None = None,
    rest_minutes: int | None = None,
    by: Actor,
) -> AssessmentSession:
    """Give a session hours and durations of its own; None: those of the rules file.

    They serve what is planned afterwards; what is planned already keeps its hours.
    """
    permissions.require_plan(by)
    session = locked(session)
    require_draft(session)
    values = {
        "day_starts": day_starts,
        "lunch_starts": lunch_starts,
        "lunch_ends": lunch_ends,
        "day_ends": day_ends,
        "briefing_minutes": briefing_minutes,
        "rating_minutes": rating_minutes,
        "rest_minutes": rest_minutes,
    }
    for name, value in values.items():
        setattr(session, name, value)
    hours = timing(session)
    order = [hours.day_starts, hours.lunch_starts, hours.lunch_ends, hours.day_ends]
    if order != sorted(order) or hours.day_starts == hours.day_ends:
        raise Refusal(
            "La journée commence, s’arrête pour déjeuner, reprend puis finit : ici"
            f" {as_time(order[0]):%H:%M}, {as_time(order[1]):%H:%M}, {as_time(order[2]):%H:%M},"
            f" {as_time(order[3]):%H:%M}."
        )
    session.save(update_fields=list(values))
    journal.record(
        "session.set_hours",
        session,
        by=by,
        **{
            name: str(value) if isinstance(value, time) else value for name, value in values.items()
        },
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
    telling.summon_everybody(session, by=by)
    return session


@transaction.atomic
def close_session(session: AssessmentSession, *, by: Actor) -> AssessmentSession:
    """Close a session whose last day has come and whose simulations have all an end.

    The agreement between its evaluators is then measured: the last thing that happened may have
    been an absence, after which nobody signs.
    """
    permissions.require_plan(by)
    session = locked(session)
    _refuse(SESSION.sentence_if_not("close", session), checklist.missing_to_close(session))
    SESSION.move(session, "close", by=by)
    jobs.enqueue(
        MEASURE_AGREEMENT, key=f"{session.pk}:close", payload={"session": str(session.pk)}, by=by
    )
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
    telling.tell_cancellation(session, by=by)
    return session


def _refuse(state: str | None, sentences: list[str]) -> None:
    if state:
        raise Refusal(state)
    if sentences:
        raise Refusal(sentences)
