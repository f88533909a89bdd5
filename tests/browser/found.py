"""The people of the demonstration and what they have, as the screens look for them.

Each is a function, called once the demonstration is built.
"""

from collections.abc import Callable

from allauth.mfa.models import Authenticator
from django.urls import reverse

from assessments.candidates.models import (
    AcquiredBlock,
    Candidate,
    Enrolment,
    IdentityCorrection,
)
from assessments.grading.models import AssessmentSheet, Consensus
from assessments.people.models import Person, Posting
from assessments.practice.models import Attestation, AttestationRequest, Stint
from assessments.sessions.models import (
    AssessmentSession,
    PlanProposal,
    Registration,
    Scenario,
    Simulation,
)
from ccas.accounts.models import User
from ccas.documents.models import Document
from ccas.privacy.models import ErasureRequest
from ccas.webhooks.models import Endpoint
from certification.appeals.models import Appeal
from certification.awards.models import Award
from certification.deliberation.models import Deliberation, Presentation
from certification.demonstration.stage import address
from certification.juries.models import Jury
from certification.passport.models import PassportReturn
from certification.surveys.models import InsertionSurvey
from certification.vae.models import EligibilityApplication, Experience, ValidationFile


def at(name: str, *arguments: object) -> Callable[[], str]:
    """The address of that name; callable arguments are called first."""

    def build() -> str:
        found = [argument() if callable(argument) else argument for argument in arguments]
        return reverse(name, args=found)

    build.route = name  # type: ignore[attr-defined]
    return build


OFFICER = ("gestion", "officer")
AUDITOR = ("audit", "auditor")
EVALUATOR = ("eval-delaunay", "evaluator")
PRESIDENT = ("presidence", "president")
MEMBER = ("jury-police", "jury_member")
#: Has cast a ballot in the sitting under way.
VOTED = ("jury-formation", "jury_member")
CANDIDATE = ("letallec", "candidate")


ADMINISTRATOR = ("administration", "administrator")
FERRE = ("ferre", "candidate")
VAUQUELIN = ("vauquelin", "candidate")
DUPLESSIS = ("duplessis", "candidate")
#: Challenges what the jury decided.
APPEALS = ("quemeneur", "candidate")
UZES = ("uzes", "candidate")
#: Who has begun an application for eligibility, and not submitted it (conftest.py).
WRITER = ("brouillon", "candidate")


#: The links that live during the tests (conftest.py): an invitation, a change of address.
LIVING = "vivant"
#: The link that the journey of a supervisor uses up.
SERVES_ONCE = "une-fois"


def passkey() -> object:
    """The key of the auditor, who has every second factor."""
    owner = {"user__email": address(AUDITOR[0])}
    return Authenticator.objects.get(type="webauthn", **owner).pk


def posting() -> object:
    """Where the president serves."""
    served = {"person__user__email": address(PRESIDENT[0]), "ends_on__isnull": True}
    return Posting.objects.filter(**served).first().pk


def held_block() -> object:
    """A block in force."""
    return AcquiredBlock.objects.filter(ended_on__isnull=True).first().pk


def registration() -> object:
    """A candidate of the session of today."""
    return Registration.objects.filter(session__state="convened").first().pk


def first(queryset: Callable[[], object]) -> Callable[[], object]:
    """The id of the first row of a queryset."""
    return lambda: queryset().first().pk


def person(key: str) -> Callable[[], object]:
    """Somebody of the demonstration."""
    return lambda: Person.objects.get(user__email=address(key)).pk


def account(key: str) -> Callable[[], object]:
    """The account of somebody of the demonstration."""
    return lambda: User.objects.get(email=address(key)).pk


def candidate(key: str) -> Callable[[], object]:
    """A candidate of the cast."""
    return lambda: Candidate.objects.get(person__user__email=address(key)).pk


def mine(key: str) -> Callable[[], object]:
    """The enrolment of a candidate of the cast."""
    return lambda: Enrolment.objects.get(candidate__person__user__email=address(key)).pk


def application(key: str) -> Callable[[], object]:
    """The application for eligibility of a candidate of the cast."""
    email = {"candidate__person__user__email": address(key)}
    return lambda: EligibilityApplication.objects.get(**email).pk


def validation(key: str) -> Callable[[], object]:
    """The file of validation of a candidate of the cast."""
    email = {"enrolment__candidate__person__user__email": address(key)}
    return lambda: ValidationFile.objects.get(**email).pk


def narrative(key: str) -> Callable[[], object]:
    """The first narrative of that file, told and with a piece."""
    return lambda: ValidationFile.objects.get(pk=validation(key)()).narratives.first().pk


def piece(key: str) -> Callable[[], object]:
    """The first piece of that file."""
    return lambda: ValidationFile.objects.get(pk=validation(key)()).evidence.first().pk


def version(key: str) -> Callable[[], object]:
    """The version of that file that the jury reads."""
    return lambda: ValidationFile.objects.get(pk=validation(key)()).presented_id


def version_block(key: str) -> Callable[[], str]:
    """Its first block."""

    def build() -> str:
        presented = ValidationFile.objects.get(pk=validation(key)()).presented
        first_block = presented.facts["blocks"][0]["code"]
        return reverse("vae:version_block", args=[presented.pk, first_block])

    build.route = "vae:version_block"  # type: ignore[attr-defined]
    return build


def experience() -> object:
    """The experience of an application that is not submitted."""
    return Experience.objects.get(application__state="draft").pk


def session(*, closed: bool) -> Callable[[], object]:
    """The session that was held, or the one of today."""
    state = "closed" if closed else "convened"
    return lambda: AssessmentSession.objects.get(state=state).pk


RIXE = first(lambda: Scenario.objects.filter(code="rixe"))


def by_person() -> str:
    """The hours of each person of the session that was held."""
    return at("sessions:timetable", session(closed=True))() + "?vue=personnes"


def proposal() -> object:
    """The timetable proposed for the session of today."""
    return PlanProposal.objects.first().pk


def simulation() -> object:
    """The simulation of today."""
    return Simulation.objects.filter(state="planned").first().pk


def played() -> object:
    """A simulation that was held."""
    return Simulation.objects.filter(state="done").order_by("starts_at").first().pk


def harmonised() -> object:
    """A simulation that the evaluator of the cast harmonised."""
    evaluators = {"simulation__evaluators__person__user__email": address(EVALUATOR[0])}
    return Consensus.objects.filter(state="signed", **evaluators).first().simulation_id


def sheet() -> object:
    """A signed sheet of the evaluator of the cast."""
    signed = AssessmentSheet.objects.filter(state="signed")
    return signed.filter(evaluator__user__email=address(EVALUATOR[0])).first().pk


def open_sheet() -> object:
    """The sheet of the day of the evaluator of the cast, open."""
    sheets = AssessmentSheet.objects.filter(state="open")
    return sheets.filter(evaluator__user__email=address(EVALUATOR[0])).first().pk


def consensus() -> object:
    """A consensus of the evaluator of the cast."""
    evaluators = {"simulation__evaluators__person__user__email": address(EVALUATOR[0])}
    return Consensus.objects.filter(state="signed", **evaluators).first().pk


def jury(*, state: str) -> Callable[[], object]:
    """The jury in that state; the last one that sat."""
    return lambda: Jury.objects.filter(state=state).latest("sits_on").pk


def sitting() -> object:
    """The deliberation that was held."""
    return Deliberation.objects.filter(published_at__isnull=False).latest("published_at").pk


def open_sitting() -> object:
    """The deliberation under way."""
    return Deliberation.objects.get(closed_at__isnull=True).pk


def open_passage() -> object:
    """The first candidate of the deliberation under way: nothing is decided."""
    waiting = Presentation.objects.filter(concluded_at__isnull=True)
    return waiting.order_by("position").first().pk


def award() -> object:
    """A title in force."""
    return Award.objects.filter(withdrawn_on__isnull=True).first().pk


def appeal() -> object:
    """The appeal that waits for its answer."""
    return Appeal.objects.get().pk


def declared() -> object:
    """What was declared to the passeport de compétences."""
    return PassportReturn.objects.filter(state="answered").latest("answered_at").pk


def passage(key: str) -> Callable[[], object]:
    """A candidate of the cast before the jury."""
    email = {"enrolment__candidate__person__user__email": address(key)}
    return lambda: Presentation.objects.get(**email).pk


def stint(*, attested: bool) -> Callable[[], object]:
    """A stint of the candidate who is adjourned; the attestation of one that is attested."""

    def pick() -> object:
        if attested:
            return Attestation.objects.filter(voided_at__isnull=True).first().pk
        stints = Stint.objects.filter(cancelled_at__isnull=True)
        email = {"enrolment__candidate__person__user__email": address(DUPLESSIS[0])}
        return stints.filter(**email).first().pk

    return pick


def correction() -> object:
    """The correction of identity that waits for a decision."""
    return IdentityCorrection.objects.get(state="asked").pk


def endpoint() -> object:
    """The system that is told (conftest.py)."""
    return Endpoint.objects.get().pk


def erasure() -> object:
    """The request to be erased that waits (conftest.py)."""
    return ErasureRequest.objects.get(state="asked").pk


def answer() -> object:
    """What a supervisor answered online, and nobody has recognised yet."""
    return AttestationRequest.objects.filter(state="answered").order_by("pk")[0].pk


def code() -> object:
    """The verification code of a document."""
    return Document.objects.order_by("number").first().verification_code


def survey() -> object:
    """The holder who was asked what became of them, and has an account (conftest.py)."""
    return InsertionSurvey.objects.get(award__candidate__person__user__isnull=False).pk
