"""A new deliberation that goes back on a signed one: which ones it may, and why not.

Source: CE 29/07/1983 n° 31842: a signed deliberation is not edited; a new one replaces it.
"""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from certification.deliberation.models import Deliberation, MinutesState, Presentation
from certification.juries.models import AgendaItem, Jury


def replaceable(jury: Jury) -> QuerySet[Deliberation]:
    """Signed deliberations, not replaced yet, about candidates who are on this jury's agenda."""
    return (
        Deliberation.objects.filter(
            minutes__state=MinutesState.SIGNED,
            replaced_by__isnull=True,
            presentations__enrolment__in=jury.agenda.values("enrolment"),
        )
        .exclude(jury=jury)
        .select_related("jury")
        .order_by("-opened_at")
        .distinct()
    )


def presentations_of(deliberation: Deliberation | None) -> dict[UUID, Presentation]:
    """Enrolment id → its presentation before that deliberation."""
    if deliberation is None:
        return {}
    return {one.enrolment_id: one for one in deliberation.presentations.all()}


def annulled_presentations(agenda: Iterable[AgendaItem]) -> dict[UUID, Presentation]:
    """Enrolment id → its last presentation before the jury whose decision on it is annulled, unless
    another one replaces it already. One query."""
    annulled = {item.enrolment_id: item.annulled_id for item in agenda if item.annulled_id}
    if not annulled:
        return {}
    rows = Presentation.objects.filter(
        enrolment__in=annulled,
        deliberation__jury__in=set(annulled.values()),
        replaced_by__isnull=True,
    )
    return {
        one.enrolment_id: one
        for one in rows.select_related("deliberation").order_by("deliberation__opened_at")
        if one.deliberation.jury_id == annulled[one.enrolment_id]
    }


def in_the_way(
    jury: Jury, deliberation: Deliberation, enrolments: Iterable[UUID], reason: str
) -> list[str]:
    """Why this jury may not replace that deliberation, as sentences."""
    problems = []
    if not reason.strip():
        problems.append("Remplacer une délibération demande un motif.")
    minutes = getattr(deliberation, "minutes", None)
    if minutes is None or minutes.state != MinutesState.SIGNED:
        problems.append("Une délibération dont le procès-verbal n’est pas signé se rouvre.")
    if deliberation.jury_id == jury.pk:
        problems.append("Un jury ne remplace pas sa propre délibération : composez-en un autre.")
    if Deliberation.objects.filter(replaces=deliberation).exists():
        problems.append("Cette délibération est déjà remplacée.")
    if not set(enrolments) & presentations_of(deliberation).keys():
        problems.append("Aucun candidat de cette délibération n’est à l’ordre du jour.")
    return problems
