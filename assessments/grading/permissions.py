"""Who may see and do what with sheets and consensuses. One source for screens and actions.

Blind first: whoever evaluates a simulation, under whatever role they come, sees nothing of the
other sheets of that simulation before their own is signed, and all the sheets only together.
"""

from django.db.models import Exists, OuterRef, Q, QuerySet

from assessments.grading.models import AssessmentSheet, Consensus, SheetState
from assessments.sessions.models import Simulation, SimulationEvaluator, SimulationState
from ccas.accounts.roles import Role
from ccas.actors import Actor

NOBODY = Q(pk__in=[])
#: A candidate who did not come is not rated.
NOT_HELD = (SimulationState.ABSENT, SimulationState.EXCUSED, SimulationState.CANCELLED)


def unsigned_evaluators(simulation: str) -> QuerySet[SimulationEvaluator]:
    """Evaluators of the outer simulation who have not signed a sheet that is in force."""
    signed = AssessmentSheet.objects.filter(
        simulation=OuterRef("simulation"), evaluator=OuterRef("person"), state=SheetState.SIGNED
    )
    return SimulationEvaluator.objects.filter(~Exists(signed), simulation=OuterRef(simulation))


def signed_together() -> QuerySet[AssessmentSheet]:
    """The sheets in force of the simulations whose evaluators have all signed."""
    return AssessmentSheet.objects.filter(
        ~Exists(unsigned_evaluators("simulation")), state=SheetState.SIGNED
    )


def evaluates(actor: Actor, simulation: Simulation) -> bool:
    """Whether the actor is one of the evaluators of that simulation, acting as one."""
    return (
        actor.role == Role.EVALUATOR
        and SimulationEvaluator.objects.filter(
            simulation=simulation, person__user=actor.user_id
        ).exists()
    )


def leads(actor: Actor, simulation: Simulation) -> bool:
    """Officer, or lead of the session; never of a simulation that the same person evaluates."""
    lead = simulation.registration.session.lead
    named = lead is not None and lead.user_id == actor.user_id
    if actor.role != Role.OFFICER and not (named and actor.role == Role.EVALUATOR):
        return False
    return not SimulationEvaluator.objects.filter(
        simulation=simulation, person__user=actor.user_id
    ).exists()


def own_sheets(actor: Actor) -> QuerySet[AssessmentSheet]:
    """The sheets, in force or replaced, that the actor fills as an evaluator."""
    mine = Q(evaluator__user=actor.user_id) if actor.role == Role.EVALUATOR else NOBODY
    return AssessmentSheet.objects.filter(mine)


def own_simulations(actor: Actor) -> QuerySet[Simulation]:
    """The simulations that the actor evaluates."""
    if actor.role != Role.EVALUATOR:
        return Simulation.objects.none()
    mine = SimulationEvaluator.objects.filter(simulation=OuterRef("pk"), person__user=actor.user_id)
    return Simulation.objects.filter(Exists(mine))


def led_simulations(actor: Actor) -> QuerySet[Simulation]:
    """The simulations whose sheets the actor follows: all for officers, the lead's own."""
    if actor.role == Role.OFFICER:
        return Simulation.objects.all()
    if actor.role == Role.EVALUATOR:
        return Simulation.objects.filter(registration__session__lead__user=actor.user_id)
    return Simulation.objects.none()


def readable_sheets(actor: Actor) -> QuerySet[AssessmentSheet]:
    """The sheets whose content the actor may read.

    One's own; the others' once every evaluator of the simulation has signed; officers and
    auditors read the signed and the replaced ones under that same condition.
    """
    own = Q(evaluator__user=actor.user_id) if actor.role == Role.EVALUATOR else NOBODY
    together = AssessmentSheet.objects.filter(
        ~Exists(unsigned_evaluators("simulation")), ~Q(state=SheetState.OPEN), pk=OuterRef("pk")
    )
    if actor.role in {Role.OFFICER, Role.AUDITOR}:
        other = Q(Exists(together))
    elif actor.role == Role.EVALUATOR:
        pair = SimulationEvaluator.objects.filter(
            simulation=OuterRef("simulation"), person__user=actor.user_id
        )
        other = Q(Exists(together)) & Q(Exists(pair))
    else:
        other = NOBODY
    return AssessmentSheet.objects.filter(own | other)


def readable_consensuses(actor: Actor) -> QuerySet[Consensus]:
    """The pair reads its own from the start; officers and auditors once it is signed or void."""
    opened = Consensus.objects.filter(~Exists(unsigned_evaluators("simulation")))
    if actor.role == Role.EVALUATOR:
        pair = SimulationEvaluator.objects.filter(
            simulation=OuterRef("simulation"), person__user=actor.user_id
        )
        return opened.filter(Exists(pair))
    if actor.role in {Role.OFFICER, Role.AUDITOR}:
        return opened.exclude(state="open")
    return Consensus.objects.none()
