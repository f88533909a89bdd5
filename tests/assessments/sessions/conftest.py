"""The cast of a session: officer, panel, a candidate, on a day early enough to summon."""

from datetime import date

import pytest

from assessments.sessions import actions
from assessments.sessions.models import Scenario
from ccas import clock
from tests.assessments.sessions.test_shipped_scenarios import SHIPPED
from tests.factories.framework import shipped_revision


@pytest.fixture(autouse=True)
def _early_enough():
    with clock.moved_to(date(2026, 3, 2)):
        yield


@pytest.fixture
def desk(officer, sign_in):
    shipped_revision()
    return sign_in(officer)


@pytest.fixture
def fire(officer) -> Scenario:
    text = (SHIPPED / "feu-immeuble.toml").read_text(encoding="utf-8")
    return actions.load_scenario(shipped_revision(), text, by=officer)
