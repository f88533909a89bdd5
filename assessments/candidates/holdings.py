"""What the file of a candidate holds about them."""

from uuid import UUID

from django.db.models import Q

from assessments.candidates.models import AcquiredBlock, Candidate, Enrolment, IdentityCorrection
from assessments.candidates.permissions import held_blocks_told_to
from ccas import holdings
from ccas.actors import Actor

_END = "dit la fin avant sa publication ; les blocs et le titre la disent ensuite"


def told_blocks(user: UUID) -> Q:
    """A block given by a jury is told with its result."""
    return held_blocks_told_to(Actor(user, "candidate"))


holdings.register(IdentityCorrection, "candidate__person__user")
holdings.register(Candidate, "person__user", also=("number",))
holdings.register(Enrolment, "candidate__person__user", withheld={"state": _END, "ended_at": _END})
holdings.register(AcquiredBlock, "candidate__person__user", told=told_blocks, also=("block_code",))
