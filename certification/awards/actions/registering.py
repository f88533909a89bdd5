"""Signatories, and the withdrawal of a title."""

from datetime import date

from django.db import transaction

from assessments.framework.models import Qualification
from assessments.people.models import Person
from ccas import clock, journal, webhooks
from ccas.actors import Actor
from ccas.refusals import Refusal
from certification.awards import rules
from certification.awards.given import award_facts
from certification.awards.models import Award, Signatory
from certification.awards.permissions import require_officer


@transaction.atomic
def appoint_signatory(
    person: Person,
    *,
    qualification: Qualification,
    title: str,
    act_reference: str,
    act_date: date,
    by: Actor,
    starts_on: date | None = None,
    ends_on: date | None = None,
    head: bool = False,
    authority: str = "",
) -> Signatory:
    """Record who signs for the certifier, and the dated act that lets them.

    title: capacity as printed. starts_on: day the act takes effect, its date by default.
    """
    require_officer(by)
    starts_on = starts_on or act_date
    problems = []
    if not title.strip():
        problems.append("La qualité du signataire manque.")
    if not head and not act_reference.strip():
        problems.append("La référence de l’acte de délégation manque.")
    if act_date > clock.today():
        problems.append("L’acte de délégation est daté dans l’avenir.")
    if starts_on < act_date:
        problems.append("Une délégation ne prend pas effet avant son acte.")
    if ends_on is not None and ends_on < starts_on:
        problems.append("La délégation finit avant de commencer.")
    if problems:
        raise Refusal(problems)
    signatory = Signatory.objects.create(
        person=person,
        qualification=qualification,
        title=title.strip(),
        head=head,
        authority=authority.strip(),
        act_reference=act_reference.strip(),
        act_date=act_date,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    journal.record(
        "signatory.appoint",
        signatory,
        by=by,
        person=person.pk,
        qualification=qualification.code,
        act_date=act_date,
        starts_on=starts_on,
    )
    return signatory


@transaction.atomic
def withdraw_award(
    award: Award,
    *,
    ground: str,
    explanation: str,
    reference: str,
    withdrawn_on: date,
    by: Actor,
) -> Award:
    """Withdraw a title, on a ground and by a dated act. The row stays, with its withdrawal.

    ground: a code of `rules.GROUNDS`; explanation: what happened, in words.
    """
    require_officer(by)
    award = Award.objects.select_for_update().get(pk=award.pk)
    if award.withdrawn_on is not None:
        raise Refusal(f"Ce titre a déjà été retiré le {award.withdrawn_on:%d/%m/%Y}.")
    problems = rules.withdrawal_problems(
        ground=ground,
        explanation=explanation,
        reference=reference,
        awarded_on=award.awarded_on,
        withdrawn_on=withdrawn_on,
        today=clock.today(),
    )
    if problems:
        raise Refusal(problems)
    award.withdrawn_on = withdrawn_on
    award.withdrawal_ground = f"{rules.GROUNDS[ground]}. {explanation.strip()}"
    award.withdrawal_reference = reference.strip()
    award.save(update_fields=["withdrawn_on", "withdrawal_ground", "withdrawal_reference"])
    journal.record(
        "award.withdraw",
        award,
        by=by,
        withdrawn_on=withdrawn_on,
        basis=ground,
        ground=journal.digest(award.withdrawal_ground),
        reference=journal.digest(award.withdrawal_reference),
    )
    webhooks.emit("award.withdrawn", key=f"withdrawal:{award.pk}", data=award_facts(award), by=by)
    return award
