"""Taking an admissibility back: the office proposes, the candidate is heard, an administrator
pronounces. Two people, a dated ground, and everything stays written."""

from datetime import date

from django.conf import settings
from django.db import transaction

from assessments.candidates.actions import close_enrolment
from assessments.candidates.models import EnrolmentState
from ccas import clock, documents, journal
from ccas.actors import Actor
from ccas.periods import in_words
from ccas.refusals import Refusal
from certification.vae import messages
from certification.vae.documents import WITHDRAWAL, withdrawal_facts
from certification.vae.models import (
    AdmissibilityWithdrawal,
    ApplicationState,
    EligibilityApplication,
)
from certification.vae.permissions import account_of, require_officer
from certification.vae.rules import withdrawal as rules
from certification.vae.workflow import WORKFLOW

ADMITTED = (ApplicationState.ADMISSIBLE, ApplicationState.TACITLY_ADMISSIBLE)


@transaction.atomic
def propose_withdrawal(
    application: EligibilityApplication,
    *,
    by: Actor,
    ground: str,
    found_on: date,
    reference: str,
    reasons: str,
) -> AdmissibilityWithdrawal:
    """Propose to take an admissibility back; the candidate is told at once, and may answer."""
    require_officer(by)
    application = _locked(application)
    if application.state not in ADMITTED or application.decided_on is None:
        raise Refusal("Seule une recevabilité accordée se retire.")
    sentences = _title_refusals(application) + rules.ground_refusals(
        ground,
        found_on=found_on,
        reference=reference,
        decided_on=application.decided_on,
        today=clock.today(),
    )
    if not reasons.strip():
        sentences.append("Un retrait dit ses motifs, un par ligne.")
    if application.withdrawals.open().exists():
        sentences.append("Un retrait est déjà proposé pour cette recevabilité.")
    if sentences:
        raise Refusal(sentences)
    proposed = AdmissibilityWithdrawal.objects.create(
        application=application,
        ground=ground,
        found_on=found_on,
        reference=reference.strip()[:200],
        reasons=reasons.strip(),
        told_on=clock.today(),
        proposed_by_id=account_of(by),
    )
    journal.record(
        "eligibility.propose_withdrawal",
        application,
        by=by,
        withdrawal=proposed.pk,
        ground=ground,
        found_on=found_on,
        reasons=journal.digest(proposed.reasons),
    )
    last = rules.heard_until(proposed.told_on, settings.VAE_HEARING_DAYS)
    messages.say(
        application,
        "withdrawal_proposed",
        f"Le service envisage de retirer votre recevabilité ({rules.GROUNDS[ground]}, établie le"
        f" {in_words(found_on)}, {proposed.reference}) :\n{proposed.reasons}\nVous pouvez présenter"
        f" vos observations ici jusqu’au {in_words(last)}, seul ou avec le conseil de votre choix.",
        by=by,
    )
    return proposed


@transaction.atomic
def drop_withdrawal(proposed: AdmissibilityWithdrawal, *, by: Actor) -> None:
    """Give a proposal up: the admissibility stands."""
    require_officer(by)
    _locked(proposed.application)
    proposed = _open(proposed)
    proposed.dropped_at = clock.now()
    proposed.save(update_fields=["dropped_at"])
    journal.record(
        "eligibility.drop_withdrawal", proposed.application, by=by, withdrawal=proposed.pk
    )
    messages.say(
        proposed.application,
        "withdrawal_dropped",
        "Le retrait envisagé est abandonné : votre recevabilité demeure.",
        by=by,
    )


@transaction.atomic
def pronounce_withdrawal(proposed: AdmissibilityWithdrawal, *, by: Actor) -> EligibilityApplication:
    """Take the admissibility back. An administrator, who is not the person who proposed it.

    The enrolment it opened is closed without a title; blocks held stay held.
    """
    if not by.has_role("administrator"):
        raise Refusal("Seul un administrateur prononce le retrait d’une recevabilité.")
    application = _locked(proposed.application)
    proposed = _open(proposed)
    if proposed.proposed_by_id == by.user_id:
        raise Refusal("Qui propose un retrait ne le prononce pas : il y faut une autre personne.")
    today = clock.today()
    sentences = rules.hearing_refusals(proposed.told_on, settings.VAE_HEARING_DAYS, today)
    sentences += _title_refusals(application)
    if application.decided_on is not None:
        sentences += rules.ground_refusals(
            proposed.ground,
            found_on=proposed.found_on,
            reference=proposed.reference,
            decided_on=application.decided_on,
            today=today,
        )
    if sentences:
        raise Refusal(sentences)
    proposed.pronounced_by_id = by.user_id
    proposed.pronounced_at = clock.now()
    proposed.save(update_fields=["pronounced_by", "pronounced_at"])
    WORKFLOW.move(
        application, "withdraw", by=by, withdrawal=proposed.pk, ground=str(proposed.ground)
    )
    if application.enrolment is not None and application.enrolment.state == EnrolmentState.OPEN:
        close_enrolment(application.enrolment, by=Actor.system(), reason="recevabilité retirée")
    letter = documents.issue(
        WITHDRAWAL,
        subject=proposed,
        facts=withdrawal_facts(application, proposed),
        by=by,
        owner_id=application.candidate.person.user_id,
        series_scope=application.revision.qualification.code,
    )
    messages.say(
        application,
        "withdrawn",
        "Votre recevabilité est retirée. La décision, ses motifs et les recours sont dans votre"
        " dossier.",
        by=by,
        document=letter,
    )
    return application


def _title_refusals(application: EligibilityApplication) -> list[str]:
    enrolment = application.enrolment
    if enrolment is not None and enrolment.state == EnrolmentState.AWARDED:
        return ["Le titre est délivré : c’est lui qu’il faudrait retirer, par un autre acte."]
    return []


def _locked(application: EligibilityApplication) -> EligibilityApplication:
    return (
        EligibilityApplication.objects.select_for_update(of=("self",))
        .select_related("candidate__person", "revision__qualification", "enrolment")
        .get(pk=application.pk)
    )


def _open(proposed: AdmissibilityWithdrawal) -> AdmissibilityWithdrawal:
    proposed = (
        AdmissibilityWithdrawal.objects.select_for_update(of=("self",))
        .select_related("application__candidate__person", "application__revision__qualification")
        .get(pk=proposed.pk)
    )
    if not proposed.open:
        raise Refusal("Ce retrait est déjà prononcé ou abandonné.")
    return proposed
