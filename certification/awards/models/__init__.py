"""Titles awarded, who may sign for the certifier, and who was told of a result."""

from certification.awards.models.notices import NoticeWay, ResultNotice
from certification.awards.models.titles import Award, Signatory

__all__ = ["Award", "NoticeWay", "ResultNotice", "Signatory"]
