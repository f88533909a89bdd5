"""The nine-month count: a table read off the calendar, then properties that hold for any dates."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.practice.rules import (
    Count,
    PracticeStint,
    Stretch,
    count,
    length,
    practice_count,
    reached,
    union,
    without,
)
from ccas.periods import add_months

ONE_DAY = timedelta(days=1)


def stretch(text: str) -> Stretch:
    """ "2025-01-01/2025-01-31", or "2025-01-01/" while it lasts."""
    start, _, end = text.partition("/")
    return Stretch(date.fromisoformat(start), date.fromisoformat(end) if end else None)


def stint(period: str, *interruptions: str, attested: tuple[str, ...] = ()) -> PracticeStint:
    whole = stretch(period)
    return PracticeStint(
        whole.start,
        whole.end,
        tuple(stretch(text) for text in interruptions),
        tuple(stretch(text) for text in attested),
    )


LENGTHS = [
    # whole months from date to date
    (["2025-01-01/2025-09-30"], (9, 0)),
    (["2025-01-01/2025-09-29"], (8, 29)),
    (["2025-01-15/2025-10-14"], (9, 0)),
    (["2025-01-15/2025-10-13"], (8, 29)),
    (["2025-02-01/2025-10-30"], (9, 0)),  # 8 months and 30 spare days, which make a month
    (["2025-02-01/2025-10-29"], (8, 29)),
    (["2025-05-31/2026-02-27"], (9, 0)),
    (["2025-05-31/2026-02-26"], (8, 27)),
    (["2027-05-31/2028-02-28"], (9, 0)),  # leap year: reached on the 29th
    (["2027-05-31/2028-02-27"], (8, 28)),
    (["2025-05-30/2026-02-27"], (9, 0)),
    (["2025-05-29/2026-02-27"], (9, 0)),
    (["2025-05-28/2026-02-27"], (9, 0)),
    (["2025-05-28/2026-02-28"], (9, 1)),
    # days alone
    (["2025-06-10/2025-06-10"], (0, 1)),
    (["2025-06-10/2025-07-08"], (0, 29)),
    (["2025-06-10/2025-07-09"], (1, 0)),
    (["2025-07-01/2025-07-30"], (1, 0)),  # 30 spare days
    (["2025-07-01/2025-07-31"], (1, 0)),  # the whole month is worth no more
    (["2025-07-01/2025-08-01"], (1, 1)),
    (["2025-02-01/2025-02-28"], (1, 0)),
    (["2025-02-01/2025-02-27"], (0, 27)),
    (["2024-02-01/2024-02-29"], (1, 0)),
    (["2024-02-01/2024-02-28"], (0, 28)),
    # spare days of several stretches are put together
    (["2025-01-01/2025-01-15", "2025-03-01/2025-03-15"], (1, 0)),
    (["2025-01-01/2025-01-14", "2025-03-01/2025-03-15"], (0, 29)),
    (["2025-01-01/2025-04-20", "2025-06-01/2025-10-10"], (8, 0)),
    (["2025-01-10/2025-02-28", "2025-04-10/2025-05-20", "2025-07-01/2025-07-09"], (3, 9)),
    (["2025-01-01/2025-01-10", "2025-02-01/2025-02-10", "2025-03-01/2025-03-10"], (1, 0)),
    # overlapping and adjacent stretches are one
    (["2025-01-01/2025-06-30", "2025-04-01/2025-09-30"], (9, 0)),
    (["2025-01-01/2025-09-30", "2025-03-01/2025-04-30"], (9, 0)),
    (["2025-01-01/2025-03-31", "2025-04-01/2025-09-30"], (9, 0)),
    (["2025-04-01/2025-09-30", "2025-01-01/2025-03-31"], (9, 0)),
    (["2025-01-31/2025-02-14", "2025-02-15/2025-02-27"], (1, 0)),
    (["2025-01-01/2025-03-31", "2025-04-02/2025-09-30"], (8, 29)),  # one day missing between
    (["2025-01-01/2025-09-30", "2025-01-01/2025-09-30"], (9, 0)),
    ([], (0, 0)),
]


@pytest.mark.parametrize(("periods", "expected"), LENGTHS)
def test_count(periods: list[str], expected: tuple[int, int]) -> None:
    assert count(stretch(text) for text in periods) == Count(*expected)


REACHED = [
    (["2025-05-31/2026-06-30"], "2026-02-28"),
    (["2027-05-31/2028-06-30"], "2028-02-29"),
    (["2025-01-01/2025-12-31"], "2025-10-01"),
    (["2025-01-01/2025-09-30"], "2025-10-01"),
    (["2025-01-01/2025-09-29"], None),
    (["2025-02-01/2025-12-31"], "2025-10-31"),  # 8 months and the 30 days of October
    (["2025-01-01/2025-06-30", "2025-08-01/2025-12-31"], "2025-10-31"),
    (["2025-01-01/2025-06-15", "2025-08-01/2025-12-31"], "2025-11-16"),
    (["2025-01-01/2025-09-30", "2025-11-01/2025-12-31"], "2025-10-01"),
    ([], None),
]


@pytest.mark.parametrize(("periods", "expected"), REACHED)
def test_reached(periods: list[str], expected: str | None) -> None:
    day = reached([stretch(text) for text in periods], 9)
    assert day == (date.fromisoformat(expected) if expected else None)


COUNTED = [
    # stints, as of, done, attested, to come, missing, reached on
    ([stint("2025-05-31/")], "2026-02-28", (9, 0), (0, 0), (0, 0), (9, 0), "2026-02-28"),
    ([stint("2025-05-31/")], "2026-02-27", (8, 27), (0, 0), (0, 3), (9, 0), "2026-02-28"),
    ([stint("2025-01-01/", attested=("2025-01-01/2025-09-30",))],
     "2025-10-01", (9, 0), (9, 0), (0, 0), (0, 0), "2025-10-01"),
    # the last day counts once it is over
    ([stint("2025-01-01/", attested=("2025-01-01/2025-09-30",))],
     "2025-09-30", (8, 29), (8, 29), (0, 1), (0, 1), "2025-10-01"),
    # an interruption of a month inside
    ([stint("2025-01-01/2025-10-31", "2025-04-01/2025-04-30")],
     "2026-01-01", (9, 0), (0, 0), (0, 0), (9, 0), "2025-10-31"),
    # an interruption that lasts stops the count, and nothing can be foreseen
    ([stint("2025-01-01/", "2025-04-01/")],
     "2025-12-01", (3, 0), (0, 0), (6, 0), (9, 0), None),
    # an interruption another stint covers takes nothing away
    ([stint("2025-01-01/2025-09-30", "2025-04-01/2025-04-30"), stint("2025-03-15/2025-05-15")],
     "2026-01-01", (9, 0), (0, 0), (0, 0), (9, 0), "2025-10-01"),
    # attested over an interruption: the interruption still does not count
    ([stint("2025-01-01/2025-12-31", "2025-04-01/2025-04-30",
            attested=("2025-01-01/2025-12-31",))],
     "2026-01-15", (11, 0), (11, 0), (0, 0), (0, 0), "2025-10-31"),
    # only the attested part of a longer stint
    ([stint("2025-01-01/2025-12-31", attested=("2025-01-01/2025-06-30",))],
     "2026-01-15", (12, 0), (6, 0), (0, 0), (3, 0), "2025-10-01"),
    # nothing runs any more: no date can be given
    ([stint("2025-01-01/2025-03-31")], "2026-01-15", (3, 0), (0, 0), (6, 0), (9, 0), None),
    # begins after the day asked for: nothing done, but foreseen
    ([stint("2025-06-01/")], "2025-05-01", (0, 0), (0, 0), (9, 0), (9, 0), "2026-03-01"),
    ([], "2025-05-01", (0, 0), (0, 0), (9, 0), (9, 0), None),
    # two attested stints that overlap
    ([stint("2025-01-01/2025-06-30", attested=("2025-01-01/2025-06-30",)),
      stint("2025-05-01/2025-09-30", attested=("2025-05-01/2025-09-30",))],
     "2025-12-01", (9, 0), (9, 0), (0, 0), (0, 0), "2025-10-01"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("stints", "as_of", "done", "attested", "to_come", "missing", "reached_on"), COUNTED
)
def test_practice_count(stints, as_of, done, attested, to_come, missing, reached_on) -> None:
    found = practice_count(stints, required_months=9, as_of=date.fromisoformat(as_of))
    assert (found.done, found.attested) == (Count(*done), Count(*attested))
    assert (found.to_come, found.missing) == (Count(*to_come), Count(*missing))
    assert found.reached_on == (date.fromisoformat(reached_on) if reached_on else None)
    assert found.complete is (missing == (0, 0))


def test_the_months_required_are_a_parameter() -> None:
    stints = [stint("2025-01-01/2025-06-30", attested=("2025-01-01/2025-06-30",))]
    day = date(2025, 12, 1)
    assert practice_count(stints, required_months=6, as_of=day).complete
    assert not practice_count(stints, required_months=7, as_of=day).complete
    free = practice_count([], required_months=0, as_of=day)
    assert free.complete
    assert free.attested_percent == 100
    assert free.sentences == (
        "Aucune période d’exercice professionnel n’est exigée par cette voie.",
    )
    with pytest.raises(ValueError, match="negative"):
        practice_count([], required_months=-1, as_of=day)


def test_sentences_say_what_lacks_and_until_when() -> None:
    running = practice_count(
        [stint("2025-05-31/", attested=("2025-05-31/2025-08-30",))],
        required_months=9,
        as_of=date(2025, 12, 16),
    )
    assert running.sentences == (
        "Il manque 6 mois d’exercice attesté sur les 9 mois exigés (3 mois attestés au"
        " 16 décembre 2025).",
        "3 mois et 16 jours déjà effectués restent à attester par l’encadrement.",
        "Il reste 2 mois et 14 jours à effectuer ; sans nouvelle interruption, les 9 mois seront"
        " atteints le 28 février 2026.",
    )
    stopped = practice_count(
        [stint("2025-01-01/2025-01-01")], required_months=9, as_of=date(2025, 12, 16)
    )
    assert stopped.sentences[1:] == (
        "1 jour déjà effectué reste à attester par l’encadrement.",
        "Il reste 8 mois et 29 jours à effectuer ; aucun poste en cours ne permet de dire quand"
        " les 9 mois seront atteints.",
    )
    complete = practice_count(
        [stint("2025-05-31/", attested=("2025-05-31/2026-03-31",))],
        required_months=9,
        as_of=date(2026, 4, 2),
    )
    assert complete.sentences == (
        "Les 9 mois d’exercice professionnel sont attestés, atteints le 28 février 2026.",
    )


def test_the_bar_is_whole() -> None:
    found = practice_count(
        [stint("2025-01-01/2025-06-30", attested=("2025-01-01/2025-03-31",))],
        required_months=9,
        as_of=date(2025, 12, 1),
    )
    assert (found.attested_percent, found.to_attest_percent, found.to_come_percent) == (33, 33, 34)


@pytest.mark.parametrize(("total", "expected"), [
    (0, "0 jour"), (1, "1 jour"), (2, "2 jours"), (30, "1 mois"), (31, "1 mois et 1 jour"),
    (275, "9 mois et 5 jours"),
])  # fmt: skip
def test_a_count_in_words(total: int, expected: str) -> None:
    assert str(Count.of(total)) == expected


def test_union_refuses_what_is_not_a_stretch() -> None:
    with pytest.raises(ValueError, match="closed"):
        union([stretch("2025-01-01/")])
    with pytest.raises(ValueError, match="closed"):
        union([stretch("2025-01-02/2025-01-01")])


def test_without_cuts_and_keeps_the_rest() -> None:
    left = without([stretch("2025-01-01/2025-01-31")], [
        stretch("2024-12-20/2025-01-02"), stretch("2025-01-10/2025-01-10"),
        stretch("2025-01-31/2025-02-10"),
    ])  # fmt: skip
    assert left == (stretch("2025-01-03/2025-01-09"), stretch("2025-01-11/2025-01-30"))


days = st.dates(date(2020, 1, 1), date(2030, 12, 31))
stretches = st.builds(
    lambda start, more: Stretch(start, start + timedelta(days=more)), days, st.integers(0, 800)
)
several = st.lists(stretches, max_size=6)


@given(several)
def test_union_is_idempotent_disjoint_and_keeps_every_day(parts: list[Stretch]) -> None:
    merged = union(parts)
    assert union(merged) == merged
    assert all(one.end + ONE_DAY < other.start for one, other in pairwise(merged))
    for part in parts:
        assert sum(one.start <= part.start and part.end <= one.end for one in merged) == 1


@given(several, st.randoms())
def test_order_does_not_matter(parts: list[Stretch], chance) -> None:
    shuffled = parts[:]
    chance.shuffle(shuffled)
    assert count(shuffled) == count(parts)


@given(stretches, st.integers(0, 800))
def test_splitting_a_stretch_without_a_gap_gains_nothing(whole: Stretch, cut: int) -> None:
    day = min(whole.start + timedelta(days=cut), whole.end)
    parts = [Stretch(whole.start, day)]
    if day < whole.end:
        parts.append(Stretch(day + ONE_DAY, whole.end))
    assert count(parts) == length(whole)


@given(stretches, days, st.integers(1, 60))
def test_an_interruption_never_gains_more_than_the_ends_of_february(whole, start, more) -> None:
    hole = Stretch(start, start + timedelta(days=more - 1))
    februaries = whole.end.year - whole.start.year + 1
    assert count(without([whole], [hole])).total <= length(whole).total + 2 * februaries


@given(stretches)
def test_a_longer_stretch_never_counts_less(whole: Stretch) -> None:
    assert length(Stretch(whole.start, whole.end + ONE_DAY)) >= length(whole)
    assert length(Stretch(whole.start - ONE_DAY, whole.end)) >= length(whole)


@given(several, st.integers(1, 24))
def test_reached_is_the_first_day_that_counts_enough(parts: list[Stretch], months: int) -> None:
    def on(day: date) -> Count:
        past = [part.closed_at(day - ONE_DAY) for part in parts]
        return count(part for part in past if part)

    day = reached(parts, months)
    if day is None:
        assert count(parts) < Count(months, 0)
    else:
        assert on(day) >= Count(months, 0)
        assert on(day - ONE_DAY) < Count(months, 0)


@given(days, st.integers(1, 36))
def test_one_stretch_is_reached_at_the_latest_from_date_to_date(start: date, months: int) -> None:
    open_ended = [Stretch(start, add_months(start, months + 2))]
    late = (add_months(start, months) - reached(open_ended, months)).days
    assert late in (0, 1)


@given(several, days)
def test_time_that_passes_never_takes_practice_away(parts: list[Stretch], day: date) -> None:
    stints = [PracticeStint(part.start, part.end, (), (part,)) for part in parts]
    today = practice_count(stints, required_months=9, as_of=day)
    tomorrow = practice_count(stints, required_months=9, as_of=day + ONE_DAY)
    assert tomorrow.done >= today.done
    assert tomorrow.attested >= today.attested
    assert tomorrow.missing <= today.missing


@given(several, several, days)
def test_what_is_attested_was_done(parts, attested, day) -> None:
    stints = [PracticeStint(part.start, part.end, (), tuple(attested)) for part in parts]
    found = practice_count(stints, required_months=9, as_of=day)
    assert found.attested <= found.done
    if not found.complete:
        covered = found.attested.total + found.to_attest.total + found.to_come.total
        assert covered == 9 * 30
    assert found.attested_percent + found.to_attest_percent + found.to_come_percent == 100
