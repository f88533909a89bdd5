"""Declaring a practice and having it attested: one verb, one transaction."""

from assessments.practice.actions.answering import (
    answer_request,
    confirm_answer,
    reject_answer,
    renew_link,
)
from assessments.practice.actions.asking import ask_supervisor, revoke_request
from assessments.practice.actions.attesting import record_attestation, void_attestation
from assessments.practice.actions.stints import (
    add_interruption,
    correct_stint,
    declare_stint,
    remove_interruption,
    withdraw_stint,
)
from assessments.practice.summary import summary

__all__ = [
    "add_interruption",
    "answer_request",
    "ask_supervisor",
    "confirm_answer",
    "correct_stint",
    "declare_stint",
    "record_attestation",
    "reject_answer",
    "remove_interruption",
    "renew_link",
    "revoke_request",
    "summary",
    "void_attestation",
    "withdraw_stint",
]
