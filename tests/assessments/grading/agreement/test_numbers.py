"""The indices against the literature, and every case where there is no number to give."""

import warnings

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.grading.agreement import numbers
from assessments.grading.agreement.values import ALL_ALIKE, NO_INTERVAL, ONE_RATER, Estimate

#: The classical table of 12 units and 4 raters, 7 ratings missing: K. Krippendorff, Content
#: Analysis (2004), § 11.3, as the irrCAC package of K. L. Gwet ships it (`raw_4raters`).
TABLE = (
    (1, 1, None, 1),
    (2, 2, 3, 2),
    (3, 3, 3, 3),
    (3, 3, 3, 3),
    (2, 2, 2, 2),
    (1, 2, 3, 4),
    (4, 4, 4, 4),
    (1, 1, 2, 1),
    (2, 2, 2, 2),
    (None, 5, 5, 5),
    (None, None, 1, 1),
    (None, None, 3, None),
)
CLASSICAL = tuple(tuple(None if one is None else one - 1 for one in unit) for unit in TABLE)


@pytest.mark.parametrize(
    ("found", "published"),
    [
        (lambda: numbers.fleiss(CLASSICAL, 5), 0.76117),
        (lambda: numbers.alpha(CLASSICAL, 5, "nominal"), 0.74342),
        (lambda: numbers.alpha(CLASSICAL, 5, "interval"), 0.84911),
    ],
    ids=["Fleiss", "Krippendorff, nominal", "Krippendorff, quadratic"],
)
def test_the_published_values_to_five_decimals(found, published):
    estimate = found()
    assert round(estimate.value, 5) == published
    assert estimate.low < estimate.value < estimate.high <= 1
    assert (estimate.units, estimate.alike, estimate.sentence) == (11, 8, "")


def test_the_ordinal_alpha_of_the_same_table():
    """0.815 in Krippendorff's own computation of 2011."""
    assert round(numbers.alpha(CLASSICAL, 5, "ordinal").value, 3) == 0.815


#: J. Cohen's layout: 20 both say 0, 5 and 10 differ, 15 both say 1; κ = 0.4 by hand.
TEXTBOOK = [(0, 0)] * 20 + [(0, 1)] * 5 + [(1, 0)] * 10 + [(1, 1)] * 15


def test_the_kappa_of_the_textbook():
    """p_o = 35/50, p_e = (25 × 30 + 25 × 20)/50² = 0.5: κ = 0.4; two levels have one weight."""
    estimate = numbers.kappa(TEXTBOOK, 2)
    assert estimate.value == 0.4
    assert (estimate.units, estimate.alike) == (50, 35)
    assert estimate.low < 0.4 < estimate.high


def test_quadratic_weights_make_a_far_disagreement_four_times_a_near_one():
    """By hand, 30 units on three levels: weights (i - j)²."""
    base = [(0, 0)] * 9 + [(1, 1)] * 10 + [(2, 2)] * 9
    near, far = [*base, (0, 1), (1, 0)], [*base, (0, 2), (2, 0)]

    def by_chance(ones):
        """Σ n_i. n_.j (i - j)² / 30; observed: two lines of weight 1, then two of weight 4."""
        places = [(i, j) for i in range(3) for j in range(3)]
        return sum(ones[i] * ones[j] * (i - j) ** 2 for i, j in places) / 30

    assert numbers.kappa(near, 3).value == pytest.approx(1 - 2 / by_chance((10, 11, 9)), abs=1e-6)
    assert numbers.kappa(far, 3).value == pytest.approx(1 - 8 / by_chance((10, 10, 10)), abs=1e-6)


def test_fleiss_is_the_library_s_when_nothing_is_missing():
    from statsmodels.stats.inter_rater import fleiss_kappa

    units = [unit for unit in CLASSICAL if None not in unit] * 2
    counts = [[sum(one == level for one in unit) for level in range(5)] for unit in units]
    assert numbers.fleiss(units, 5).value == pytest.approx(fleiss_kappa(counts), abs=1e-6)


@pytest.mark.parametrize("index", [numbers.alpha, numbers.fleiss, numbers.kappa])
class TestNoNumber:
    """A sentence, never a NaN, a zero or a warning (warnings are errors here)."""

    def test_nothing(self, index):
        assert index([], 3) == Estimate(
            0, 0, sentence="Rien à comparer : aucune ligne n’est cotée par deux évaluateurs."
        )

    @pytest.mark.parametrize(
        ("units", "sentence"),
        [
            (1, "Trop peu pour le dire : 1 ligne comparée, il en faut 10."),
            (9, "Trop peu pour le dire : 9 lignes comparées, il en faut 10."),
        ],
    )
    def test_too_few(self, index, units, sentence):
        estimate = index([(0, 1)] * units, 3)
        assert (estimate.value, estimate.low, estimate.high) == (None, None, None)
        assert (estimate.units, estimate.alike, estimate.sentence) == (units, 0, sentence)

    def test_ten_are_enough(self, index):
        """The negative control of the nine above."""
        estimate = index([(0, 0)] * 4 + [(1, 1)] * 4 + [(0, 1), (1, 2)], 3)
        assert estimate.units == 10
        assert estimate.value is not None and estimate.sentence == ""
        assert -1 <= estimate.low <= estimate.value <= estimate.high <= 1

    def test_everything_alike(self, index):
        assert index([(2, 2)] * 30, 3) == Estimate(30, 30, sentence=ALL_ALIKE)

    def test_holes_alone(self, index):
        assert index([(None, None)] * 12, 3).units == 0

    def test_one_exception_among_many_has_no_interval(self, index):
        """Most resamplings miss the single line that differs."""
        estimate = index([(0, 0)] * 40 + [(1, 1)], 3)
        assert (estimate.value, estimate.low, estimate.high) == (1, None, None)
        assert estimate.sentence == NO_INTERVAL

    def test_the_same_ratings_give_the_same_interval(self, index):
        units = [(0, 0)] * 8 + [(1, 1)] * 5 + [(0, 1), (2, 1), (2, 2)]
        assert index(units, 3) == index(list(units), 3)


@pytest.mark.parametrize("index", [numbers.alpha, numbers.fleiss])
def test_one_rater_compares_nothing(index):
    assert index([(rank % 3,) for rank in range(20)], 3) == Estimate(0, 0, sentence=ONE_RATER)
    assert index([(rank % 3, None) for rank in range(20)], 3).sentence == ONE_RATER


def test_a_pair_is_two():
    with pytest.raises(ValueError, match="two raters"):
        numbers.kappa([(0, 1, 1)], 3)


def test_one_who_always_says_the_same_agrees_no_more_than_chance():
    assert numbers.kappa([(0, 0)] * 10 + [(0, 1)] * 6 + [(0, 2)] * 4, 3).value == 0


def test_a_missing_rating_takes_its_unit_out_of_a_pair():
    kept = [(0, 0)] * 8 + [(1, 1)] * 5 + [(0, 1), (2, 1), (2, 2)]
    assert numbers.kappa([*kept, (None, 2), (1, None), (None, None)], 3) == numbers.kappa(kept, 3)


units = st.lists(st.tuples(*[st.one_of(st.none(), st.integers(0, 2))] * 2), max_size=25)


@settings(max_examples=40, deadline=None)
@given(units)
def test_whatever_the_ratings_a_number_in_its_interval_or_a_sentence(rows):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = [
            numbers.kappa(rows, 3),
            numbers.alpha(rows, 3),
            numbers.alpha(rows, 3, "nominal"),
            numbers.fleiss(rows, 3),
        ]
    for one in found:
        assert Estimate.read(one.stored()) == one
        assert 0 <= one.alike <= one.units <= len(rows)
        if one.value is None:
            assert one.sentence and one.low is one.high is None
        else:
            assert one.value <= 1
            assert (one.low is None) == (one.high is None) == bool(one.sentence)
            if one.low is not None:
                assert one.low <= one.high


@settings(max_examples=20, deadline=None)
@given(units, st.randoms())
def test_neither_order_nor_who_sits_first_changes_the_index(rows, random):
    turned = [(b, a) for a, b in rows]
    random.shuffle(turned)
    for index in (numbers.kappa, numbers.alpha, numbers.fleiss):
        one, other = index(rows, 3), index(turned, 3)
        assert (one.value is None) == (other.value is None)
        if one.value is not None:
            assert one.value == pytest.approx(other.value, abs=1e-6)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (1.0, "1,00"),
        (0.9957, "0,99"),
        (0.62, "0,62"),
        (0.0, "0,00"),
        (-0.001, "0,00"),
        (-0.24, "−0,24"),
        (None, ""),
    ],
)
def test_a_number_in_french_never_shows_more_than_it_is(value, shown):
    assert Estimate(11, 10, value).shown == shown
    assert Estimate(11, 10, value, -0.3, 0.9999).range == "de −0,30 à 0,99"
    assert Estimate(11, 10, value).range == ""
