"""What the road by experience holds about a person."""

from ccas import holdings
from certification.vae.models import (
    AdmissibilityWithdrawal,
    EligibilityApplication,
    Evidence,
    Experience,
    FileReturn,
    Narrative,
    PaperRequest,
    RequestedPaper,
    ThreadMessage,
    ValidationFile,
    ValidationVersion,
)

_OWNER = "candidate__person__user"

holdings.register(EligibilityApplication, _OWNER)
holdings.register(Experience, f"application__{_OWNER}")
holdings.register(PaperRequest, f"application__{_OWNER}")
holdings.register(RequestedPaper, f"request__application__{_OWNER}")
holdings.register(ThreadMessage, f"application__{_OWNER}")

_FILE = f"enrolment__{_OWNER}"

holdings.register(ValidationFile, _FILE)
holdings.register(Narrative, f"file__{_FILE}")
holdings.register(Evidence, f"file__{_FILE}")
holdings.register(ValidationVersion, f"file__{_FILE}")
holdings.register(FileReturn, f"version__file__{_FILE}")
holdings.register(AdmissibilityWithdrawal, f"application__{_OWNER}")
