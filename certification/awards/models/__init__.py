"""Titles awarded and taken back, who may sign for the certifier, who was told of a result."""

from certification.awards.models.notices import NoticeWay, ResultNotice
from certification.awards.models.titles import Award, Signatory
from certification.awards.models.withdrawals import AwardWithdrawal, WithdrawnAward

__all__ = [
    "Award",
    "AwardWithdrawal",
    "NoticeWay",
    "ResultNotice",
    "Signatory",
    "WithdrawnAward",
]
