"""What went wrong on the day: an incident and its effect, or its withdrawal."""

from collections.abc import Iterable

from django.db import transaction

from assessments.framework.models import Competency
from assessments.sessions import permissions
from assessments.sessions.models import (
    Incident,
    IncidentCategory,
    IncidentCompetency,
    IncidentEffect,
    IncidentWithdrawal,
    SessionState,
    Simulation,
    SimulationState,
)
from assessments.sessions.room import stirred
from assessments.sessions.rules.reasons import reason_sentences
from ccas import journal
from ccas.actors import Actor
from ccas.refusals import Refusal

#: Longest reason, in characters.
REASON_LENGTH = 2000
DAY_SECONDS = 24 * 3600
#: An incident happens to who is playing or has played.
PLAYED = (SimulationState.RUNNING, SimulationState.DONE)


@transaction.atomic
def report_incident(
    simulation: Simulation,
    *,
    category: str,
    effect: str,
    reason: str,
    by: Actor,
    competencies: Iterable[Competency] = (),
    second: int | None = None,
) -> Incident:
    """Write an incident down, with its effect on what the sheets of this simulation say.

    category: technical, candidate, evaluator. effect: none, neutralise (competencies of the
    simulation, which then count as not observed), replay (nothing counts, another is planned).
    second: on the station clock; None when nobody noted it.
    """
    permissions.require_lead(by, simulation)
    simulation = _locked(simulation)
    named = sorted({each.pk: each for each in competencies}.values(), key=lambda each: each.pk)
    reason = reason.strip()
    sentences = _why_not(simulation, category, effect, reason, named, second)
    if sentences:
        raise Refusal(sentences)
    incident = Incident.objects.create(
        simulation=simulation,
        category=category,
        effect=effect,
        reason=reason,
        second=second,
        reported_by_id=by.user_id,
    )
    IncidentCompetency.objects.bulk_create(
        IncidentCompetency(incident=incident, competency=each) for each in named
    )
    journal.record(
        "incident.report",
        incident,
        by=by,
        simulation=simulation.pk,
        category=category,
        effect=effect,
        competencies=[each.pk for each in named],
        second=second,
        reason=journal.digest(reason),
    )
    stirred(simulation.registration.session_id)
    return incident


def _why_not(
    simulation: Simulation,
    category: str,
    effect: str,
    reason: str,
    named: list[Competency],
    second: int | None,
) -> list[str]:
    sentences = []
    if simulation.state not in PLAYED:
        sentences.append(
            f"Cette mise en situation est « {simulation.get_state_display()} » : un incident se"
            " signale pendant l’épreuve ou après elle."
        )
    if category not in IncidentCategory.values:
        sentences.append("Dites si l’incident est technique, du candidat ou des évaluateurs.")
    if effect not in IncidentEffect.values:
        sentences.append("Dites l’effet de l’incident sur l’évaluation.")
    sentences += reason_sentences(reason, longest=REASON_LENGTH, absent="Dites ce qui s’est passé.")
    if second is not None and not 0 <= second <= DAY_SECONDS:
        sentences.append("L’instant de l’incident est compté depuis le début de l’épreuve.")
    if effect == IncidentEffect.NEUTRALISE and not named:
        sentences.append("Nommez les compétences que l’incident neutralise.")
    if effect != IncidentEffect.NEUTRALISE and named:
        sentences.append("Seul l’effet « compétences neutralisées » nomme des compétences.")
    blocks = set(simulation.blocks.values_list("pk", flat=True))
    if any(each.block_id not in blocks for each in named):
        sentences.append("Une des compétences n’est pas évaluée par cette mise en situation.")
    return sentences


@transaction.atomic
def withdraw_incident(incident: Incident, *, reason: str, by: Actor) -> IncidentWithdrawal:
    """Take back an incident reported by mistake. Refused once its replay is planned."""
    permissions.require_lead(by, incident.simulation)
    simulation = _locked(incident.simulation)
    incident = Incident.objects.get(pk=incident.pk)
    reason = reason.strip()
    if IncidentWithdrawal.objects.filter(incident=incident).exists():
        raise Refusal("Cet incident est déjà retiré.")
    if sentences := reason_sentences(
        reason, longest=REASON_LENGTH, absent="Le retrait d’un incident a un motif."
    ):
        raise Refusal(sentences)
    if hasattr(incident, "replay"):
        raise Refusal(
            "Une nouvelle mise en situation est planifiée à la suite de cet incident : il reste."
        )
    withdrawal = IncidentWithdrawal.objects.create(
        incident=incident, reason=reason, withdrawn_by_id=by.user_id
    )
    journal.record(
        "incident.withdraw",
        incident,
        by=by,
        simulation=simulation.pk,
        reason=journal.digest(reason),
    )
    stirred(simulation.registration.session_id)
    return withdrawal


def _locked(simulation: Simulation) -> Simulation:
    """The simulation, locked, while its session is not closed."""
    simulation = (
        Simulation.objects.select_for_update(of=("self",))
        .select_related("registration__session")
        .get(pk=simulation.pk)
    )
    session = simulation.registration.session
    if session.state != SessionState.CONVENED:
        raise Refusal(
            f"La session est à l’état « {session.get_state_display()} » : un incident se signale ou"
            " se retire pendant une session convoquée."
        )
    return simulation
