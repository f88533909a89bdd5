"""Who may see a session, plan it, start a simulation; and which candidates an evaluator sees."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from assessments.people.models import Person
from assessments.sessions.models import (
    AssessmentSession,
    PanelMember,
    PlanProposal,
    Scenario,
    SessionState,
    Simulation,
    SimulationEvaluator,
    SimulationState,
    Site,
)
from ccas.actors import Actor
from ccas.refusals import Refusal

READERS = ("officer", "auditor")
#: A candidate is told of a session once convened.
TOLD = (SessionState.CONVENED, SessionState.CLOSED)


def visible_sessions(actor: Actor) -> QuerySet[AssessmentSession]:
    """All for officer and auditor; for an evaluator, those of whose panel they are."""
    everything = AssessmentSession.objects.select_related("site", "revision__qualification", "lead")
    if actor.has_role(*READERS) or actor.is_system:
        return everything
    if actor.has_role("evaluator"):
        mine = PanelMember.objects.filter(session=OuterRef("pk"), person__user_id=actor.user_id)
        return everything.filter(Exists(mine) | Q(lead__user=actor.user_id))
    return everything.none()


def plannable_sessions(actor: Actor) -> QuerySet[AssessmentSession]:
    """Sessions the actor prepares: the officer's work."""
    return visible_sessions(actor) if may_plan(actor) else AssessmentSession.objects.none()


def visible_simulations(actor: Actor) -> QuerySet[Simulation]:
    """All for officer and auditor; an evaluator's own and those of the sessions they lead; a
    candidate's own once convened."""
    everything = Simulation.objects.select_related(
        "registration__enrolment__candidate__person", "station", "scenario"
    )
    if actor.has_role(*READERS) or actor.is_system:
        return everything
    if actor.has_role("evaluator"):
        led = Q(registration__session__lead__user=actor.user_id)
        return everything.filter(Q(_evaluated_by(actor, "pk")) | led)
    if actor.has_role("candidate"):
        return everything.filter(
            registration__enrolment__candidate__person__user_id=actor.user_id,
            registration__session__state__in=TOLD,
        ).exclude(state=SimulationState.CANCELLED)
    return everything.none()


def runnable_simulations(actor: Actor) -> QuerySet[Simulation]:
    """Simulations the actor may start, finish, or record an absence for."""
    if actor.has_role("officer", "evaluator") or actor.is_system:
        return visible_simulations(actor)
    return Simulation.objects.none()


def plannable_simulations(actor: Actor) -> QuerySet[Simulation]:
    """Simulations the actor may cancel."""
    return visible_simulations(actor) if may_plan(actor) else Simulation.objects.none()


def led_simulations(actor: Actor) -> QuerySet[Simulation]:
    """Simulations whose day the actor leads: the officer's, and those of the sessions one leads.

    Never one that the same person evaluates: an incident would decide of their own sheet.
    """
    everything = visible_simulations(Actor.system())
    if actor.is_system:
        return everything
    if actor.has_role("officer"):
        return everything.exclude(_evaluated_by(actor, "pk"))
    if actor.has_role("evaluator"):
        led = everything.filter(registration__session__lead__user=actor.user_id)
        return led.exclude(_evaluated_by(actor, "pk"))
    return everything.none()


def visible_proposals(actor: Actor) -> QuerySet[PlanProposal]:
    """Timetables proposed: those who prepare, and those who control."""
    everything = PlanProposal.objects.select_related(
        "session__site", "session__revision__qualification"
    )
    if actor.has_role(*READERS) or actor.is_system:
        return everything
    return everything.none()


def plannable_proposals(actor: Actor) -> QuerySet[PlanProposal]:
    """Proposals the actor may stop, apply, or set aside."""
    return visible_proposals(actor) if may_plan(actor) else PlanProposal.objects.none()


def visible_scenarios(actor: Actor) -> QuerySet[Scenario]:
    """The library for officer and auditor; for an evaluator, what their simulations play.

    A candidate never sees a scenario.
    """
    everything = Scenario.objects.select_related("revision__qualification")
    if actor.has_role(*READERS) or actor.is_system:
        return everything
    if actor.has_role("evaluator"):
        played = Simulation.objects.filter(scenario=OuterRef("pk")).filter(
            _evaluated_by(actor, "pk")
        )
        return everything.filter(Exists(played))
    return everything.none()


def visible_sites(actor: Actor) -> QuerySet[Site]:
    """Sites the actor may choose from."""
    return Site.objects.all() if may_plan(actor) else Site.objects.none()


def candidates_of_evaluator(actor: Actor) -> Q | None:
    """Registered with `access`: an evaluator sees the candidates of their simulations."""
    if not actor.has_role("evaluator"):
        return None
    met = SimulationEvaluator.objects.filter(
        person__user_id=actor.user_id,
        simulation__registration__enrolment__candidate=OuterRef("pk"),
    ).exclude(simulation__state=SimulationState.CANCELLED)
    return Q(Exists(met))


def attendance_sheets_seen_by(actor: Actor) -> Q | None:
    """Condition on Document: those who prepare and control, and who leads the session."""
    if actor.has_role(*READERS):
        return Q()
    if not actor.has_role("evaluator"):
        return None
    led = AssessmentSession.objects.filter(lead__user=actor.user_id)
    return Q(subject_id__in=led.order_by().values("pk"))


def available_people() -> QuerySet[Person]:
    """People who hold an account: those who may sign in and fill a sheet."""
    return Person.objects.filter(user__isnull=False, user__is_active=True)


def may_plan(actor: Actor) -> bool:
    """The officer prepares sessions and scenarios."""
    return actor.has_role("officer") or actor.is_system


def require_plan(actor: Actor) -> None:
    """Raise Refusal unless the actor prepares sessions."""
    if not may_plan(actor):
        raise Refusal(
            "Seul le gestionnaire de la certification prépare les sessions et les scénarios."
        )


def require_run(actor: Actor, simulation: Simulation) -> None:
    """Raise Refusal unless the actor evaluates this simulation or is an officer."""
    if not runnable_simulations(actor).filter(pk=simulation.pk).exists():
        raise Refusal(
            "Seuls les évaluateurs de cette mise en situation, le responsable de la session et le"
            " gestionnaire de la certification la conduisent."
        )


def require_lead(actor: Actor, simulation: Simulation) -> None:
    """Raise Refusal unless the actor leads the day of this simulation."""
    if not led_simulations(actor).filter(pk=simulation.pk).exists():
        raise Refusal(
            "Seuls le gestionnaire de la certification et le responsable de la session le font, et"
            " jamais pour une mise en situation qu’ils évaluent eux-mêmes."
        )


def _evaluated_by(actor: Actor, simulation: str) -> Exists:
    return Exists(
        SimulationEvaluator.objects.filter(
            simulation=OuterRef(simulation), person__user_id=actor.user_id
        )
    )
