"""Who reads an application or a file of validation, who writes it, who decides on it."""

from uuid import UUID

from django.db.models import F, Q, QuerySet

from assessments.candidates.models import Enrolment
from ccas import access
from ccas.actors import Actor
from ccas.refusals import Refusal
from certification.vae.models import (
    WRITTEN,
    AdmissibilityWithdrawal,
    ApplicationState,
    EligibilityApplication,
    ValidationFile,
    ValidationVersion,
)

READERS = ("officer", "auditor")
#: The kind of visibility that rooms to the right register: a condition on Enrolment. Whoever it
#: lets in reads the version presented to the jury, and nothing else of the file.
BEFORE_MY_JURY = "validation file before my jury"


def visible_applications(actor: Actor) -> QuerySet[EligibilityApplication]:
    """One's own as a candidate; for officer and auditor, those that were submitted."""
    every = EligibilityApplication.objects.select_related(
        "candidate__person", "revision__qualification"
    )
    if actor.has_role("candidate") and actor.user_id is not None:
        return every.filter(candidate__person__user=actor.user_id)
    if actor.has_role(*READERS) or actor.is_system:
        return every.filter(submitted_at__isnull=False)
    return every.none()


def written_applications(actor: Actor) -> QuerySet[EligibilityApplication]:
    """The drafts that the actor writes: their own."""
    if not actor.has_role("candidate"):
        return EligibilityApplication.objects.none()
    return visible_applications(actor).filter(state=ApplicationState.DRAFT)


def decided_applications(actor: Actor) -> QuerySet[EligibilityApplication]:
    """The applications that the actor may decide or ask papers for."""
    if not actor.has_role("officer"):
        return EligibilityApplication.objects.none()
    return visible_applications(actor)


def visible_files(actor: Actor) -> QuerySet[ValidationFile]:
    """One's own as a candidate; for officer and auditor, those that were submitted once."""
    every = ValidationFile.objects.select_related(
        "enrolment__candidate__person", "enrolment__revision__qualification", "presented"
    )
    if actor.has_role("candidate") and actor.user_id is not None:
        return every.filter(enrolment__candidate__person__user=actor.user_id)
    if actor.has_role(*READERS):
        return every.filter(version__gte=1)
    return every.none()


def written_files(actor: Actor) -> QuerySet[ValidationFile]:
    """The files that the actor writes now: their own, not submitted or given back."""
    if not actor.has_role("candidate"):
        return ValidationFile.objects.none()
    return visible_files(actor).filter(state__in=WRITTEN)


def visible_versions(actor: Actor) -> QuerySet[ValidationVersion]:
    """The frozen versions an actor may read.

    All of one's own; all of them for officer and auditor; for a jury, the one presented, of the
    candidates that the room of juries lets its members see.
    """
    every = ValidationVersion.objects.select_related(
        "file__enrolment__candidate__person", "file__enrolment__revision__qualification"
    )
    if actor.has_role("candidate") and actor.user_id is not None:
        return every.filter(file__enrolment__candidate__person__user=actor.user_id)
    if actor.has_role(*READERS):
        return every
    mine = Enrolment.objects.filter(access.visibility(BEFORE_MY_JURY, actor))
    return every.filter(Q(pk=F("file__presented")), file__enrolment__in=mine)


def open_enrolments(actor: Actor) -> QuerySet[Enrolment]:
    """The enrolments for which the actor may begin a file: their own, under way, by experience."""
    if not actor.has_role("candidate") or actor.user_id is None:
        return Enrolment.objects.none()
    return Enrolment.objects.filter(
        candidate__person__user=actor.user_id,
        state="open",
        route="VAE",
        validation_file__isnull=True,
    )


def visible_withdrawals(actor: Actor) -> QuerySet[AdmissibilityWithdrawal]:
    """Who pronounces, who proposes and who controls. No file is shown with them."""
    every = AdmissibilityWithdrawal.objects.select_related(
        "application__candidate", "application__revision__qualification", "proposed_by"
    )
    return every if actor.has_role("administrator", *READERS) else every.none()


def require_own(actor: Actor, application: EligibilityApplication) -> None:
    """Raise Refusal unless this is the actor's own application."""
    user = application.candidate.person.user_id
    if not actor.has_role("candidate") or actor.user_id is None or user != actor.user_id:
        raise Refusal("Seul le candidat écrit sa demande de recevabilité.")


def require_own_file(actor: Actor, enrolment: Enrolment) -> None:
    """Raise Refusal unless this is the actor's own enrolment."""
    user = enrolment.candidate.person.user_id
    if not actor.has_role("candidate") or actor.user_id is None or user != actor.user_id:
        raise Refusal("Seul le candidat écrit son dossier de validation.")


def require_officer(actor: Actor) -> None:
    """Raise Refusal unless the actor handles applications."""
    if not (actor.has_role("officer") or actor.is_system):
        raise Refusal("Seul le gestionnaire de la certification instruit une demande.")


def account_of(actor: Actor) -> UUID:
    """The account of somebody who acts in person. Raises Refusal for the platform itself."""
    if actor.user_id is None:
        raise Refusal("Cet acte se fait sous son propre compte.")
    return actor.user_id
