"""The verbs of the room: what screens, commands and the demonstration call."""

from assessments.grading.actions.acts import Receipt, rate_unobservable, record_act
from assessments.grading.actions.agreement import measure_agreement
from assessments.grading.actions.batches import Answer, Standing, receive_batch
from assessments.grading.actions.calls import answer_call, call_lead
from assessments.grading.actions.consensus import (
    mark_of,
    open_consensus,
    settle_line,
    sign_consensus,
)
from assessments.grading.actions.releasing import balance_now, release_candidate
from assessments.grading.actions.replacing import replace_evaluator
from assessments.grading.actions.sheets import (
    freeze_sheets,
    open_sheets,
    reopen_sheet,
    sign_sheet,
)

__all__ = [
    "Answer",
    "Receipt",
    "Standing",
    "answer_call",
    "balance_now",
    "call_lead",
    "freeze_sheets",
    "mark_of",
    "measure_agreement",
    "open_consensus",
    "open_sheets",
    "rate_unobservable",
    "receive_batch",
    "record_act",
    "release_candidate",
    "reopen_sheet",
    "replace_evaluator",
    "settle_line",
    "sign_consensus",
    "sign_sheet",
]
