"""The verbs of the room: what screens, jobs, commands and the demonstration call."""

from certification.awards.actions.delivering import deliver, due, review_adjourned
from certification.awards.actions.issuing import issue_for_award, issue_results
from certification.awards.actions.notifying import record_paper_notice
from certification.awards.actions.publishing import (
    missing_to_publish,
    publish_results,
    retry_documents,
)
from certification.awards.actions.registering import appoint_signatory
from certification.awards.actions.reissuing import reissue_document
from certification.awards.actions.withdrawing import (
    answer_withdrawal,
    drop_withdrawal,
    pronounce_withdrawal,
    propose_withdrawal,
)

__all__ = [
    "answer_withdrawal",
    "appoint_signatory",
    "deliver",
    "drop_withdrawal",
    "due",
    "issue_for_award",
    "issue_results",
    "missing_to_publish",
    "pronounce_withdrawal",
    "propose_withdrawal",
    "publish_results",
    "record_paper_notice",
    "reissue_document",
    "retry_documents",
    "review_adjourned",
]
