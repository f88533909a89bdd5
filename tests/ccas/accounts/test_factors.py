"""A second factor for every role but candidate and tutor: asked for, encrypted, used once."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from allauth.mfa.utils import decrypt
from cryptography.fernet import Fernet, InvalidToken
from django.core.cache import cache
from django.core.checks import Error
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from ccas.accounts import checks, factors, proof
from ccas.accounts.adapter import FactorAdapter
from ccas.accounts.models import RoleGrant, UsedStep, User
from ccas.accounts.roles import Role

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.ccas.accounts.addresses")]
PASSWORD = "un canard bleu traverse la Loire"


def somebody(role: str, email: str = "") -> User:
    user = User.objects.create_user(
        email or f"{role}@exemple.fr", PASSWORD, display_name="Solène Ker’Haëc"
    )
    RoleGrant.objects.create(user=user, role=role, starts_on="2020-01-01")
    return user


def enter(client: Client, user: User):
    return client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})


def code_now(secret: str, steps: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


@pytest.fixture
def still(monkeypatch):
    """The true clock stands in the middle of a step."""
    moment = int(time.time()) // 30 * 30 + 15
    monkeypatch.setattr(time, "time", lambda: moment)


@pytest.fixture
def officer_with_codes(still):
    user = somebody("officer")
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return user, secret


@pytest.mark.parametrize("role", Role.values)
def test_who_must_have_one(client, role):
    user = somebody(role)
    enter(client, user)
    answer = client.get(reverse("accounts:profile"))
    if role in ("candidate", "tutor"):
        assert answer.status_code == 200
    else:
        assert answer["Location"] == reverse("mfa_index")


@pytest.mark.parametrize(
    "name",
    ["accounts:profile", "accounts:role", "account_change_password", "mfa_view_recovery_codes"],
)
def test_nothing_else_opens_until_then(client, name):
    enter(client, somebody("officer"))
    assert client.get(reverse(name))["Location"] == reverse("mfa_index")
    assert client.post(reverse(name))["Location"] == reverse("mfa_index")
    page = client.get(reverse("mfa_index"))
    assert page.status_code == 200
    assert "votre rôle en demande un" in page.text
    request = client.get(reverse("interface:legal")).wsgi_request
    assert request.actor is None, "what is open to all stays open, as nobody"


def test_a_candidate_who_becomes_an_evaluator_needs_one(client):
    user = somebody("candidate")
    enter(client, user)
    assert client.get(reverse("accounts:profile")).status_code == 200
    RoleGrant.objects.create(user=user, role="evaluator", starts_on="2020-01-01")
    assert client.get(reverse("accounts:profile")).status_code == 302


def test_setting_up_an_application_opens_the_rest(client, still):
    user = somebody("officer")
    enter(client, user)
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    assert secret in page.text
    assert secret not in str(dict(client.session)), "it waits encrypted"
    wrong = client.post(reverse("mfa_activate_totp"), {"code": "000000"})
    assert "Ce code n’est pas le bon" in wrong.text
    done = client.post(reverse("mfa_activate_totp"), {"code": code_now(secret)})
    assert done["Location"] == reverse("mfa_view_recovery_codes")
    assert client.get(reverse("accounts:profile")).status_code == 200
    stored = Authenticator.objects.get(user=user, type="totp").data["secret"]
    assert secret not in stored
    assert decrypt(stored) == secret


def test_the_code_that_confirmed_does_not_open_a_session_too(client, still):
    user = somebody("officer")
    enter(client, user)
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    client.post(reverse("mfa_activate_totp"), {"code": code_now(secret)})
    other = Client()
    enter(other, user)
    other.post(reverse("mfa_authenticate"), {"code": code_now(secret)})
    assert "_auth_user_id" not in other.session


def test_the_password_alone_does_not_open(client, officer_with_codes):
    user, secret = officer_with_codes
    answer = enter(client, user)
    assert answer["Location"] == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session
    assert "Encore une preuve" in client.get(reverse("mfa_authenticate")).text
    client.post(reverse("mfa_authenticate"), {"code": code_now(secret)})
    assert client.get(reverse("accounts:profile")).status_code == 200


def test_a_code_opens_once(officer_with_codes):
    """Replay within its thirty seconds is refused, by the database."""
    user, secret = officer_with_codes
    code = code_now(secret)
    first, second = Client(), Client()
    for one in (first, second):
        enter(one, user)
        answer = one.post(reverse("mfa_authenticate"), {"code": code})
    assert "_auth_user_id" in first.session
    assert "_auth_user_id" not in second.session
    assert "il a déjà servi" in answer.text
    second.post(reverse("mfa_authenticate"), {"code": code_now(secret, 1)})
    assert "_auth_user_id" in second.session, "the next code opens"


def test_without_the_memory_a_code_would_open_twice(officer_with_codes, monkeypatch):
    """Negative control."""
    monkeypatch.setattr(factors, "use_step", lambda user, step: True)
    user, secret = officer_with_codes
    for _ in range(2):
        client = Client()
        enter(client, user)
        client.post(reverse("mfa_authenticate"), {"code": code_now(secret)})
        assert "_auth_user_id" in client.session


def test_the_database_refuses_a_step_twice(officer_with_codes):
    user, _ = officer_with_codes
    UsedStep.objects.create(user=user, step=7)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO ccas_usedstep (user_id, step) VALUES (%s, 7)", [user.pk])


def test_codes_are_counted(officer_with_codes):
    user, secret = officer_with_codes
    client = Client()
    enter(client, user)
    for number in range(5):
        client.post(reverse("mfa_authenticate"), {"code": f"00000{number}"})
    answer = client.post(reverse("mfa_authenticate"), {"code": code_now(secret)})
    assert "Trop de codes" in answer.text
    assert "_auth_user_id" not in client.session


def test_a_recovery_code_opens_once(officer_with_codes):
    user, _ = officer_with_codes
    spare = RecoveryCodes.activate(user)
    code, seed = spare.get_unused_codes()[0], spare.instance.data["seed"]
    assert len(decrypt(seed)) == 80
    assert decrypt(seed) not in seed
    opened = []
    for _ in range(2):
        client = Client()
        enter(client, user)
        client.post(reverse("mfa_authenticate"), {"code": code})
        opened.append("_auth_user_id" in client.session)
    assert opened == [True, False]


def test_recovery_codes_are_shown_by_post_only(officer_with_codes):
    user, secret = officer_with_codes
    codes = RecoveryCodes.activate(user).get_unused_codes()
    client = Client()
    enter(client, user)
    client.post(reverse("mfa_authenticate"), {"code": code_now(secret)})
    assert codes[0] not in client.get(reverse("mfa_view_recovery_codes")).text
    assert codes[0] in client.post(reverse("mfa_view_recovery_codes")).text
    session = client.session
    session[proof.PROVEN_AT] = time.time() - proof.FRESH
    session.save()
    asked = client.post(reverse("mfa_view_recovery_codes"))
    assert asked["Location"].startswith(reverse("account_reauthenticate"))


def test_the_last_factor_of_such_a_role_stays(officer_with_codes):
    user, secret = officer_with_codes
    client = Client()
    enter(client, user)
    client.post(reverse("mfa_authenticate"), {"code": code_now(secret)})
    page = client.post(reverse("mfa_deactivate_totp"))
    assert "votre seul second facteur" in page.text
    assert factors.of(user).exists()
    RoleGrant.objects.filter(user=user).update(role="candidate")
    client.post(reverse("mfa_deactivate_totp"))
    assert not factors.of(user).exists()


def test_a_session_opened_before_the_factor_must_give_it(officer_with_codes):
    """Set up elsewhere meanwhile: this session may not set up another one, it proves the first."""
    user, secret = officer_with_codes
    client = Client()
    client.force_login(user)
    answer = client.get(reverse("mfa_add_webauthn"))
    assert answer["Location"].startswith(reverse("mfa_reauthenticate"))
    client.post(answer["Location"], {"code": code_now(secret)})
    assert client.get(reverse("mfa_add_webauthn")).status_code == 200


def test_every_page_of_factors_is_french(officer_with_codes):
    user, secret = officer_with_codes
    RecoveryCodes.activate(user)
    client = Client()
    enter(client, user)
    client.post(reverse("mfa_authenticate"), {"code": code_now(secret)})
    for name in (
        "mfa_index",
        "mfa_add_webauthn",
        "mfa_deactivate_totp",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
        "mfa_reauthenticate",
        "account_reauthenticate",
    ):
        text = client.get(reverse(name)).text
        assert text.count("<h1>") == 1, name
        assert "Solène" in text


# -- What the database holds ----------------------------------------------------------------------


def stored() -> str:
    """Everything the tables of second factors and sessions hold, read by SQL."""
    rows = []
    with connection.cursor() as cursor:
        for table in ("mfa_authenticator", "ccas_usedstep", "ccas_attempt", "django_session"):
            cursor.execute(f"SELECT t::text FROM {table} t")
            rows += [row[0] for row in cursor.fetchall()]
    return "\n".join(rows)


def test_no_secret_can_be_read_in_the_database(officer_with_codes):
    user, secret = officer_with_codes
    codes = RecoveryCodes.activate(user)
    client = Client()
    enter(client, user)
    client.post(reverse("mfa_authenticate"), {"code": codes.get_unused_codes()[0]})
    client.get(reverse("mfa_activate_totp"))
    held = stored()
    assert str(user.pk) in held or "totp" in held, "the rows are there"
    seed = decrypt(codes.instance.data["seed"])
    for text in (secret, seed, *codes.generate_codes()):
        assert text not in held


def test_a_secret_kept_in_clear_would_be_seen(officer_with_codes, monkeypatch):
    """Negative control."""
    user, _ = officer_with_codes
    monkeypatch.setattr(FactorAdapter, "encrypt", lambda self, text: text)
    Authenticator.objects.filter(user=user).delete()
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    assert secret in stored()


def test_what_has_served_is_in_the_database(officer_with_codes):
    """The step of a code and the rank of a recovery code: no cache to forget them."""
    user, secret = officer_with_codes
    code = RecoveryCodes.activate(user).get_unused_codes()[3]
    for given in (code_now(secret), code):
        client = Client()
        enter(client, user)
        client.post(reverse("mfa_authenticate"), {"code": given})
        assert "_auth_user_id" in client.session
    with connection.cursor() as cursor:
        cursor.execute("SELECT step FROM ccas_usedstep WHERE user_id = %s", [user.pk])
        assert cursor.fetchall() == [(int(time.time()) // 30,)]
        cursor.execute(
            "SELECT (data->>'used_mask')::int FROM mfa_authenticator "
            "WHERE user_id = %s AND type = 'recovery_codes'",
            [user.pk],
        )
        assert cursor.fetchone() == (1 << 3,)
    cache.clear()
    again = Client()
    enter(again, user)
    again.post(reverse("mfa_authenticate"), {"code": code_now(secret)})
    again.post(reverse("mfa_authenticate"), {"code": code})
    assert "_auth_user_id" not in again.session


# -- Keys at rest ---------------------------------------------------------------------------------


def test_an_older_key_still_reads(settings, officer_with_codes):
    user, secret = officer_with_codes
    stored = Authenticator.objects.get(user=user).data["secret"]
    newer = Fernet.generate_key().decode()
    settings.MFA_KEYS = [newer, *settings.MFA_KEYS]
    assert decrypt(stored) == secret
    settings.MFA_KEYS = [newer]
    with pytest.raises(InvalidToken):
        decrypt(stored)


@pytest.mark.parametrize("keys", [[], ["court"], ["development"]])
def test_production_wants_keys_of_its_own(settings, keys):
    settings.ENVIRONMENT = "production"
    settings.MFA_KEYS = [settings.DEVELOPMENT_MFA_KEY] if keys == ["development"] else keys
    [message] = checks.secrets_have_keys_of_their_own(None)
    assert isinstance(message, Error)
    assert message.id == "ccas.E021"
    settings.MFA_KEYS = [Fernet.generate_key().decode()]
    assert checks.secrets_have_keys_of_their_own(None) == []
