"""The indices themselves, by kept libraries. Imported by the job alone: it costs seconds.

Ratings come as ranks on the observed levels of the scale, from 0, in the order of the rules file;
None where there is no rating or the competency was not observed. One row is one unit: a competency
in a simulation, with one place for each evaluator.
"""

from collections.abc import Callable, Sequence
from typing import Literal

import krippendorff
import numpy as np
from numpy.typing import NDArray
from statsmodels.stats.inter_rater import cohens_kappa

from assessments.grading.agreement.values import (
    ALL_ALIKE,
    FEWEST,
    NO_INTERVAL,
    ONE_RATER,
    VOID,
    Estimate,
    too_few,
)

#: Resamplings of an interval, and where they start: the same ratings give the same interval.
RESAMPLES = 1000
SEED = 35553
#: Percentile bootstrap over the units: what other simulations of the same kind might have given.
CONFIDENCE = 0.95

type Unit = Sequence[int | None]
type Measure = Literal["nominal", "ordinal", "interval"]
type Counts = NDArray[np.int64]


def kappa(units: Sequence[Unit], levels: int) -> Estimate:
    """Cohen's κ of a pair, quadratic weights. Units where one of the two is None are left out.

    levels: how many levels the scale has. ValueError for a row that is not a pair.
    """
    if any(len(unit) != 2 for unit in units):
        raise ValueError("Cohen's kappa compares two raters")
    both = np.array([unit for unit in units if None not in unit], dtype=np.int64).reshape(-1, 2)

    def index(rows: NDArray[np.int64]) -> float:
        table = np.zeros((levels, levels))
        np.add.at(table, (rows[:, 0], rows[:, 1]), 1)
        return float(cohens_kappa(table, wt="quadratic", return_results=False))

    return _estimate(both, _counts(both, levels), index)


def alpha(units: Sequence[Unit], levels: int, measure: Measure = "ordinal") -> Estimate:
    """Krippendorff's α of any number of raters, with holes. measure: nominal, ordinal, interval.

    A unit with fewer than two ratings compares nothing and is left out.
    """
    every = _counts_of(units, levels)
    rows = every[every.sum(axis=1) >= 2]
    if len(every) and not len(rows):
        return Estimate(0, 0, sentence=ONE_RATER)

    def index(rows: Counts) -> float:
        return float(
            krippendorff.alpha(
                value_counts=rows, value_domain=np.arange(levels), level_of_measurement=measure
            )
        )

    return _estimate(rows, rows, index)


def fleiss(units: Sequence[Unit], levels: int) -> Estimate:
    """Fleiss' κ of any number of raters, with holes (K. L. Gwet, Handbook of Inter-Rater
    Reliability, 4th ed., 2014, § 2.6): the library's asks for as many ratings of every unit.

    A single rating of a unit still says how often a level is given: it counts for chance.
    """
    rows = _counts_of(units, levels)
    if len(rows) and (rows.sum(axis=1) < 2).all():
        return Estimate(0, 0, sentence=ONE_RATER)

    def index(rows: Counts) -> float:
        ratings = rows.sum(axis=1)
        compared = ratings >= 2
        alike = (rows * (rows - 1)).sum(axis=1)[compared]
        observed = (alike / (ratings * (ratings - 1))[compared]).mean()
        chance = ((rows / ratings[:, None]).mean(axis=0) ** 2).sum()
        return float((observed - chance) / (1 - chance))

    return _estimate(rows, rows, index)


def _counts_of(units: Sequence[Unit], levels: int) -> Counts:
    """Units × levels: how many raters gave each level; units nobody rated are left out."""
    counted = [
        np.bincount([value for value in unit if value is not None], minlength=levels)
        for unit in units
        if any(value is not None for value in unit)
    ]
    return np.array(counted, dtype=np.int64).reshape(-1, levels)


def _counts(pairs: NDArray[np.int64], levels: int) -> Counts:
    return np.array([np.bincount(row, minlength=levels) for row in pairs], dtype=np.int64).reshape(
        -1, levels
    )


def _estimate(
    rows: NDArray[np.int64], counts: Counts, index: Callable[[NDArray[np.int64]], float]
) -> Estimate:
    """The index of the rows with its interval, or the sentence that says why not.

    counts: the same units as `rows`, as units × levels.
    """
    compared = counts[counts.sum(axis=1) >= 2]
    units = len(compared)
    alike = int((compared.max(axis=1) == compared.sum(axis=1)).sum()) if units else 0
    if units < FEWEST:
        return Estimate(units, alike, sentence=too_few(units))
    if _one_level(counts):
        return Estimate(units, alike, sentence=ALL_ALIKE)
    value = index(rows)

    def again(chosen: NDArray[np.int64]) -> float:
        return np.nan if _one_level(counts[chosen]) else index(rows[chosen])

    chance = np.random.default_rng(SEED)
    drawn = np.array([again(chance.integers(len(rows), size=len(rows))) for _ in range(RESAMPLES)])
    if np.isnan(drawn).mean() > VOID:
        return Estimate(units, alike, _kept(value), sentence=NO_INTERVAL)
    tail = (1 - CONFIDENCE) / 2 * 100
    low, high = np.nanpercentile(drawn, [tail, 100 - tail])
    return Estimate(units, alike, _kept(value), _kept(low), _kept(high))


def _one_level(counts: Counts) -> bool:
    """Whether one level alone was given, or nothing is left to compare."""
    compared = counts[counts.sum(axis=1) >= 2]
    return int((compared.sum(axis=0) > 0).sum()) < 2


def _kept(value: float) -> float:
    """As stored: six decimals are more than anybody reads."""
    return round(float(value), 6)
