"""What the database refuses by itself, tried in raw SQL."""

from uuid import uuid4

import pytest
from django.db import Error, connection, transaction

from assessments.grading import actions
from tests.factories.grading import (
    a_simulation,
    actor_of,
    competencies_of,
    opened_sheets,
    signed_consensus,
    signed_sheets,
    tap,
)
from tests.kept import Kept

pytestmark = pytest.mark.django_db


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount


def refused(statement, *values, why):
    with pytest.raises(Error, match=why), transaction.atomic():
        sql(statement, *values)


planned = Kept(a_simulation, blocks=(1,))


@pytest.fixture
def simulation():
    return planned()


@pytest.fixture
def open_sheet(simulation):
    sheet = opened_sheets(simulation)[0]
    lines = competencies_of(simulation)
    tap(sheet, lines[0], "A")
    actions.record_act(
        sheet,
        client_id=uuid4(),
        sequence=1,
        kind="note",
        competency=lines[0],
        text="vu",
        by=actor_of(sheet.evaluator),
    )
    return sheet


@pytest.fixture
def signed(simulation, open_sheet):
    return signed_sheets(simulation)[0]


INSERT_ACT = (
    "INSERT INTO assessments_sheetact (id, occurred_at, sheet_id, client, sequence, kind,"
    " competency_id, previous_id, value, text, device_offset_ms, received_at)"
    " VALUES (gen_random_uuid(), now(), %s, gen_random_uuid(), 1, %s, %s, %s, %s, %s, 0, now())"
)
INSERT_RATING = (
    "INSERT INTO assessments_rating (id, occurred_at, sheet_id, competency_id, value, act_id,"
    " version) VALUES (gen_random_uuid(), now(), %s, %s, 'A', %s, 1)"
)


def test_acts_are_append_only_even_on_an_open_sheet(open_sheet):
    pk = open_sheet.acts.first().pk
    refused(
        "UPDATE assessments_sheetact SET value = 'N' WHERE id = %s",
        pk,
        why="Cannot update rows",
    )
    refused(
        "DELETE FROM assessments_rating WHERE sheet_id = %s; "
        "DELETE FROM assessments_sheetact WHERE id = %s",
        open_sheet.pk,
        pk,
        why="Cannot delete rows",
    )


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE assessments_rating SET value = 'N' WHERE sheet_id = %s",
        "DELETE FROM assessments_rating WHERE sheet_id = %s",
        "DELETE FROM assessments_observation WHERE sheet_id = %s",
        "UPDATE assessments_assessmentsheet SET state = 'open', signed_at = NULL WHERE id = %s",
        "UPDATE assessments_assessmentsheet SET signed_at = now() WHERE id = %s",
        "UPDATE assessments_assessmentsheet SET evaluator_id ="
        " (SELECT id FROM assessments_person WHERE id <> evaluator_id LIMIT 1) WHERE id = %s",
        "UPDATE assessments_assessmentsheet SET revision = 2 WHERE id = %s",
        "DELETE FROM assessments_assessmentsheet WHERE id = %s",
    ],
)
def test_nothing_of_a_signed_sheet_changes(signed, statement):
    refused(statement, signed.pk, why="signed|Cannot delete|keeps its|never rewritten")


def test_the_same_statements_pass_while_the_sheet_is_open(open_sheet):
    assert sql("UPDATE assessments_rating SET value = 'N' WHERE sheet_id = %s", open_sheet.pk) == 1
    assert sql("DELETE FROM assessments_observation WHERE sheet_id = %s", open_sheet.pk) == 1
    assert sql("DELETE FROM assessments_rating WHERE sheet_id = %s", open_sheet.pk) == 1


def test_nothing_is_added_to_a_signed_sheet(signed):
    line = competencies_of(signed.simulation)[0]
    act = signed.acts.get(competency=line, kind="rate", followers=None)
    refused(INSERT_ACT, signed.pk, "rate", line.pk, act.pk, "N", "", why="sheet is signed")
    refused(INSERT_RATING, signed.pk, line.pk, act.pk, why="sheet is signed")


def test_an_observation_is_never_rewritten(open_sheet):
    refused(
        "UPDATE assessments_observation SET text = 'autre' WHERE sheet_id = %s",
        open_sheet.pk,
        why="never rewritten",
    )


def test_a_rating_belongs_to_a_block_of_its_simulation(open_sheet):
    revision = open_sheet.simulation.registration.enrolment.revision
    foreign = revision.blocks.get(position=2).competencies.first()
    act = open_sheet.acts.first()
    why = "outside the blocks"
    refused(INSERT_RATING, open_sheet.pk, foreign.pk, act.pk, why=why)
    refused(INSERT_ACT, open_sheet.pk, "rate", foreign.pk, None, "A", "", why=why)
    refused(
        "UPDATE assessments_rating SET competency_id = %s WHERE sheet_id = %s",
        foreign.pk,
        open_sheet.pk,
        why="keeps its sheet",
    )


def test_one_rating_per_sheet_and_competency(open_sheet):
    line = competencies_of(open_sheet.simulation)[0]
    refused(INSERT_RATING, open_sheet.pk, line.pk, open_sheet.acts.first().pk, why="rating_once")


def test_acts_form_a_chain(open_sheet):
    lines = competencies_of(open_sheet.simulation)
    first = open_sheet.acts.get(kind="rate")
    other = opened_sheets(open_sheet.simulation)[1]
    refused(INSERT_ACT, open_sheet.pk, "rate", lines[0].pk, None, "N", "", why="act_first_once")
    refused(INSERT_ACT, open_sheet.pk, "rate", lines[1].pk, first.pk, "N", "", why="follows one")
    refused(INSERT_ACT, other.pk, "rate", lines[0].pk, first.pk, "N", "", why="follows one")
    assert sql(INSERT_ACT, open_sheet.pk, "rate", lines[0].pk, first.pk, "N", "") == 1
    refused(
        INSERT_ACT, open_sheet.pk, "rate", lines[0].pk, first.pk, "E", "", why="act_followed_once"
    )
    refused(
        INSERT_ACT,
        open_sheet.pk,
        "undo",
        lines[1].pk,
        None,
        "",
        "",
        why="act_undo_undoes_something",
    )
    refused(INSERT_ACT, open_sheet.pk, "note", lines[1].pk, None, "", "", why="act_words")
    refused(INSERT_ACT, open_sheet.pk, "rate", lines[1].pk, None, "", "", why="act_rating")


def test_a_sheet_is_not_signed_with_a_line_missing(open_sheet):
    refused(
        "UPDATE assessments_assessmentsheet SET state = 'signed', signed_at = now() WHERE id = %s",
        open_sheet.pk,
        why="every competency is rated",
    )


def test_a_sheet_that_a_deliberation_read_is_not_replaced(signed, officer):
    actions.freeze_sheets([signed.simulation.registration.enrolment], by=officer)
    for statement in (
        "UPDATE assessments_assessmentsheet SET state = 'superseded', superseded_at = now()"
        " WHERE id = %s",
        "UPDATE assessments_assessmentsheet SET frozen_at = NULL WHERE id = %s",
    ):
        refused(statement, signed.pk, why="deliberation has read")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE assessments_consensusline SET value = 'N' WHERE consensus_id = %s",
        "DELETE FROM assessments_consensusline WHERE consensus_id = %s",
        "UPDATE assessments_consensus SET state = 'open', signed_at = NULL WHERE id = %s",
        "UPDATE assessments_consensus SET signed_at = now() WHERE id = %s",
        "DELETE FROM assessments_consensus WHERE id = %s",
        "UPDATE assessments_consensussignature SET withdrawn_at = now() WHERE consensus_id = %s",
        "DELETE FROM assessments_consensussignature WHERE consensus_id = %s",
    ],
)
def test_a_signed_consensus_does_not_change(simulation, statement):
    consensus = signed_consensus(simulation)
    refused(statement, consensus.pk, why="consensus is signed|Cannot delete")


def test_a_consensus_is_not_signed_with_a_line_open(simulation):
    one, _ = signed_sheets(simulation, {0: "A"}, {0: "N"})
    consensus = actions.open_consensus(simulation, by=actor_of(one.evaluator))
    statement = "UPDATE assessments_consensus SET state = 'signed', signed_at = now() WHERE id = %s"
    refused(statement, consensus.pk, why="every line has a value")
    sql("UPDATE assessments_consensusline SET value = 'E' WHERE value = ''")
    assert sql(statement, consensus.pk) == 1
