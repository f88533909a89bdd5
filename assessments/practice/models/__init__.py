"""Nine months at work: stints, interruptions, and what attests them."""

from assessments.practice.models.attestations import (
    OPEN_REQUESTS,
    Attestation,
    AttestationLink,
    AttestationRequest,
    RequestState,
)
from assessments.practice.models.stints import Interruption, Stint

__all__ = [
    "OPEN_REQUESTS",
    "Attestation",
    "AttestationLink",
    "AttestationRequest",
    "Interruption",
    "RequestState",
    "Stint",
]
