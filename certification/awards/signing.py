"""Who may sign for the certifier on a day."""

from datetime import date

from django.db.models import Q

from assessments.framework.models import Qualification
from ccas.refusals import Refusal
from certification.awards.models import Signatory
from certification.awards.rules import delegation_problems


def signatory_on(qualification: Qualification, day: date) -> Signatory | None:
    """The signatory in force that day: the latest appointed whose act stands, or None."""
    rows = (
        Signatory.objects.filter(qualification=qualification, starts_on__lte=day)
        .filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day))
        .select_related("person")
        .order_by("-starts_on", "-recorded_at")
    )
    return next((row for row in rows if not problems(row, day)), None)


def problems(signatory: Signatory, day: date) -> list[str]:
    """Why this person may not sign that day; empty when they may."""
    return delegation_problems(
        head=signatory.head,
        reference=signatory.act_reference,
        dated_on=max(signatory.act_date, signatory.starts_on),
        ends_on=signatory.ends_on,
        on=day,
    )


def signing_state(signatory: Signatory, day: date) -> str:
    """Where an appointment stands that day: "coming", "current" or "over"."""
    if signatory.starts_on > day:
        return "coming"
    return "over" if signatory.ends_on is not None and signatory.ends_on < day else "current"


def require_signatory(qualification: Qualification, day: date) -> Signatory:
    """The signatory in force; Refusal when nobody may sign."""
    found = signatory_on(qualification, day)
    if found is None:
        raise Refusal(
            f"Personne n’a de délégation en cours le {day:%d/%m/%Y} pour signer les documents de "
            f"la certification {qualification.code} : enregistrez un signataire."
        )
    return found
