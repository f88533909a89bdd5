"""Who reads the surveys, who takes an answer down."""

from django.db.models import QuerySet

from assessments.candidates.models import Candidate
from ccas.accounts.roles import Role
from ccas.actors import Actor
from ccas.refusals import Refusal
from certification.surveys import reading
from certification.surveys.models import InsertionSurvey

READERS = (Role.OFFICER, Role.AUDITOR)


def visible_surveys(actor: Actor) -> QuerySet[InsertionSurvey]:
    """The surveys the actor may follow: that they were asked and answered, never what was said."""
    if not actor.has_role(*READERS):
        return InsertionSurvey.objects.none()
    return InsertionSurvey.objects.select_related(
        "award__candidate__person__user", "award__qualification"
    ).defer("situation", "target_job", "contract", "usefulness")


def own_surveys(actor: Actor) -> QuerySet[InsertionSurvey]:
    """What a holder may answer today from their own space: the first to close first."""
    if actor.role != Role.CANDIDATE or actor.user_id is None:
        return InsertionSurvey.objects.none()
    return (
        reading.waiting()
        .filter(award__candidate__person__user=actor.user_id)
        .select_related("award__enrolment__revision")
    )


def reachable_candidates(actor: Actor) -> QuerySet[Candidate]:
    """Holders who were asked something: an officer takes down that they want no more of it."""
    if actor.role != Role.OFFICER:
        return Candidate.objects.none()
    return Candidate.objects.filter(awards__surveys__isnull=False).distinct()


def require_officer(actor: Actor) -> None:
    """The officer, and nobody else."""
    if actor.role != Role.OFFICER:
        raise Refusal("Seul un gestionnaire de la certification note une réponse au téléphone.")
