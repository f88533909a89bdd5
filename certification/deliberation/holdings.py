"""What the assessment and the jury hold about a candidate: told with the result, not before."""

from uuid import UUID

from django.db.models import Q

from assessments.candidates.models import Enrolment
from assessments.grading.models import (
    AgreementSnapshot,
    AssessmentSheet,
    CandidateRelease,
    ConsensusLine,
    Observation,
    SheetAct,
)
from ccas import holdings
from certification.deliberation.models import (
    Attendance,
    Ballot,
    BlockDecision,
    Deliberation,
    InterviewNote,
    Minutes,
    MinutesCorrection,
    MinutesSignature,
    Presentation,
    SittingIncident,
)

_SIMULATED = "simulation__registration__enrolment"
_JURY = "la composition du jury, imprimée au procès-verbal"


def published(user: UUID, path: str) -> Q:
    """Rows whose enrolment, at `path`, has a published result."""
    told = Enrolment.objects.filter(
        candidate__person__user=user, presentations__deliberation__published_at__isnull=False
    )
    return Q(**{f"{path}__in": told.values("pk")})


for model, path in (
    (AssessmentSheet, _SIMULATED),
    (CandidateRelease, _SIMULATED),
    (Observation, f"sheet__{_SIMULATED}"),
    (ConsensusLine, f"consensus__{_SIMULATED}"),
):
    holdings.register(
        model,
        f"{path}__candidate__person__user",
        told=lambda user, path=path: published(user, path),  # type: ignore[misc]
    )
holdings.withhold(
    SheetAct,
    "Les gestes des évaluateurs sur leur tablette : leurs cotations et leurs observations, que"
    " l’archive montre, en sont le résultat.",
)
holdings.withhold(
    AgreementSnapshot,
    "Les mesures d’accord entre évaluateurs : des séries de cotations, sans candidat.",
)


def told_presentation(user: UUID, path: str = "") -> Q:
    """A presentation is told with its result."""
    return Q(**{f"{path}deliberation__published_at__isnull": False})


holdings.register(Presentation, "enrolment__candidate__person__user", told=told_presentation)
holdings.register(
    BlockDecision,
    "presentation__enrolment__candidate__person__user",
    told=lambda user: told_presentation(user, "presentation__"),
    withheld={"indicators": _JURY},
)
holdings.register(Attendance, "person__user", withheld={"indicators": _JURY})
holdings.register(MinutesSignature, "person__user")
holdings.withhold(Ballot, "Les bulletins d’un jury : le vote est clos, et compté au procès-verbal.")
holdings.register(
    InterviewNote,
    "presentation__enrolment__candidate__person__user",
    told=lambda user: told_presentation(user, "presentation__"),
)
for model in (Deliberation, Minutes, MinutesCorrection, SittingIncident):
    holdings.withhold(
        model,
        "Le procès-verbal d’un jury : il dit tous les candidats ; votre part est dans vos"
        " passages et vos décisions.",
    )
