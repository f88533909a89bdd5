import csv
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certification.deliberation.rules import (
    ABSENT,
    EXCUSED,
    NOT_VALIDATED,
    OUTCOMES,
    UNHEARD,
    VALIDATED,
    outcome,
)
from tests.certification.deliberation.outcome_oracle import (
    NOTHING_TO_DECIDE,
    TABLE,
    read_aloud,
    rows,
)

DECIDED = {"validé": VALIDATED, "non validé": NOT_VALIDATED}
ATTENDANCE = {
    "présent": "present",
    "absent": ABSENT,
    "absent excusé": EXCUSED,
    "non entendu": UNHEARD,
}

CODES = {
    "titre délivré": "awarded",
    "validation partielle": "partial",
    "non validé": "not_validated",
    "ajourné pour la pratique": "adjourned",
    "absent": "absent",
    "absent excusé": "excused",
    "renvoyé à un autre jury": "deferred",
}


def ruled(blocks, practice, presence):
    names = [f"B{position}" for position, _ in enumerate(blocks)]
    said = dict(zip(names, blocks, strict=True))
    return outcome(
        names,
        [name for name in names if said[name] == "déjà acquis"],
        {name: DECIDED[said[name]] for name in names if said[name] in DECIDED},
        practice_required=practice != "non demandée",
        practice_attested=practice == "attestée",
        attendance=ATTENDANCE[presence],
    )


def table():
    with TABLE.open(encoding="utf-8") as file:
        return [tuple(row) for row in csv.reader(file)][1:]


def test_the_table_holds_every_combination_of_three_blocks_once():
    lines = table()
    assert len(lines) == 3 * 4**3 + 3 * 3 * 2**3
    assert len({line[:5] for line in lines}) == len(lines)
    assert lines == list(rows(3))


@pytest.mark.parametrize("line", table(), ids=" · ".join)
def test_the_rules_say_what_the_table_says(line):
    *blocks, practice, presence, expected = line
    if expected == NOTHING_TO_DECIDE:
        with pytest.raises(ValueError, match="no block was decided"):
            ruled(tuple(blocks), practice, presence)
    else:
        assert ruled(tuple(blocks), practice, presence).code == CODES[expected]


@pytest.mark.parametrize("number", [1, 2, 4])
def test_any_number_of_blocks(number):
    for *blocks, practice, presence, expected in rows(number):
        if expected != NOTHING_TO_DECIDE:
            found = ruled(tuple(blocks), practice, presence)
            assert found.code == CODES[expected], (blocks, practice, presence)


BLOCK_STATES = st.lists(
    st.sampled_from(["déjà acquis", "validé", "non validé", "non présenté"]), min_size=1, max_size=9
)


@given(
    BLOCK_STATES,
    st.sampled_from(["non demandée", "attestée", "à compléter"]),
)
def test_order_of_blocks_never_matters(blocks, practice):
    expected = read_aloud(tuple(blocks), practice, "présent")
    if expected == NOTHING_TO_DECIDE:
        return
    assert (
        ruled(blocks, practice, "présent").code
        == ruled(blocks[::-1], practice, "présent").code
        == CODES[expected]
    )


@given(BLOCK_STATES)
def test_one_more_validated_block_never_makes_it_worse(blocks):
    rank = ["not_validated", "partial", "awarded"]
    if read_aloud(tuple(blocks), "attestée", "présent") == NOTHING_TO_DECIDE:
        return
    before = rank.index(ruled(blocks, "attestée", "présent").code)
    for position, state in enumerate(blocks):
        if state in ("non validé", "non présenté"):
            better = [*blocks[:position], "validé", *blocks[position + 1 :]]
            assert rank.index(ruled(better, "attestée", "présent").code) >= before


def test_a_held_block_stays_held_even_when_the_jury_says_otherwise():
    found = outcome(
        ["B1"],
        ["B1"],
        {"B1": NOT_VALIDATED},
        practice_required=False,
        practice_attested=False,
        attendance="present",
    )
    assert found.code == "awarded"


@pytest.mark.parametrize(
    ("required", "held", "decided", "attendance", "why"),
    [
        ([], [], {}, "present", "without blocks"),
        (["B1"], ["B9"], {}, "present", "outside the revision"),
        (["B1"], [], {"B9": VALIDATED}, "present", "outside the revision"),
        (["B1"], [], {"B1": VALIDATED}, "absent", "someone absent"),
        (["B1"], [], {"B1": VALIDATED}, "excused", "someone absent"),
        (["B1"], [], {"B1": VALIDATED}, "unheard", "someone absent"),
        (["B1"], [], {}, "present", "no block was decided"),
    ],
)
def test_a_question_without_sense_is_refused(required, held, decided, attendance, why):
    with pytest.raises(ValueError, match=why):
        outcome(
            required,
            held,
            decided,
            practice_required=False,
            practice_attested=False,
            attendance=attendance,
        )


@pytest.mark.parametrize(
    ("blocks", "practice", "presence", "sentence"),
    [
        (
            ("validé", "validé", "validé"),
            "attestée",
            "présent",
            "Les trois blocs de compétences sont acquis : le titre est délivré.",
        ),
        (
            ("validé",),
            "non demandée",
            "présent",
            "Le bloc de compétences est acquis : le titre est délivré.",
        ),
        (
            ("validé", "déjà acquis", "non validé"),
            "attestée",
            "présent",
            "Deux blocs de compétences sur trois sont acquis ; ils restent acquis.",
        ),
        (
            ("déjà acquis", "non validé", "non présenté"),
            "attestée",
            "présent",
            "Aucun des blocs présentés n’est validé. "
            "Un bloc de compétences sur trois est acquis ; il reste acquis.",
        ),
        (
            ("non validé", "non validé", "non validé"),
            "attestée",
            "présent",
            "Aucun des blocs présentés n’est validé.",
        ),
        (
            ("validé", "validé", "déjà acquis"),
            "à compléter",
            "présent",
            "Les trois blocs de compétences sont acquis ; le titre sera délivré dès que la durée "
            "de pratique professionnelle demandée sera attestée, sans nouveau passage devant le "
            "jury.",
        ),
        (
            ("non présenté", "non présenté"),
            "attestée",
            "absent",
            "Le candidat ne s’est pas présenté devant le jury.",
        ),
        (
            ("déjà acquis", "non présenté"),
            "attestée",
            "absent excusé",
            "Le candidat était absent et excusé : un nouveau passage peut être fixé. "
            "Un bloc de compétences sur deux est acquis ; il reste acquis.",
        ),
        (
            ("non présenté",),
            "attestée",
            "non entendu",
            "Le jury ne pouvait pas siéger régulièrement pour ce candidat : rien n’est décidé, "
            "un autre jury l’entendra.",
        ),
    ],
)
def test_the_sentence_a_candidate_reads(blocks, practice, presence, sentence):
    found = ruled(blocks, practice, presence)
    assert found.sentence == sentence
    assert found.label == OUTCOMES[found.code]


@pytest.mark.parametrize(("number", "word"), [(2, "deux"), (10, "dix"), (11, "11"), (12, "12")])
def test_a_number_of_blocks_is_written_in_words_up_to_ten(number, word):
    found = ruled(("validé",) * number, "non demandée", "présent")
    assert found.sentence.startswith(f"Les {word} blocs de compétences sont acquis")


def test_all_pairs_of_practice_flags_only_adjourn_when_short():
    for required, attested in product([True, False], repeat=2):
        found = outcome(
            ["B1"],
            [],
            {"B1": VALIDATED},
            practice_required=required,
            practice_attested=attested,
            attendance="present",
        )
        assert found.code == ("adjourned" if required and not attested else "awarded")
