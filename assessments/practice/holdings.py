"""What the practice holds about a person."""

from assessments.practice.models import Attestation, AttestationRequest, Interruption, Stint
from ccas import holdings

_OWNER = "enrolment__candidate__person__user"

holdings.register(Stint, _OWNER)
holdings.register(Interruption, f"stint__{_OWNER}")
holdings.register(Attestation, f"stint__{_OWNER}", also=("reference",))
holdings.register(
    AttestationRequest,
    f"stint__{_OWNER}",
    withheld={"checked_how": "la vérification porte sur le responsable, pas sur vous"},
)
