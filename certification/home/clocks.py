"""The clocks that run: each delay that somebody must keep, the nearest first.

One query stands behind each counter: the list it opens, the page of all clocks and the filter of
the directory read the same rows. The last day comes from the rule that will be applied to it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Max, QuerySet
from django.db.models.functions import Coalesce

from assessments.sessions.models import AssessmentSession, SessionState
from assessments.sessions.rules import latest_summons_day
from ccas import clock
from ccas.interface.templatetags.interface import day
from ccas.periods import days_before
from certification.appeals import reading as appeals
from certification.appeals.rules import answer_by
from certification.awards.models import Award
from certification.awards.notices import tell_by, to_tell_on_paper
from certification.awards.rules import notified_by
from certification.deliberation.models import Deliberation, DeliberationState
from certification.home import addresses, drawing, rules
from certification.home.rows import Row
from certification.juries.models import Jury, JuryState
from certification.passport.reading import owed_awards
from certification.passport.rules.flow import due_on
from certification.surveys import rules as surveys
from certification.surveys.models import InsertionSurvey
from certification.surveys.reading import waiting as surveys_waiting
from certification.vae.models import (
    ApplicationState,
    EligibilityApplication,
    FileState,
    ValidationFile,
)
from certification.vae.reading import proceedings
from certification.vae.rules.clock import clock as eligibility_clock
from certification.vae.rules.validation import jury_before


@dataclass(frozen=True, slots=True)
class Clock:
    """One kind of delay.

    slug: in addresses. label: what is due, with a capital. counted: what is counted, singular and
    plural. rule: the delay in words. rows: what it runs for, the nearest last day first. due: the
    last day for one row. enrolment: path from a row to the enrolments it is about, "" for none.
    """

    slug: str
    label: str
    counted: tuple[str, str]
    rule: str
    rows: Callable[[], QuerySet[Any]]
    due: Callable[[Any], date]
    draw: Callable[[Any], Row]
    enrolment: str = ""

    def enrolments(self) -> QuerySet[Any]:
        """The ids of the enrolments for which it runs."""
        return self.rows().order_by().values(self.enrolment)


@dataclass(frozen=True, slots=True)
class Deadline:
    """One delay that runs. left, urgency: see `rules`."""

    due: date
    kind: Clock
    row: Row
    left: str
    urgency: str


def deadlines(kind: Clock, rows: QuerySet[Any], today: date) -> Iterator[Deadline]:
    """The delays of some rows of one kind, in their order."""
    for row in rows:
        due = kind.due(row)
        yield Deadline(
            due, kind, kind.draw(row), rules.time_left(due, today), rules.urgency(due, today)
        )


def nearest(number: int, today: date) -> list[Deadline]:
    """The nearest delays of every kind: as many queries as there are kinds, and their prefetches.

    Rows come in the order of their last day, so the first of each kind are enough.
    """
    found = [each for kind in CLOCKS for each in deadlines(kind, kind.rows()[:number], today)]
    return sorted(found, key=lambda each: (each.due, each.kind.slug, each.row.label))[:number]


def _applications() -> QuerySet[EligibilityApplication]:
    """Applications whose two months run; the last paper received moved them."""
    return (
        EligibilityApplication.objects.filter(state=ApplicationState.SUBMITTED)
        .annotate(runs_from=Coalesce(Max("requests__answered_on"), "received_on"))
        .select_related("candidate__person", "revision__qualification")
        .prefetch_related("requests")
        .order_by("runs_from", "pk")
    )


def _decide_by(application: EligibilityApplication) -> date:
    last = eligibility_clock(proceedings(application)).last_day
    if last is None:
        raise ValueError("a submitted application waits for no paper")
    return last


def _files() -> QuerySet[ValidationFile]:
    """Files that were submitted and that no jury has before it yet."""
    return (
        ValidationFile.objects.filter(state__in=[FileState.SUBMITTED, FileState.VERIFIED])
        .select_related("enrolment__candidate__person", "enrolment__revision__qualification")
        .order_by("submitted_on", "pk")
    )


def _sessions() -> QuerySet[AssessmentSession]:
    """Sessions whose summonses have not left."""
    return (
        AssessmentSession.objects.filter(state__in=[SessionState.DRAFT, SessionState.READY])
        .select_related("site", "revision")
        .order_by("starts_on", "name", "pk")
    )


def _juries() -> QuerySet[Jury]:
    """Juries whose summonses have not left."""
    return (
        Jury.objects.filter(state__in=[JuryState.DRAFT, JuryState.COMPOSED])
        .select_related("revision")
        .order_by("sits_on", "name", "pk")
    )


def _decided() -> QuerySet[Deliberation]:
    """Deliberations that are closed, and whose results nobody has been told."""
    return (
        Deliberation.objects.filter(state=DeliberationState.CLOSED, published_at__isnull=True)
        .select_related("jury")
        .order_by("closed_at", "pk")
    )


def _awards(months: int) -> QuerySet[Award]:
    """Titles in force whose survey at that many months is to come."""
    since = surveys.awards_from(months, clock.today())
    rows = Award.objects.filter(withdrawn_on__isnull=True, awarded_on__gte=since)
    return rows.select_related("candidate__person", "qualification").order_by("awarded_on", "pk")


def _award_row(award: Award) -> Row:
    words = f"{award.qualification.code}, titre du {day(award.awarded_on)}"
    return Row(award.candidate.person.display_name, words, addresses.award(award.pk))


def _survey(months: int) -> Clock:
    return Clock(
        f"enquete-{months}-mois",
        f"Enquête d’insertion à {months} mois",
        ("titulaire à interroger", "titulaires à interroger"),
        f"{months} mois après la délivrance du titre",
        lambda: _awards(months),
        lambda award: surveys.refers_to(award.awarded_on, months),
        _award_row,
        "enrolment",
    )


def _survey_row(survey: InsertionSurvey) -> Row:
    award = survey.award
    words = f"{award.qualification.code}, titre du {day(award.awarded_on)}"
    return Row(award.candidate.person.display_name, words, addresses.survey(survey.pk))


CLOCKS = (
    Clock(
        "recevabilite",
        "Décision de recevabilité",
        ("demande à décider", "demandes à décider"),
        "deux mois à compter de la réception ; sans réponse, la demande est recevable",
        _applications,
        _decide_by,
        lambda one: Row(
            one.candidate.person.display_name,
            f"{one.revision.qualification.code}, demande reçue le {day(one.received_on)}",
            addresses.application(one.pk),
        ),
        "candidate__enrolments",
    ),
    Clock(
        "jury-vae",
        "Passage devant le jury de VAE",
        ("dossier à présenter", "dossiers à présenter"),
        "avant la fin du troisième mois qui suit le dépôt du dossier de validation",
        _files,
        lambda one: jury_before(one.submitted_on),
        lambda one: Row(
            one.enrolment.candidate.person.display_name,
            f"{one.enrolment.revision.qualification.code}, dossier déposé le"
            f" {day(one.submitted_on)}",
            addresses.candidate(one.enrolment.candidate_id),
        ),
        "enrolment",
    ),
    Clock(
        "convocation-session",
        "Convocation à une session",
        ("session à convoquer", "sessions à convoquer"),
        "quinze jours avant la session, ou ce que dit le fichier de règles",
        _sessions,
        lambda one: latest_summons_day(one.starts_on, one.revision.rules.session_summons_days),
        lambda one: Row(
            one.name,
            f"{one.site}, à partir du {day(one.starts_on)}",
            addresses.session(one.pk),
        ),
        "registrations__enrolment",
    ),
    Clock(
        "convocation-jury",
        "Convocation d’un jury",
        ("jury à convoquer", "jurys à convoquer"),
        "quinze jours avant la séance, ou ce que dit le fichier de règles",
        _juries,
        lambda one: days_before(one.sits_on, one.rules.summons_days),
        lambda one: Row(
            one.name, f"{one.place}, siège le {day(one.sits_on)}", addresses.jury(one.pk)
        ),
        "agenda__enrolment",
    ),
    Clock(
        "notification",
        "Notification des résultats",
        ("délibération à publier", "délibérations à publier"),
        "quinze jours après la clôture de la délibération",
        _decided,
        lambda one: notified_by(clock.paris(one.closed_at).date()),
        lambda one: Row(
            one.jury.name,
            f"Délibération close le {day(one.closed_at)}",
            addresses.deliberation(one.pk),
        ),
        "presentations__enrolment",
    ),
    Clock(
        "notification-courrier",
        "Notification d’un résultat par courrier",
        ("résultat à notifier par courrier", "résultats à notifier par courrier"),
        "quinze jours après la clôture de la délibération, pour qui n’a pas d’adresse électronique",
        to_tell_on_paper,
        tell_by,
        lambda one: Row(
            one.enrolment.candidate.person.display_name,
            f"{one.deliberation.jury.name}, publié le {day(one.deliberation.published_at)}",
            addresses.notice(one.pk),
        ),
        "enrolment",
    ),
    Clock(
        "recours",
        "Réponse à un recours gracieux",
        ("recours à examiner", "recours à examiner"),
        "deux mois à compter de la réception ; sans réponse, le recours est rejeté",
        appeals.waiting,
        lambda appeal: answer_by(appeal.received_on),
        drawing.appeal_row,
        "presentation__enrolment",
    ),
    Clock(
        "passeport",
        "Déclaration au passeport de compétences",
        ("titre à déclarer", "titres à déclarer"),
        "trois mois après la délivrance du titre",
        owed_awards,
        lambda award: due_on(award.awarded_on, settings.PASSPORT_MONTHS),
        _award_row,
        "enrolment",
    ),
    *(_survey(months) for months in surveys.SURVEY_MONTHS),
    Clock(
        "enquete-sans-reponse",
        "Réponse à une enquête d’insertion",
        ("enquête sans réponse", "enquêtes sans réponse"),
        "jusqu’au dernier jour où le titulaire peut répondre, par le lien ou au téléphone",
        surveys_waiting,
        lambda survey: survey.closes_on,
        _survey_row,
        "award__enrolment",
    ),
)

BY_SLUG = {kind.slug: kind for kind in CLOCKS}
