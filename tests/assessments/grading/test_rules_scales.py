"""Whatever the scale and the number of evaluators: no average, nobody's word invented."""

from hypothesis import given
from hypothesis import strategies as st

from assessments.framework.rules.qualification import ScaleLevel
from assessments.grading.rules import (
    VALIDATED,
    CompetencyLine,
    SimulationResult,
    harmonise,
    propose,
)

COMPETENCIES = ("c1", "c2", "c3")
LINES = tuple(CompetencyLine(key, "B1", rank, key) for rank, key in enumerate(COMPETENCIES, 1))

#: Two to six levels, acquired or not, observed or not, in any order.
scales = st.lists(st.tuples(st.booleans(), st.booleans()), min_size=2, max_size=6).map(
    lambda flags: tuple(
        ScaleLevel(f"L{rank}", f"Niveau {rank}", acquired, observed)
        for rank, (acquired, observed) in enumerate(flags)
    )
)


@st.composite
def sittings(draw):
    """A scale and what one to five evaluators rated on it; lines may be left without rating."""
    scale = draw(scales)
    codes = st.sampled_from([level.code for level in scale])
    sheet = st.dictionaries(st.sampled_from(COMPETENCIES), codes)
    return scale, draw(st.lists(sheet, min_size=1, max_size=5))


@given(sittings())
def test_acquired_against_not_acquired_is_always_left_to_the_evaluators(sitting):
    scale, sheets = sitting
    acquired = {level.code: level.acquired for level in scale}
    for line in harmonise(COMPETENCIES, sheets, scale):
        said = [sheet.get(line.competency) for sheet in sheets]
        both = {acquired[value] for value in said if value is not None}
        assert line.crosses is (both == {True, False})
        if line.crosses:
            assert line.agreed is None
        assert line.to_settle is (len(set(said)) > 1 or said[0] is None)
        assert line.agreed in {None, *said}


@given(sittings(), st.randoms())
def test_no_evaluator_weighs_more_than_another(sitting, random):
    scale, sheets = sitting
    mixed = list(sheets)
    random.shuffle(mixed)
    assert [(line.agreed, line.crosses) for line in harmonise(COMPETENCIES, sheets, scale)] == [
        (line.agreed, line.crosses) for line in harmonise(COMPETENCIES, mixed, scale)
    ]


@given(sittings())
def test_one_sheet_more_never_makes_an_agreement(sitting):
    """Nothing is outvoted: who disagreed at two still disagrees at three."""
    scale, sheets = sitting
    fewer = harmonise(COMPETENCIES, sheets[:-1] or sheets, scale)
    for before, after in zip(fewer, harmonise(COMPETENCIES, sheets, scale), strict=True):
        if before.to_settle:
            assert after.to_settle


@given(sittings())
def test_a_block_is_validated_only_by_levels_that_were_acquired_and_observed(sitting):
    """Simulations one after the other: each competency needs one level that says so itself."""
    scale, sheets = sitting
    results = [SimulationResult(str(n), f"n° {n}", values) for n, values in enumerate(sheets)]
    good = {level.code for level in scale if level.acquired and level.observed}
    proposal = propose("B1", LINES, results, scale)
    shown = {key for values in sheets for key, value in values.items() if value in good}
    assert (proposal.verdict == VALIDATED) is (shown == set(COMPETENCIES))
