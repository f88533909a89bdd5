"""The verbs of the room: received, answered, dropped, and heard anew."""

from certification.appeals.actions.answering import answer_appeal, drop_appeal
from certification.appeals.actions.presenting import present_again
from certification.appeals.actions.receiving import receive_appeal

__all__ = ["answer_appeal", "drop_appeal", "present_again", "receive_appeal"]
