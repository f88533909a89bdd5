"""The life of a survey: one table."""

from ccas.workflow import Move, Workflow

SURVEYS = Workflow(
    "survey",
    Move("answer", {"asked"}, "answered", stamp="ended_at", label="la réponse"),
    Move("decline", {"asked"}, "declined", stamp="ended_at", label="l’opposition"),
    Move("close", {"asked"}, "unanswered", stamp="ended_at", label="la clôture"),
    Move("cancel", {"asked"}, "cancelled", stamp="ended_at", label="l’annulation"),
)
