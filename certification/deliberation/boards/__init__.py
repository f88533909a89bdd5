"""What the screens of the room draw: plain values, in a constant number of queries."""

from certification.deliberation.boards.agenda import AgendaLine, agenda_lines, order_of
from certification.deliberation.boards.candidate import CandidateBoard, candidate_board
from certification.deliberation.boards.sitting import (
    OpeningBoard,
    SittingBoard,
    opening_board,
    sitting_board,
)
from certification.deliberation.boards.voting import Strip, VoteBoard, strip, vote_board

__all__ = [
    "AgendaLine",
    "CandidateBoard",
    "OpeningBoard",
    "SittingBoard",
    "Strip",
    "VoteBoard",
    "agenda_lines",
    "candidate_board",
    "opening_board",
    "order_of",
    "sitting_board",
    "strip",
    "vote_board",
]
