"""The sources of assessments, as columns: simulations and attested practice. Few queries."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from django.db.models import Count

from assessments.candidates.models import Enrolment
from assessments.framework.models import Competency
from assessments.grading.incidents import NO_EFFECT, effects_of
from assessments.grading.models import ConsensusLine, ConsensusState, Rating
from assessments.grading.permissions import NOT_HELD, signed_together
from assessments.grading.scales import scale_of
from assessments.practice.summary import summary, with_practice
from assessments.sessions.models import ScenarioCompetency, Simulation, SimulationBlock
from ccas import clock
from ccas.actors import Actor
from certification.coverage import permissions
from certification.coverage.rules import Column, Line, Matrix, Mention, matrix
from certification.coverage.sources import Columns, columns_of

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
PLANNED = Mention("prévue", expected=True)
#: An incident hides it: neither supported nor observed.
NEUTRALISED = Mention("neutralisée")


def simulations(enrolments: Sequence[Enrolment], actor: Actor) -> Columns:
    """One column for each simulation that takes place, in time order: eight queries at most.

    It supports what its signed harmonised sheet says acquired, unless an incident hides it. Not
    harmonised yet: nothing of what was seen shows.
    """
    rows = list(
        permissions.visible_simulations(actor)
        .filter(registration__enrolment__in=enrolments)
        .exclude(state__in=NOT_HELD)
        .order_by("starts_at", "pk")
        .values_list("pk", "registration__enrolment", "scenario__title", "starts_at")
    )
    ids = [row[0] for row in rows]
    values, seen, effects = _agreed(ids), _eyes(ids), effects_of(ids)
    planned = _to_show(ids) if permissions.sees_what_is_planned(actor) else {}
    revisions = {enrolment.pk: enrolment.revision_id for enrolment in enrolments}
    found: dict[UUID, list[Column]] = defaultdict(list)
    for pk, enrolment, title, starts_at in rows:
        detail = f"{title}, {clock.paris(starts_at):%d/%m/%Y}"
        if pk in values:
            levels = {level.code: level for level in scale_of(revisions[enrolment])}
            hidden = effects.get(pk, NO_EFFECT)
            mentions = {
                competency: NEUTRALISED
                if hidden.on(competency)
                else Mention(
                    _said(levels[value].label, seen.get((pk, competency), 0)),
                    supports=levels[value].acquired,
                    observed=True,
                )
                for competency, value in values[pk].items()
                if value in levels and levels[value].observed
            }
        else:
            mentions = dict.fromkeys(planned.get(pk, ()), PLANNED)
            detail += ", pas encore harmonisée"
        if mentions:
            letter = LETTERS[len(found[enrolment]) % len(LETTERS)]
            found[enrolment].append(
                Column(str(pk), "simulation", f"Situation {letter}", detail, mentions)
            )
    return found


def _said(level: str, eyes: int) -> str:
    if not eyes:
        return level
    return f"{level} · {eyes}\u00a0regard{'s' if eyes > 1 else ''}"


def _agreed(ids: list[UUID]) -> dict[UUID, dict[int, str]]:
    """Simulation → competency → level, from signed harmonised sheets."""
    found: dict[UUID, dict[int, str]] = defaultdict(dict)
    for simulation, competency, value in ConsensusLine.objects.filter(
        consensus__simulation__in=ids, consensus__state=ConsensusState.SIGNED
    ).values_list("consensus__simulation", "competency", "value"):
        found[simulation][competency] = value
    return found


def _eyes(ids: list[UUID]) -> dict[tuple[UUID, int], int]:
    """How many evaluators rated a competency as observed, in sheets all signed together."""
    unseen = {
        level.code
        for revision in Simulation.objects.filter(pk__in=ids)
        .order_by()
        .values_list("scenario__revision", flat=True)
        .distinct()
        for level in scale_of(revision)
        if not level.observed
    }
    rows = (
        Rating.objects.filter(sheet__in=signed_together().filter(simulation__in=ids))
        .exclude(value__in=unseen)
        .order_by()
        .values_list("sheet__simulation", "competency")
        .annotate(number=Count("pk"))
    )
    return {(simulation, competency): number for simulation, competency, number in rows}


def _to_show(ids: list[UUID]) -> dict[UUID, set[int]]:
    """Simulation → what its scenario lets one observe, in the blocks it serves."""
    blocks: dict[UUID, set[int]] = defaultdict(set)
    for simulation, block in SimulationBlock.objects.filter(simulation__in=ids).values_list(
        "simulation", "competencyblock"
    ):
        blocks[simulation].add(block)
    found: dict[UUID, set[int]] = defaultdict(set)
    rows = ScenarioCompetency.objects.filter(scenario__simulations__in=ids).values_list(
        "scenario__simulations", "competency", "competency__block"
    )
    for simulation, competency, block in rows:
        if block in blocks[simulation]:
            found[simulation].add(competency)
    return found


def practice(enrolments: Sequence[Enrolment], actor: Actor) -> Columns:
    """Attested practice: a general source, beside every line. Four queries."""
    if not permissions.reads_practice(actor):
        return {}
    found: dict[UUID, list[Column]] = {}
    rows = with_practice(Enrolment.objects.filter(pk__in=[each.pk for each in enrolments]))
    for enrolment in rows:
        counted = summary(enrolment)
        if counted.attested:
            found[enrolment.pk] = [
                Column("practice", "practice", "Exercice attesté", general=f"{counted.attested}")
            ]
    return found


def lines_of(revision: object) -> list[Line]:
    """Every competency of a revision, in the notice's order."""
    rows = (
        Competency.objects.filter(block__revision=revision)
        .order_by("block__position", "position")
        .values_list("pk", "block__code", "position", "text")
    )
    return [Line(*row) for row in rows]


def matrices(
    enrolments: Sequence[Enrolment], actor: Actor, blocks: dict[UUID, set[str]] | None = None
) -> dict[UUID, Matrix]:
    """Enrolment → its matrix, as that actor may read it: a constant number of queries.

    blocks: codes of the blocks to keep for an enrolment; all of them when it is not named.
    """
    every = {revision: lines_of(revision) for revision in {each.revision_id for each in enrolments}}
    columns = columns_of(enrolments, actor)
    kept = blocks or {}
    return {
        each.pk: matrix(
            [
                line
                for line in every[each.revision_id]
                if each.pk not in kept or line.block in kept[each.pk]
            ],
            columns[each.pk],
        )
        for each in enrolments
    }
