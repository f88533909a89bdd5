"""The room on the day, as plain values: who is where, what has arrived, what waits for the lead."""

from assessments.grading.room.board import Board, Call, Card, Play, Seat, Trouble
from assessments.grading.room.reading import board_of, days_of

__all__ = ["Board", "Call", "Card", "Play", "Seat", "Trouble", "board_of", "days_of"]
