"""The states of a deliberation, in one table."""

from ccas.workflow import Move, Workflow

WORKFLOW = Workflow(
    "deliberation",
    Move("suspend", {"open"}, "suspended", stamp="suspended_at", label="la suspension"),
    Move("resume", {"suspended"}, "open", label="la reprise"),
    Move("close", {"open"}, "closed", stamp="closed_at", label="la clôture"),
    Move("reopen", {"closed"}, "open", label="la réouverture"),
)
