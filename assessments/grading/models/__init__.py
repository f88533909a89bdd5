"""What each evaluator saw, act by act, and what the pair agrees on."""

from assessments.grading.models.agreement import AgreementSnapshot
from assessments.grading.models.consensus import (
    Consensus,
    ConsensusLine,
    ConsensusSignature,
    ConsensusState,
)
from assessments.grading.models.devices import SheetDevice
from assessments.grading.models.room import CandidateRelease, LeadCall
from assessments.grading.models.sheets import (
    ActKind,
    AssessmentSheet,
    Observation,
    Rating,
    SheetAct,
    SheetState,
)

__all__ = [
    "ActKind",
    "AgreementSnapshot",
    "AssessmentSheet",
    "CandidateRelease",
    "Consensus",
    "ConsensusLine",
    "ConsensusSignature",
    "ConsensusState",
    "LeadCall",
    "Observation",
    "Rating",
    "SheetAct",
    "SheetDevice",
    "SheetState",
]
