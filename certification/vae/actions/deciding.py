"""The office asks for papers and decides; silence decides when it does not."""

import logging
from collections.abc import Sequence
from datetime import date

from django.db import transaction

from assessments.candidates.actions import enrol
from assessments.candidates.permissions import require_another
from ccas import clock, documents, journal
from ccas.actors import Actor
from ccas.files import actions as files
from ccas.files.models import ReceivedFile
from ccas.refusals import Refusal
from certification.vae import messages, reading
from certification.vae.actions.writing import ROUTE
from certification.vae.documents import DECISION, PAPERS, decision_facts, papers_facts
from certification.vae.models import (
    ApplicationState,
    EligibilityApplication,
    PaperRequest,
    RequestedPaper,
)
from certification.vae.papers import IDENTITY
from certification.vae.permissions import require_officer
from certification.vae.rules import clock as clocks
from certification.vae.rules.contesting import appeal_until
from certification.vae.workflow import WORKFLOW

logger = logging.getLogger(__name__)
MOST_PAPERS = 20


@transaction.atomic
def ask_for_papers(
    application: EligibilityApplication, *, by: Actor, items: Sequence[str], deadline: date
) -> PaperRequest:
    """Say which papers lack, until when; the two months will run from the receipt of the last.

    Raises Refusal after the two months: the application is then admissible.
    """
    application = _locked(application, by)
    wanted = [item.strip()[:300] for item in items if item.strip()]
    sentences = clocks.request_refusals(
        reading.proceedings(application), items=wanted, deadline=deadline, today=clock.today()
    )
    if len(wanted) > MOST_PAPERS:
        sentences.append(f"Demandez {MOST_PAPERS} pièces au plus à la fois.")
    if sentences:
        raise Refusal(sentences)
    request = PaperRequest.objects.create(
        application=application, sent_on=clock.today(), deadline=deadline
    )
    for label in wanted:
        RequestedPaper.objects.create(request=request, label=label)
    WORKFLOW.move(application, "ask", by=by, request=request.pk, papers=len(wanted))
    letter = documents.issue(
        PAPERS,
        subject=request,
        facts=papers_facts(application, request),
        by=by,
        owner_id=application.candidate.person.user_id,
        series_scope=application.revision.qualification.code,
    )
    messages.say(
        application,
        "papers_asked",
        "Des pièces manquent à votre demande : envoyez-les depuis votre dossier.",
        by=by,
        document=letter,
    )
    return request


@transaction.atomic
def decide(
    application: EligibilityApplication,
    *,
    by: Actor,
    decision: str,
    reasons: str = "",
    gaps: str = "",
) -> EligibilityApplication:
    """Decide: « admissible » (with the analysis of the gaps) or « refused » (with its reasons).

    One transaction: the state, the letter, the enrolment when one may begin. Raises Refusal once
    the two months have passed, whether or not a job has written it down.
    """
    application = _locked(application, by)
    if decision not in (clocks.ADMISSIBLE, clocks.REFUSED):
        raise Refusal("Choisissez : recevable, ou refusée.")
    sentences = clocks.decision_refusals(reading.proceedings(application), decision, clock.today())
    if decision == clocks.REFUSED and not reasons.strip():
        sentences.append("Un refus dit ses motifs, un par ligne.")
    if sentences:
        raise Refusal(sentences)
    verb = "admit" if decision == clocks.ADMISSIBLE else "refuse"
    also = {"decided_on": clock.today(), "reasons": reasons.strip(), "gaps": gaps.strip()}
    if verb == "admit":
        also["valid_until"] = _validity(application, clock.today())
    WORKFLOW.move(application, verb, by=by, also=also, reasons=journal.digest(reasons.strip()))
    _conclude(application, by=by)
    return application


@transaction.atomic
def settle_silence(application: EligibilityApplication, *, by: Actor) -> bool:
    """Write down what two months of silence did. Whether there was anything to write.

    True at its date whether or not this runs; running it late changes no date.
    """
    application = (
        EligibilityApplication.objects.select_for_update(of=("self",))
        .select_related("candidate__person", "revision__qualification")
        .get(pk=application.pk)
    )
    if reading.state_today(application) != ApplicationState.TACITLY_ADMISSIBLE:
        return False
    if application.state == ApplicationState.TACITLY_ADMISSIBLE:
        return False
    last_day = clocks.clock(reading.proceedings(application)).last_day
    if last_day is None:
        return False
    also = {"decided_on": last_day, "valid_until": _validity(application, last_day)}
    WORKFLOW.move(application, "admit_tacitly", by=by, also=also)
    _conclude(application, by=by)
    return True


def settle_silences() -> int:
    """The daily job: every application whose two months have passed; how many."""
    waiting = EligibilityApplication.objects.filter(
        state__in=[ApplicationState.SUBMITTED, ApplicationState.INCOMPLETE]
    ).prefetch_related("requests")
    settled = 0
    for application in waiting:
        try:
            settled += settle_silence(application, by=Actor.system())
        except Refusal as refusal:
            logger.error("application %s not settled: %s", application.pk, refusal)
    return settled


@transaction.atomic
def forget_identity(application: EligibilityApplication, *, by: Actor) -> int:
    """Erase the identity papers of an application that nobody can challenge any more; how many.

    Final: decided or abandoned, and the longest delay to go to court has passed.
    """
    application = EligibilityApplication.objects.select_for_update().get(pk=application.pk)
    end = application.decided_on
    if end is None or clock.today() <= appeal_until(end, application.territory):
        return 0
    kept = ReceivedFile.objects.filter(
        kind=IDENTITY.code, set_id=application.pk, removed_at__isnull=True
    )
    for file in kept:
        files.remove_file(file, by=by, why="retention")
    return len(kept)


def forget_identities() -> int:
    """The daily job: every application whose decision is final; how many files were erased."""
    held = ReceivedFile.objects.filter(kind=IDENTITY.code, removed_at__isnull=True)
    final = EligibilityApplication.objects.filter(
        pk__in=held.values("set_id"), decided_on__isnull=False
    )
    return sum(forget_identity(application, by=Actor.system()) for application in final)


def _conclude(application: EligibilityApplication, *, by: Actor) -> None:
    """The letter, the word in the thread, and the enrolment when one may begin."""
    letter = documents.issue(
        DECISION,
        subject=application,
        facts=decision_facts(application),
        by=by,
        owner_id=application.candidate.person.user_id,
        series_scope=application.revision.qualification.code,
    )
    text = "Votre demande est refusée. La décision et ses motifs sont dans votre dossier."
    if application.state != ApplicationState.REFUSED:
        text = "Votre demande est recevable. L’attestation est dans votre dossier."
        text += _begin_enrolment(application, letter.number)
    tacit = application.state == ApplicationState.TACITLY_ADMISSIBLE
    event = "admitted_tacitly" if tacit else "decided"
    messages.say(application, event, text, by=by, document=letter)


def _begin_enrolment(application: EligibilityApplication, reference: str) -> str:
    """Begin the way to the title, dated by the admission; or say why it cannot begin."""
    try:
        with transaction.atomic():
            application.enrolment = enrol(
                application.candidate,
                by=Actor.system(),
                revision=application.revision,
                route=ROUTE,
                admissibility_date=application.decided_on,
                admissibility_reference=reference,
            )
    except Refusal as refusal:
        return " Le parcours ne peut pas encore commencer : " + " ".join(refusal.sentences)
    application.save(update_fields=["enrolment"])
    return ""


def _validity(application: EligibilityApplication, admitted_on: date) -> date | None:
    route = application.revision.rules.route(ROUTE)
    months = route.admissibility_months if route is not None else 0
    return clocks.valid_until(admitted_on, months or None)


def _locked(application: EligibilityApplication, by: Actor) -> EligibilityApplication:
    require_officer(by)
    found = (
        EligibilityApplication.objects.select_for_update(of=("self",))
        .select_related("candidate__person", "revision__qualification")
        .get(pk=application.pk)
    )
    require_another(by, found.candidate)
    if found.received_on is None:
        raise Refusal("Cette demande n’est pas déposée.")
    return found
