"""The states of an enrolment."""

from ccas.workflow import Move, Workflow

WORKFLOW = Workflow(
    "enrolment",
    Move("award", {"open"}, "awarded", stamp="ended_at", label="la délivrance du titre"),
    Move("close", {"open"}, "ended", stamp="ended_at", label="la clôture du parcours"),
)
