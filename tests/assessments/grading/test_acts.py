"""Receiving acts: what is kept, what is refused and in which words."""

from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.grading import actions, rules
from assessments.grading.actions.acts import plain
from assessments.grading.models import Observation, Rating, SheetAct
from ccas.refusals import Conflict, Refusal
from tests.factories.grading import (
    a_person,
    a_simulation,
    actor_of,
    competencies_of,
    fill,
    opened_sheets,
    signed_sheets,
    tap,
)
from tests.kept import Kept

pytestmark = pytest.mark.django_db


planned = Kept(a_simulation, blocks=(1,), unseen=2)


@pytest.fixture
def simulation():
    return planned()


@pytest.fixture
def sheet(simulation):
    return opened_sheets(simulation)[0]


@pytest.fixture
def lines(simulation):
    return competencies_of(simulation)


def act(sheet, **said):
    said = {
        "client_id": uuid4(),
        "sequence": 1,
        "kind": "rate",
        "by": actor_of(sheet.evaluator),
    } | said
    return actions.record_act(sheet, **said)


def ratings(sheet):
    return dict(Rating.objects.filter(sheet=sheet).values_list("competency", "value"))


def test_a_tap_is_an_act_and_a_rating(sheet, lines):
    receipt = act(sheet, competency=lines[0], value="A", second=61, device_offset_ms=-250)
    assert (receipt.value, receipt.replayed) == ("A", False)
    kept = SheetAct.objects.get()
    assert (kept.second, kept.device_offset_ms, kept.previous) == (61, -250, None)
    rating = Rating.objects.get()
    assert (rating.value, rating.act, rating.version) == ("A", kept, 1)


def test_a_second_tap_replaces_the_rating_and_keeps_both_acts(sheet, lines):
    first = act(sheet, competency=lines[0], value="A")
    second = act(sheet, competency=lines[0], value="N", previous_act=first.act)
    rating = Rating.objects.get()
    assert (rating.value, rating.act_id, rating.version) == ("N", second.act.pk, 2)
    assert SheetAct.objects.count() == 2


def test_the_same_act_sent_again_gives_the_same_receipt(sheet, lines):
    said = {"client_id": uuid4(), "sequence": 7, "competency": lines[0], "value": "E"}
    first = act(sheet, **said)
    act(sheet, competency=lines[0], value="A", previous_act=first.act)
    again = act(sheet, **said)
    assert again.act.pk == first.act.pk
    assert (again.replayed, again.value) == (True, "A")
    assert SheetAct.objects.count() == 2


@pytest.mark.parametrize("change", ["value", "kind", "competency", "second", "text", "previous"])
def test_the_same_rank_with_other_content_is_a_conflict(sheet, lines, change):
    first = act(sheet, competency=lines[1], value="A")
    said = {"client_id": uuid4(), "sequence": 7, "competency": lines[0], "value": "E"}
    act(sheet, **said)
    said |= {
        "value": {"value": "A"},
        "kind": {"kind": "note", "value": "", "text": "mot"},
        "competency": {"competency": lines[1]},
        "second": {"second": 4},
        "text": {"text": "autre"},
        "previous": {"previous_act": first.act},
    }[change]
    with pytest.raises(Conflict) as caught:
        act(sheet, **said)
    assert caught.value.current["current"] == "E"
    assert SheetAct.objects.count() == 2


def test_a_tap_that_does_not_follow_the_last_one_gets_both_values(sheet, lines):
    first = act(sheet, competency=lines[0], value="A")
    second = act(sheet, competency=lines[0], value="E", previous_act=first.act)
    for stale in (first.act, None):
        with pytest.raises(Conflict) as caught:
            act(sheet, competency=lines[0], value="N", previous_act=stale)
        current = caught.value.current
        assert (current["current"], current["proposed"]) == ("E", "N")
        assert current["head"] == str(second.act.pk)
        assert current["at"] == second.act.received_at
    assert ratings(sheet) == {lines[0].pk: "E"}
    assert SheetAct.objects.count() == 2


def test_an_act_may_follow_one_sent_before_it_by_the_same_device(sheet, lines):
    client = uuid4()
    act(sheet, client_id=client, sequence=1, competency=lines[0], value="A")
    receipt = act(
        sheet,
        client_id=client,
        sequence=2,
        competency=lines[0],
        value="E",
        previous_act=(client, 1),
    )
    assert receipt.value == "E"
    with pytest.raises(Conflict):
        act(
            sheet,
            client_id=client,
            sequence=4,
            competency=lines[1],
            value="E",
            previous_act=(client, 3),
        )
    assert ratings(sheet) == {lines[0].pk: "E"}


def test_undo_brings_back_what_stood_before(sheet, lines):
    first = act(sheet, competency=lines[0], value="A")
    second = act(sheet, competency=lines[0], value="N", previous_act=first.act)
    undone = act(sheet, kind="undo", previous_act=second.act)
    assert undone.value == "A"
    rating = Rating.objects.get()
    assert (rating.value, rating.act_id, rating.version) == ("A", first.act.pk, 3)
    last = act(sheet, kind="undo", previous_act=undone.act)
    assert last.value is None
    assert not Rating.objects.exists()
    with pytest.raises(Refusal, match="plus rien à annuler"):
        act(sheet, kind="undo", previous_act=last.act)
    assert act(sheet, competency=lines[0], value="E", previous_act=last.act).value == "E"
    assert Rating.objects.get().version == 5


def test_undo_of_an_older_act_is_a_conflict(sheet, lines):
    first = act(sheet, competency=lines[0], value="A")
    act(sheet, competency=lines[0], value="N", previous_act=first.act)
    with pytest.raises(Conflict):
        act(sheet, kind="undo", previous_act=first.act)
    assert ratings(sheet) == {lines[0].pk: "N"}


@pytest.mark.parametrize("kind", ["note", "observe"])
def test_words_are_kept_on_the_station_clock_and_can_be_withdrawn(sheet, lines, kind):
    tapped = act(sheet, competency=lines[0], value="A")
    noted = act(sheet, kind=kind, competency=lines[0], text="  adresse reformulée ", second=75)
    seen = Observation.objects.get()
    assert (seen.text, seen.second, seen.act_id) == ("adresse reformulée", 75, noted.act.pk)
    act(sheet, kind="undo", previous_act=noted.act)
    assert not Observation.objects.exists()
    with pytest.raises(Refusal, match="déjà retirée"):
        act(sheet, kind="undo", previous_act=noted.act)
    assert act(sheet, competency=lines[0], value="E", previous_act=tapped.act).value == "E"


def test_words_on_no_competency_are_kept_too(sheet):
    noted = act(sheet, kind="note", text="ton calme")
    assert Observation.objects.get().competency is None
    act(sheet, kind="undo", previous_act=noted.act)
    assert not Observation.objects.exists()


REFUSED = [
    ({"value": "Z"}, "n’est pas dans l’échelle : A"),
    ({"value": ""}, "n’est pas dans l’échelle"),
    ({"value": "A" * 400}, "n’est pas dans l’échelle"),
    ({"value": "A\0"}, "n’est pas dans l’échelle"),
    ({"competency": None, "value": "A"}, "porte sur une compétence"),
    ({"competency": "x", "value": "A"}, "La compétence n’est pas un nombre entier"),
    ({"competency": 10**30, "value": "A"}, "La compétence est hors limites"),
    ({"competency": 2**40, "value": "A"}, "n’est pas évaluée dans cette mise en situation"),
    ({"kind": "delete", "value": "A"}, "Ce geste est inconnu"),
    ({"kind": "note", "text": " "}, "Une note vide"),
    ({"kind": "note", "text": "a\0b"}, "octet nul"),
    ({"kind": "note", "text": "a" * 1001}, "trop long : 1001 caractères"),
    ({"kind": "note", "text": "a", "value": "A"}, "Seule une cotation porte une valeur"),
    ({"kind": "undo"}, "Il n’y a rien à annuler"),
    ({"client_id": "pas un identifiant", "value": "A"}, "L’appareil ne s’est pas fait connaître"),
    ({"sequence": -1, "value": "A"}, "Le rang de l’acte est hors limites"),
    ({"sequence": "x", "value": "A"}, "Le rang de l’acte n’est pas un nombre"),
    ({"sequence": 2**31, "value": "A"}, "Le rang de l’acte est hors limites"),
    ({"second": 86401, "value": "A"}, "horloge du poste est hors limites"),
    ({"second": float("inf"), "value": "A"}, "horloge du poste n’est pas un nombre"),
    ({"device_offset_ms": 2**31, "value": "A"}, "Le décalage d’horloge est hors limites"),
    ({"previous_act": "\0", "value": "A"}, "L’appareil ne s’est pas fait connaître"),
]


@pytest.mark.parametrize(("said", "sentence"), REFUSED)
def test_what_is_not_an_act_is_refused_with_a_sentence_and_leaves_nothing(
    sheet, lines, said, sentence
):
    said = {"competency": lines[0]} | said
    with pytest.raises(Refusal, match=sentence):
        act(sheet, **said)
    assert not SheetAct.objects.exists()


def test_an_unknown_previous_act_is_a_conflict_not_a_fresh_start(sheet, lines):
    with pytest.raises(Conflict):
        act(sheet, competency=lines[0], value="A", previous_act=uuid4())
    assert not SheetAct.objects.exists()


def test_a_note_follows_nothing(sheet, lines):
    first = act(sheet, competency=lines[0], value="A")
    with pytest.raises(Refusal, match="ne suit aucun acte"):
        act(sheet, kind="note", competency=lines[0], text="mot", previous_act=first.act)


def test_an_undo_stays_on_its_competency(sheet, lines):
    first = act(sheet, competency=lines[0], value="A")
    with pytest.raises(Refusal, match="autre compétence"):
        act(sheet, kind="undo", competency=lines[1], previous_act=first.act)
    noted = act(sheet, kind="note", competency=lines[0], text="mot")
    with pytest.raises(Refusal, match="autre compétence"):
        act(sheet, kind="undo", competency=lines[1], previous_act=noted.act)


def test_a_competency_of_another_block_is_refused(sheet):
    other = sheet.simulation.registration.enrolment.revision.blocks.get(position=2)
    with pytest.raises(Refusal, match="n’est pas évaluée"):
        act(sheet, competency=other.competencies.first(), value="A")


def test_only_the_evaluator_of_the_sheet_writes_on_it(simulation, sheet, lines, make_actor):
    other = actor_of(opened_sheets(simulation)[1].evaluator)
    same_person_as_officer = actor_of(sheet.evaluator, "officer")
    for by in (other, same_person_as_officer, make_actor("officer"), actor_of(a_person())):
        with pytest.raises(Refusal, match="Seul l’évaluateur"):
            act(sheet, competency=lines[0], value="A", by=by)
    assert not SheetAct.objects.exists()


def test_a_signed_sheet_takes_no_act_but_still_knows_those_it_has(simulation, lines):
    sheet = signed_sheets(simulation)[0]
    sheet.refresh_from_db()
    first = sheet.acts.first()
    with pytest.raises(Refusal, match="Cette grille est signée depuis le"):
        tap(sheet, lines[0], "N")
    with pytest.raises(Refusal, match="signée"):
        act(sheet, kind="note", text="trop tard")
    again = act(
        sheet,
        client_id=first.client,
        sequence=first.sequence,
        competency=first.competency,
        value=first.value,
    )
    assert (again.act.pk, again.replayed) == (first.pk, True)


def test_what_the_scenario_does_not_show_is_rated_not_observed_at_once(sheet, lines):
    tap(sheet, lines[-1], "A")
    client = uuid4()
    by = actor_of(sheet.evaluator)
    receipts = actions.rate_unobservable(sheet, client_id=client, by=by)
    assert [receipt.value for receipt in receipts] == ["O"]
    assert ratings(sheet) == {lines[-1].pk: "A", lines[-2].pk: "O"}
    assert actions.rate_unobservable(sheet, client_id=client, by=by) == []


def test_ratings_are_what_the_acts_say(sheet, lines):
    fill(sheet, {0: "N", 3: "E"})
    tap(sheet, lines[0], "A")
    last = tap(sheet, lines[3], "O").act
    act(sheet, kind="undo", previous_act=last)
    projected = rules.project(plain(one) for one in sheet.acts.all())
    kept = {str(key): value for key, value in ratings(sheet).items()}
    assert projected.ratings == kept
    standing = {str(r.competency_id): str(r.act_id) for r in sheet.ratings.all()}
    assert projected.standing == standing
    assert kept[str(lines[3].pk)] == "E"


def test_an_act_costs_few_queries(sheet, lines):
    tap(sheet, lines[0], "A")
    first = SheetAct.objects.get()
    by = actor_of(sheet.evaluator)
    with CaptureQueriesContext(connection) as captured:
        actions.record_act(
            sheet,
            client_id=UUID(int=1),
            sequence=1,
            previous_act=first.pk,
            kind="rate",
            competency=lines[0].pk,
            value="E",
            by=by,
        )
    # savepoint, sheet and acts, act and rating, release; the room is told once a second at most
    told = [one for one in captured if "pg_notify" not in one["sql"]]
    assert len(told) == 4, told
