"""The life of a request to a supervisor: one table."""

from ccas.workflow import Move, Workflow

REQUESTS = Workflow(
    "attestation",
    Move("answer", {"asked"}, "answered", stamp="answered_at", label="la réponse du responsable"),
    Move("decline", {"asked"}, "declined", stamp="ended_at", label="la réponse du responsable"),
    Move("confirm", {"answered"}, "confirmed", stamp="ended_at", label="la vérification"),
    Move("reject", {"answered"}, "rejected", stamp="ended_at", label="la mise à l’écart"),
    Move("revoke", {"asked", "answered"}, "revoked", stamp="ended_at", label="l’annulation"),
    Move("supersede", {"answered"}, "superseded", stamp="ended_at", label="la reprise"),
)
