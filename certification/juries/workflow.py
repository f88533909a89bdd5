"""The life of a jury: one table of moves."""

from ccas.workflow import Move, Workflow
from certification.juries.models import JuryState as S

WORKFLOW = Workflow(
    "jury",
    Move("compose", {S.DRAFT}, S.COMPOSED, stamp="composed_at", label="la composition"),
    Move("convene", {S.COMPOSED}, S.CONVENED, stamp="convened_at", label="la convocation"),
    Move("open", {S.CONVENED}, S.OPEN, stamp="opened_at", label="l’ouverture"),
    Move("close", {S.OPEN}, S.CLOSED, stamp="closed_at", label="la clôture"),
    Move(
        "cancel",
        {S.DRAFT, S.COMPOSED, S.CONVENED},
        S.CANCELLED,
        stamp="cancelled_at",
        label="l’annulation",
    ),
)
