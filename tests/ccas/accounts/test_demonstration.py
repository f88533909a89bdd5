"""One-click sign-in: the demonstration's cast, nobody else, and never in production."""

import uuid

import pytest
from django.core.checks import Error
from django.test import Client
from django.urls import NoReverseMatch, reverse

from ccas.accounts import checks, demonstration
from ccas.accounts.models import RoleGrant, User

WITH = "tests.ccas.accounts.addresses_with_cast"
WITHOUT = "tests.ccas.accounts.addresses"
pytestmark = pytest.mark.django_db


@pytest.fixture
def on(settings):
    settings.DEMONSTRATION_SIGN_IN = True
    settings.ROOT_URLCONF = WITH


def member(email: str, role: str, **fields) -> User:
    user = User.objects.create_user(
        email, display_name=fields.pop("display_name", email), demonstration=True, **fields
    )
    RoleGrant.objects.create(user=user, role=role, starts_on="2020-01-01")
    return user


def click(client: Client, pk: object):
    return client.post(reverse("accounts:sign_in_as", args=[pk]))


def test_one_click_signs_in(on, client):
    user = member("yann@demo.example", "evaluator", display_name="Yann Le Bihan")
    page = client.get(reverse("account_login")).text
    assert "Yann Le Bihan" in page
    assert "Évaluateur" in page
    assert click(client, user.pk).status_code == 302
    assert client.session["_auth_user_id"] == str(user.pk)


def test_the_cast_counts_as_having_proven_who_they_are(on, client):
    """An officer of the cast walks straight in; the same officer by force does not."""
    user = member("gestion@demo.example", "officer")
    click(client, user.pk)
    assert client.get(reverse("accounts:profile")).status_code == 200
    assert client.get(reverse("mfa_add_webauthn")).status_code == 200, "a fresh proof too"
    other = Client()
    other.force_login(user)
    assert other.get(reverse("accounts:profile"))["Location"] == reverse("mfa_index")


def test_only_by_post_and_with_its_token(on, client):
    user = member("yann@demo.example", "evaluator")
    assert client.get(reverse("accounts:sign_in_as", args=[user.pk])).status_code == 405
    strict = Client(enforce_csrf_checks=True)
    assert click(strict, user.pk).status_code == 403
    assert "_auth_user_id" not in strict.session


def test_nobody_outside_the_cast(on, client):
    real = User.objects.create_user("vraie@exemple.fr")
    closed = member("close@demo.example", "officer", is_active=False)
    for pk in (real.pk, closed.pk, uuid.uuid4()):
        assert click(client, pk).status_code == 404
    assert "_auth_user_id" not in client.session


@pytest.mark.urls(WITHOUT)
def test_where_it_is_off_the_address_does_not_exist(client):
    user = member("yann@demo.example", "evaluator", display_name="Yann Le Bihan")
    with pytest.raises(NoReverseMatch):
        reverse("accounts:sign_in_as", args=[user.pk])
    assert client.post(f"/compte/demonstration/{user.pk}/").status_code == 404
    assert "Yann Le Bihan" not in client.get(reverse("account_login")).text


@pytest.mark.urls(WITH)
def test_the_address_alone_is_not_enough(client):
    """Even if the address were left in, the setting decides."""
    assert click(client, member("yann@demo.example", "evaluator").pk).status_code == 404


def test_the_cast_follows_the_order_of_the_roles(on, settings):
    member("a@demo.example", "auditor", display_name="Zoé")
    member("c2@demo.example", "candidate", display_name="Bérénice")
    member("c1@demo.example", "candidate", display_name="Anatole")
    User.objects.create_user("sans-role@demo.example", demonstration=True)
    settings.DEMONSTRATION_CAST = {"c1@demo.example": "Il lui manque un bloc."}
    cast = demonstration.cast()
    assert [person.name for person in cast] == ["Anatole", "Bérénice", "Zoé"]
    assert cast[0].sentence == "Il lui manque un bloc."
    assert cast[1].sentence != cast[2].sentence


def test_the_cast_costs_two_queries(on, django_assert_num_queries):
    for count in (1, 3):
        for number in range(count):
            email = f"{count}-{number}@demo.example"
            member(email, "candidate")
        with django_assert_num_queries(2):
            demonstration.cast()


@pytest.mark.parametrize("environment", ["production", "base", "preproduction"])
def test_a_system_check_refuses_it_elsewhere(settings, environment):
    settings.ENVIRONMENT, settings.DEMONSTRATION_SIGN_IN = environment, True
    [message] = checks.no_one_click_sign_in(None)
    assert isinstance(message, Error)
    assert message.id == "ccas.E020"


@pytest.mark.parametrize(
    ("environment", "on_"), [("production", False), ("development", True), ("test", True)]
)
def test_the_check_is_silent_where_it_is_right(settings, environment, on_):
    settings.ENVIRONMENT, settings.DEMONSTRATION_SIGN_IN = environment, on_
    assert checks.no_one_click_sign_in(None) == []
