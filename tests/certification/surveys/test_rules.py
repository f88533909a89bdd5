"""Dates of a survey, what an answer lacks, what answers count."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccas.periods import add_months
from certification.surveys import rules
from certification.surveys.rules import Holder, Tally

DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))
MONTHS = st.sampled_from(rules.SURVEY_MONTHS)


@pytest.mark.parametrize(
    ("awarded", "months", "asked", "closes"),
    [
        (date(2026, 10, 6), 6, date(2027, 4, 6), date(2027, 6, 5)),
        (date(2026, 10, 6), 24, date(2028, 10, 6), date(2028, 12, 5)),
        (date(2026, 8, 31), 6, date(2027, 2, 28), date(2027, 4, 29)),
        (date(2027, 8, 31), 6, date(2028, 2, 29), date(2028, 4, 29)),
        (date(2028, 2, 29), 24, date(2030, 2, 28), date(2030, 4, 29)),
    ],
)
def test_a_survey_has_its_day_and_its_last_day(awarded, months, asked, closes):
    assert rules.refers_to(awarded, months) == asked
    assert rules.closes_on(awarded, months, 60) == closes


def test_a_promotion_is_counted_when_its_last_holder_may_answer_no_more():
    assert rules.freezes_on(2026, 6, 60) == date(2027, 8, 30)
    assert rules.freezes_on(2026, 24, 60) == date(2029, 3, 2)


@given(awarded=DAYS, months=MONTHS, days=st.integers(0, 200))
def test_nobody_answers_once_the_promotion_is_counted(awarded, months, days):
    frozen = rules.freezes_on(awarded.year, months, days)
    assert rules.closes_on(awarded, months, days) < frozen


@given(today=DAYS, months=MONTHS)
def test_the_first_award_whose_survey_is_to_come(today, months):
    first = rules.awards_from(months, today)
    assert add_months(first, months) >= today
    assert add_months(first - timedelta(days=1), months) < today


@pytest.mark.parametrize(
    ("today", "days", "first", "last"),
    [
        (date(2027, 4, 6), 60, date(2026, 8, 5), date(2026, 10, 6)),
        (date(2027, 4, 6), 0, date(2026, 10, 6), date(2026, 10, 6)),
        # Four days of August have their six months on 28 February.
        (date(2027, 2, 28), 0, date(2026, 8, 28), date(2026, 8, 31)),
        (date(2027, 3, 1), 0, date(2026, 9, 1), date(2026, 9, 1)),
    ],
)
def test_the_titles_asked_on_a_day(today, days, first, last):
    assert rules.awards_asked(6, today, days) == (first, last)


@given(today=DAYS, months=MONTHS, days=st.integers(0, 90), around=st.integers(-95, 5))
def test_who_is_asked_today_may_answer_today_and_the_other_way_round(today, months, days, around):
    awarded = add_months(today, -months) + timedelta(days=around)
    first, last = rules.awards_asked(months, today, days)
    may = rules.refers_to(awarded, months) <= today <= rules.closes_on(awarded, months, days)
    assert (first <= awarded <= last) is may


@pytest.mark.parametrize(
    ("said", "lacks"),
    [
        ({}, ["situation", "utile"]),
        ({"situation": "employed"}, ["métier visé", "statut", "utile"]),
        ({"situation": "employed", "target_job": False, "contract": "own"}, ["utile"]),
        ({"situation": "seeking", "usefulness": "no"}, []),
        ({"situation": "retired", "usefulness": "no"}, ["situation"]),
        ({"situation": "employed", "target_job": True, "contract": "x", "usefulness": "enter"},
         ["statut"]),
    ],
)  # fmt: skip
def test_what_an_answer_lacks(said, lacks):
    whole = {"situation": "", "target_job": None, "contract": "", "usefulness": ""} | said
    found = rules.sentences_for_answer(**whole)
    assert len(found) == len(lacks)
    assert all(word in sentence for word, sentence in zip(lacks, found, strict=True))


def test_nothing_is_kept_of_an_employment_that_is_denied():
    said = {"situation": "seeking", "target_job": True, "contract": "own", "usefulness": "no"}
    assert rules.kept(**said) == said | {"target_job": None, "contract": ""}
    works = said | {"situation": "employed"}
    assert rules.kept(**works) == works


def holder(situation=None, target_job=False, route="FC", asked=True):
    return Holder(asked, situation, target_job, {"route": route})


def test_neutralised_situations_answer_and_are_in_no_rate():
    rows = [
        holder("employed", True),
        holder("employed"),
        holder("seeking"),
        holder("inactive", True),  # no employment: no target job
        *(holder(each) for each in sorted(rules.NEUTRALISED)),
        holder(),
        holder(asked=False),
    ]
    found = rules.tally(rows)
    assert found == Tally(
        certified=10, asked=9, respondents=8, neutralised=4, employed=2, target_job=1
    )
    assert found.counted == 4


HOLDERS = st.lists(
    st.builds(
        holder,
        st.one_of(st.none(), st.sampled_from(sorted(rules.SITUATIONS))),
        st.booleans(),
        st.sampled_from(["FC", "VAE", "CL"]),
    )
)


@given(HOLDERS)
def test_groups_make_the_whole(rows):
    groups = rules.by_group(rows, "route").values()
    whole = rules.tally(rows)
    for name in ("certified", "asked", "respondents", "neutralised", "employed", "target_job"):
        assert sum(getattr(each, name) for each in groups) == getattr(whole, name)
    assert whole.certified >= whole.respondents >= whole.counted >= whole.employed
    assert whole.employed >= whole.target_job
