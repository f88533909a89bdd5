"""Harmonising: agreements carried, disagreements settled by the pair, signed by each."""

import pytest

from assessments.grading import actions
from assessments.grading.actions.consensus import mark_of
from ccas.refusals import Conflict, Refusal
from tests.factories.grading import (
    a_person,
    a_simulation,
    actor_of,
    fill,
    opened_sheets,
    signed_sheets,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def simulation():
    return a_simulation(blocks=(1,))


@pytest.fixture
def pair(simulation):
    return [
        actor_of(seat.person)
        for seat in simulation.evaluators.select_related("person__user").order_by("position")
    ]


@pytest.fixture
def consensus(simulation, pair):
    signed_sheets(simulation, {0: "A", 1: "E"}, {0: "N", 1: "N"})
    return actions.open_consensus(simulation, by=pair[0])


def test_agreements_are_carried_and_disagreements_left_open(consensus):
    lines = list(consensus.lines.all())
    assert [line.value for line in lines] == ["", ""] + ["A"] * 11
    assert not any(line.settled for line in lines)


OWN_FIRST = ["Vous n’avez pas encore signé votre grille : l’harmonisation vient après."]


def test_it_waits_for_every_signature_and_names_who_is_late(simulation, pair):
    one, two = opened_sheets(simulation)
    fill(one)
    actions.sign_sheet(one, by=pair[0])
    with pytest.raises(Refusal) as caught:
        actions.open_consensus(simulation, by=pair[0])
    assert caught.value.sentences == [
        f"{two.evaluator.display_name} n’a pas encore signé sa grille."
    ]


def test_who_has_not_signed_is_not_told_whether_the_other_has(simulation, pair):
    one, _ = opened_sheets(simulation)
    fill(one)
    for step in (lambda: None, lambda: actions.sign_sheet(one, by=pair[0])):
        step()
        with pytest.raises(Refusal) as caught:
            actions.open_consensus(simulation, by=pair[1])
        assert caught.value.sentences == OWN_FIRST


def test_opening_again_gives_the_same(simulation, consensus, pair):
    assert actions.open_consensus(simulation, by=pair[1]) == consensus


def test_only_the_pair_harmonises(simulation, consensus, officer, make_actor):
    line = consensus.lines.first()
    for by in (officer, make_actor("auditor"), actor_of(a_person())):
        for attempt in (
            lambda by=by: actions.open_consensus(simulation, by=by),
            lambda by=by: actions.settle_line(line, value="A", word="mot", by=by),
            lambda by=by: actions.sign_consensus(consensus, by=by),
        ):
            with pytest.raises(Refusal, match="Seuls les évaluateurs"):
                attempt()


def test_a_disagreement_is_settled_with_a_word(consensus, pair):
    line = actions.settle_line(
        consensus.lines.first(), value="E", word=" Revu ensemble. ", by=pair[0]
    )
    assert (line.value, line.word, line.settled) == ("E", "Revu ensemble.", True)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"value": "Z"}, "n’est pas dans l’échelle"),
        ({"value": ""}, "n’est pas dans l’échelle"),
        ({"word": " "}, "se tranche avec un mot"),
        ({"word": "a\0"}, "octet nul"),
        ({"word": "a" * 1001}, "trop longue"),
    ],
)
def test_what_does_not_settle_is_refused(consensus, pair, said, sentence):
    with pytest.raises(Refusal, match=sentence):
        actions.settle_line(
            consensus.lines.first(), by=pair[0], **({"value": "A", "word": "mot"} | said)
        )
    assert consensus.lines.first().value == ""


def test_an_agreement_is_not_reopened(consensus, pair):
    with pytest.raises(Refusal, match="déjà d’accord"):
        actions.settle_line(consensus.lines.last(), value="N", word="mot", by=pair[0])


def test_the_second_to_settle_is_told_what_the_first_said(consensus, pair):
    line = consensus.lines.first()
    first = actions.settle_line(line, value="E", word="Revu.", by=pair[0])
    with pytest.raises(Conflict) as caught:
        actions.settle_line(line, value="N", word="Non.", by=pair[1])
    assert caught.value.current == {"current": "E", "proposed": "N", "word": "Revu."}
    assert actions.settle_line(line, value="E", word="Revu.", by=pair[1]).value == "E"
    changed = actions.settle_line(
        line, value="N", word="Après écoute.", by=pair[1], known=mark_of(first)
    )
    assert (changed.value, changed.word) == ("N", "Après écoute.")


def settled(consensus, by):
    for line in consensus.lines.filter(value=""):
        actions.settle_line(line, value="E", word="Revu.", by=by)


def test_signing_lists_what_is_left_to_settle(consensus, pair):
    with pytest.raises(Refusal) as caught:
        actions.sign_consensus(consensus, by=pair[0])
    assert [s.split(" :")[0] for s in caught.value.sentences] == [
        "RNCP35553BC01, compétence 1",
        "RNCP35553BC01, compétence 2",
    ]


def test_one_signature_is_not_two(consensus, pair):
    settled(consensus, pair[0])
    assert actions.sign_consensus(consensus, by=pair[0]).state == "open"
    assert actions.sign_consensus(consensus, by=pair[0]).state == "open"
    assert actions.sign_consensus(consensus, by=pair[1]).state == "signed"
    with pytest.raises(Refusal, match="état « signée »"):
        actions.sign_consensus(consensus, by=pair[1])


def test_a_line_changed_after_a_signature_withdraws_it(consensus, pair):
    settled(consensus, pair[0])
    actions.sign_consensus(consensus, by=pair[0])
    line = consensus.lines.first()
    actions.settle_line(line, value="N", word="Après écoute.", by=pair[1], known=mark_of(line))
    assert actions.sign_consensus(consensus, by=pair[1]).state == "open"
    assert actions.sign_consensus(consensus, by=pair[0]).state == "signed"


def test_a_line_settled_the_same_again_withdraws_nothing(consensus, pair):
    settled(consensus, pair[0])
    actions.sign_consensus(consensus, by=pair[0])
    line = consensus.lines.first()
    actions.settle_line(line, value="E", word="Revu.", by=pair[1], known=mark_of(line))
    assert actions.sign_consensus(consensus, by=pair[1]).state == "signed"


def test_nothing_is_settled_after_the_signatures_or_the_reopening(simulation, pair, officer):
    one, _ = signed_sheets(simulation, {0: "A"}, {0: "N"})
    consensus = actions.open_consensus(simulation, by=pair[0])
    actions.reopen_sheet(one, reason="Ligne sautée.", by=officer)
    with pytest.raises(Refusal, match="état « annulée »"):
        actions.settle_line(consensus.lines.first(), value="E", word="mot", by=pair[0])
    with pytest.raises(Refusal, match="état « annulée »"):
        actions.sign_consensus(consensus, by=pair[0])


def test_one_evaluator_alone_harmonises_with_oneself():
    simulation = a_simulation(evaluators=[a_person()])
    (sheet,) = signed_sheets(simulation, {0: "N"})
    by = actor_of(sheet.evaluator)
    consensus = actions.open_consensus(simulation, by=by)
    assert actions.sign_consensus(consensus, by=by).state == "signed"
    assert consensus.lines.first().value == "N"


def test_three_evaluators_all_agree_or_settle():
    simulation = a_simulation(evaluators=[a_person() for _ in range(3)])
    sheets = signed_sheets(simulation, "A", "A", {0: "N"})
    by = [actor_of(sheet.evaluator) for sheet in sheets]
    consensus = actions.open_consensus(simulation, by=by[0])
    assert consensus.lines.first().value == ""
    actions.settle_line(consensus.lines.first(), value="A", word="Deux sur trois.", by=by[2])
    states = [actions.sign_consensus(consensus, by=each).state for each in by]
    assert states == ["open", "open", "signed"]
