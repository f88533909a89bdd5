"""The tables of the rooms, gathered for Django: one app, one migration history."""

from certification.awards.models import Award, Signatory
from certification.deliberation.models import (
    Attendance,
    BlockDecision,
    Deliberation,
    Minutes,
    MinutesSignature,
    Presentation,
)
from certification.juries.models import (
    AgendaItem,
    Jury,
    JurySummons,
    LinkDismissal,
    Nomination,
    Recusal,
    Seat,
)

__all__ = [
    "AgendaItem",
    "Attendance",
    "Award",
    "BlockDecision",
    "Deliberation",
    "Jury",
    "JurySummons",
    "LinkDismissal",
    "Minutes",
    "MinutesSignature",
    "Nomination",
    "Presentation",
    "Recusal",
    "Seat",
    "Signatory",
]
