"""A ballot of a jury that voted by show of hands: put in past the guards of the room."""

from datetime import datetime
from typing import Any
from uuid import UUID

import pgtrigger

from certification.deliberation.models import BallotRound


def a_ballot(presentation: UUID, block: Any, at: datetime) -> UUID:
    """Its id."""
    with pgtrigger.ignore():
        row = BallotRound.objects.create(
            presentation_id=presentation, block=block, opened_at=at, closed_at=at
        )
    return row.pk
