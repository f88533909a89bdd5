"""Pieces that proved an experience: gone one year after the decision that nobody can challenge."""

from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from ccas import clock, retention
from ccas.actors import Actor
from ccas.files.actions import remove_file
from ccas.files.models import ReceivedFile
from ccas.periods import add_months
from certification.vae.evidence import EVIDENCE
from certification.vae.models import (
    ApplicationState,
    EligibilityApplication,
    Evidence,
    Experience,
    RequestedPaper,
)
from certification.vae.papers import EXPERIENCE, REQUESTED
from certification.vae.rules.territories import TERRITORIES, appeal_months

#: Months after which a decision is final wherever its holder lives.
LONGEST_APPEAL = max(appeal_months(code) for code in TERRITORIES)
#: What the office has not decided yet, or asked for more about.
WAITS = (ApplicationState.SUBMITTED, ApplicationState.INCOMPLETE)


def due(cutoff: datetime) -> QuerySet[ReceivedFile]:
    """The pieces whose decision was final before that moment."""
    return _of_decided_before(add_months(clock.paris(cutoff).date(), -LONGEST_APPEAL))


def of(account: UUID) -> QuerySet[ReceivedFile]:
    """The pieces of a person whose decision is final today."""
    day = add_months(clock.today(), -LONGEST_APPEAL)
    return _of_decided_before(day).filter(owner=account)


def forget(file: ReceivedFile, by: Actor) -> None:
    """Erase the bytes, original and rewrite; the fingerprint stays."""
    remove_file(file, by=by, why="retention")


def applications_under_way(account: UUID) -> list[str]:
    """Why who waits for a decision is not erased."""
    waits = EligibilityApplication.objects.filter(
        candidate__person__user=account, state__in=WAITS
    ).exists()
    if not waits:
        return []
    return ["Une demande de recevabilité attend sa décision : retirez-la d’abord, ou attendez."]


def _of_decided_before(day: date) -> QuerySet[ReceivedFile]:
    decided = EligibilityApplication.objects.filter(decided_on__lt=day)
    experiences = Experience.objects.filter(application__in=decided)
    papers = RequestedPaper.objects.filter(request__application__in=decided)
    pieces = Evidence.objects.filter(file__enrolment__ended_at__date__lt=day)
    return ReceivedFile.objects.filter(
        Q(kind=EXPERIENCE.code, set_id__in=experiences.values("pk"))
        | Q(kind=REQUESTED.code, set_id__in=papers.values("pk"))
        | Q(kind=EVIDENCE.code, pk__in=pieces.values("received")),
        removed_at__isnull=True,
    )


RULE = retention.Rule(
    code="vae-pieces",
    term="evidence",
    label="Pièces des dossiers de VAE",
    goes="le fichier part, original et copie ; son empreinte reste",
    due=due,
    forget=forget,
    of=of,
)
