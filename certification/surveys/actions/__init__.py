"""Asking holders, taking their answers, counting promotions: one verb, one transaction."""

from certification.surveys.actions.answering import (
    answer_own,
    answer_survey,
    decline_by_link,
    decline_own,
    lift_objection,
    record_call,
    record_objection,
)
from certification.surveys.actions.asking import ask_due, close_over, remind
from certification.surveys.actions.counting import count_promotions

__all__ = [
    "answer_own",
    "answer_survey",
    "ask_due",
    "close_over",
    "count_promotions",
    "decline_by_link",
    "decline_own",
    "lift_objection",
    "record_call",
    "record_objection",
    "remind",
]
