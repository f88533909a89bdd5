"""The tables of the rooms, gathered for Django: one app, one migration history."""

from assessments.candidates.models import AcquiredBlock, Candidate, Enrolment
from assessments.framework.models import (
    Competency,
    CompetencyBlock,
    Qualification,
    QualificationRevision,
)
from assessments.grading.models import (
    AssessmentSheet,
    Consensus,
    ConsensusLine,
    ConsensusSignature,
    Observation,
    Rating,
    SheetAct,
)
from assessments.people.models import (
    Accreditation,
    Availability,
    Employer,
    Entity,
    Link,
    Person,
    Posting,
    Unit,
)
from assessments.practice.models import Attestation, Interruption, Stint
from assessments.sessions.models import (
    AssessmentSession,
    Inject,
    PanelMember,
    Registration,
    Scenario,
    SessionSummons,
    Simulation,
    SimulationEvaluator,
    Site,
    Station,
)

__all__ = [
    "Accreditation",
    "AcquiredBlock",
    "AssessmentSession",
    "AssessmentSheet",
    "Attestation",
    "Availability",
    "Candidate",
    "Competency",
    "CompetencyBlock",
    "Consensus",
    "ConsensusLine",
    "ConsensusSignature",
    "Employer",
    "Enrolment",
    "Entity",
    "Inject",
    "Interruption",
    "Link",
    "Observation",
    "PanelMember",
    "Person",
    "Posting",
    "Qualification",
    "QualificationRevision",
    "Rating",
    "Registration",
    "Scenario",
    "SessionSummons",
    "SheetAct",
    "Simulation",
    "SimulationEvaluator",
    "Site",
    "Station",
    "Stint",
    "Unit",
]
