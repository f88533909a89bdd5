"""What is held about a person is in the archive they may ask for, or says why it is not."""

import pytest
from django.db import models

from ccas import holdings
from ccas.personal import personal

APPS = {"ccas", "assessments", "certification"}


def test_every_personal_column_is_exported_or_says_why() -> None:
    """A room says it in its `holdings.py`: `holdings.register(Model, "path__to__the__account")`."""
    assert list(holdings.forgotten(APPS)) == []


def test_a_forgotten_column_is_seen(monkeypatch) -> None:
    label = "assessments.Stint"
    monkeypatch.delitem(holdings._holdings, label)
    assert set(holdings.forgotten(APPS)) == {
        f"{label}.{n}" for n in ("function", "starts_on", "ends_on")
    }
    monkeypatch.setitem(holdings._withheld, label, "une raison")
    assert list(holdings.forgotten(APPS)) == []


def test_a_column_withheld_without_a_reason_is_seen(monkeypatch) -> None:
    known = holdings._holdings["assessments.Stint"]
    silent = holdings.Holding(known.model, known.rows, {"function": ""})
    monkeypatch.setitem(holdings._holdings, "assessments.Stint", silent)
    assert list(holdings.forgotten(APPS)) == ["assessments.Stint.function"]


@pytest.mark.parametrize("holding", holdings.all_holdings(), ids=lambda one: one.model.__name__)
def test_what_is_withheld_names_a_column(holding) -> None:
    names = {column.name for column in holding.model._meta.local_concrete_fields}
    assert set(holding.withheld) | set(holding.also) <= names


def test_no_secret_column_is_shown() -> None:
    shown = {
        f"{holding.model.__name__}.{column.name}"
        for holding in holdings.all_holdings()
        for column in holding.columns
    }
    words = ("digest", "password", "token", "secret", "session_key")
    assert {name for name in shown if any(word in name.lower() for word in words)} <= {
        name for name in shown if name.startswith("ApiToken.")
    }
    assert not {n for n in shown if n.startswith("ApiToken.") and "digest" in n.lower()}
    assert personal(models.TextField(), purpose="x", retention="account").personal
