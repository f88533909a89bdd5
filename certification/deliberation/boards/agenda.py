"""The candidates of a sitting in the agreed order, read lean: sixty of them on every screen."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, QuerySet

from assessments.framework.models import CompetencyBlock
from assessments.people.models import Person
from certification.deliberation import rules
from certification.deliberation.models import (
    BlockDecision,
    Deliberation,
    Presentation,
    PresentedBlock,
)
from certification.juries.models import Recusal

#: Outcome → kind of status badge.
OUTCOME_KINDS = {
    "awarded": "done",
    "partial": "current",
    "adjourned": "warning",
    "not_validated": "neutral",
    "absent": "neutral",
    "excused": "neutral",
    "deferred": "warning",
}
#: What a line reads: neither the notice nor the inputs of decisions, which weigh a hundred times
#: more.
READ = (
    "deliberation",
    "position",
    "attendance",
    "outcome",
    "concluded_at",
    "enrolment__route",
    "enrolment__candidate__number",
    "enrolment__candidate__person__given_names",
    "enrolment__candidate__person__birth_name",
    "enrolment__candidate__person__usual_name",
)
#: What tells the place of a presentation, and where it leads.
PLACED = ("deliberation", "enrolment", "position", "concluded_at")


@dataclass(frozen=True, slots=True)
class AgendaLine:
    """A candidate on the list. `leaving`: names of the members who must leave the room; `mine`:
    whether the reader may open it."""

    presentation: Presentation
    number: str
    name: str
    route: str
    blocks: str
    status: str
    kind: str
    leaving: tuple[str, ...]
    mine: bool


def agenda_lines(
    deliberation: Deliberation,
    mine: Collection[UUID] = (),
    recusals: Iterable[Recusal] | None = None,
) -> list[AgendaLine]:
    """The candidates in the agreed order: those whom everybody hears first, then grouped so that
    members who are recused leave once. mine: ids of the presentations the reader may open;
    recusals: of the jury, with their persons, when the caller has read them.

    Five queries. The presentation of a line knows what the list shows; the rest is read when asked.
    """
    if recusals is None:
        recusals = deliberation.jury.recusals.select_related("person")
    recused = _recused(recusals)
    ordered = _in_order(_presentations(deliberation), recused)
    presented = _presented(deliberation)
    decided = dict(
        BlockDecision.objects.filter(presentation__deliberation=deliberation)
        .order_by()
        .values_list("presentation")
        .annotate(Count("pk"))
    )
    return [
        AgendaLine(
            presentation=one,
            number=one.enrolment.candidate.number,
            name=one.enrolment.candidate.person.display_name,
            route=one.enrolment.get_route_display(),
            blocks=", ".join(presented[one.pk]),
            **_status(one, decided.get(one.pk, 0), len(presented[one.pk])),
            leaving=tuple(person.display_name for person in recused.get(one.enrolment_id, ())),
            mine=one.pk in mine,
        )
        for one in ordered
    ]


def order_of(
    presentations: QuerySet[Presentation], recusals: Iterable[Recusal]
) -> list[Presentation]:
    """Presentations of one deliberation in the same order, knowing no more than where they stand.

    presentations: all of them, or those the actor may open. recusals: as for `agenda_lines`.
    """
    return _in_order(presentations.only(*PLACED), _recused(recusals))


def _recused(recusals: Iterable[Recusal]) -> dict[UUID, list[Person]]:
    """Enrolment → who is recused for it, by name."""
    found: dict[UUID, list[Person]] = defaultdict(list)
    for row in sorted(recusals, key=lambda row: row.person.sort_name):
        found[row.enrolment_id].append(row.person)
    return found


def _in_order(
    presentations: Iterable[Presentation], recused: Mapping[UUID, list[Person]]
) -> list[Presentation]:
    return rules.agreed_order(
        presentations,
        lambda one: (tuple(str(p.pk) for p in recused.get(one.enrolment_id, ())), one.position),
    )


def _presentations(deliberation: Deliberation) -> QuerySet[Presentation]:
    return (
        deliberation.presentations.select_related("enrolment__candidate__person")
        .only(*READ)
        .order_by("position")
    )


def _presented(deliberation: Deliberation) -> dict[UUID, list[str]]:
    """Presentation → short codes of its blocks, in order. Two queries."""
    rows = list(
        PresentedBlock.objects.filter(presentation__deliberation=deliberation)
        .order_by("competencyblock__position")
        .values_list("presentation", "competencyblock")
    )
    blocks = CompetencyBlock.objects.filter(pk__in={block for _, block in rows})
    names = {
        block.pk: block.short_code
        for block in blocks.select_related("revision__qualification").only(
            "code", "revision__qualification__code"
        )
    }
    found: dict[UUID, list[str]] = defaultdict(list)
    for presentation, block in rows:
        found[presentation].append(names[block])
    return found


def _status(presentation: Presentation, decided: int, total: int) -> dict[str, str]:
    if presentation.outcome:
        return {
            "status": rules.OUTCOMES[presentation.outcome],
            "kind": OUTCOME_KINDS[presentation.outcome],
        }
    if presentation.attendance == "expected":
        return {"status": "À entendre", "kind": "todo"}
    if presentation.attendance != "present":
        return {"status": presentation.get_attendance_display().capitalize(), "kind": "neutral"}
    if decided < total:
        said = f"{decided} sur {total}" if decided else "À décider"
        return {"status": said, "kind": "current" if decided else "todo"}
    return {"status": "À conclure", "kind": "current"}
