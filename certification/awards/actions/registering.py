"""Who signs for the certifier."""

from datetime import date

from django.db import transaction

from assessments.framework.models import Qualification
from assessments.people.models import Person
from ccas import clock, journal
from ccas.actors import Actor
from ccas.refusals import Refusal
from certification.awards.models import Signatory
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
