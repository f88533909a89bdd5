"""What the program refuses to start with."""

import pytest

from ccas import checks


def test_another_database_is_refused(settings, monkeypatch):
    assert checks.postgresql_only(None) == []
    monkeypatch.setitem(settings.DATABASES["default"], "ENGINE", "django.db.backends.sqlite3")
    assert [error.id for error in checks.postgresql_only(None)] == ["ccas.E001"]


@pytest.mark.parametrize(
    ("environment", "moves", "errors"),
    [
        ("production", True, ["ccas.E002"]),
        ("production", False, []),
        ("development", True, []),
    ],
)
def test_production_has_a_clock_that_stands_still(settings, environment, moves, errors):
    settings.ENVIRONMENT, settings.CLOCK_MAY_MOVE = environment, moves
    assert [e.id for e in checks.clock_stands_still_in_production(None)] == errors


def test_a_retention_term_has_a_duration_and_a_reason(settings):
    assert checks.retention_terms_exist(None) == []
    settings.RETENTION_TERMS = {"x": {"years": 5, "reason": ""}}
    assert [error.id for error in checks.retention_terms_exist(None)] == ["ccas.E003"]
