"""The cast of a session: officer, panel, a candidate, on a day early enough to summon."""

from datetime import date

import pytest

from ccas import clock


@pytest.fixture(autouse=True)
def _early_enough():
    with clock.moved_to(date(2026, 3, 2)):
        yield
