"""The law of juries, as named indicators over plain values.

Three sets, as the platform prints them in the minutes: *appointed* (the seats are filled as the
notice says), *sitting* (those present may sit), *candidate* (the same, once those who have a link
with that candidate have withdrawn). Every composition, entity and delay comes from the rules file.
"""

from .appointed import appointed_indicators
from .fitting import misfits
from .links import (
    KINDS,
    CandidateReview,
    candidate_review,
    may_be_dismissed,
    recuses,
    ties_between,
)
from .members import mandate_over
from .plan import Presidency, Proposal, next_presiding_entity, seat_plan
from .sitting import sitting_indicators
from .values import (
    VERSION,
    Accreditation,
    Acquaintance,
    Composition,
    Declared,
    Dismissal,
    Indicator,
    Occupant,
    PlannedSeat,
    Presence,
    Recused,
    Service,
    Tie,
    level_of,
    standing_in_the_way,
    verdict,
)

__all__ = [
    "KINDS",
    "VERSION",
    "Accreditation",
    "Acquaintance",
    "CandidateReview",
    "Composition",
    "Declared",
    "Dismissal",
    "Indicator",
    "Occupant",
    "PlannedSeat",
    "Presence",
    "Presidency",
    "Proposal",
    "Recused",
    "Service",
    "Tie",
    "appointed_indicators",
    "candidate_review",
    "level_of",
    "mandate_over",
    "may_be_dismissed",
    "misfits",
    "next_presiding_entity",
    "recuses",
    "seat_plan",
    "sitting_indicators",
    "standing_in_the_way",
    "ties_between",
    "verdict",
]
