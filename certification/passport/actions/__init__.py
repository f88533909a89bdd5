"""Preparing, depositing and closing a return."""

from certification.passport.actions.answering import read_answer
from certification.passport.actions.preparing import (
    cancel_return,
    deposit_return,
    prepare_return,
)

__all__ = ["cancel_return", "deposit_return", "prepare_return", "read_answer"]
