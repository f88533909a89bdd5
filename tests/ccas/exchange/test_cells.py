"""Cells: nothing is computed, everything comes back."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccas.exchange.cells import FORMULA, day_of, plain, safe, words

ODD = st.text(alphabet="ab =+-@'é\t\r\n＝\u00a0", max_size=8)


@given(st.one_of(ODD, st.text()))
def test_no_text_begins_a_formula(text):
    found = safe(text)
    assert not found.startswith(FORMULA)
    assert not found.lstrip(" \u00a0").startswith(FORMULA)
    assert "\0" not in found


@given(st.one_of(ODD, st.text()))
def test_a_cell_comes_back_as_it_went(text):
    assert plain(safe(plain(text))) == plain(text)


@pytest.mark.parametrize("text", ["Ÿsé d’Ormesson", "'quote", "C-00012", "", "–"])
def test_an_ordinary_text_is_left_alone(text):
    assert safe(text) == text


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, ""),
        (True, "oui"),
        (False, "non"),
        (12, "12"),
        (-3, "-3"),
        (date(2026, 1, 31), "31/01/2026"),
        (datetime(2026, 1, 31, 23, 30, tzinfo=UTC), "01/02/2026 00:30"),
        (("BC01", "BC02"), "BC01, BC02"),
        (["=1", "2"], "'=1, 2"),
        ("=1+1", "'=1+1"),
    ],
)
def test_values_as_a_person_reads_them(value, said):
    assert words(value) == said


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("", None),
        ("31/01/2026", date(2026, 1, 31)),
        ("1/2/2026", date(2026, 2, 1)),
        ("2026-01-31", date(2026, 1, 31)),
        ("2026-01-31 00:00:00", date(2026, 1, 31)),
    ],
)
def test_days_as_people_write_them(text, day):
    assert day_of(text) == day


@pytest.mark.parametrize("text", ["31/02/2026", "demain", "2026-13-01", "01/01/26", "1"])
def test_a_day_that_is_none(text):
    with pytest.raises(ValueError, match=r"."):
        day_of(text)
