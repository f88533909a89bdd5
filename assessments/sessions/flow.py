"""The moves of a session and of a simulation, each in one table."""

from assessments.sessions.models import AssessmentSession, SessionState
from ccas.refusals import Refusal
from ccas.workflow import Move, Workflow

SESSION = Workflow(
    "session",
    Move("ready", {"draft"}, "ready", stamp="ready_at", label="la fin de la préparation"),
    Move("rework", {"ready"}, "draft", label="la reprise de la préparation"),
    Move("convene", {"ready"}, "convened", stamp="convened_at", label="la convocation"),
    Move("close", {"convened"}, "closed", stamp="closed_at", label="la clôture"),
    Move(
        "cancel",
        {"draft", "ready", "convened"},
        "cancelled",
        stamp="cancelled_at",
        label="l’annulation",
    ),
)

SIMULATION = Workflow(
    "simulation",
    Move("start", {"planned"}, "running", stamp="started_at", label="le début de l’épreuve"),
    Move("finish", {"running"}, "done", stamp="ended_at", label="la fin de l’épreuve"),
    Move("absent", {"planned"}, "absent", label="l’absence du candidat"),
    Move("excuse", {"planned", "absent"}, "excused", label="l’absence excusée"),
    Move("cancel", {"planned"}, "cancelled", label="l’annulation"),
)

PROPOSAL = Workflow(
    "proposal",
    Move("offer", {"searching"}, "ready", stamp="found_at", label="la fin de la recherche"),
    Move("refuse", {"searching"}, "impossible", stamp="found_at", label="la fin de la recherche"),
    Move("give_up", {"searching"}, "unfound", stamp="found_at", label="la fin de la recherche"),
    Move("accept", {"ready"}, "accepted", stamp="accepted_at", label="l’application"),
    Move(
        "discard",
        {"searching", "ready", "impossible", "unfound"},
        "discarded",
        stamp="discarded_at",
        label="la mise à l’écart",
    ),
)

SCENARIO = Workflow(
    "scenario",
    Move("publish", {"draft"}, "published", stamp="published_at", label="la publication"),
    Move("retire", {"published"}, "retired", stamp="retired_at", label="le retrait"),
    Move("restore", {"retired"}, "published", label="le retour au catalogue"),
)


def locked(session: AssessmentSession) -> AssessmentSession:
    """The session, locked: a plan is written by one person at a time."""
    return AssessmentSession.objects.select_for_update(of=("self",)).get(pk=session.pk)


def require_draft(session: AssessmentSession) -> None:
    """Raise Refusal unless the plan may still change."""
    if session.state != SessionState.DRAFT:
        raise Refusal(
            f"La session est à l’état « {session.get_state_display()} » : sa préparation ne change"
            " plus. Une session prête, non convoquée, peut être reprise."
        )
