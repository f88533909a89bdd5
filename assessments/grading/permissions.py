"""Who may see and do what with sheets and consensuses. One source for screens and actions.

Blind first: whoever evaluates a simulation, under whatever role they come, sees nothing of the
other sheets of that simulation before their own is signed, and all the sheets only together.
"""

from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from assessments.grading.models import AssessmentSheet, Consensus, SheetState
from assessments.people.models import Link
from assessments.sessions.models import (
    AssessmentSession,
    Simulation,
    SimulationEvaluator,
    SimulationState,
)
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


def tied_to_their_candidate(sheet: AssessmentSheet) -> bool:
    """Whether a link found out since the plan ties the sheet's evaluator to its candidate.

    Such an evaluator rates and signs nothing more (domain, §4). A tap asks the same in the
    statement that locks its sheet (`actions.holding`).
    """
    candidate = sheet.simulation.registration.enrolment.candidate.person_id
    ties = Q(person=sheet.evaluator_id, other=candidate) | Q(
        person=candidate, other=sheet.evaluator_id
    )
    return Link.objects.filter(ties).exists()


def leads(actor: Actor, simulation: Simulation) -> bool:
    """Officer, or lead of the session; never of a simulation that the same person evaluates."""
    lead = simulation.registration.session.lead
    named = lead is not None and lead.user_id == actor.user_id
    if actor.role != Role.OFFICER and not (named and actor.role == Role.EVALUATOR):
        return False
    return not SimulationEvaluator.objects.filter(
        simulation=simulation, person__user=actor.user_id
    ).exists()


def leads_session(actor: Actor, session: AssessmentSession) -> bool:
    """Officer, or the lead of the session."""
    if actor.role == Role.OFFICER:
        return True
    lead = session.lead
    return actor.role == Role.EVALUATOR and lead is not None and lead.user_id == actor.user_id


def blind_simulations(actor: Actor) -> QuerySet[Simulation]:
    """The simulations of which that person, under whatever role, has yet to sign the sheet."""
    signed = AssessmentSheet.objects.filter(
        simulation=OuterRef("simulation"), evaluator=OuterRef("person"), state=SheetState.SIGNED
    )
    owed = SimulationEvaluator.objects.filter(
        ~Exists(signed), simulation=OuterRef("pk"), person__user=actor.user_id
    )
    return Simulation.objects.filter(Exists(owed)).exclude(state__in=NOT_HELD)


def still_blind(actor: Actor, session: AssessmentSession) -> bool:
    """Whether that person, under whatever role, has yet to sign a sheet of the session."""
    return blind_simulations(actor).filter(registration__session=session).exists()


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


def rooms(actor: Actor) -> QuerySet[AssessmentSession]:
    """The sessions whose room the actor follows: officer, auditor, and whoever leads one.

    Not the evaluators: how far the others are with their sheets is theirs until all have signed.
    """
    if actor.role in {Role.OFFICER, Role.AUDITOR}:
        return AssessmentSession.objects.all()
    if actor.role == Role.EVALUATOR:
        return AssessmentSession.objects.filter(lead__user=actor.user_id)
    return AssessmentSession.objects.none()


def may_listen_to_room(actor: Actor, session: UUID) -> bool:
    """Whether the events of a room reach the actor.

    Not while they have a sheet of their own to sign there, under whatever role: one event for
    each act of the other evaluator would let them be counted. Their page asks every five seconds.
    """
    blind = blind_simulations(actor).filter(registration__session=OuterRef("pk"))
    return rooms(actor).filter(~Exists(blind), pk=session).exists()


def followed_sessions(actor: Actor) -> QuerySet[AssessmentSession]:
    """The sessions whose agreement the actor may read: all for officers, the lead's own."""
    if actor.role == Role.OFFICER:
        return AssessmentSession.objects.all()
    if actor.role == Role.EVALUATOR:
        return AssessmentSession.objects.filter(lead__user=actor.user_id)
    return AssessmentSession.objects.none()


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


def readable_simulations(actor: Actor) -> QuerySet[Simulation]:
    """The simulations whose sheets the actor reads side by side: every evaluator has signed.

    The pair; officers and auditors.
    """
    ready = Simulation.objects.filter(Exists(signed_together().filter(simulation=OuterRef("pk"))))
    if actor.role == Role.EVALUATOR:
        return ready.filter(pk__in=own_simulations(actor).values("pk"))
    return ready if actor.role in {Role.OFFICER, Role.AUDITOR} else Simulation.objects.none()


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
