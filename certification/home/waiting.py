"""What waits for the officer. One query stands behind each figure: its list shows the same rows."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from assessments.candidates.models import AcquiredBlock, Enrolment, EnrolmentState
from assessments.framework.models import CompetencyBlock
from assessments.practice.models import Attestation, Stint
from assessments.sessions.models import AssessmentSession, Registration, SessionState
from assessments.sessions.rules import latest_summons_day
from ccas.documents.models import Document, DocumentState
from ccas.interface.templatetags.interface import day
from ccas.periods import days_before
from certification.deliberation.models import (
    Deliberation,
    DeliberationState,
    Minutes,
    MinutesState,
)
from certification.home import addresses
from certification.juries.models import AgendaItem, Jury, JuryState, Nomination, Seat

ENDED_SESSIONS = (SessionState.CLOSED, SessionState.CANCELLED)
ENDED_JURIES = (JuryState.CLOSED, JuryState.CANCELLED)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list: what it is, a word more, where it leads."""

    label: str
    hint: str
    url: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """A kind of thing that waits: its words, its rows, how a row is drawn.

    `due`: by when a row must be dealt with, by the very rule that will refuse it later.
    """

    slug: str
    singular: str
    plural: str
    title: str
    rows: Callable[[], QuerySet[Any]]
    draw: Callable[[Any], Row]
    hint: str = ""
    alert: bool = False
    due: Callable[[Any], date | None] = lambda row: None


def _unplanned() -> QuerySet[Enrolment]:
    """Open enrolments that miss a block and stand in no session or jury still to come."""
    held = AcquiredBlock.objects.filter(
        candidate=OuterRef(OuterRef("candidate")),
        block_code=OuterRef("code"),
        ended_on__isnull=True,
    )
    missing = CompetencyBlock.objects.filter(~Exists(held), revision=OuterRef("revision"))
    planned = Registration.objects.filter(enrolment=OuterRef("pk")).exclude(
        session__state__in=ENDED_SESSIONS
    )
    examined = AgendaItem.objects.filter(enrolment=OuterRef("pk")).exclude(
        jury__state__in=ENDED_JURIES
    )
    return (
        Enrolment.objects.filter(
            Exists(missing), ~Exists(planned), ~Exists(examined), state=EnrolmentState.OPEN
        )
        .select_related("candidate__person", "revision__qualification")
        .order_by("candidate__person__sort_name", "pk")
    )


def _sessions(*states: str) -> QuerySet[AssessmentSession]:
    return (
        AssessmentSession.objects.filter(state__in=states)
        .select_related("site", "revision")
        .order_by("starts_on", "name")
    )


def _juries(*states: str) -> QuerySet[Jury]:
    juries = Jury.objects.filter(state__in=states).select_related("revision")
    return juries.order_by("sits_on", "name")


def _incomplete_juries() -> QuerySet[Jury]:
    """Juries not convened yet with a seat that nobody holds on the day they sit."""
    holder = Nomination.objects.filter(seat=OuterRef("pk")).filter(
        Q(ends_at__isnull=True) | Q(ends_at__date__gte=F("seat__jury__sits_on"))
    )
    vacant = Seat.objects.filter(~Exists(holder), jury=OuterRef("pk"))
    return _juries(JuryState.DRAFT, JuryState.COMPOSED).filter(Exists(vacant))


def _deliberations() -> QuerySet[Deliberation]:
    return (
        Deliberation.objects.exclude(state=DeliberationState.CLOSED)
        .select_related("jury")
        .order_by("opened_at", "pk")
    )


def _unsigned_minutes() -> QuerySet[Minutes]:
    return (
        Minutes.objects.filter(
            state=MinutesState.DRAFT, deliberation__state=DeliberationState.CLOSED
        )
        .select_related("deliberation__jury")
        .order_by("deliberation__closed_at", "pk")
    )


def _unpublished() -> QuerySet[Deliberation]:
    return (
        Deliberation.objects.filter(published_at__isnull=True, minutes__state=MinutesState.SIGNED)
        .select_related("jury")
        .order_by("closed_at", "pk")
    )


def _unattested() -> QuerySet[Stint]:
    attested = Attestation.objects.filter(stint=OuterRef("pk"), voided_at__isnull=True)
    return (
        Stint.objects.filter(
            ~Exists(attested), cancelled_at__isnull=True, enrolment__state=EnrolmentState.OPEN
        )
        .select_related("enrolment__candidate__person", "unit")
        .order_by("starts_on", "pk")
    )


def _documents(*states: str) -> QuerySet[Document]:
    return Document.objects.filter(state__in=states).order_by("occurred_at", "pk")


def _session_due(session: AssessmentSession) -> date:
    return latest_summons_day(session.starts_on, session.revision.rules.session_summons_days)


def _jury_due(jury: Jury) -> date | None:
    return days_before(jury.sits_on, jury.rules.summons_days) if jury.rules else None


def _enrolment_row(enrolment: Enrolment) -> Row:
    hint = f"{enrolment.get_route_display()}, commencé le {day(enrolment.began_on)}"
    return Row(str(enrolment.candidate), hint, addresses.candidate(enrolment.candidate_id))


def _session_row(session: AssessmentSession) -> Row:
    hint = f"{session.site}, à partir du {day(session.starts_on)}"
    return Row(session.name, hint, addresses.session(session.pk))


def _jury_row(jury: Jury) -> Row:
    return Row(jury.name, f"{jury.place}, siège le {day(jury.sits_on)}", addresses.jury(jury.pk))


def _deliberation_row(one: Deliberation) -> Row:
    state = one.get_state_display().capitalize()
    hint = f"Ouverte le {day(one.opened_at)}"
    hint = hint if one.state == "open" else f"{state}. {hint}"
    return Row(one.jury.name, hint, addresses.deliberation(one.pk))


def _minutes_row(minutes: Minutes) -> Row:
    one = minutes.deliberation
    return Row(
        one.jury.name, f"Délibération close le {day(one.closed_at)}", addresses.minutes(one.pk)
    )


def _stint_row(stint: Stint) -> Row:
    until = f"au {day(stint.ends_on)}" if stint.ends_on else "à ce jour"
    hint = f"{stint.unit}, du {day(stint.starts_on)} {until}"
    return Row(str(stint.enrolment.candidate), hint, addresses.practice(stint.enrolment_id))


def _document_row(document: Document) -> Row:
    hint = f"Demandé le {day(document.occurred_at)}, {document.get_state_display()}"
    return Row(document.number, hint, addresses.document(document.pk))


KINDS = (
    Waiting(
        "candidats",
        "candidat à planifier",
        "candidats à planifier",
        "Candidats à planifier",
        _unplanned,
        _enrolment_row,
        hint="un bloc manque, aucune date",
    ),
    Waiting(
        "sessions-a-preparer",
        "session à préparer",
        "sessions à préparer",
        "Sessions à préparer",
        lambda: _sessions(SessionState.DRAFT),
        _session_row,
        due=_session_due,
    ),
    Waiting(
        "sessions-a-convoquer",
        "session à convoquer",
        "sessions à convoquer",
        "Sessions à convoquer",
        lambda: _sessions(SessionState.READY),
        _session_row,
        alert=True,
        due=_session_due,
    ),
    Waiting(
        "jurys-incomplets",
        "jury incomplet",
        "jurys incomplets",
        "Jurys incomplets",
        _incomplete_juries,
        _jury_row,
        hint="un siège au moins n’est pas pourvu",
        alert=True,
        due=_jury_due,
    ),
    Waiting(
        "jurys-a-convoquer",
        "jury à convoquer",
        "jurys à convoquer",
        "Jurys à convoquer",
        lambda: _juries(JuryState.COMPOSED),
        _jury_row,
        hint="composés, pas encore convoqués",
        due=_jury_due,
    ),
    Waiting(
        "deliberations",
        "délibération en cours",
        "délibérations en cours",
        "Délibérations en cours",
        _deliberations,
        _deliberation_row,
    ),
    Waiting(
        "proces-verbaux",
        "procès-verbal à signer",
        "procès-verbaux à signer",
        "Procès-verbaux à signer",
        _unsigned_minutes,
        _minutes_row,
        alert=True,
    ),
    Waiting(
        "resultats",
        "résultat de jury à publier",
        "résultats de jury à publier",
        "Résultats à publier",
        _unpublished,
        _deliberation_row,
        alert=True,
    ),
    Waiting(
        "exercice",
        "période d’exercice à attester",
        "périodes d’exercice à attester",
        "Périodes d’exercice à attester",
        _unattested,
        _stint_row,
    ),
    Waiting(
        "documents-en-cours",
        "document en préparation",
        "documents en préparation",
        "Documents en préparation",
        lambda: _documents(DocumentState.PENDING),
        _document_row,
    ),
    Waiting(
        "documents-en-echec",
        "document en échec",
        "documents en échec",
        "Documents en échec",
        lambda: _documents(DocumentState.FAILED),
        _document_row,
        alert=True,
    ),
)

BY_SLUG: dict[str, Waiting] = {kind.slug: kind for kind in KINDS}
