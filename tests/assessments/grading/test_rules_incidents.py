"""What an incident takes out of a proposal, what it leaves, and what is replayed years later."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.framework.rules.qualification import ScaleLevel
from assessments.grading.rules import (
    ALL_ACQUIRED,
    NOT_VALIDATED,
    VALIDATED,
    WITH_INCIDENTS,
    CompetencyLine,
    SimulationResult,
    propose,
    replay,
)

SCALE = (
    ScaleLevel("A", "Acquis", acquired=True),
    ScaleLevel("E", "En cours d’acquisition", acquired=False),
    ScaleLevel("N", "Non acquis", acquired=False),
    ScaleLevel("O", "Non observé", acquired=False, observed=False),
)
LINES = tuple(CompetencyLine(f"c{n}", "BC01", n, f"Geste {n}") for n in (1, 2, 3))
INCIDENT = "incident technique du 17/03/2026"
TO_REPLAY = (
    "Rien n’est proposé\xa0: un rejeu ou une autre mise en situation doit montrer ce que l’incident"
    " a caché."
)


def held(label, values, *, hidden=(), set_aside=""):
    """A signed simulation: « AAN » gives c1 A, c2 A, c3 N; a dot, nothing."""
    given = {f"c{n}": value for n, value in enumerate(values, start=1) if value != "."}
    return SimulationResult(
        f"id-{label}",
        label,
        given,
        (f"consensus-{label}",),
        {f"c{n}": INCIDENT for n in hidden},
        set_aside,
    )


def said(*results, pending=()):
    return propose("BC01", LINES, results, SCALE, pending)


@pytest.mark.parametrize(
    ("results", "verdict", "reasons"),
    [
        pytest.param(
            [held("matin", "AAA", hidden=(2,))],
            None,
            (
                "2 compétences acquises sur 3.",
                TO_REPLAY,
                "Compétence 2, «\xa0Geste 2\xa0»\xa0: neutralisée, incident technique du 17/03/2026"
                " (matin).",
                "matin\xa0: compétence 2 neutralisée, incident technique du 17/03/2026.",
            ),
            id="what was rated of a neutralised competency does not count",
        ),
        pytest.param(
            [held("matin", "ANN", hidden=(2, 3))],
            None,
            (
                "1 compétence acquise sur 3.",
                TO_REPLAY,
                "Compétence 2, «\xa0Geste 2\xa0»\xa0: neutralisée, incident technique du 17/03/2026"
                " (matin).",
                "Compétence 3, «\xa0Geste 3\xa0»\xa0: neutralisée, incident technique du 17/03/2026"
                " (matin).",
                "matin\xa0: compétences 2 et 3 neutralisées, incident technique du 17/03/2026.",
            ),
            id="nor for the worse",
        ),
        pytest.param(
            [held("matin", "AAA", hidden=(1, 2, 3))],
            None,
            (
                "Aucune compétence acquise sur 3.",
                TO_REPLAY,
                *(
                    f"Compétence {n}, «\xa0Geste {n}\xa0»\xa0: neutralisée, {INCIDENT} (matin)."
                    for n in (1, 2, 3)
                ),
                "matin\xa0: compétences 1, 2 et 3 neutralisées, incident technique du 17/03/2026.",
            ),
            id="all of them",
        ),
        pytest.param(
            [held("matin", "AAA", hidden=(2,)), held("soir", ".A.")],
            VALIDATED,
            (
                "Les 3 compétences sont acquises en grille harmonisée.",
                "matin\xa0: compétence 2 neutralisée, incident technique du 17/03/2026.",
            ),
            id="another simulation shows it",
        ),
        pytest.param(
            [held("matin", "AAA", hidden=(2,)), held("soir", ".N.")],
            NOT_VALIDATED,
            (
                "2 compétences acquises sur 3.",
                "Compétence 2, «\xa0Geste 2\xa0»\xa0: non acquis (soir).",
                "matin\xa0: compétence 2 neutralisée, incident technique du 17/03/2026.",
            ),
            id="another simulation shows the lack of it",
        ),
        pytest.param(
            [held("matin", ".N."), held("soir", "AAA", hidden=(2,))],
            None,
            (
                "2 compétences acquises sur 3.",
                TO_REPLAY,
                "Compétence 2, «\xa0Geste 2\xa0»\xa0: non acquis (matin)\xa0; neutralisée, incident"
                " technique du 17/03/2026 (soir).",
                "soir\xa0: compétence 2 neutralisée, incident technique du 17/03/2026.",
            ),
            id="the second try was spoilt",
        ),
        pytest.param(
            [held("matin", "AAA", hidden=(2,)), held("soir", ".O.")],
            None,
            (
                "2 compétences acquises sur 3.",
                TO_REPLAY,
                "Compétence 2, «\xa0Geste 2\xa0»\xa0: neutralisée, incident technique du 17/03/2026"
                " (matin).",
                "matin\xa0: compétence 2 neutralisée, incident technique du 17/03/2026.",
            ),
            id="not observed since: still owed",
        ),
        pytest.param(
            [held("matin", "ANA", hidden=(3,))],
            NOT_VALIDATED,
            (
                "1 compétence acquise sur 3.",
                "Compétence 2, «\xa0Geste 2\xa0»\xa0: non acquis (matin).",
                "Compétence 3, «\xa0Geste 3\xa0»\xa0: neutralisée, incident technique du 17/03/2026"
                " (matin).",
                "matin\xa0: compétence 3 neutralisée, incident technique du 17/03/2026.",
            ),
            id="a replay would not change the answer",
        ),
        pytest.param(
            [held("matin", "AAA"), held("soir", "N..", hidden=(1,))],
            VALIDATED,
            (
                "Les 3 compétences sont acquises en grille harmonisée.",
                "soir\xa0: compétence 1 neutralisée, incident technique du 17/03/2026.",
            ),
            id="what was acquired before stays",
        ),
        pytest.param(
            [held("matin", "AAA", set_aside=INCIDENT)],
            None,
            (
                "Aucune mise en situation harmonisée ne porte sur le bloc BC01\xa0: le jury décide"
                " d’après le dossier et l’entretien.",
                "matin\xa0: mise de côté et à rejouer, incident technique du 17/03/2026.",
            ),
            id="a simulation to replay says nothing",
        ),
        pytest.param(
            [held("matin", "", set_aside=INCIDENT), held("rejeu", "AAE")],
            NOT_VALIDATED,
            (
                "2 compétences acquises sur 3.",
                "Compétence 3, «\xa0Geste 3\xa0»\xa0: en cours d’acquisition (rejeu).",
                "matin\xa0: mise de côté et à rejouer, incident technique du 17/03/2026.",
            ),
            id="its replay does",
        ),
        pytest.param(
            [held("matin", "AAE"), held("soir", "AAA", set_aside=INCIDENT)],
            None,
            (
                "2 compétences acquises sur 3.",
                TO_REPLAY,
                "Compétence 3, «\xa0Geste 3\xa0»\xa0: en cours d’acquisition (matin)\xa0;"
                " neutralisée, incident technique du 17/03/2026 (soir).",
                "soir\xa0: mise de côté et à rejouer, incident technique du 17/03/2026.",
            ),
            id="the replay is owed for what the first try lacked",
        ),
    ],
)
def test_incidents_in_words(results, verdict, reasons):
    proposal = said(*results)
    assert (proposal.verdict, proposal.reasons) == (verdict, reasons)
    assert proposal.rule_version == WITH_INCIDENTS
    assert replay(json.loads(json.dumps(proposal.inputs))) == proposal


def test_two_incidents_in_one_simulation_are_each_named():
    both = SimulationResult(
        "id", "matin", {"c1": "A", "c2": "A", "c3": "A"}, (), {"c1": "panne", "c3": "malaise"}
    )
    assert said(both).reasons[-2:] == (
        "matin\xa0: compétence 1 neutralisée, panne.",
        "matin\xa0: compétence 3 neutralisée, malaise.",
    )


def test_a_sheet_still_to_harmonise_comes_first_and_incidents_are_told_all_the_same():
    proposal = said(held("matin", "AAA", hidden=(2,)), pending=("soir",))
    assert proposal.verdict is None
    assert proposal.reasons == (
        "soir\xa0: la grille harmonisée n’est pas signée.",
        "matin\xa0: compétence 2 neutralisée, incident technique du 17/03/2026.",
    )


def test_without_incident_nothing_of_what_is_stored_changes():
    """Word for word what version 1 stored: decisions made before keep their fingerprint."""
    proposal = said(held("matin", "AAN"))
    assert proposal.inputs == {
        "rule": "block-all-acquired/1",
        "block": "BC01",
        "competencies": [["c1", 1, "Geste 1"], ["c2", 2, "Geste 2"], ["c3", 3, "Geste 3"]],
        "scale": [
            ["A", "Acquis", True, True],
            ["E", "En cours d’acquisition", False, True],
            ["N", "Non acquis", False, True],
            ["O", "Non observé", False, False],
        ],
        "simulations": [
            {
                "id": "id-matin",
                "label": "matin",
                "values": {"c1": "A", "c2": "A", "c3": "N"},
                "sources": ["consensus-matin"],
            }
        ],
        "pending": [],
    }
    assert proposal.fingerprint == (
        "b3ca323811717f22e2af308acd945f6e8e6277a0f8eca265c405dd8af54b3c64"
    )


def test_an_incident_elsewhere_in_the_notice_is_not_an_input():
    beside = SimulationResult("id-matin", "matin", {"c1": "A"}, (), {"d7": INCIDENT})
    plain = SimulationResult("id-matin", "matin", {"c1": "A"})
    assert said(beside) == said(plain)


@pytest.mark.parametrize(
    ("rule", "results"),
    [
        (ALL_ACQUIRED, [held("matin", "AAA", hidden=(1,))]),
        (ALL_ACQUIRED, [held("matin", "AAA", set_aside=INCIDENT)]),
        (WITH_INCIDENTS, [held("matin", "AAA")]),
        ("block-all-acquired/3", [held("matin", "AAA", hidden=(1,))]),
    ],
)
def test_inputs_of_one_rule_are_not_replayed_by_another(rule, results):
    inputs = said(*results).inputs | {"rule": rule}
    with pytest.raises(ValueError, match=rule):
        replay(inputs)


def test_an_incident_changes_the_fingerprint():
    prints = [
        said(held("matin", "AAA", **how)).fingerprint
        for how in ({}, {"hidden": (1,)}, {"hidden": (1, 2)}, {"set_aside": INCIDENT})
    ]
    assert len(set(prints)) == 4


# -- Over every history ---------------------------------------------------------------------------

simulations = st.lists(
    st.tuples(
        st.text("AENO.", min_size=3, max_size=3),
        st.sets(st.sampled_from([1, 2, 3])),
        st.sampled_from(["", "", INCIDENT]),
    ),
    max_size=4,
).map(
    lambda rows: [
        held(str(n), values, hidden=hidden, set_aside=aside)
        for n, (values, hidden, aside) in enumerate(rows)
    ]
)


def counted(results):
    """The same history as somebody would read it who never heard of what was hidden."""
    return [
        SimulationResult(
            each.id,
            each.label,
            {key: "O" if key in each.neutralised else each.values[key] for key in each.values},
        )
        for each in results
        if not each.set_aside
    ]


@given(simulations)
def test_validated_exactly_when_what_was_not_hidden_suffices(results):
    assert (said(*results).verdict == VALIDATED) is (said(*counted(results)).verdict == VALIDATED)


@given(simulations)
def test_no_incident_ever_turns_into_a_refusal(results):
    """Not validated only when a competency was last seen short, or never, in the open."""
    if said(*results).verdict == NOT_VALIDATED:
        assert said(*counted(results)).verdict == NOT_VALIDATED


@given(simulations, st.sampled_from("AENO."), st.sampled_from([1, 2, 3]))
def test_what_was_rated_under_an_incident_never_matters(results, value, place):
    changed = [
        SimulationResult(
            each.id,
            each.label,
            {**each.values, f"c{place}": value} if each.incident(f"c{place}") else each.values,
            each.sources,
            each.neutralised,
            each.set_aside,
        )
        for each in results
        if each.values
    ]
    kept = [each for each in results if each.values]
    assert said(*changed).verdict == said(*kept).verdict


@given(simulations)
def test_a_replay_that_shows_everything_always_settles_it(results):
    assert said(*results, held("rejeu", "AAA")).verdict == VALIDATED


@given(simulations, st.lists(st.just("nuit"), max_size=1))
def test_every_incident_is_told_and_every_proposal_replays(results, pending):
    proposal = said(*results, pending=pending)
    assert replay(json.loads(json.dumps(proposal.inputs))) == proposal
    for each in results:
        if each.set_aside or each.neutralised:
            assert any(
                reason.startswith(f"{each.label}\xa0: ") and INCIDENT in reason
                for reason in proposal.reasons
            )


def test_nothing_seen_in_the_open_is_to_be_replayed_whatever_else_is_missing():
    """c1 was hidden by the incident, c2 and c3 were never looked at: nothing was judged yet."""
    found = said(held("matin", "A..", hidden=(1,)))
    assert found.verdict is None
    assert TO_REPLAY in found.reasons
    seen = said(held("matin", "AA.", hidden=(1,)))
    assert seen.verdict == NOT_VALIDATED
