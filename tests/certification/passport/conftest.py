"""Two titles delivered and published, and an officer."""

import pytest

from certification.awards.models import Award
from tests.certification.awards.test_road import sat
from tests.factories.awards import SignatoryFactory, an_officer, published
from tests.factories.deliberation import candidate
from tests.kept import sound, standing


def two_titles():
    """Two titles, published on 6 October 2026; the officer who published them."""
    SignatoryFactory()
    officer = an_officer()
    published(sat(candidate(), candidate()), officer)
    return officer


@pytest.fixture(scope="module")
def titled(django_db_setup, django_db_blocker):
    """The two titles, for all the tests of the module; the officer who published them."""
    with standing(django_db_blocker):
        officer = two_titles()
        sound()
        yield officer


@pytest.fixture
def keeper(titled, db):
    """The officer who declares."""
    return titled


@pytest.fixture
def awards(titled, db):
    """The two titles, oldest first."""
    return list(Award.objects.order_by("candidate__person__sort_name", "pk"))
