"""A scenario of the database as the plain values of its file; what keeps it from being offered."""

from collections import defaultdict
from uuid import UUID

from assessments.framework.models import Competency, QualificationRevision
from assessments.sessions.models import InjectCompetency, Scenario
from assessments.sessions.rules import (
    CalledFor,
    PlannedInject,
    Script,
    ScriptDocument,
    ScriptInject,
    missing_to_publish,
)


def lines_of(revision: QualificationRevision) -> dict[int, tuple[str, int]]:
    """Competency id → (block code, rank in the block), for every competency of a revision."""
    rows = Competency.objects.filter(block__revision=revision).values_list(
        "pk", "block__code", "position"
    )
    return {pk: (block, position) for pk, block, position in rows}


def script_of(scenario: Scenario) -> Script:
    """The whole scenario: five queries, whatever its length."""
    names = lines_of(scenario.revision)
    called = _called(scenario)
    return Script(
        code=scenario.code,
        title=scenario.title,
        brief=scenario.brief,
        duration_minutes=scenario.duration_minutes,
        observable=tuple(
            sorted(names[pk] for pk in scenario.competencies.values_list("pk", flat=True))
        ),
        injects=tuple(
            ScriptInject(
                each.minute,
                each.channel,
                each.text,
                each.expected,
                tuple(sorted(names[pk] for pk in called[each.pk])),
            )
            for each in scenario.injects.all()
        ),
        documents=tuple(
            ScriptDocument(each.nature, each.title, each.text, each.handed_over)
            for each in scenario.documents.all()
        ),
    )


def calls_of(scenario: Scenario) -> list[CalledFor]:
    """What each event calls for, on the station clock, for `still_to_observe`: two queries."""
    called = _called(scenario)
    return [
        CalledFor(minute * 60, tuple(called[pk]))
        for pk, minute in scenario.injects.values_list("pk", "minute")
    ]


def not_published_because(scenario: Scenario) -> list[str]:
    """Why a scenario cannot be offered yet; empty when it can."""
    script = script_of(scenario)
    return missing_to_publish(
        observable=[(line, f"{line[0][-4:]} n° {line[1]}") for line in script.observable],
        injects=[
            PlannedInject(each.minute, each.text, each.expected, frozenset(each.competencies))
            for each in script.injects
        ],
    )


def _called(scenario: Scenario) -> dict[UUID, list[int]]:
    """Event id → ids of the competencies it calls for, in the notice's order."""
    found: dict[UUID, list[int]] = defaultdict(list)
    rows = InjectCompetency.objects.filter(inject__scenario=scenario).order_by(
        "competency__block__position", "competency__position"
    )
    for inject, competency in rows.values_list("inject", "competency"):
        found[inject].append(competency)
    return found
