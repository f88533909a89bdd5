"""The one clock."""

from datetime import UTC, date, datetime, timedelta

import pytest

from ccas import clock


def test_it_tells_the_present():
    assert abs(datetime.now(UTC) - clock.now()) < timedelta(seconds=5)


def test_it_moves_and_comes_back():
    with clock.moved_to(datetime(2026, 4, 19, 22, 30, tzinfo=UTC)):
        assert clock.now() == datetime(2026, 4, 19, 22, 30, tzinfo=UTC)
        assert clock.today() == date(2026, 4, 20)  # half past midnight in Paris
        with clock.moved_to(date(2026, 1, 5)):
            assert clock.today() == date(2026, 1, 5)
            assert clock.paris(clock.now()).hour == 9
        assert clock.today() == date(2026, 4, 20)
    assert clock.today() >= date(2026, 11, 22)


def test_it_does_not_move_where_it_must_not(settings):
    settings.CLOCK_MAY_MOVE = False
    with pytest.raises(RuntimeError, match="demonstration"), clock.moved_to(date(2026, 1, 5)):
        pass
