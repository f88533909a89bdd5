"""From what is owed to what is accepted; what the database refuses on the way."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import override_settings
from lxml import etree

from ccas import clock
from ccas.journal.models import JournalEntry
from ccas.refusals import Refusal
from certification.passport import actions, reading
from certification.passport.models import (
    LineState,
    PassportLine,
    PassportReceipt,
    PassportReturn,
    ReturnState,
)
from certification.passport.rules.writing import schema_errors
from tests.factories.awards import withdrawn

pytestmark = pytest.mark.django_db
LATER = date(2026, 11, 20)


def prepared(keeper, **said):
    with clock.moved_to(LATER):
        return actions.prepare_return(by=keeper, **said)


def deposited(keeper, **said):
    made = prepared(keeper, **said)
    with clock.moved_to(LATER):
        return actions.deposit_return(made, by=keeper)


def receipt(made, ok=(), ko=(), flow_id=None):
    accepted = "".join(f"<idTechnique>{one.technical_id}</idTechnique>" for one in ok)
    rejected = "".join(
        f"<passage><idTechnique>{one.technical_id}</idTechnique>"
        "<messageErreur>Aucun titulaire</messageErreur></passage>"
        for one in ko
    )
    return (
        f"<rapport><idFlux>{flow_id or made.flow_id}</idFlux><PassagesOK>{accepted}</PassagesOK>"
        f"<PassagesKO>{rejected}</PassagesKO></rapport>"
    ).encode()


def test_what_is_owed_is_published_in_force_and_dated(awards, keeper):
    with clock.moved_to(LATER):
        owed = reading.owed_lines()
    assert [one.award for one in owed] == awards
    assert {one.due for one in owed} == {date(2027, 1, 6)}
    assert not any(one.late or one.problems for one in owed)
    with clock.moved_to(date(2027, 1, 7)):
        assert all(one.late for one in reading.owed_lines())


def test_a_withdrawn_title_is_not_owed(awards, keeper):
    with clock.moved_to(LATER):
        withdrawn(awards[0])
    assert [one.award for one in reading.owed_lines()] == [awards[1]]


def test_the_file_is_valid_kept_and_journalled(awards, keeper):
    made = prepared(keeper)
    assert schema_errors(made.xml.encode(), made.version) == []
    root = etree.fromstring(made.xml.encode())
    found = [one.text for one in root.iter("{*}idTechnique")]
    assert found == [str(line.technical_id) for line in made.lines.order_by("position")]
    assert root.findtext(".//{*}horodatage").endswith("+01:00")
    line = JournalEntry.objects.get(verb="passport.prepare")
    assert line.details == {"lines": 2, "sha256": made.sha256, "version": "1.1.2"}
    assert reading.owed_lines() == []


def test_a_title_with_something_missing_stays_behind(awards, keeper):
    person = awards[0].candidate.person
    person.birth_name = "é" * 61
    person.save()
    with clock.moved_to(LATER):
        assert "61 caractères" in reading.owed_lines()[0].problems[0]
    made = prepared(keeper)
    assert [line.award for line in made.lines.all()] == [awards[1]]
    with pytest.raises(Refusal, match="n’est plus à déclarer"):
        prepared(keeper, chosen=[awards[0].pk, awards[1].pk])


def test_only_what_was_chosen_leaves(awards, keeper):
    made = prepared(keeper, chosen=[awards[1].pk])
    assert [line.award for line in made.lines.all()] == [awards[1]]
    assert [one.award for one in reading.owed_lines()] == [awards[0]]


@override_settings(PASSPORT_CLIENT="")
def test_without_the_identifiers_of_the_caisse_nothing_is_written(awards, keeper):
    with pytest.raises(Refusal, match="PASSPORT_CLIENT"):
        prepared(keeper)
    assert not PassportReturn.objects.exists()


def test_only_the_officer_declares(awards, make_actor):
    for role in ("auditor", "administrator", "candidate"):
        with pytest.raises(Refusal, match="Seul un gestionnaire"):
            actions.prepare_return(by=make_actor(role))


def test_given_up_its_titles_are_owed_again_under_new_identifiers(awards, keeper):
    first = prepared(keeper)
    old = set(first.lines.values_list("technical_id", flat=True))
    actions.cancel_return(first, by=keeper)
    second = prepared(keeper)
    assert not old & set(second.lines.values_list("technical_id", flat=True))
    with pytest.raises(Refusal, match="abandonné"):
        actions.deposit_return(first, by=keeper)


def test_a_title_withdrawn_meanwhile_stops_the_deposit(awards, keeper):
    made = prepared(keeper)
    with clock.moved_to(LATER):
        withdrawn(awards[0])
    with pytest.raises(Refusal, match="a été retiré depuis"):
        actions.deposit_return(made, by=keeper)


def test_accepted_is_closed_rejected_comes_back_with_reason_and_remedy(awards, keeper):
    made = deposited(keeper)
    first, second = made.lines.order_by("position")
    kept = actions.read_answer(made, receipt(made, ok=[first], ko=[second]), by=keeper)
    assert (kept.accepted, kept.rejected) == (1, 1)
    made.refresh_from_db()
    assert made.state == ReturnState.ANSWERED
    (owed,) = reading.owed_lines()
    assert owed.award == second.award
    assert owed.rejected_because == "Aucun titulaire"
    assert owed.fix.startswith("Comparez")
    again = deposited(keeper)
    (line,) = again.lines.all()
    assert line.technical_id not in {first.technical_id, second.technical_id}
    actions.read_answer(again, receipt(again, ok=[line]), by=keeper)
    assert reading.owed_lines() == []


def test_a_receipt_for_a_part_leaves_the_rest_waiting(awards, keeper):
    made = deposited(keeper)
    first, second = made.lines.order_by("position")
    actions.read_answer(made, receipt(made, ok=[first]), by=keeper)
    made.refresh_from_db()
    assert made.state == ReturnState.DEPOSITED
    # The next one may say again what was already said.
    actions.read_answer(made, receipt(made, ok=[first, second]), by=keeper)
    made.refresh_from_db()
    assert made.state == ReturnState.ANSWERED


def test_identifiers_in_other_letter_case_are_known(awards, keeper):
    made = deposited(keeper)
    text = receipt(made, ok=made.lines.all()).decode()
    actions.read_answer(
        made, text.replace(str(made.flow_id), str(made.flow_id).upper()).encode(), by=keeper
    )
    assert set(made.lines.values_list("state", flat=True)) == {LineState.ACCEPTED}


def test_what_disagrees_is_refused_and_changes_nothing(awards, keeper):
    made = prepared(keeper)
    first, second = made.lines.order_by("position")
    with pytest.raises(Refusal, match="n’est pas déposé"):
        actions.read_answer(made, receipt(made, ok=[first]), by=keeper)
    made = actions.deposit_return(made, by=keeper)
    whole = receipt(made, ok=[first])
    actions.read_answer(made, whole, by=keeper)
    cases = [
        (whole, "a déjà été lu"),
        (receipt(made, ok=[second], flow_id="autre"), "répond au flux autre"),
        (
            b"<rapport><PassagesOK><idTechnique>zzz</idTechnique></PassagesOK></rapport>",
            "zzz n’est",
        ),
        (receipt(made, ko=[first]), "est déjà répondu : acceptée"),
        (b"<html/>", "« rapport »"),
    ]
    for content, says in cases:
        with pytest.raises(Refusal, match=says):
            actions.read_answer(made, content, by=keeper)
    assert PassportReceipt.objects.count() == 1
    assert PassportLine.objects.get(pk=second.pk).state == LineState.WAITING


def test_withdrawn_after_acceptance_is_told(awards, keeper):
    made = deposited(keeper)
    actions.read_answer(made, receipt(made, ok=made.lines.all()), by=keeper)
    assert not reading.withdrawn_after_acceptance().exists()
    with clock.moved_to(LATER):
        withdrawn(awards[0])
    assert [one.award for one in reading.withdrawn_after_acceptance()] == [awards[0]]


ATTACKS = {
    "a file changed": "UPDATE certification_passportreturn SET xml = ''",
    "a return removed": "DELETE FROM certification_passportreceipt;"
    " DELETE FROM certification_passportline; DELETE FROM certification_passportreturn",
    "an answered line changed": "UPDATE certification_passportline SET state = 'rejected',"
    " message = 'x' WHERE state = 'accepted'",
    "an identifier changed": "UPDATE certification_passportline SET technical_id ="
    " gen_random_uuid()",
    "a rejection without reason": "UPDATE certification_passportline SET state = 'rejected',"
    " answered_at = now() WHERE state = 'waiting'",
    "a receipt changed": "UPDATE certification_passportreceipt SET accepted = 9",
    "a state without its time": "UPDATE certification_passportreturn SET state = 'prepared'",
    "a title in two returns": "INSERT INTO certification_passportline (id, occurred_at,"
    " recorded_at, passport_return_id, award_id, technical_id, position, state, message, code)"
    " SELECT gen_random_uuid(), now(), now(), passport_return_id, award_id, gen_random_uuid(), 99,"
    " 'waiting', '', '' FROM certification_passportline LIMIT 1",
}


@pytest.mark.parametrize("sql", ATTACKS.values(), ids=ATTACKS)
def test_the_database_refuses(awards, keeper, sql):
    made = deposited(keeper)
    first, _second = made.lines.order_by("position")
    actions.read_answer(made, receipt(made, ok=[first]), by=keeper)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_the_database_refuses_an_answer_before_the_deposit(awards, keeper):
    prepared(keeper)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE certification_passportline SET state = 'accepted', answered_at = now()"
        )
