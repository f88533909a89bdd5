"""The room's tests happen on 1 September 2026, five weeks before the juries they speak of."""

from collections.abc import Iterator
from datetime import date

import pytest

from ccas import clock


@pytest.fixture(autouse=True)
def _late_summer() -> Iterator[None]:
    with clock.moved_to(date(2026, 9, 1)):
        yield
