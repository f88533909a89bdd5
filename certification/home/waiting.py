"""What waits for the officer. One query stands behind each figure: its list shows the same rows."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from assessments.candidates.models import (
    AcquiredBlock,
    CorrectionState,
    Enrolment,
    EnrolmentState,
    IdentityCorrection,
)
from assessments.framework.models import CompetencyBlock
from assessments.practice.models import Attestation, AttestationRequest, RequestState, Stint
from assessments.sessions.models import AssessmentSession, Registration, SessionState
from assessments.sessions.rules import latest_summons_day
from ccas import clock
from ccas.documents.models import Document, DocumentState
from ccas.periods import days_before
from certification.appeals import reading as appeals
from certification.appeals.rules import answer_by
from certification.awards.models import Award
from certification.awards.notices import tell_by, to_tell_on_paper
from certification.awards.rules import notified_by
from certification.deliberation.models import (
    Deliberation,
    DeliberationState,
    Minutes,
    MinutesState,
)
from certification.home import drawing
from certification.home.rows import Row
from certification.juries.models import AgendaItem, Jury, JuryState, Nomination, Seat
from certification.passport.reading import owed_awards
from certification.passport.rules.flow import due_on

ENDED_SESSIONS = (SessionState.CLOSED, SessionState.CANCELLED)
ENDED_JURIES = (JuryState.CLOSED, JuryState.CANCELLED)


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


def _owed_due(award: Award) -> date:
    return due_on(award.awarded_on, settings.PASSPORT_MONTHS)


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


def _answered() -> QuerySet[AttestationRequest]:
    """What supervisors attested online and no officer has recognised yet."""
    return _requests(state=RequestState.ANSWERED).order_by("answered_at", "pk")


def _silent() -> QuerySet[AttestationRequest]:
    """Supervisors whose link has expired without an answer, whether or not a job said so."""
    silent = _requests(state=RequestState.ASKED, expires_at__lte=clock.now())
    return silent.order_by("expires_at", "pk")


def _requests(**which: Any) -> QuerySet[AttestationRequest]:
    return AttestationRequest.objects.filter(**which).select_related(
        "stint__enrolment__candidate__person", "stint__unit"
    )


def _corrections() -> QuerySet[IdentityCorrection]:
    """Identities that candidates say are wrong."""
    asked = IdentityCorrection.objects.filter(state=CorrectionState.ASKED)
    return asked.select_related("candidate__person").order_by("recorded_at", "pk")


def _documents(*states: str) -> QuerySet[Document]:
    return Document.objects.filter(state__in=states).order_by("occurred_at", "pk")


def _session_due(session: AssessmentSession) -> date:
    return latest_summons_day(session.starts_on, session.revision.rules.session_summons_days)


def _jury_due(jury: Jury) -> date | None:
    return days_before(jury.sits_on, jury.rules.summons_days) if jury.rules else None


KINDS = (
    Waiting(
        "candidats",
        "candidat à planifier",
        "candidats à planifier",
        "Candidats à planifier",
        _unplanned,
        drawing.enrolment_row,
        hint="un bloc manque, aucune date",
    ),
    Waiting(
        "sessions-a-preparer",
        "session à préparer",
        "sessions à préparer",
        "Sessions à préparer",
        lambda: _sessions(SessionState.DRAFT),
        drawing.session_row,
        due=_session_due,
    ),
    Waiting(
        "sessions-a-convoquer",
        "session à convoquer",
        "sessions à convoquer",
        "Sessions à convoquer",
        lambda: _sessions(SessionState.READY),
        drawing.session_row,
        alert=True,
        due=_session_due,
    ),
    Waiting(
        "jurys-incomplets",
        "jury incomplet",
        "jurys incomplets",
        "Jurys incomplets",
        _incomplete_juries,
        drawing.jury_row,
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
        drawing.jury_row,
        hint="composés, pas encore convoqués",
        due=_jury_due,
    ),
    Waiting(
        "deliberations",
        "délibération en cours",
        "délibérations en cours",
        "Délibérations en cours",
        _deliberations,
        drawing.deliberation_row,
    ),
    Waiting(
        "proces-verbaux",
        "procès-verbal à signer",
        "procès-verbaux à signer",
        "Procès-verbaux à signer",
        _unsigned_minutes,
        drawing.minutes_row,
        alert=True,
    ),
    Waiting(
        "resultats",
        "résultat de jury à publier",
        "résultats de jury à publier",
        "Résultats à publier",
        _unpublished,
        drawing.deliberation_row,
        alert=True,
        due=lambda one: notified_by(clock.paris(one.closing).date()),
    ),
    Waiting(
        "resultats-par-courrier",
        "résultat à notifier par courrier",
        "résultats à notifier par courrier",
        "Résultats à notifier par courrier",
        to_tell_on_paper,
        drawing.notice_row,
        hint="sans adresse électronique",
        alert=True,
        due=tell_by,
    ),
    Waiting(
        "recours",
        "recours à examiner",
        "recours à examiner",
        "Recours à examiner",
        appeals.waiting,
        drawing.appeal_row,
        hint="passé deux mois, le silence les rejette",
        alert=True,
        due=lambda appeal: answer_by(appeal.received_on),
    ),
    Waiting(
        "recours-acceptes",
        "candidat à présenter à un autre jury",
        "candidats à présenter à un autre jury",
        "Candidats à présenter à un autre jury",
        appeals.to_present_again,
        drawing.appeal_row,
        hint="leur recours est accepté",
        alert=True,
    ),
    Waiting(
        "exercice",
        "période d’exercice à attester",
        "périodes d’exercice à attester",
        "Périodes d’exercice à attester",
        _unattested,
        drawing.stint_row,
    ),
    Waiting(
        "attestations-a-verifier",
        "attestation en ligne à vérifier",
        "attestations en ligne à vérifier",
        "Attestations en ligne à vérifier",
        _answered,
        drawing.answer_row,
        hint="service et adresse du responsable",
        alert=True,
    ),
    Waiting(
        "responsables-muets",
        "responsable sans réponse",
        "responsables sans réponse",
        "Responsables sans réponse",
        _silent,
        drawing.silence_row,
        hint="le lien a expiré malgré les rappels",
    ),
    Waiting(
        "identites",
        "identité à corriger",
        "identités à corriger",
        "Identités à corriger",
        _corrections,
        drawing.correction_row,
        hint="à la demande du candidat",
    ),
    Waiting(
        "passeport",
        "titre à déclarer au passeport",
        "titres à déclarer au passeport",
        "Titres à déclarer au passeport",
        owed_awards,
        drawing.owed_row,
        due=_owed_due,
    ),
    Waiting(
        "documents-en-cours",
        "document en préparation",
        "documents en préparation",
        "Documents en préparation",
        lambda: _documents(DocumentState.PENDING),
        drawing.document_row,
    ),
    Waiting(
        "documents-sans-sceau",
        "document en attente du sceau",
        "documents en attente du sceau",
        "Documents en attente du sceau",
        lambda: _documents(DocumentState.RENDERED),
        drawing.document_row,
        alert=True,
    ),
    Waiting(
        "documents-en-echec",
        "document en échec",
        "documents en échec",
        "Documents en échec",
        lambda: _documents(DocumentState.FAILED),
        drawing.document_row,
        alert=True,
    ),
)

BY_SLUG: dict[str, Waiting] = {kind.slug: kind for kind in KINDS}
