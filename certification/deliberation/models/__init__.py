"""How a jury decides: presences, decisions, minutes. Signed minutes freeze it all."""

from certification.deliberation.models.decisions import Basis, BlockDecision, GivenBlock, Verdict
from certification.deliberation.models.minutes import Minutes, MinutesSignature, MinutesState
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
)

__all__ = [
    "Attendance",
    "AttendanceKind",
    "Basis",
    "BlockDecision",
    "Deliberation",
    "DeliberationState",
    "GivenBlock",
    "Minutes",
    "MinutesSignature",
    "MinutesState",
    "Outcome",
    "Presentation",
    "PresentationAttendance",
    "PresentedBlock",
    "Verdict",
]
