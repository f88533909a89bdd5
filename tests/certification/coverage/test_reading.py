"""What each source says of a candidate, and to whom."""

from datetime import timedelta

import pytest

from assessments.sessions.models import Incident, Simulation
from certification.coverage import sources
from certification.coverage.reading import matrices
from certification.coverage.rules import Column, Mention, Support
from tests.factories import grading
from tests.factories.deliberation import candidate, proposed

pytestmark = pytest.mark.django_db


def covered(enrolment, actor):
    """The matrix of one candidate, as the actor may read it."""
    return matrices([enrolment], actor)[enrolment.pk]


def cell(found, column: int, rank: int):
    return found.lines[rank].cells[column]


@pytest.fixture
def enrolment():
    return candidate(practice=False)


@pytest.fixture
def twice(enrolment):
    """The first block, harmonised twice; the second line acquired the second time only."""
    for hours, values in ((0, {1: "N", 2: "O"}), (3, {2: "O"})):
        simulation = grading.a_simulation(
            enrolment=enrolment, starts_at=grading.DAY + timedelta(hours=hours)
        )
        grading.signed_consensus(simulation, values)
    return enrolment


def test_a_harmonised_sheet_supports_what_it_says_acquired(twice, officer) -> None:
    found = covered(twice, officer)
    assert [column.label for column in found.columns] == ["Situation A", "Situation B"]
    assert found.columns[0].detail == "Feu de cave, rue des Tanneurs, 17/03/2026"
    assert cell(found, 0, 0).text == "Acquis · 2\u00a0regards"
    assert cell(found, 0, 1).text == "Non acquis · 2\u00a0regards"
    assert [row.support for row in found.lines[:4]] == [
        Support.SEVERAL, Support.SINGLE, Support.NOTHING, Support.SEVERAL,
    ]  # fmt: skip
    assert found.lines[2].cells == (None, None)  # not observed says nothing
    assert {row.support for row in found.lines[13:]} == {Support.NOTHING}


def test_one_eye_is_counted_as_one(enrolment, officer) -> None:
    """One evaluator saw it, the other did not; the pair settles it as acquired."""
    simulation = grading.a_simulation(enrolment=enrolment)
    grading.signed_sheets(simulation, {0: "A"}, {0: "O"})
    pair = [seat.person for seat in simulation.evaluators.order_by("position")]
    consensus = grading.actions.open_consensus(simulation, by=grading.actor_of(pair[0]))
    grading.actions.settle_line(
        consensus.lines.get(value=""), value="A", word="Vu à l’image.", by=grading.actor_of(pair[0])
    )
    for person in pair:
        consensus = grading.actions.sign_consensus(consensus, by=grading.actor_of(person))
    assert cell(covered(enrolment, officer), 0, 0).text == "Acquis · 1\u00a0regard"


def test_nothing_seen_shows_before_the_sheets_are_harmonised(enrolment, officer) -> None:
    """Blind: what shows is what was planned, whoever has signed."""
    simulation = grading.a_simulation(enrolment=enrolment, unseen=1)
    planned = covered(enrolment, officer)
    assert planned.columns[0].detail.endswith("pas encore harmonisée")
    assert [row.support for row in planned.lines[:13]] == [Support.EXPECTED] * 12 + [
        Support.NOTHING
    ]
    first, second = grading.opened_sheets(simulation)
    for sheet in (first, second):
        grading.fill(sheet, "N")
        grading.actions.sign_sheet(sheet, by=grading.actor_of(sheet.evaluator))
        after = covered(enrolment, officer)
        assert after.lines == planned.lines
        assert after.columns == planned.columns


def test_an_absence_is_no_source(enrolment, officer) -> None:
    simulation = grading.a_simulation(enrolment=enrolment)
    Simulation.objects.filter(pk=simulation.pk).update(state="absent")
    assert covered(enrolment, officer).columns == ()


def test_an_incident_hides_what_it_neutralises(twice, officer) -> None:
    first = Simulation.objects.order_by("starts_at").first()
    line = first.scenario.competencies.order_by("block__position", "position").first()
    incident = Incident.objects.create(
        simulation=first, category="technical", effect="neutralise", reason="Micro coupé.",
        reported_by=grading.a_person("officer").user,
    )  # fmt: skip
    incident.competencies.set([line])
    found = covered(twice, officer)
    assert cell(found, 0, 0) == Mention("neutralisée")
    assert found.lines[0].support == Support.SINGLE


def test_attested_practice_is_a_general_source(officer, make_actor) -> None:
    enrolment = candidate()
    proposed(enrolment, 1)
    found = covered(enrolment, officer)
    assert [column.label for column in found.generals] == ["Exercice attesté"]
    assert "mois" in found.generals[0].general
    assert found.lines[0].support == Support.SINGLE
    assert covered(enrolment, make_actor("evaluator")).generals == ()


def test_an_evaluator_reads_their_own_simulations_only(twice) -> None:
    first, second = Simulation.objects.order_by("starts_at")
    for simulation, other in ((first, second), (second, first)):
        actor = grading.actor_of(simulation.evaluators.first().person)
        found = covered(twice, actor)
        assert [column.key for column in found.columns] == [str(simulation.pk)]
        assert str(other.pk) not in {column.key for column in found.columns}


def test_a_candidate_reads_what_a_deliberation_froze(twice, make_actor) -> None:
    actor = make_actor("candidate")
    assert covered(twice, actor).columns == ()
    first = Simulation.objects.order_by("starts_at").first()
    first.sheets.update(frozen_at=grading.DAY)
    assert [column.key for column in covered(twice, actor).columns] == [str(first.pk)]


def test_a_room_adds_its_source_and_nothing_else_changes(enrolment, officer, monkeypatch) -> None:
    monkeypatch.setattr(sources, "_sources", dict(sources._sources))
    line = enrolment.revision.blocks.first().competencies.first().pk
    piece = Column("e1", "evidence", "Pièce 1", mentions={line: Mention("jointe", supports=True)})
    sources.register_source(
        sources.Source("evidence", "Pièces", 30, lambda rows, actor: {enrolment.pk: [piece]})
    )
    assert covered(enrolment, officer).columns == (piece,)
    with pytest.raises(ValueError, match="two sources are called evidence"):
        sources.register_source(sources.Source("evidence", "Pièces", 30, lambda rows, actor: {}))


def test_as_many_queries_for_three_candidates_as_for_one(
    officer, django_assert_num_queries
) -> None:
    enrolments = [candidate() for _ in range(3)]
    for enrolment in enrolments:
        proposed(enrolment, 1)
        proposed(enrolment, 2, 3)
    matrices(enrolments, officer)  # scales are read once in the life of the process
    with django_assert_num_queries(13):
        matrices(enrolments[:1], officer)
    with django_assert_num_queries(13):
        matrices(enrolments, officer)
