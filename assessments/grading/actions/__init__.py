"""The verbs of the room: what screens, commands and the demonstration call."""

from assessments.grading.actions.acts import Receipt, rate_unobservable, record_act
from assessments.grading.actions.consensus import open_consensus, settle_line, sign_consensus
from assessments.grading.actions.sheets import (
    freeze_sheets,
    open_sheets,
    reopen_sheet,
    sign_sheet,
)

__all__ = [
    "Receipt",
    "freeze_sheets",
    "open_consensus",
    "open_sheets",
    "rate_unobservable",
    "record_act",
    "reopen_sheet",
    "settle_line",
    "sign_consensus",
    "sign_sheet",
]
