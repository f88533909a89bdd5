"""A provider that says no, breaks, or does not answer: a sentence within a few seconds."""

import logging
import time

import pytest
from django.urls import reverse

from ccas.accounts.models import User
from ccas.accounts.providers import flow
from tests.ccas.accounts.providers.conftest import (
    PATIENCE,
    SLACK,
    at_the_provider,
    departure,
    inside,
    nothing_happened,
    walk,
)

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.ccas.accounts.addresses")]


@pytest.fixture
def candidate(somebody, franceconnect) -> User:
    """A candidate whose account is linked to FranceConnect."""
    return somebody("candidate", ("franceconnect", franceconnect))


@pytest.mark.parametrize(
    ("error", "status", "says"),
    [
        ("access_denied", 403, "interrompue ou refusée"),
        ("invalid_scope", 403, "invalid_scope"),
        ("<script>", 403, "inconnue"),
        ("temporarily_unavailable", 503, "ne répond pas"),
        ("server_error", 503, "ne répond pas"),
    ],
)
def test_an_error_of_the_provider_is_a_sentence(
    client, candidate, franceconnect, error, status, says
):
    franceconnect.faults.error = error
    answer = walk(client, "franceconnect")
    nothing_happened(client, answer, status)
    assert says in answer.text
    assert "<b>x</b>" not in answer.text


@pytest.mark.parametrize("path", ["token", "userinfo", "jwks"])
@pytest.mark.parametrize("status", [500, 503, 404, 302])
def test_a_provider_that_breaks_half_way(client, candidate, franceconnect, path, status):
    franceconnect.faults.statuses[path] = status
    nothing_happened(client, walk(client, "franceconnect"), 503)
    franceconnect.faults.statuses.clear()
    walk(client, "franceconnect")
    assert inside(client) == str(candidate.pk)


@pytest.mark.parametrize("path", ["token", "userinfo", "jwks"])
def test_a_provider_thirty_seconds_late(
    client, candidate, franceconnect, path, settings, record_property
):
    settings.PROVIDER_PATIENCE = PATIENCE
    franceconnect.faults.delays[path] = 30
    back = at_the_provider(departure(client, "franceconnect"))
    began = time.monotonic()
    answer = client.get(back)
    waited = time.monotonic() - began
    record_property(f"FIGURE provider_30s_late_{path}", f"{waited:.2f} s for a patience of 1 s")
    nothing_happened(client, answer, 503)
    assert waited < PATIENCE + SLACK
    franceconnect.faults.delays.clear()
    settings.PROVIDER_PATIENCE = 20.0
    walk(client, "franceconnect")
    assert inside(client) == str(candidate.pk)


def test_a_provider_that_answers_one_byte_at_a_time(client, candidate, franceconnect, impatient):
    franceconnect.faults.drip = True
    back = at_the_provider(departure(client, "franceconnect"))
    began = time.monotonic()
    nothing_happened(client, client.get(back), 503)
    assert time.monotonic() - began < PATIENCE + SLACK


@pytest.mark.parametrize("fault", ["down", "late", "wrong issuer", "nonsense"])
def test_a_provider_that_is_away_from_the_start(client, franceconnect, impatient, fault):
    if fault == "down":
        franceconnect.stop()
    elif fault == "late":
        franceconnect.faults.delays[".well-known/openid-configuration"] = 30
    elif fault == "wrong issuer":
        franceconnect.issuer += "/autre"
    else:
        franceconnect.faults.statuses[".well-known/openid-configuration"] = 200
    began = time.monotonic()
    answer = client.post(reverse("accounts:provider", args=["franceconnect"]))
    assert time.monotonic() - began < PATIENCE + SLACK
    assert answer.status_code == 503
    assert "FranceConnect ne répond pas" in answer.text
    assert flow.FLOWS not in client.session, "nothing half-made"


def test_what_goes_wrong_is_logged_without_a_name(client, candidate, franceconnect, caplog):
    franceconnect.faults.id_token = {"nonce": "x" * 43}
    with caplog.at_level(logging.WARNING, logger="ccas.accounts"):
        walk(client, "franceconnect")
    ours = [record for record in caplog.records if record.name.startswith("ccas.")]
    assert [record.getMessage() for record in ours] == ["franceconnect: nonce"]
    for secret in (franceconnect.subject, "HAUTECOURT", "exemple.fr"):
        assert secret not in caplog.text
