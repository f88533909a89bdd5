"""Who decides: juries, their seats, who sits on them from when to when, and for whom they meet."""

from certification.juries.models.agenda import AgendaItem, JurySummons, LinkDismissal, Recusal
from certification.juries.models.composition import Jury, JuryState, Seat
from certification.juries.models.convening import (
    Answer,
    ImpartialityDeclaration,
    SummonsReply,
)
from certification.juries.models.nominations import Nomination
from certification.juries.models.proposals import CompositionProposal, CompositionState

__all__ = [
    "AgendaItem",
    "Answer",
    "CompositionProposal",
    "CompositionState",
    "ImpartialityDeclaration",
    "Jury",
    "JuryState",
    "JurySummons",
    "LinkDismissal",
    "Nomination",
    "Recusal",
    "Seat",
    "SummonsReply",
]
