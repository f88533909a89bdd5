"""Agreement between sheets and what it proposes for a block."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.framework.rules.qualification import ScaleLevel
from assessments.grading.rules import (
    ALL_ACQUIRED,
    NOT_VALIDATED,
    VALIDATED,
    CompetencyLine,
    SimulationResult,
    harmonise,
    propose,
    replay,
)

SCALE = (
    ScaleLevel("A", "Acquis", acquired=True),
    ScaleLevel("E", "En cours d’acquisition", acquired=False),
    ScaleLevel("N", "Non acquis", acquired=False),
    ScaleLevel("O", "Non observé", acquired=False, observed=False),
)
#: Another certifier's words: two acquired levels, no letter in common.
OTHER_SCALE = (
    ScaleLevel("4", "Maîtrise", acquired=True),
    ScaleLevel("3", "Suffisant", acquired=True),
    ScaleLevel("2", "Insuffisant", acquired=False),
    ScaleLevel("-", "Sans objet", acquired=False, observed=False),
)


@pytest.mark.parametrize(
    ("values", "agreed", "crosses"),
    [
        (("A", "A"), "A", False),
        (("O", "O"), "O", False),
        (("A", "N"), None, True),
        (("A", "E"), None, True),
        (("E", "N"), None, False),
        (("N", "O"), None, False),
        (("A", "O"), None, True),
        (("A", None), None, False),
        ((None, None), None, False),
        (("Z", "Z"), None, False),
        (("A", "Z"), None, False),
        (("A",), "A", False),
        (("A", "A", "A"), "A", False),
        (("A", "A", "N"), None, True),
        (("E", "E", "N"), None, False),
        ((), None, False),
    ],
)
def test_a_line_is_agreed_only_when_every_sheet_says_the_same(values, agreed, crosses):
    sheets = [{} if value is None else {"c": value} for value in values]
    (line,) = harmonise(["c"], sheets, SCALE)
    assert line.values == values
    assert (line.agreed, line.crosses) == (agreed, crosses)
    assert line.to_settle is (agreed is None)


def test_two_acquired_levels_are_still_a_disagreement_but_cross_nothing():
    (line,) = harmonise(["c"], [{"c": "4"}, {"c": "3"}], OTHER_SCALE)
    assert (line.agreed, line.crosses) == (None, False)


grids = st.dictionaries(st.sampled_from("abcd"), st.sampled_from("AENO"))


@given(grids, grids)
def test_the_two_evaluators_weigh_the_same(one, other):
    competencies = list("abcd")
    left, right = (
        harmonise(competencies, [one, other], SCALE),
        harmonise(competencies, [other, one], SCALE),
    )
    assert [(a.agreed, a.crosses) for a in left] == [(b.agreed, b.crosses) for b in right]
    assert [line.competency for line in left] == competencies


@given(st.lists(grids, min_size=1, max_size=4))
def test_no_line_ever_gets_a_level_nobody_gave(sheets):
    for line in harmonise(list("abcd"), sheets, SCALE):
        assert line.agreed is None or set(line.values) == {line.agreed}


COMPETENCIES = tuple(CompetencyLine(f"c{n}", "BC01", n, f"Geste {n}") for n in (1, 2, 3))


def result(label, **values):
    return SimulationResult(f"id-{label}", label, values, (f"consensus-{label}",))


def verdict(*results, scale=SCALE, pending=()):
    return propose("BC01", COMPETENCIES, results, scale, pending)


def test_all_acquired_in_one_simulation_is_validated():
    proposal = verdict(result("matin", c1="A", c2="A", c3="A"))
    assert proposal.verdict == VALIDATED
    assert proposal.reasons == ("Les 3 compétences sont acquises en grille harmonisée.",)
    assert proposal.rule_version == ALL_ACQUIRED


def test_acquired_across_several_simulations_is_validated():
    proposal = verdict(
        result("matin", c1="A", c2="N", c3="O"),
        result("soir", c2="A", c3="A"),
    )
    assert proposal.verdict == VALIDATED


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("E", "en cours d’acquisition (matin)."),
        ("N", "non acquis (matin)."),
        ("O", "jamais observée."),
        (None, "jamais observée."),
        ("?", "jamais observée."),
    ],
)
@pytest.mark.parametrize("position", [1, 2, 3])
def test_one_competency_short_flips_the_block_and_is_named(value, why, position):
    values = {f"c{n}": "A" for n in (1, 2, 3)}
    if value is None:
        del values[f"c{position}"]
    else:
        values[f"c{position}"] = value
    proposal = verdict(result("matin", **values))
    assert proposal.verdict == NOT_VALIDATED
    assert proposal.reasons == (
        "2 compétences acquises sur 3.",
        f"Compétence {position}, «\xa0Geste {position}\xa0»\xa0: {why}",
    )


def test_the_last_observed_level_explains_a_shortfall():
    proposal = verdict(
        result("matin", c1="A", c2="A", c3="N"),
        result("midi", c3="E"),
        result("soir", c3="O"),
    )
    assert proposal.reasons[1].endswith("en cours d’acquisition (midi).")


def test_acquired_once_stays_acquired_and_the_later_level_is_said():
    proposal = verdict(
        result("matin", c1="A", c2="A", c3="A"),
        result("soir", c2="N", c3="O"),
    )
    assert proposal.verdict == VALIDATED
    assert proposal.reasons == (
        "Les 3 compétences sont acquises en grille harmonisée.",
        "Compétence 2, «\xa0Geste 2\xa0»\xa0: acquise, puis non acquis (soir).",
    )


def test_no_simulation_no_proposal():
    for results in [(), (result("ailleurs", d1="A"),)]:
        proposal = verdict(*results)
        assert proposal.verdict is None
        (reason,) = proposal.reasons
        assert reason.startswith("Aucune mise en situation harmonisée ne porte sur le bloc BC01")


def test_an_unsigned_consensus_holds_the_proposal_back_while_it_could_change_it():
    held = verdict(result("matin", c1="A", c2="N", c3="A"), pending=("soir",))
    assert held.verdict is None
    assert held.reasons == ("soir\xa0: la grille harmonisée n’est pas signée.",)
    assert verdict(pending=("soir",)).verdict is None
    sure = verdict(result("matin", c1="A", c2="A", c3="A"), pending=("soir",))
    assert sure.verdict == VALIDATED


def test_another_scale_speaks_for_itself():
    both = verdict(result("un", c1="4", c2="3", c3="4"), scale=OTHER_SCALE)
    assert both.verdict == VALIDATED
    short = verdict(result("un", c1="4", c2="2", c3="-"), scale=OTHER_SCALE)
    assert short.verdict == NOT_VALIDATED
    assert short.reasons[1:] == (
        "Compétence 2, «\xa0Geste 2\xa0»\xa0: insuffisant (un).",
        "Compétence 3, «\xa0Geste 3\xa0»\xa0: jamais observée.",
    )


def test_a_level_that_was_not_observed_never_counts_as_acquired():
    odd = (ScaleLevel("X", "Dispensé", acquired=True, observed=False), *SCALE)
    assert verdict(result("un", c1="A", c2="A", c3="X"), scale=odd).verdict == NOT_VALIDATED


def test_a_block_without_competencies_is_never_validated_by_emptiness():
    proposal = propose("BC01", (), [result("un", c1="A")], SCALE, ("deux",))
    assert proposal.verdict is None or proposal.verdict == NOT_VALIDATED
    assert propose("BC01", (), [], SCALE).verdict is None


histories = st.lists(
    st.dictionaries(st.sampled_from(["c1", "c2", "c3"]), st.sampled_from("AENO"), min_size=1),
    min_size=1,
    max_size=4,
)


@given(histories, st.randoms())
def test_the_order_of_simulations_never_changes_the_verdict(history, random):
    results = [result(str(n), **values) for n, values in enumerate(history)]
    shuffled = list(results)
    random.shuffle(shuffled)
    assert verdict(*results).verdict == verdict(*shuffled).verdict


@given(histories)
def test_validated_exactly_when_each_competency_was_acquired_somewhere(history):
    proposal = verdict(*[result(str(n), **values) for n, values in enumerate(history)])
    acquired = {key for values in history for key, value in values.items() if value == "A"}
    assert (proposal.verdict == VALIDATED) is (acquired == {"c1", "c2", "c3"})
    if proposal.verdict == NOT_VALIDATED:
        named = sum(1 for c in COMPETENCIES if c.id not in acquired)
        assert proposal.reasons[0] == {
            0: "Aucune compétence acquise sur 3.",
            1: "1 compétence acquise sur 3.",
            2: "2 compétences acquises sur 3.",
        }.get(3 - named)


@given(histories, st.lists(st.sampled_from(["soir", "nuit"]), max_size=2))
def test_a_stored_proposal_replays_from_plain_json(history, pending):
    results = [result(str(n), **values) for n, values in enumerate(history)]
    proposal = verdict(*results, pending=pending)
    again = replay(json.loads(json.dumps(proposal.inputs)))
    assert again == proposal
    assert again.fingerprint == proposal.fingerprint


def test_the_fingerprint_moves_with_what_was_read_and_only_then():
    base = result("matin", c1="A", c2="A", c3="A")
    same = verdict(result("matin", c3="A", c2="A", c1="A")).fingerprint
    assert verdict(base).fingerprint == same
    changed = [
        replace(base, values={"c1": "A", "c2": "A", "c3": "O"}),
        replace(base, id="autre"),
        replace(base, sources=("consensus-2",)),
    ]
    prints = {verdict(other).fingerprint for other in changed}
    prints |= {verdict(base, pending=("soir",)).fingerprint, verdict(base).fingerprint}
    assert len(prints) == 5


def test_what_a_simulation_says_of_other_blocks_is_not_an_input():
    alone = verdict(result("matin", c1="A", c2="A", c3="A"))
    beside = verdict(result("matin", c1="A", c2="A", c3="A", d9="N"))
    assert alone.fingerprint == beside.fingerprint


def test_a_proposal_of_another_rule_is_not_replayed_with_this_one():
    inputs = verdict(result("matin", c1="A")).inputs | {"rule": "block-all-acquired/0"}
    with pytest.raises(ValueError, match="block-all-acquired/0"):
        replay(inputs)
