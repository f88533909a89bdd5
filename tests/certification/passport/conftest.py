"""Two titles delivered and published, and an officer."""

import pytest

from certification.awards.models import Award
from tests.certification.awards.test_road import sat
from tests.factories.awards import SignatoryFactory, an_officer, published
from tests.factories.deliberation import candidate


@pytest.fixture
def keeper(db):
    """The officer who declares."""
    return an_officer()


@pytest.fixture
def awards(keeper):
    """Two titles, published on 6 October 2026, oldest first."""
    SignatoryFactory()
    published(sat(candidate(), candidate()), keeper)
    return list(Award.objects.order_by("candidate__person__sort_name", "pk"))
