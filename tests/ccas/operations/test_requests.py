"""A failure of ours has a number: on its page, in a header, on every line it left."""

import pytest
from django.test import Client, RequestFactory

from ccas.operations.logs import route_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def broken(monkeypatch):
    def fail(*given, **named):
        raise RuntimeError("défaut")

    monkeypatch.setattr("ccas.interface.views.render", fail)
    return Client(raise_request_exception=False)


def test_the_page_of_a_failure_shows_its_number(broken):
    answer = broken.get("/mentions-legales/", headers={"X-Request-Id": "abcdef0123456789"})
    assert answer.status_code == 500
    assert answer["X-Request-Id"] == "abcdef0123456789"
    assert "<code>abcdef0123456789</code>" in answer.text
    assert "défaut" not in answer.text


def test_an_ordinary_answer_bears_none():
    """A refusal is byte for byte that of an unknown address: a number would tell them apart."""
    for path in ("/mentions-legales/", "/nulle-part/"):
        assert "X-Request-Id" not in Client().get(path)


def test_an_address_that_leads_nowhere_has_no_route():
    assert route_of(RequestFactory().get("/nulle-part/")) == "unknown"
