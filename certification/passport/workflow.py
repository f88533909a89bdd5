"""The life of a return: one table."""

from ccas.workflow import Move, Workflow

WORKFLOW = Workflow(
    "passport",
    Move("deposit", {"prepared"}, "deposited", stamp="deposited_at", label="le dépôt"),
    Move("answer", {"deposited"}, "answered", stamp="answered_at", label="la réponse"),
    Move("cancel", {"prepared"}, "cancelled", stamp="cancelled_at", label="l’abandon"),
)
