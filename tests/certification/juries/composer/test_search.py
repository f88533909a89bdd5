"""The search against the indicators: what it gives is lawful, and it finds whatever exists."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certification.juries.composer.search import search
from certification.juries.composer.working import answer
from tests.certification.juries.composer.small import SEATS, answers, problem, seated, unlawful
from tests.certification.juries.jury_rules import FIVE, with_levels

ALONE = dict(zip(SEATS, "abcde", strict=True))
TWO_EACH = dict(zip(SEATS, ["ap", "bq", "cr", "ds", "et"], strict=True))


def test_one_person_a_seat_is_the_answer():
    found = search(problem(ALONE))
    assert found.proven
    assert {one.seat: one.person for one in found.chosen} == ALONE


def test_who_holds_a_seat_keeps_it_and_takes_no_other():
    wanted = problem({**TWO_EACH, "training": "ae"}, fixed={"president": "a"})
    chosen = search(wanted).chosen
    assert seated(wanted, chosen)["president"] == "a"
    assert seated(wanted, chosen)["training"] == "e"
    assert "president" not in {one.seat for one in chosen}


def test_those_who_would_withdraw_come_last():
    wanted = problem(TWO_EACH, recused={"C1": "b", "C2": "b"})
    assert seated(wanted, search(wanted).chosen)["operator:EST"] == "q"


def test_a_president_who_withdraws_is_never_chosen_when_the_casting_vote_is_required():
    assert search(problem(ALONE, recused={"C1": "a"})).chosen is None
    wanted = problem(TWO_EACH, recused={"C1": "a"})
    assert seated(wanted, search(wanted).chosen)["president"] == "p"


def test_balance_comes_before_everything_but_the_law():
    men = "abcde"
    wanted = problem(TWO_EACH, men=men, burdens=dict.fromkeys("pqrst", 9))
    held = set(seated(wanted, search(wanted).chosen).values())
    assert len(held & set(men)) == 3


def test_a_balance_that_blocks_makes_the_jury_impossible():
    rules = with_levels(FIVE, gender_balance="block")
    assert search(problem(ALONE, rules=rules, men="abcde")).chosen is None
    assert search(problem(ALONE, rules=rules, men="ab")).chosen is not None
    assert search(problem(ALONE, men="abcde")).chosen is not None


def test_those_who_sat_less_come_first():
    wanted = problem(TWO_EACH, burdens={"a": 2, "q": 1, "c": 3})
    held = seated(wanted, search(wanted).chosen)
    assert (held["president"], held["operator:EST"], held["operator:SUD"]) == ("p", "b", "r")


letters = st.text(alphabet="abcdefg", min_size=1, max_size=3)


@settings(max_examples=40, deadline=None)
@given(
    able=st.fixed_dictionaries(dict.fromkeys(SEATS, letters)),
    men=st.text(alphabet="abcdefg", max_size=5),
    recused=st.dictionaries(st.sampled_from(["C1", "C2"]), st.text(alphabet="abcdefg", max_size=4)),
    blocks=st.booleans(),
)
def test_it_finds_an_answer_exactly_when_the_indicators_accept_one(able, men, recused, blocks):
    rules = with_levels(FIVE, gender_balance="block") if blocks else FIVE
    able = {seat: "".join(sorted(set(text))) for seat, text in able.items()}
    wanted = problem(able, rules=rules, men=men, recused=recused)
    chosen, sentences = answer(wanted)
    if chosen is None:
        assert not any(True for _ in answers(wanted))
        assert sentences
    else:
        assert unlawful(wanted, chosen) == []


@pytest.mark.parametrize(
    ("change", "same"),
    [
        ({}, True),
        ({"burdens": {"a": 1}}, False),
        ({"recused": {"C1": "b"}}, False),
        ({"fixed": {"training": "e"}}, False),
        ({"men": "a"}, False),
    ],
)
def test_the_digest_moves_with_the_problem(change, same):
    assert (problem(ALONE).digest() == problem(ALONE, **change).digest()) is same
