"""The life of a jury: one table of moves."""

from ccas.workflow import Move, Workflow
from certification.juries.models import CompositionState as C
from certification.juries.models import JuryState as S

#: The states in which a proposed composition is still shown.
SHOWN = (C.SEARCHING, C.READY, C.IMPOSSIBLE)
COMPOSITION = Workflow(
    "composition",
    Move("keep", {C.READY}, C.KEPT, label="la reprise de cette composition"),
    Move("discard", set(SHOWN), C.DISCARDED, label="la mise à l’écart de cette composition"),
)

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
