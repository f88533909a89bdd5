"""Applications for eligibility, files of validation: what was asked, told, and answered."""

from certification.vae.models.applications import (
    ApplicationBlock,
    ApplicationState,
    EligibilityApplication,
    Experience,
    PaperRequest,
    RequestedPaper,
)
from certification.vae.models.messages import SERVICE, ThreadMessage
from certification.vae.models.validation import (
    WRITTEN,
    Evidence,
    EvidenceCompetency,
    FileReturn,
    FileState,
    Narrative,
    TargetedBlock,
    ValidationFile,
    ValidationVersion,
    VersionPaper,
)
from certification.vae.models.withdrawals import AdmissibilityWithdrawal

__all__ = [
    "SERVICE",
    "WRITTEN",
    "AdmissibilityWithdrawal",
    "ApplicationBlock",
    "ApplicationState",
    "EligibilityApplication",
    "Evidence",
    "EvidenceCompetency",
    "Experience",
    "FileReturn",
    "FileState",
    "Narrative",
    "PaperRequest",
    "RequestedPaper",
    "TargetedBlock",
    "ThreadMessage",
    "ValidationFile",
    "ValidationVersion",
    "VersionPaper",
]
