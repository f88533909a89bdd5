"""Taking a title back: the office proposes, the holder is heard, an administrator pronounces.

Two people, a dated ground, and everything stays written.
"""

from datetime import date

from django.conf import settings
from django.db import transaction

from assessments.candidates.permissions import require_another
from ccas import clock, documents, journal, webhooks
from ccas.accounts.roles import Role
from ccas.actors import Actor
from ccas.refusals import Refusal
from certification.awards.given import award_facts
from certification.awards.models import Award, AwardWithdrawal
from certification.awards.permissions import account_of, own_withdrawals, require_officer
from certification.awards.signing import require_signatory
from certification.awards.withdrawals import WITHDRAWAL, tell, withdrawal_facts
from certification.vae.rules.withdrawal import (
    GROUNDS,
    ground_refusals,
    heard_until,
    hearing_refusals,
)


@transaction.atomic
def propose_withdrawal(
    award: Award, *, ground: str, found_on: date, reference: str, reasons: str, by: Actor
) -> AwardWithdrawal:
    """Propose to take a title back; its holder is told at once, and may answer.

    ground: a code of `vae.rules.withdrawal.GROUNDS`; found_on, reference: of the act that
    establishes it; reasons: one a line. Raises Refusal.
    """
    require_officer(by)
    require_another(by, award.candidate)
    award = _locked(award)
    problems = _in_force(award)
    problems += ground_refusals(
        ground,
        found_on=found_on,
        reference=reference,
        decided_on=award.awarded_on,
        today=clock.today(),
    )
    if not reasons.strip():
        problems.append("Un retrait dit ses motifs, un par ligne.")
    if award.withdrawals.filter(dropped_at=None).exists():
        problems.append("Un retrait est déjà proposé pour ce titre.")
    if problems:
        raise Refusal(problems)
    withdrawal = AwardWithdrawal.objects.create(
        award=award,
        ground=ground,
        found_on=found_on,
        reference=reference.strip()[:200],
        reasons=reasons.strip(),
        told_on=clock.today(),
        proposed_by_id=account_of(by),
    )
    journal.record(
        "award.propose_withdrawal",
        award,
        by=by,
        withdrawal=withdrawal.pk,
        basis=ground,
        found_on=found_on,
        reasons=journal.digest(withdrawal.reasons),
        reference=journal.digest(withdrawal.reference),
    )
    tell(withdrawal, "proposed", by=by)
    return withdrawal


@transaction.atomic
def answer_withdrawal(withdrawal: AwardWithdrawal, *, text: str, by: Actor) -> AwardWithdrawal:
    """The holder answers, once, before the last day; an officer records what came on paper."""
    if not own_withdrawals(by).filter(pk=withdrawal.pk).exists():
        require_officer(by)
        require_another(by, withdrawal.award.candidate)
    _locked(withdrawal.award)
    withdrawal = _open(withdrawal)
    problems = []
    if not text.strip():
        problems.append("Des observations vides ne disent rien : écrivez quelques mots.")
    if withdrawal.observed_at is not None:
        problems.append("Vos observations sont déjà reçues ; elles seront lues avant la décision.")
    last = heard_until(withdrawal.told_on, settings.AWARD_HEARING_DAYS)
    if clock.today() > last:
        problems.append(f"Les observations étaient attendues jusqu’au {last:%d/%m/%Y}.")
    if problems:
        raise Refusal(problems)
    withdrawal.observations, withdrawal.observed_at = text.strip(), clock.now()
    withdrawal.save(update_fields=["observations", "observed_at"])
    journal.record(
        "award.answer_withdrawal",
        withdrawal.award,
        by=by,
        withdrawal=withdrawal.pk,
        observations=journal.digest(withdrawal.observations),
    )
    return withdrawal


@transaction.atomic
def drop_withdrawal(withdrawal: AwardWithdrawal, *, by: Actor) -> AwardWithdrawal:
    """Give a proposal up: the title stands."""
    require_officer(by)
    require_another(by, withdrawal.award.candidate)
    _locked(withdrawal.award)
    withdrawal = _open(withdrawal)
    withdrawal.dropped_at = clock.now()
    withdrawal.save(update_fields=["dropped_at"])
    journal.record("award.drop_withdrawal", withdrawal.award, by=by, withdrawal=withdrawal.pk)
    tell(withdrawal, "dropped", by=by)
    return withdrawal


@transaction.atomic
def pronounce_withdrawal(withdrawal: AwardWithdrawal, *, by: Actor) -> Award:
    """Take the title back. An administrator, who is not the person who proposed it, once its holder
    was heard. The row stays, with its withdrawal; blocks held stay held.
    """
    if by.role != Role.ADMINISTRATOR:
        raise Refusal("Seul un administrateur prononce le retrait d’un titre.")
    require_another(by, withdrawal.award.candidate)
    award = _locked(withdrawal.award)
    withdrawal = _open(withdrawal)
    if withdrawal.proposed_by_id == by.user_id:
        raise Refusal("Qui propose un retrait ne le prononce pas : il y faut une autre personne.")
    today = clock.today()
    problems = _in_force(award)
    if withdrawal.observed_at is None:
        problems += hearing_refusals(withdrawal.told_on, settings.AWARD_HEARING_DAYS, today)
    problems += ground_refusals(
        withdrawal.ground,
        found_on=withdrawal.found_on,
        reference=withdrawal.reference,
        decided_on=award.awarded_on,
        today=today,
    )
    if problems:
        raise Refusal(problems)
    signatory = require_signatory(award.qualification, today)
    withdrawal.pronounced_by_id, withdrawal.pronounced_at = account_of(by), clock.now()
    withdrawal.save(update_fields=["pronounced_by", "pronounced_at"])
    withdrawal.award = award
    letter = documents.issue(
        WITHDRAWAL,
        subject=withdrawal,
        facts=withdrawal_facts(withdrawal, signatory),
        by=by,
        series_scope=award.qualification.code,
        owner_id=award.candidate.person.user_id,
    )
    award.withdrawn_on = today
    award.withdrawal_ground = f"{GROUNDS[withdrawal.ground].capitalize()}. {withdrawal.reasons}"
    award.withdrawal_reference = letter.number
    award.save(update_fields=["withdrawn_on", "withdrawal_ground", "withdrawal_reference"])
    journal.record(
        "award.withdraw",
        award,
        by=by,
        withdrawal=withdrawal.pk,
        withdrawn_on=today,
        basis=str(withdrawal.ground),
        letter=letter.pk,
    )
    webhooks.emit("award.withdrawn", key=f"withdrawal:{award.pk}", data=award_facts(award), by=by)
    tell(withdrawal, "pronounced", by=by, letter=letter)
    return award


def _in_force(award: Award) -> list[str]:
    if award.withdrawn_on is None:
        return []
    return [f"Ce titre a déjà été retiré le {award.withdrawn_on:%d/%m/%Y}."]


def _locked(award: Award) -> Award:
    return (
        Award.objects.select_for_update(of=("self",))
        .select_related(
            "candidate__person__user", "qualification", "enrolment__revision__qualification"
        )
        .get(pk=award.pk)
    )


def _open(withdrawal: AwardWithdrawal) -> AwardWithdrawal:
    withdrawal = (
        AwardWithdrawal.objects.select_for_update(of=("self",))
        .select_related("award__candidate__person__user")
        .get(pk=withdrawal.pk)
    )
    if not withdrawal.open:
        raise Refusal("Ce retrait est déjà prononcé ou abandonné.")
    return withdrawal
