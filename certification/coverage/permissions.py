"""Who may see a coverage, and how much of it.

Officer and auditor: all. Jury members: the candidates of the juries where they sit (registered by
the room of juries). An evaluator: the simulations they evaluate, once every sheet is signed. A
candidate: what the jury read, once the results are published (registered by the deliberation).
"""

from django.db.models import Exists, OuterRef, Q, QuerySet

from assessments.candidates.models import Enrolment
from assessments.grading.permissions import own_simulations
from assessments.sessions.models import AssessmentSession, Registration, Simulation, SimulationState
from assessments.sessions.permissions import visible_sessions
from ccas import access
from ccas.accounts.roles import Role
from ccas.actors import Actor

#: The kind of visibility that rooms to the right register: a condition on Enrolment.
KIND = "coverage of an enrolment"
KEEPERS = (Role.OFFICER, Role.AUDITOR)
MEMBERS = (Role.JURY_MEMBER, Role.PRESIDENT)


def visible_enrolments(actor: Actor) -> QuerySet[Enrolment]:
    """Enrolments whose coverage the actor may open."""
    return Enrolment.objects.filter(access.visibility(KIND, actor)).select_related(
        "candidate__person", "revision__qualification"
    )


def visible_simulations(actor: Actor) -> QuerySet[Simulation]:
    """The simulations whose support the actor may read.

    An evaluator never reads what others saw elsewhere: it would weigh on their own rating. A
    candidate reads what a deliberation froze, hence what the published decision rests on.
    """
    if actor.has_role(*KEEPERS, *MEMBERS):
        return Simulation.objects.all()
    if actor.has_role(Role.EVALUATOR):
        return own_simulations(actor)
    if actor.has_role(Role.CANDIDATE):
        return Simulation.objects.filter(sheets__frozen_at__isnull=False).distinct()
    return Simulation.objects.none()


def reads_practice(actor: Actor) -> bool:
    """Attested practice is no evaluator's business."""
    return actor.has_role(*KEEPERS, *MEMBERS, Role.CANDIDATE)


def sees_what_is_planned(actor: Actor) -> bool:
    """Simulations to come, and what their scenarios show: never to a candidate."""
    return actor.has_role(*KEEPERS, Role.EVALUATOR)


def visible_session_coverages(actor: Actor) -> QuerySet[AssessmentSession]:
    """Sessions whose coverage the actor may open: those they control or evaluate in."""
    return visible_sessions(actor)


def enrolments_of(session: AssessmentSession, actor: Actor) -> QuerySet[Enrolment]:
    """The candidates of a session whose coverage the actor may open, by name."""
    there = Registration.objects.filter(session=session, enrolment=OuterRef("pk"))
    return (
        visible_enrolments(actor)
        .filter(Exists(there))
        .order_by("candidate__person__sort_name", "pk")
    )


def seen_by_keepers(actor: Actor) -> Q | None:
    """Registered: officer and auditor see every coverage."""
    return Q(pk__isnull=False) if actor.has_role(*KEEPERS) else None


def seen_by_evaluators(actor: Actor) -> Q | None:
    """Registered: an evaluator sees the coverage of those they evaluate."""
    if not actor.has_role(Role.EVALUATOR):
        return None
    met = (
        own_simulations(actor)
        .filter(registration__enrolment=OuterRef("pk"))
        .exclude(state=SimulationState.CANCELLED)
    )
    return Q(Exists(met))
