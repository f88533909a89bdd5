"""What an appeal is about and what became of it: the window, the blocks, the new presentation."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from assessments.framework.models import CompetencyBlock
from ccas import clock
from certification.appeals import rules
from certification.appeals.models import Appeal, AppealState
from certification.deliberation.models import Presentation, Verdict
from certification.deliberation.room import held_among, held_codes
from certification.juries.models import AgendaItem, Jury, JuryState


def waiting() -> QuerySet[Appeal]:
    """Gracious appeals that wait for their answer, the nearest last day first."""
    return _read(Appeal.objects.filter(state=AppealState.RECEIVED, kind=rules.GRACIOUS)).order_by(
        "received_on", "pk"
    )


def in_court() -> QuerySet[Appeal]:
    """Appeals before the court, the oldest first."""
    return _read(
        Appeal.objects.filter(state=AppealState.RECEIVED, kind=rules.CONTENTIOUS)
    ).order_by("received_on", "pk")


def to_present_again() -> QuerySet[Appeal]:
    """Accepted appeals whose candidate stands on no agenda yet, the oldest first."""
    again = AgendaItem.objects.filter(
        enrolment=OuterRef("presentation__enrolment"),
        annulled=OuterRef("presentation__deliberation__jury"),
    ).exclude(jury__state=JuryState.CANCELLED)
    return _read(
        Appeal.objects.filter(
            ~Exists(again),
            state=AppealState.ACCEPTED,
            presentation__replaced_by__isnull=True,
        )
    ).order_by("decided_on", "pk")


def annulled_juries(enrolments: Iterable[UUID]) -> dict[UUID, UUID]:
    """Enrolment → the jury whose decision is annulled and not decided anew. One query."""
    rows = Appeal.objects.filter(
        state=AppealState.ACCEPTED,
        presentation__enrolment__in=list(enrolments),
        presentation__replaced_by__isnull=True,
    )
    return dict(rows.values_list("presentation__enrolment", "presentation__deliberation__jury"))


def again(presentation: Presentation) -> list[CompetencyBlock]:
    """The blocks that the candidate would present before another jury."""
    presented = list(presentation.blocks.order_by("position"))
    validated = presentation.decisions.filter(verdict=Verdict.VALIDATED)
    candidate = presentation.enrolment.candidate_id
    held = held_among(presentation.enrolment, presented, held_codes([candidate])[candidate])
    codes = rules.blocks_again(
        [block.code for block in presented],
        set(validated.values_list("block__code", flat=True)),
        {block.code for block in held},
    )
    return [block for block in presented if block.code in codes]


def juries_to_hear(appeal: Appeal) -> QuerySet[Jury]:
    """The juries to come that could hear the candidate anew: same qualification, not that one."""
    heard = appeal.presentation
    return (
        Jury.objects.filter(
            revision__qualification=heard.enrolment.revision.qualification_id,
            state__in=[JuryState.DRAFT, JuryState.COMPOSED, JuryState.CONVENED],
            sits_on__gte=clock.today(),
        )
        .exclude(pk=heard.deliberation.jury_id)
        .order_by("sits_on", "name")
    )


def new_passage(appeal: Appeal) -> AgendaItem | None:
    """Where the candidate is heard anew, once an agenda says it."""
    heard = appeal.presentation
    items = AgendaItem.objects.filter(
        enrolment=heard.enrolment_id, annulled=heard.deliberation.jury_id
    ).exclude(jury__state=JuryState.CANCELLED)
    return items.select_related("jury").order_by("-jury__sits_on").first()


def _read(appeals: QuerySet[Appeal]) -> QuerySet[Appeal]:
    return appeals.select_related(
        "presentation__deliberation__jury",
        "presentation__enrolment__candidate__person",
        "presentation__enrolment__revision__qualification",
    )
