"""What a sheet says, when sheets agree, and what follows for a block. Pure functions."""

from assessments.grading.rules.acts import (
    RATE,
    UNDO,
    UNSURE,
    WORDS,
    Act,
    Fork,
    Projection,
    Stale,
    project,
    stale,
)
from assessments.grading.rules.harmonising import (
    NBSP,
    CompetencyLine,
    HarmonisedLine,
    harmonise,
    missing_to_sign,
)
from assessments.grading.rules.proposal import (
    ALL_ACQUIRED,
    NOT_VALIDATED,
    VALIDATED,
    WITH_INCIDENTS,
    Proposal,
    SimulationResult,
    propose,
    replay,
)

__all__ = [
    "ALL_ACQUIRED",
    "NBSP",
    "NOT_VALIDATED",
    "RATE",
    "UNDO",
    "UNSURE",
    "VALIDATED",
    "WITH_INCIDENTS",
    "WORDS",
    "Act",
    "CompetencyLine",
    "Fork",
    "HarmonisedLine",
    "Projection",
    "Proposal",
    "SimulationResult",
    "Stale",
    "harmonise",
    "missing_to_sign",
    "project",
    "propose",
    "replay",
    "stale",
]
