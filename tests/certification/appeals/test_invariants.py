"""What the database refuses of appeals, and what the queries see when a hand steps over it."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from ccas import clock
from certification.appeals import actions
from certification.appeals.models import Appeal
from certification.deliberation import actions as deliberating
from certification.invariants import broken_invariants
from certification.juries.models import AgendaItem
from tests.certification.appeals.test_actions import heard_again
from tests.factories import appeals as made
from tests.factories.appeals import SOON, accepted, another_jury, first, received
from tests.factories.deliberation import account, decide
from tests.factories.juries import AgendaItemFactory
from tests.faults.test_room_invariants import over_the_triggers
from tests.kept import Kept

pytestmark = pytest.mark.django_db
#: The room whose result is challenged.
challenged = Kept(made.challenged)


def run(sql, *params):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


#: SQL that the constraints and triggers refuse on an appeal that waits for its answer.
REFUSED = [
    "DELETE FROM certification_appeal",
    "UPDATE certification_appeal SET grounds = 'autre chose'",
    "UPDATE certification_appeal SET received_on = '2026-10-13'",
    "UPDATE certification_appeal SET late = true",
    "UPDATE certification_appeal SET state = 'accepted'",
    "UPDATE certification_appeal SET state = 'refused', decided_on = '2026-10-20',"
    " decided_at = now(), decided_by_id = registered_by_id, reasons = ''",
    "UPDATE certification_appeal SET state = 'refused', decided_on = '2026-10-01',"
    " decided_at = now(), decided_by_id = registered_by_id, reasons = 'x'",
    "INSERT INTO certification_appeal SELECT (jsonb_populate_record(a, jsonb_build_object("
    "'id', gen_random_uuid()))).* FROM certification_appeal a",
    "INSERT INTO certification_appeal SELECT (jsonb_populate_record(a, jsonb_build_object("
    "'id', gen_random_uuid(), 'kind', 'contentious', 'channel', 'paper'))).*"
    " FROM certification_appeal a",
    "INSERT INTO certification_appeal SELECT (jsonb_populate_record(a, jsonb_build_object("
    "'id', gen_random_uuid(), 'kind', 'contentious', 'channel', 'paper', 'reference', '7',"
    " 'state', 'accepted', 'decided_by_id', a.registered_by_id, 'decided_on', '2026-11-01',"
    " 'decided_at', now(), 'reasons', 'x', 'decision_reference', 'x'))).*"
    " FROM certification_appeal a",
]


@pytest.mark.parametrize("sql", REFUSED)
def test_the_database_refuses_it(sql):
    received(challenged())
    with pytest.raises(DatabaseError), transaction.atomic():
        run(sql)


def test_an_answered_appeal_never_changes(officer):
    accepted(challenged(), officer)
    for sql in (
        "UPDATE certification_appeal SET state = 'received', decided_by_id = NULL,"
        " decided_on = NULL, decided_at = NULL, reasons = ''",
        "UPDATE certification_appeal SET reasons = 'autres'",
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            run(sql)


def test_what_is_hidden_or_won_is_not_challenged():
    room = challenged()
    appeal = received(room)
    with over_the_triggers("certification_presentation"):
        run("UPDATE certification_presentation SET outcome = 'awarded'")
    with pytest.raises(DatabaseError, match="no decision to challenge"), transaction.atomic():
        Appeal.objects.create(
            presentation=first(room),
            kind="contentious",
            channel="paper",
            received_on=appeal.received_on,
            reference="7",
            grounds="x",
            registered_by_id=appeal.registered_by_id,
        )
    assert broken_invariants()[80] == [f"recours {appeal.pk} : contre rien, ou mal compté"]


def test_a_member_of_that_jury_does_not_answer_by_sql(officer):
    room = challenged()
    appeal = received(room)
    member = account(room.person(2), "officer")
    sql = (
        "UPDATE certification_appeal SET state = 'refused', reasons = 'x', decided_at = now(),"
        f" decided_on = '2026-10-20', decided_by_id = '{member.user_id}'"
    )
    with pytest.raises(DatabaseError, match="does not answer"), transaction.atomic():
        run(sql)
    with over_the_triggers("certification_appeal"):
        run(sql)
    assert str(appeal.pk) in broken_invariants()[80][0]


def test_the_agenda_names_the_annulled_jury(officer):
    room = challenged()
    accepted(room, officer)
    enrolment, other = first(room).enrolment, another_jury().jury
    said = {"jury": other, "enrolment": enrolment, "position": 1}
    with clock.moved_to(SOON + timedelta(days=3)):
        with pytest.raises(DatabaseError, match="name it"), transaction.atomic():
            AgendaItem.objects.create(**said)
        with over_the_triggers("certification_agendaitem"):
            item = AgendaItemFactory(**said)
    assert broken_invariants()[81] == [
        f"ordre du jour {item.pk} : le jury annulé n’y est pas nommé"
    ]


def test_the_new_presentation_says_what_it_replaces(officer):
    room = challenged()
    appeal = accepted(room, officer)
    other, _moment = heard_again(room, appeal, officer)
    (again,) = other.presentations
    assert again.replaces_id == first(room).pk
    with over_the_triggers("certification_presentation"):
        run("UPDATE certification_presentation SET replaces_id = NULL WHERE id = %s", again.pk)
    with pytest.raises(DatabaseError, match="replaced, not forgotten"), transaction.atomic():
        run(
            "INSERT INTO certification_presentation SELECT (jsonb_populate_record(p,"
            " jsonb_build_object('id', gen_random_uuid(), 'position', 9, 'deliberation_id',"
            " %s::text))).* FROM certification_presentation p WHERE id = %s",
            another_opened().pk,
            again.pk,
        )


def another_opened():
    """A third jury, whose deliberation is open."""
    from tests.factories.deliberation import opened

    return opened(1).deliberation


def test_a_member_of_the_annulled_jury_does_not_judge_again(officer):
    room = challenged()
    appeal = accepted(room, officer)
    former = room.person(4)
    other, moment = heard_again(room, appeal, officer, former)
    (again,) = other.presentations
    with clock.moved_to(moment + timedelta(hours=1)):
        deliberating.mark_present(again, by=other.president)
        decision = decide(other, again, 2, votes_for=4)
    assert str(former.pk) in decision.inputs["recused"]
    assert 81 not in broken_invariants()
    sql = "UPDATE certification_blockdecision SET inputs = jsonb_set(inputs, '{recused}', '[]')"
    with pytest.raises(DatabaseError, match="does not judge again"), transaction.atomic():
        run(f"{sql} WHERE id = %s", decision.pk)
    with over_the_triggers("certification_blockdecision"):
        run(f"{sql} WHERE id = %s", decision.pk)
    assert broken_invariants()[81] == [
        f"décision {decision.pk} : un membre du jury annulé y a pris part"
    ]


def test_the_queries_are_quiet_when_all_is_well(officer):
    room = challenged()
    appeal = received(room)
    with clock.moved_to(SOON + timedelta(days=1)):
        actions.answer_appeal(appeal, accepts=False, reasons="Non.", by=officer)
    assert not {80, 81} & set(broken_invariants())
