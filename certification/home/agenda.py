"""Every date of a candidate: sessions, juries, deadlines; one source for screen and calendar."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from icalendar import Calendar
from icalendar import Event as CalendarEvent

from assessments.candidates.models import Enrolment, EnrolmentState
from assessments.practice.models import AttestationRequest, RequestState
from assessments.practice.summary import summary, with_practice
from assessments.sessions.models import Registration, SessionState, SimulationState
from assessments.sessions.permissions import visible_simulations
from ccas import clock
from ccas.actors import Actor
from ccas.archives.holdings import messages_to
from ccas.interface.components import Task
from ccas.interface.templatetags.interface import day
from ccas.outbox.models import Message
from certification.appeals import reading as appeals
from certification.appeals.rules import answer_by
from certification.awards.letters import decided_on, territory_of
from certification.awards.notices import window_of
from certification.awards.rules import notified_by
from certification.deliberation.models import Outcome, Presentation
from certification.home import addresses
from certification.juries.models import AgendaItem, JuryState
from certification.vae.models import ApplicationState, EligibilityApplication
from certification.vae.reading import proceedings
from certification.vae.rules import clock as clocks

PRODUCT = "-//Certification des operateurs//Candidat//FR"


@dataclass(frozen=True, slots=True)
class Dated:
    """One date. who: who acts by then. starts_at, ends_at: None for a whole day."""

    uid: str
    label: str
    day: date
    who: str = ""
    place: str = ""
    url: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None


def appointments(user_id: UUID) -> Iterator[Dated]:
    """Where the candidate is expected, and when a jury reads their file. Three queries."""
    actor = Actor(user_id, "candidate")
    simulations = (
        visible_simulations(actor)
        .filter(state=SimulationState.PLANNED)
        .select_related("registration__session__site", "station")
        .order_by("starts_at", "pk")
    )
    placed = set()
    for one in simulations:
        placed.add(one.registration_id)
        site = one.registration.session.site
        yield Dated(
            f"{one.pk}.mine",
            "Mise en situation",
            clock.paris(one.starts_at).date(),
            place=", ".join(part for part in (site.name, one.station.name, site.address) if part),
            starts_at=one.starts_at,
            ends_at=one.ends_at,
        )
    for registration in Registration.objects.filter(
        enrolment__candidate__person__user=user_id, session__state=SessionState.CONVENED
    ).select_related("session__site"):
        if registration.pk not in placed:
            session = registration.session
            yield Dated(
                f"{registration.pk}.session", session.name, session.starts_on,
                place=session.site.name,
            )  # fmt: skip
    for item in AgendaItem.objects.filter(
        enrolment__candidate__person__user=user_id, jury__state=JuryState.CONVENED
    ).select_related("jury"):
        yield Dated(
            f"{item.pk}.jury",
            "Le jury examine votre dossier",
            item.jury.sits_on,
            who="Le jury",
            place=item.jury.place,
        )


def deadlines(user_id: UUID, enrolments: Iterable[Enrolment] | None = None) -> list[Dated]:
    """What must be done by a day, and by whom: the true dates of the rules, the nearest first.

    enrolments: all those of the person, `with_practice`, when the caller has read them.
    """
    found = [
        *_of_applications(user_id),
        *_of_requests(user_id),
        *_of_practice(_enrolments_of(user_id) if enrolments is None else enrolments),
        *_of_results(user_id),
        *_of_appeals(user_id),
    ]
    return sorted(found, key=lambda one: (one.day, one.uid))


def _of_applications(user_id: UUID) -> Iterator[Dated]:
    running = EligibilityApplication.objects.filter(
        candidate__person__user=user_id,
        state__in=[ApplicationState.SUBMITTED, ApplicationState.INCOMPLETE],
    ).prefetch_related("requests")
    for application in running:
        url = addresses.application(application.pk)
        waited = [one for one in application.requests.all() if one.answered_on is None]
        for request in waited:
            yield Dated(
                f"{request.pk}.papers",
                "Envoyer les pièces demandées pour votre demande de VAE",
                request.deadline,
                who="Vous",
                url=url,
            )
        last_day = clocks.clock(proceedings(application)).last_day
        if not waited and last_day is not None and last_day >= clock.today():
            yield Dated(
                f"{application.pk}.answer",
                "Réponse à votre demande de VAE ; passé ce jour, le silence vaut accord",
                last_day,
                who="Le service certificateur",
                url=url,
            )


def _of_requests(user_id: UUID) -> Iterator[Dated]:
    for request in AttestationRequest.objects.filter(
        stint__enrolment__candidate__person__user=user_id,
        state=RequestState.ASKED,
        expires_at__gt=clock.now(),
    ).select_related("stint"):
        yield Dated(
            f"{request.pk}.attestation",
            "Attestation de votre exercice professionnel",
            clock.paris(request.expires_at).date(),
            who=request.supervisor_name,
            url=addresses.practice(request.stint.enrolment_id),
        )


def _enrolments_of(user_id: UUID) -> QuerySet[Enrolment]:
    return with_practice(Enrolment.objects.filter(candidate__person__user=user_id))


def _of_practice(enrolments: Iterable[Enrolment]) -> Iterator[Dated]:
    for enrolment in enrolments:
        if enrolment.state == EnrolmentState.ENDED:
            continue
        count = summary(enrolment)
        if count.required_months and count.to_come and count.reached_on:
            yield Dated(
                f"{enrolment.pk}.practice",
                f"{count.required_months} mois d’exercice atteints, sans nouvelle interruption",
                count.reached_on,
                who="Vous",
                url=addresses.practice(enrolment.pk),
            )


def _of_results(user_id: UUID) -> Iterator[Dated]:
    """The fifteen days to be told of a result, then the delay to challenge it."""
    rows = Presentation.objects.filter(
        enrolment__candidate__person__user=user_id, deliberation__closed_at__isnull=False
    ).select_related("deliberation", "enrolment__candidate", "notice")
    place = ""
    for one in rows.order_by("deliberation__closed_at", "pk"):
        if one.deliberation.published_at is None:
            yield Dated(
                f"{one.pk}.notice",
                "Notification de la décision du jury",
                notified_by(decided_on(one)),
                who="Le service certificateur",
            )
        elif one.outcome != Outcome.AWARDED:
            place = place or territory_of(one.enrolment.candidate)
            last_day = window_of(one, place).last_day
            if last_day is not None and last_day >= clock.today():
                yield Dated(
                    f"{one.pk}.appeal",
                    "Dernier jour pour contester la décision du jury",
                    last_day,
                    who="Vous, si vous la contestez",
                    url=addresses.result(one.pk),
                )


def _of_appeals(user_id: UUID) -> Iterator[Dated]:
    """The two months to answer a gracious appeal."""
    mine = appeals.waiting().filter(presentation__enrolment__candidate__person__user=user_id)
    for appeal in mine:
        last_day = answer_by(appeal.received_on)
        if last_day >= clock.today():
            yield Dated(
                f"{appeal.pk}.answer",
                "Réponse à votre recours ; passé ce jour, le silence le rejette",
                last_day,
                who="Le service certificateur",
                url=addresses.own_appeals(appeal.presentation_id),
            )


def tasks(dated: list[Dated]) -> list[Task]:
    """The deadlines as the screen lists them."""
    today = clock.today()
    return [
        Task(
            one.label,
            f"Le {day(one.day)}",
            "warning" if (one.day - today).days <= 7 else "current",
            url=one.url,
            hint=f"Qui agit : {one.who}" if one.who else "",
        )
        for one in dated
    ]


def told(user_id: UUID | None, enrolments: Iterable[Enrolment]) -> dict[str, Any]:
    """What the first screen says of it: deadlines, then the last messages.

    enrolments: as for `deadlines`.
    """
    if user_id is None:
        return {"deadlines": [], "letters": []}
    return {"deadlines": tasks(deadlines(user_id, enrolments)), "letters": letters(user_id)}


def letters(user_id: UUID) -> list[Message]:
    """The last messages sent to the person, as they were written."""
    return list(messages_to(user_id).order_by("-sent_at", "pk")[:5])


def calendar_of(user_id: UUID) -> bytes:
    """The .ics of every date of a candidate."""
    found = Calendar()
    found.add("prodid", PRODUCT)
    found.add("version", "2.0")
    found.add("method", "PUBLISH")
    found.add("x-wr-calname", "Certification des opérateurs")
    found.add("refresh-interval", timedelta(hours=6), parameters={"VALUE": "DURATION"})
    for one in [*appointments(user_id), *deadlines(user_id)]:
        found.add_component(_event(one))
    return bytes(found.to_ical())


def _event(one: Dated) -> CalendarEvent:
    event = CalendarEvent()
    event.add("uid", f"{one.uid}@{settings.CALENDAR_DOMAIN}")
    event.add("dtstamp", clock.now())
    if one.starts_at and one.ends_at:
        # In UTC: no table of hours has to travel, and each calendar shows its own.
        event.add("dtstart", one.starts_at)
        event.add("dtend", one.ends_at)
    else:
        event.add("dtstart", one.day)
        event.add("dtend", one.day + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
    event.add("summary", one.label if not one.who else f"{one.label} ({one.who})")
    if one.place:
        event.add("location", one.place)
    if one.url:
        event.add("url", settings.PUBLIC_BASE_URL + one.url)
    return event
