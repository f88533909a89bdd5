"""Who was told of their result, who still must be, and until when the result may be challenged."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from ccas import clock
from ccas.documents.models import Document
from certification.awards.letters import LETTER, decided_on, territory_of
from certification.awards.models import ResultNotice
from certification.awards.rules import notified_by
from certification.deliberation.models import Deliberation, Presentation
from certification.vae.rules.contesting import appeal_until


@dataclass(frozen=True, slots=True)
class ToldLine:
    """One candidate of a deliberation: their letter once issued, the notice once they are told."""

    presentation: Presentation
    letter: Document | None
    notice: ResultNotice | None
    on_paper: bool


def without_address() -> Q:
    """Condition on Presentation: only a paper letter reaches the candidate."""
    person = "enrolment__candidate__person__"
    return Q(**{f"{person}email": ""}) & (
        Q(**{f"{person}user__isnull": True}) | Q(**{f"{person}user__email": ""})
    )


def to_tell_on_paper() -> QuerySet[Presentation]:
    """Published results that nothing proves their candidate was told of, the oldest first.

    A message that the job has not written yet is not one of them.
    """
    return (
        Presentation.objects.filter(
            without_address(), deliberation__published_at__isnull=False, notice__isnull=True
        )
        .select_related(
            "deliberation__jury",
            "enrolment__candidate__person__user",
            "enrolment__revision__qualification",
        )
        .order_by("deliberation__closed_at", "position", "pk")
    )


def tell_by(presentation: Presentation) -> date:
    """The last day to tell the candidate."""
    return notified_by(decided_on(presentation))


def told_lines(deliberation: Deliberation) -> list[ToldLine]:
    """Every candidate of a deliberation, in the order of the agenda. Three queries."""
    rows = list(
        deliberation.presentations.select_related("enrolment__candidate__person", "notice")
        .order_by("position")
        .exclude(concluded_at=None)
    )
    letters = letters_of([row.pk for row in rows])
    silent = set(deliberation.presentations.filter(without_address()).values_list("pk", flat=True))
    return [
        ToldLine(row, letters.get(row.pk), getattr(row, "notice", None), row.pk in silent)
        for row in rows
    ]


def letters_of(presentations: Sequence[UUID]) -> dict[UUID, Document]:
    """Presentation id → its letter in force. One query."""
    found = Document.objects.filter(
        kind=LETTER, subject_id__in=presentations, replaced_by__isnull=True
    )
    return {one.subject_id: one for one in found}


@dataclass(frozen=True, slots=True)
class Window:
    """When a result was told, and the last day to challenge it; None: not told, nothing runs."""

    notified_on: date | None
    last_day: date | None

    @property
    def open(self) -> bool:
        """Whether it may still be challenged today. Without a notice, no delay has begun."""
        return self.last_day is None or clock.today() <= self.last_day


def window_of(presentation: Presentation, territory: str = "") -> Window:
    """The window of a presentation. territory: where the candidate lives, when they said it."""
    notice: ResultNotice | None = getattr(presentation, "notice", None)
    if notice is None:
        return Window(None, None)
    place = territory or territory_of(presentation.enrolment.candidate)
    return Window(notice.notified_on, appeal_until(notice.notified_on, place))
