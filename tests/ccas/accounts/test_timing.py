"""The time of a refusal says nothing: wrong password, unknown address, no password, closed account.

Measured in CPU time of this thread, so that a loaded machine changes nothing; the cases take turns,
so that whatever slows one down slows the others; medians, so that one bad moment is not heard.
"""

import statistics
import time
from datetime import UTC, datetime, timedelta

import pytest
from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.test import Client
from django.urls import reverse

from ccas import clock
from ccas.accounts import attempts
from ccas.accounts.models import RoleGrant, User

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.ccas.accounts.addresses")]
START = datetime(2026, 3, 2, 8, tzinfo=UTC)
PASSWORD = "un canard bleu traverse la Loire"
#: Tries of each case.
TRIES = 15
#: How far from the wrong password another refusal may stand, either way.
RATIO = 1.25
KNOWN, UNKNOWN = "connue@exemple.fr", "inconnue@exemple.fr"
INVITED, CLOSED = "invitee@exemple.fr", "fermee@exemple.fr"


class Hasher(PBKDF2PasswordHasher):
    """Production's algorithm, at a twelfth of its cost: still most of what a try costs."""

    iterations = 100_000


@pytest.fixture(autouse=True)
def people(settings):
    settings.PASSWORD_HASHERS = [f"{__name__}.Hasher"]
    for email, password in ((KNOWN, PASSWORD), (INVITED, None), (CLOSED, PASSWORD)):
        user = User.objects.create_user(email, password, is_active=email != CLOSED)
        RoleGrant.objects.create(user=user, role="candidate", starts_on="2020-01-01")


def costs(*emails: str) -> dict[str, float]:
    """Address → median CPU seconds of a refused try; in turns, each turn in a window of its own."""
    spent: dict[str, list[float]] = {email: [] for email in emails}
    address = reverse("account_login")
    Client().get(address)  # templates and imports are paid for by nobody
    for turn in range(TRIES):
        with clock.moved_to(START + turn * (attempts.WINDOW + timedelta(seconds=1))):
            for email in emails:
                client = Client()
                began = time.thread_time()
                answer = client.post(address, {"login": email, "password": "ce n’est pas lui"})
                spent[email].append(time.thread_time() - began)
                assert answer.status_code == 200
    return {email: statistics.median(seconds) for email, seconds in spent.items()}


def outside(found: dict[str, float]) -> dict[str, float]:
    """The cases that one can tell by their time: address → ratio to the wrong password."""
    ratios = {email: seconds / found[KNOWN] for email, seconds in found.items()}
    return {email: ratio for email, ratio in ratios.items() if not 1 / RATIO < ratio < RATIO}


@pytest.mark.slow
def test_a_refusal_takes_as_long_whoever_it_is(record_property):
    found = costs(KNOWN, UNKNOWN, INVITED, CLOSED)
    ratio = found[UNKNOWN] / found[KNOWN]
    record_property("FIGURE unknown_email_time_ratio", f"{ratio:.2f} times a wrong password")
    assert outside(found) == {}


def test_without_the_dummy_hash_the_measure_sees_it(monkeypatch):
    """Negative control."""
    monkeypatch.setattr(AuthenticationBackend, "_mitigate_timing_attack", lambda *given: None)
    assert set(outside(costs(KNOWN, UNKNOWN))) == {UNKNOWN}
