"""The verbs of the room: what screens, jobs, commands and the demonstration call."""

from certification.awards.actions.delivering import deliver, due, review_adjourned
from certification.awards.actions.issuing import issue_for_award, issue_results
from certification.awards.actions.notifying import record_paper_notice
from certification.awards.actions.publishing import (
    missing_to_publish,
    publish_results,
    retry_documents,
)
from certification.awards.actions.registering import appoint_signatory, withdraw_award
from certification.awards.actions.reissuing import reissue_document

__all__ = [
    "appoint_signatory",
    "deliver",
    "due",
    "issue_for_award",
    "issue_results",
    "missing_to_publish",
    "publish_results",
    "record_paper_notice",
    "reissue_document",
    "retry_documents",
    "review_adjourned",
    "withdraw_award",
]
