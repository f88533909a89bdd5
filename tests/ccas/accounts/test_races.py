"""Two at the same instant, on two connections as in two processes: what serves once serves once."""

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.db import connection, transaction
from django.db.models import QuerySet

from ccas import clock
from ccas.accounts import factors, invitations
from ccas.accounts.models import Invitation, UsedStep, User
from ccas.refusals import Refusal

pytestmark = pytest.mark.django_db(transaction=True)
HANDS = 4


def at_once(act: Callable[[int], Any]) -> list[Any]:
    """What each hand got, all starting together; a Refusal is an answer like another."""
    barrier, got = threading.Barrier(HANDS), []

    def hand(number: int) -> None:
        try:
            barrier.wait(timeout=20)
            got.append(act(number))
        except Refusal as refusal:
            got.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=hand, args=[number]) for number in range(HANDS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert len(got) == HANDS
    return got


@pytest.fixture
def user() -> User:
    return User.objects.create_user("katell.le-scao@exemple.fr", display_name="Katell Le Scao")


def test_a_code_read_over_a_shoulder_opens_once(user):
    secret = generate_totp_secret()
    row = TOTP.activate(user, secret).instance
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    assert sorted(at_once(lambda _: factors.accepts(row, code))) == [False, False, False, True]
    assert UsedStep.objects.count() == 1


def test_a_recovery_code_opens_once(user):
    row = RecoveryCodes.activate(user).instance
    code = row.wrap().get_unused_codes()[0]

    def use(_: int) -> bool:
        fresh = type(row).objects.get(pk=row.pk)
        return factors.accepts(fresh, code)

    assert sorted(at_once(use)) == [False, False, False, True]


def invited(user: User) -> str:
    now = clock.now()
    Invitation.objects.create(
        user=user,
        expires_at=now + timedelta(days=1),
        sent_at=now,
        token_digest=invitations.digest_of("un lien"),
    )
    return "un lien"


def choosing(token: str, chosen: list[int]) -> Callable[[int], User]:
    """Accept the link; each choice that was let in leaves its number."""

    def act(number: int) -> User:
        def choose(_: User) -> None:
            time.sleep(0.05)
            chosen.append(number)

        return invitations.accept(token, choose=choose)

    return act


def test_a_link_lets_one_in(user):
    chosen: list[int] = []
    got = at_once(choosing(invited(user), chosen))
    assert len(chosen) == 1
    assert len([one for one in got if isinstance(one, Refusal)]) == HANDS - 1


def test_without_the_lock_it_would_let_in_several(user, monkeypatch):
    """Negative control: the same hands, and a link that is read without being held."""
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **options: self)
    chosen: list[int] = []
    with transaction.atomic():
        token = invited(user)
    at_once(choosing(token, chosen))
    assert len(chosen) > 1
