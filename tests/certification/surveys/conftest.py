"""Two titles of 6 October 2026, published, and an officer."""

import pytest

from tests.certification.passport.conftest import awards, keeper, titled

__all__ = ["awards", "keeper", "titled"]


@pytest.fixture
def survey(awards):
    """The first holder, asked at six months."""
    from tests.factories.surveys import asked

    return asked()[0]
