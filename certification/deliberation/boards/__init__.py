"""What the screens of the room draw: plain values, in a constant number of queries."""

from certification.deliberation.boards.candidate import CandidateBoard, candidate_board
from certification.deliberation.boards.sitting import (
    AgendaLine,
    OpeningBoard,
    SittingBoard,
    agenda_lines,
    opening_board,
    sitting_board,
)

__all__ = [
    "AgendaLine",
    "CandidateBoard",
    "OpeningBoard",
    "SittingBoard",
    "agenda_lines",
    "candidate_board",
    "opening_board",
    "sitting_board",
]
