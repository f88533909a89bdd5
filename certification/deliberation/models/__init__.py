"""How a jury decides: presences, decisions, minutes. Signed minutes freeze it all."""

from certification.deliberation.models.ballots import (
    Ballot,
    BallotRound,
    Choice,
    RecusalInTheRoom,
)
from certification.deliberation.models.corrections import MinutesCorrection
from certification.deliberation.models.decisions import Basis, BlockDecision, GivenBlock, Verdict
from certification.deliberation.models.minutes import Minutes, MinutesSignature, MinutesState
from certification.deliberation.models.notes import InterviewNote, SittingIncident
from certification.deliberation.models.presentations import (
    Outcome,
    Presentation,
    PresentationAttendance,
    PresentedBlock,
)
from certification.deliberation.models.sitting import (
    Attendance,
    AttendanceKind,
    Deliberation,
    DeliberationState,
    Voting,
)

__all__ = [
    "Attendance",
    "AttendanceKind",
    "Ballot",
    "BallotRound",
    "Basis",
    "BlockDecision",
    "Choice",
    "Deliberation",
    "DeliberationState",
    "GivenBlock",
    "InterviewNote",
    "Minutes",
    "MinutesCorrection",
    "MinutesSignature",
    "MinutesState",
    "Outcome",
    "Presentation",
    "PresentationAttendance",
    "PresentedBlock",
    "RecusalInTheRoom",
    "SittingIncident",
    "Verdict",
    "Voting",
]
