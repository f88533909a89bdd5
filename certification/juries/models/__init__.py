"""Who decides: juries, their seats, who sits on them from when to when, and for whom they meet."""

from certification.juries.models.agenda import AgendaItem, JurySummons, LinkDismissal, Recusal
from certification.juries.models.composition import Jury, JuryState, Seat
from certification.juries.models.nominations import Nomination

__all__ = [
    "AgendaItem",
    "Jury",
    "JuryState",
    "JurySummons",
    "LinkDismissal",
    "Nomination",
    "Recusal",
    "Seat",
]
