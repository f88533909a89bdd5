"""The figures of a qualification: published, counted once and for all, or still provisional."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, Q

from assessments.framework.models import CompetencyBlock, Qualification, QualificationRevision
from assessments.framework.rules.qualification import ROUTES, PublishedFigures
from assessments.framework.rules.rules_file import merged_figures
from assessments.people.models import Entity
from assessments.sessions.models import AssessmentSession
from ccas import clock
from ccas.interface.templatetags.interface import day
from certification.deliberation.models import BlockDecision
from certification.figures.rules.cells import MASKED, NOTHING, Cell, count_cell
from certification.figures.rules.masking import hidden_lines, withheld
from certification.figures.rules.rates import (
    ABSENT_RATE,
    HIDDEN_RATE,
    Rate,
    published,
    rate,
)
from certification.surveys import promotions
from certification.surveys.models import PromotionSnapshot
from certification.surveys.promotions import Promotion
from certification.surveys.rules import Tally

SIX, TWO_YEARS = 6, 24
PUBLISHED, COUNTED, PROVISIONAL = "publiée", "arrêtée", "provisoire"
#: The route whose titles the notice counts apart.
EXPERIENCE = "VAE"


@dataclass(frozen=True, slots=True)
class YearLine:
    """A line of the notice's table. source: which of the three the figures are."""

    year: int
    source: str
    certified: Cell
    by_experience: Cell
    global_6: Rate
    target_6: Rate
    target_24: Rate
    responses_6: Rate
    responses_24: Rate


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A group of a promotion. responses: how many answered."""

    label: str
    certified: Cell
    responses_6: Cell
    global_6: Rate
    target_6: Rate
    responses_24: Cell
    target_24: Rate


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A promotion by one dimension. lines: empty when it is `withheld`, nothing being left."""

    dimension: str
    title: str
    lines: list[GroupLine]
    withheld: bool


@dataclass(frozen=True, slots=True)
class BlockLine:
    """A block before the juries of a year."""

    code: str
    title: str
    presented: Cell
    validated: Rate


@dataclass(frozen=True, slots=True)
class Figures:
    """All that is shown of a qualification, for one year in detail."""

    qualification: Qualification
    revision: QualificationRevision
    year: int | None
    years: list[YearLine]
    breakdowns: list[Breakdown]
    blocks: list[BlockLine]


#: dimension → its title in a table.
TITLES = {"route": "voie d’accès", "entity": "entité", "session": "session d’évaluation"}


def years_of(qualification: Qualification) -> list[int]:
    """Years that gave a title here, the latest first."""
    found = {one.year for one in promotions.all_promotions([qualification.code])}
    return sorted(found, reverse=True)


def figures(
    qualification: Qualification, year: int | None = None, years: Sequence[int] | None = None
) -> Figures:
    """Everything; year: the one detailed, the latest by default.

    years: those of `years_of`, when the caller has read them.
    """
    years = years_of(qualification) if years is None else years
    revision = qualification.current
    year = year if year in years else next(iter(years), None)
    counted = {one: _facts(qualification, one) for one in years}
    return Figures(
        qualification,
        revision,
        year,
        _year_lines(revision, counted),
        _breakdowns(counted[year]) if year is not None else [],
        _blocks(qualification, revision, year) if year is not None else [],
    )


type Facts = dict[int, tuple[dict[str, Any], bool]]


def _facts(qualification: Qualification, year: int) -> Facts:
    """months → (facts, whether they are counted once and for all)."""
    rows = {
        row.months: row
        for row in PromotionSnapshot.objects.filter(qualification=qualification, year=year)
    }
    found: Facts = {}
    for months in (SIX, TWO_YEARS):
        promotion = Promotion(qualification.pk, qualification.code, year, months)
        if months in rows:
            found[months] = (rows[months].facts, True)
            continue
        # What was answered today counts from tomorrow; nothing counts after its day, though no job
        # has written the promotion yet.
        as_of = min(promotion.freezes_on, clock.today() + timedelta(days=1))
        facts = promotions.facts_of(promotion, as_of)
        found[months] = (facts, as_of == promotion.freezes_on)
    return found


def _year_lines(revision: QualificationRevision, counted: Mapping[int, Facts]) -> list[YearLine]:
    lines = [_published(line) for line in merged_figures(revision.notice, revision.rules)]
    told = {line.year for line in lines}
    lines += [_counted(year, facts) for year, facts in counted.items() if year not in told]
    return sorted(lines, key=lambda line: -line.year)


def _published(line: PublishedFigures) -> YearLine:
    def number(value: int | None) -> Cell:
        return NOTHING if value is None else Cell(value)

    return YearLine(
        line.year,
        PUBLISHED,
        number(line.certified),
        number(line.certified_vae),
        published(line.insertion_6_months),
        published(line.target_job_6_months),
        published(line.target_job_2_years),
        ABSENT_RATE,
        ABSENT_RATE,
    )


def _counted(year: int, facts: Facts) -> YearLine:
    six, frozen = facts[SIX]
    total, later = promotions.total_of(six), promotions.total_of(facts[TWO_YEARS][0])
    return YearLine(
        year,
        COUNTED if frozen and facts[TWO_YEARS][1] else PROVISIONAL,
        count_cell(total.certified),
        _by_experience(promotions.groups_of(six, "route")),
        _employed(total),
        _target(total),
        _target(later),
        _answers(total),
        _answers(later),
    )


def _by_experience(routes: Mapping[str, Tally]) -> Cell:
    """As the breakdown by route shows it: what is hidden there is shown nowhere."""
    keys = list(routes)
    titles = [(routes[key].certified,) for key in keys]
    hidden = hidden_lines(titles)
    if withheld(titles, hidden):
        return MASKED
    if EXPERIENCE not in routes:
        return Cell(0)
    return MASKED if keys.index(EXPERIENCE) in hidden else Cell(routes[EXPERIENCE].certified)


def _employed(one: Tally) -> Rate:
    return rate(one.employed, one.counted, silent=one.certified - one.respondents)


def _target(one: Tally) -> Rate:
    return rate(one.target_job, one.counted, silent=one.certified - one.respondents)


def _answers(one: Tally) -> Rate:
    """Answers among holders; absent before anybody was asked."""
    return rate(one.respondents, one.certified) if one.asked else ABSENT_RATE


def _breakdowns(facts: Facts) -> list[Breakdown]:
    return [
        _breakdown(
            dimension,
            promotions.groups_of(facts[SIX][0], dimension),
            promotions.groups_of(facts[TWO_YEARS][0], dimension),
        )
        for dimension in promotions.DIMENSIONS
    ]


def _breakdown(dimension: str, six: dict[str, Tally], later: dict[str, Tally]) -> Breakdown:
    keys = list(six)
    nobody = Tally(0, 0, 0, 0, 0, 0)
    labels = LABELS[dimension](keys)
    titles = [(six[key].certified,) for key in keys]
    hidden = hidden_lines(titles)
    if withheld(titles, hidden):
        return Breakdown(dimension, TITLES[dimension], [], True)
    said, begun = {}, {}
    for months, groups in ((SIX, six), (TWO_YEARS, later)):
        begun[months] = any(each.asked for each in groups.values())
        answers = [
            (groups.get(key, nobody).respondents, groups.get(key, nobody).counted) for key in keys
        ]
        said[months] = hidden_lines(answers, also=hidden)
    lines = []
    for at, key in enumerate(keys):
        one, two = six[key], later.get(key, nobody)
        first, second = at in said[SIX], at in said[TWO_YEARS]
        lines.append(
            GroupLine(
                labels[key],
                MASKED if at in hidden else Cell(one.certified),
                _responses(one, hidden=first, begun=begun[SIX]),
                _shown(_employed(one), first, begun[SIX]),
                _shown(_target(one), first, begun[SIX]),
                _responses(two, hidden=second, begun=begun[TWO_YEARS]),
                _shown(_target(two), second, begun[TWO_YEARS]),
            )
        )
    lines.sort(key=lambda line: line.label)
    return Breakdown(dimension, TITLES[dimension], lines, False)


def _responses(one: Tally, *, hidden: bool, begun: bool) -> Cell:
    if not begun:
        return NOTHING
    return MASKED if hidden else Cell(one.respondents)


def _shown(one: Rate, hidden: bool, begun: bool) -> Rate:
    if not begun:
        return ABSENT_RATE
    return HIDDEN_RATE if hidden else one


def _routes(keys: list[str]) -> dict[str, str]:
    return {key: ROUTES.get(key, key) for key in keys}


def _entities(keys: list[str]) -> dict[str, str]:
    names = dict(Entity.objects.filter(code__in=keys).values_list("code", "short_name"))
    return {key: names.get(key, "Sans affectation connue") for key in keys}


def _sessions(keys: list[str]) -> dict[str, str]:
    rows = AssessmentSession.objects.filter(pk__in=[key for key in keys if key])
    names = {str(one.pk): f"{one.name}, {day(one.starts_on)}" for one in rows}
    return {key: names.get(key, "Sans session d’évaluation") for key in keys}


LABELS: Mapping[str, Callable[[list[str]], dict[str, str]]] = {
    "route": _routes,
    "entity": _entities,
    "session": _sessions,
}


def _blocks(
    qualification: Qualification, revision: QualificationRevision, year: int
) -> list[BlockLine]:
    """Blocks that juries of that year decided, published only; a block told few times is hidden."""
    rows = (
        BlockDecision.objects.filter(
            presentation__deliberation__published_at__isnull=False,
            presentation__deliberation__jury__sits_on__year=year,
            block__revision__qualification=qualification,
        )
        .order_by("block__code")
        .values_list("block__code")
        .annotate(presented=Count("pk"), validated=Count("pk", filter=Q(verdict="validated")))
    )
    titles = dict(CompetencyBlock.objects.filter(revision=revision).values_list("code", "title"))
    return [
        BlockLine(code, titles.get(code, ""), count_cell(presented), rate(validated, presented))
        for code, presented, validated in rows
    ]
