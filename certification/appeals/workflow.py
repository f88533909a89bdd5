"""The life of an appeal."""

from ccas.workflow import Move, Workflow

WORKFLOW = Workflow(
    "appeal",
    Move("accept", {"received"}, "accepted", stamp="decided_at", label="l’acceptation"),
    Move("refuse", {"received"}, "refused", stamp="decided_at", label="le rejet"),
    Move("drop", {"received"}, "dropped", stamp="decided_at", label="le désistement"),
)
