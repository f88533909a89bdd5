"""The room's tests happen on 1 September 2026, five weeks before the juries they speak of."""

from collections.abc import Iterator
from datetime import date

import pytest

from ccas import clock
from ccas.accounts.models import User
from ccas.actors import Actor
from tests.factories.people import EntityFactory

TODAY = date(2026, 9, 1)


@pytest.fixture(autouse=True)
def _september(request: pytest.FixtureRequest) -> Iterator[None]:
    with clock.moved_to(TODAY):
        yield


@pytest.fixture
def entities(db) -> dict[str, object]:
    """The four entities of the shipped rules, recorded among the people."""
    return {code: EntityFactory(code=code) for code in ("BSPP", "PN", "GN", "DGSCGC")}


@pytest.fixture
def account(make_actor):
    """account(person, role) -> Actor: give a person an account under that role."""

    def give(person, role: str) -> Actor:
        actor = make_actor(role, person.user)
        if person.user is None:
            person.user = User.objects.get(pk=actor.user_id)
            person.save(update_fields=["user"])
        return actor

    return give


@pytest.fixture
def desk(sign_in, officer):
    """The client of the officer."""
    return sign_in(officer)
