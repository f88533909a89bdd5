"""When a title is due, what a paper must say, when a result must be told: pure functions."""

from certification.awards.rules.letters import TITLES, LetterText, letter_text
from certification.awards.rules.notifying import NOTIFICATION_DAYS, notice_problems, notified_by
from certification.awards.rules.titles import (
    FORBIDDEN_WORDS,
    REISSUE_GROUNDS,
    TitleDue,
    block_certificates_due,
    delegation_problems,
    missing_mentions,
    missing_of_registration,
    reissue_problems,
    title_due,
)

__all__ = [
    "FORBIDDEN_WORDS",
    "NOTIFICATION_DAYS",
    "REISSUE_GROUNDS",
    "TITLES",
    "LetterText",
    "TitleDue",
    "block_certificates_due",
    "delegation_problems",
    "letter_text",
    "missing_mentions",
    "missing_of_registration",
    "notice_problems",
    "notified_by",
    "reissue_problems",
    "title_due",
]
