"""Coverage, independence, overlaps, delays: each refusal beside the case that passes."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.sessions.rules import (
    CandidatePlan,
    CompetencyLine,
    PlannedInject,
    PlannedSimulation,
    PresentedBlock,
    Service,
    Slot,
    Tie,
    conflict_sentences,
    coverage,
    coverage_refusals,
    entity_warnings,
    latest_summons_day,
    lengthened,
    overlap_sentences,
    panel_sentences,
    scenario_sentences,
    slot_sentences,
    summons_sentences,
)

PARIS = ZoneInfo("Europe/Paris")
CALLS = PresentedBlock("XBC01", (
    CompetencyLine("a1", 1, "Écouter la requête."),
    CompetencyLine("a2", 2, "Questionner le requérant."),
))  # fmt: skip
FOLLOWING = PresentedBlock("XBC02", (CompetencyLine("b1", 1, "Rendre compte."),))


def simulation(blocks: str, observable: str) -> PlannedSimulation:
    return PlannedSimulation(frozenset(blocks.split()), frozenset(observable.split()))


def plan(*simulations: PlannedSimulation, blocks=(CALLS, FOLLOWING)) -> CandidatePlan:
    return CandidatePlan("Maëlys Le Goff", tuple(blocks), simulations)


COVERED = [
    # simulations → what lacks, block after block
    ([], [["a1", "a2"], ["b1"]]),
    ([("XBC01", "a1 a2")], [[], ["b1"]]),
    ([("XBC01", "a1")], [["a2"], ["b1"]]),
    ([("XBC01", "a1"), ("XBC01", "a2")], [[], ["b1"]]),
    ([("XBC01 XBC02", "a1 a2 b1")], [[], []]),
    # a scenario may show more than the simulation serves: what it does not serve is not seen
    ([("XBC01", "a1 a2 b1")], [[], ["b1"]]),
    ([("XBC02", "a1 a2 b1")], [["a1", "a2"], []]),
    ([("XBC01 XBC02", "a2 b1"), ("XBC02", "a1")], [["a1"], []]),
    ([("XBC03", "a1 a2 b1")], [["a1", "a2"], ["b1"]]),
]


@pytest.mark.parametrize(("simulations", "missing"), COVERED)
def test_coverage(simulations, missing) -> None:
    found = coverage(plan(*(simulation(*each) for each in simulations)))
    assert [[line.id for line in each.missing] for each in found] == missing
    assert [each.complete for each in found] == [not lines for lines in missing]


def test_only_the_blocks_presented_are_asked_for() -> None:
    assert coverage_refusals([plan(simulation("XBC02", "b1"), blocks=(FOLLOWING,))]) == []


def test_coverage_is_each_candidate_s_own() -> None:
    """What another candidate's simulation shows is of no help."""
    full = plan(simulation("XBC01 XBC02", "a1 a2 b1"))
    other = CandidatePlan("Côme d’Ornano", (CALLS,), (simulation("XBC01", "a1"),))
    assert coverage_refusals([full, other]) == [
        "Côme d’Ornano : aucune mise en situation ne permet d’observer la compétence n° 2"
        " « Questionner le requérant » du bloc XBC01."
    ]


def test_a_refusal_names_candidate_block_and_every_competency() -> None:
    assert coverage_refusals([plan(simulation("XBC02", "b1"))]) == [
        "Maëlys Le Goff : aucune mise en situation ne permet d’observer 2 compétences du bloc"
        " XBC01 : n° 1 « Écouter la requête » ; n° 2 « Questionner le requérant »."
    ]


def test_a_long_refusal_stays_readable() -> None:
    long = PresentedBlock(
        "XBC03", tuple(CompetencyLine(f"c{n}", n, f"Texte {n}.") for n in range(1, 6))
    )
    assert coverage_refusals([plan(blocks=(long,))]) == [
        "Maëlys Le Goff : aucune mise en situation ne permet d’observer le bloc XBC03, dont les"
        " 5 compétences restent inobservables."
    ]
    assert coverage_refusals([plan(simulation("XBC03", "c1"), blocks=(long,))]) == [
        "Maëlys Le Goff : aucune mise en situation ne permet d’observer 4 compétences du bloc"
        " XBC03 : n° 2 « Texte 2 » ; n° 3 « Texte 3 » ; n° 4 « Texte 4 » ; et n° 5."
    ]


ids = st.sets(st.sampled_from(["a1", "a2", "b1"]))
served = st.sets(st.sampled_from(["XBC01", "XBC02"]))
simulations = st.lists(st.builds(
    lambda blocks, seen: PlannedSimulation(frozenset(blocks), frozenset(seen)), served, ids
), max_size=4)  # fmt: skip


@given(simulations, simulations)
def test_one_more_simulation_never_uncovers(first, more) -> None:
    before = {line.id for found in coverage(plan(*first)) for line in found.missing}
    after = {line.id for found in coverage(plan(*first, *more)) for line in found.missing}
    assert after <= before


@pytest.mark.parametrize(("minutes", "percent", "expected"), [
    (45, 0, 45), (60, 33, 80), (45, 33, 60), (30, 25, 38), (45, 100, 90), (1, 1, 2), (0, 33, 0),
])  # fmt: skip
def test_extra_time_rounds_up(minutes: int, percent: int, expected: int) -> None:
    assert lengthened(minutes, percent) == expected


def test_extra_time_refuses_negative_values() -> None:
    with pytest.raises(ValueError, match="negative"):
        lengthened(-1, 0)
    with pytest.raises(ValueError, match="negative"):
        lengthened(1, -1)


def slot(start="09:00", minutes=45, station="A", candidate="c1", evaluators="e1 e2") -> Slot:
    begin = datetime.fromisoformat(f"2026-02-10T{start}").replace(tzinfo=PARIS)
    pair = tuple((each, each.upper()) for each in evaluators.split())
    end = begin + timedelta(minutes=minutes)
    return Slot(begin, end, station, station, candidate, candidate.upper(), pair)


OVERLAPS = [
    (slot(), slot(station="B", candidate="c2", evaluators="e3 e4"), []),
    (slot(), slot("09:45"), []),  # one begins when the other ends
    (slot("09:45"), slot(), []),
    (slot(), slot("09:44", candidate="c2", evaluators="e3"),
     ["Le poste A est déjà pris par C2 à ce moment-là."]),
    (slot(), slot("08:30", station="B", evaluators="e3"),
     ["C1 passe déjà une mise en situation à ce moment-là, sur le poste B."]),
    (slot(), slot("09:10", 5, station="B", candidate="c2", evaluators="e2 e3"),
     ["E2 évalue déjà C2 à ce moment-là, sur le poste B."]),
    (slot(), slot("08:00", 180, candidate="c2", evaluators="e1 e2"),
     ["Le poste A est déjà pris par C2 à ce moment-là.",
      "E1 évalue déjà C2 à ce moment-là, sur le poste A.",
      "E2 évalue déjà C2 à ce moment-là, sur le poste A."]),
]  # fmt: skip


@pytest.mark.parametrize(("new", "other", "sentences"), OVERLAPS)
def test_overlaps(new: Slot, other: Slot, sentences: list[str]) -> None:
    assert overlap_sentences(new, [other]) == sentences


moments = st.integers(0, 600)


@given(moments, st.integers(1, 120), moments, st.integers(1, 120))
def test_meeting_is_symmetric(one, long, other, lasting) -> None:
    base = datetime(2026, 2, 10, tzinfo=PARIS)

    def at(start: int, minutes: int) -> Slot:
        begin = base + timedelta(minutes=start)
        return Slot(begin, begin + timedelta(minutes=minutes), "A", "A", "c", "C")

    left, right = at(one, long), at(other, lasting)
    shared = set(range(one, one + long)) & set(range(other, other + lasting))
    assert left.meets(right) is right.meets(left) is bool(shared)


DAY = date(2026, 2, 10)
CENTRE = Service("u1", "CTA-CODIS 67", date(2024, 1, 1))


@pytest.mark.parametrize(("kind", "from_evaluator", "words"), [
    ("trained", True, "Anne Petit a formé Bo Ly"),
    ("trained", False, "Bo Ly a formé Anne Petit"),
    ("supervised", True, "Anne Petit encadre ou a encadré Bo Ly"),
    ("supervised", False, "Bo Ly encadre ou a encadré Anne Petit"),
    ("accompanied", True, "Anne Petit a accompagné Bo Ly"),
    ("family", False, "lien familial ou personnel"),
    ("professional", True, "lien professionnel déclaré"),
])  # fmt: skip
def test_a_link_recuses_an_evaluator(kind: str, from_evaluator: bool, words: str) -> None:
    (sentence,) = conflict_sentences(
        "Anne Petit", "Bo Ly", ties=[Tie(kind, from_evaluator)], day=DAY
    )
    assert words in sentence


@pytest.mark.parametrize(("theirs", "refused"), [
    (Service("u1", "CTA-CODIS 67", date(2025, 1, 1)), True),
    (Service("u1", "CTA-CODIS 67", date(2025, 1, 1), DAY), True),
    (Service("u1", "CTA-CODIS 67", date(2025, 1, 1), DAY - timedelta(days=1)), False),
    (Service("u1", "CTA-CODIS 67", DAY + timedelta(days=1)), False),
    (Service("u2", "CORG 35", date(2025, 1, 1)), False),
])  # fmt: skip
def test_a_shared_unit_recuses_an_evaluator(theirs: Service, refused: bool) -> None:
    sentences = conflict_sentences(
        "Anne Petit", "Bo Ly", evaluator_services=[CENTRE], candidate_services=[theirs], day=DAY
    )
    assert bool(sentences) is refused
    assert all("CTA-CODIS 67" in sentence for sentence in sentences)


def test_nobody_evaluates_themselves_and_a_stranger_may() -> None:
    assert conflict_sentences("Anne Petit", "Anne Petit", same_person=True, day=DAY) == [
        "Anne Petit ne peut pas s’évaluer soi-même."
    ]
    assert conflict_sentences("Anne Petit", "Bo Ly", evaluator_services=[CENTRE], day=DAY) == []


def test_one_entity_twice_is_a_warning() -> None:
    assert entity_warnings([("Anne", "BSPP"), ("Bo", "DGGN")]) == []
    assert entity_warnings([("Anne", None), ("Bo", None)]) == []
    (sentence,) = entity_warnings([("Anne", "BSPP"), ("Bo", "BSPP")])
    assert "Anne et Bo relèvent de la même entité (BSPP)" in sentence


@pytest.mark.parametrize(("found", "required", "sentence"), [
    (2, 2, None), (1, 1, None), (3, 3, None),
    (1, 2, "Une mise en situation demande 2 évaluateurs ; 1 est désigné."),
    (0, 2, "Une mise en situation demande 2 évaluateurs ; aucun n’est désigné."),
    (3, 2, "Une mise en situation demande 2 évaluateurs ; 3 sont désignés."),
    (2, 1, "Une mise en situation demande 1 évaluateur ; 2 sont désignés."),
])  # fmt: skip
def test_number_of_evaluators(found: int, required: int, sentence: str | None) -> None:
    assert panel_sentences(found, required) == ([sentence] if sentence else [])


@pytest.mark.parametrize(("today", "late"), [
    ("2026-01-26", False), ("2026-01-25", False), ("2026-01-27", True), ("2026-02-10", True),
])  # fmt: skip
def test_summons_fifteen_days_ahead(today: str, late: bool) -> None:
    assert latest_summons_day(DAY, 15) == date(2026, 1, 26)
    sentences = summons_sentences(DAY, today=date.fromisoformat(today), days=15)
    assert bool(sentences) is late
    assert all("au plus tard le 26 janvier 2026" in sentence for sentence in sentences)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


@pytest.mark.parametrize(("start", "end", "words"), [
    ("2026-02-10T09:00", "2026-02-10T09:45", None),
    ("2026-02-11T17:00", "2026-02-11T17:45", None),
    ("2026-02-09T23:50", "2026-02-10T00:30", "sort de la session"),
    ("2026-02-11T23:50", "2026-02-12T00:30", "sort de la session"),
    ("2026-02-12T09:00", "2026-02-12T09:45", "sort de la session"),
    ("2026-02-10T09:00", "2026-02-10T09:00", "avant d’avoir commencé"),
])  # fmt: skip
def test_a_slot_stands_in_the_session(start: str, end: str, words: str | None) -> None:
    sentences = slot_sentences(at(start), at(end), first_day=DAY, last_day=date(2026, 2, 11))
    assert len(sentences) == (words is not None)
    assert all(words in sentence for sentence in sentences)


GOOD = {
    "minutes": 40,
    "brief": "Vous prenez l’appel.",
    "injects": [PlannedInject(0, "Appel", "Décrocher"), PlannedInject(39, "Radio", "Répondre")],
    "observable": ["a1", "a2", "b1"],
}


@pytest.mark.parametrize(("change", "words"), [
    ({}, None),
    ({"brief": "  "}, "consigne"),
    ({"observable": []}, "aucune compétence"),
    ({"injects": [PlannedInject(3, " ", "Lire")]}, "ne dit rien"),
    ({"injects": [PlannedInject(3, "Appel", "Lire", frozenset({"a1", "z9"}))]}, "pas observable"),
    ({"injects": [PlannedInject(3, "Appel", "Lire", frozenset({"a1", "b1"}))]}, None),
    ({"documents": [("", "Texte")]}, "n° 1 n’a pas de titre"),
    ({"documents": [("Plan", "Rue"), ("Fiche", " ")]}, "n° 2 est vide"),
    ({"minutes": 39}, "minute 39 tombe hors du scénario"),
    ({"injects": [PlannedInject(-1, "Appel", "Décrocher")]}, "minute -1 tombe hors"),
    ({"injects": [PlannedInject(3, "Appel", " ")]}, "pas de réaction attendue"),
    ({"injects": [], "minutes": 0}, "au moins une minute"),
])  # fmt: skip
def test_a_scenario_can_serve(change: dict, words: str | None) -> None:
    sentences = scenario_sentences(**(GOOD | change))
    assert len(sentences) == (words is not None)
    assert all(words in sentence for sentence in sentences)
