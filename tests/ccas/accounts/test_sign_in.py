"""Signing in by e-mail, out by POST, acting under one role; no door besides."""

import datetime

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from ccas import clock
from ccas.accounts.models import RoleGrant, User
from ccas.accounts.proof import SECOND_FACTOR

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.ccas.accounts.addresses")]
PASSWORD = "un canard bleu traverse la Loire"


@pytest.fixture
def person():
    user = User.objects.create_user(
        "maelys.le-goff@exemple.fr", PASSWORD, display_name="Maëlys d’Argenteuil-Le Goff"
    )
    RoleGrant.objects.create(user=user, role="officer", starts_on="2020-01-01")
    return user


def inside(client: Client, user: User) -> None:
    """Signed in, by two factors."""
    client.force_login(user)
    session = client.session
    session[SECOND_FACTOR] = True
    session.save()


def enter(client: Client, email: str, password: str = PASSWORD):
    return client.post(reverse("account_login"), {"login": email, "password": password})


def test_the_right_password_opens(client, person):
    response = enter(client, "Maelys.Le-Goff@Exemple.fr")
    assert response.status_code == 302
    assert client.session["_auth_user_id"] == str(person.pk)


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("maelys.le-goff@exemple.fr", "un canard vert traverse la Loire"),
        ("inconnu@exemple.fr", PASSWORD),
        ("maelys.le-goff@exemple.fr\x00", PASSWORD),
        ("pas une adresse", PASSWORD),
        ("x" * 400 + "@exemple.fr", PASSWORD),
        ("", ""),
    ],
)
def test_anything_else_is_a_sentence(client, person, email, password):
    response = enter(client, email, password)
    assert response.status_code == 200
    assert "Rien n’a été enregistré" in response.text
    assert "_auth_user_id" not in client.session


def test_an_unknown_address_and_a_wrong_password_read_the_same(client, person):
    wrong = enter(client, "maelys.le-goff@exemple.fr", "un canard vert traverse la Loire")
    unknown = enter(client, "inconnu@exemple.fr")

    def alert(response):
        return response.text.split('id="erreurs"')[1].split("</div>")[0]

    assert alert(wrong) == alert(unknown)


def test_a_closed_account_does_not_open(client, person):
    User.objects.filter(pk=person.pk).update(is_active=False)
    enter(client, person.email)
    assert "_auth_user_id" not in client.session


def test_signing_out_needs_a_post(client, person):
    inside(client, person)
    assert client.get(reverse("account_logout")).status_code == 405
    assert "_auth_user_id" in client.session
    assert client.post(reverse("account_logout")).status_code == 302
    assert "_auth_user_id" not in client.session


def test_nobody_creates_an_account_alone(client):
    page = client.get(reverse("account_signup"))
    assert "sur invitation" in page.text
    answer = client.post(
        reverse("account_signup"),
        {"email": "intrus@exemple.fr", "password1": PASSWORD, "password2": PASSWORD},
    )
    assert "sur invitation" in answer.text
    assert not User.objects.filter(email="intrus@exemple.fr").exists()


@pytest.mark.parametrize("name", ["account_email", "account_confirm_login_code"])
def test_doors_we_do_not_open_have_no_address(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_a_short_password_is_refused(client, person):
    inside(client, person)
    answer = client.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": "court", "password2": "court"},
    )
    assert "15 caractères" in answer.text
    person.refresh_from_db()
    assert person.check_password(PASSWORD)


@pytest.mark.parametrize(
    "name",
    [
        "account_login",
        "account_signup",
        "account_inactive",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key_done",
    ],
)
def test_pages_before_signing_in_are_french_and_whole(client, name):
    text = client.get(reverse(name)).text
    assert text.count("<h1>") == 1
    assert '<html lang="fr"' in text


@pytest.mark.parametrize(
    "name",
    ["account_change_password", "account_reauthenticate", "accounts:profile", "accounts:role"],
)
def test_pages_of_ones_account(client, person, name):
    assert client.get(reverse(name)).status_code == 302, "anonymous: to the sign-in page"
    inside(client, person)
    text = client.get(reverse(name), follow=True).text
    assert text.count("<h1>") == 1
    assert "Maëlys d’Argenteuil-Le Goff" in text
    assert "en tant que gestionnaire" in text


# -- Roles ----------------------------------------------------------------------------------------


def acting(client) -> str | None:
    actor = client.get(reverse("interface:legal")).wsgi_request.actor
    return actor and actor.role


def test_the_only_role_is_the_active_one(client, person):
    inside(client, person)
    assert acting(client) == "officer"


def test_a_person_without_a_role_acts_under_none(client):
    client.force_login(User.objects.create_user("rien@exemple.fr"))
    assert acting(client) is None
    assert "Aucun rôle" in client.get(reverse("accounts:role")).text


def test_one_chooses_among_several(client, person):
    RoleGrant.objects.create(user=person, role="auditor", starts_on="2020-01-01")
    inside(client, person)
    assert "Changer de rôle" in client.get(reverse("interface:legal")).text
    client.post(reverse("accounts:role"), {"role": "auditor"})
    assert acting(client) == "auditor"


@pytest.mark.parametrize("role", ["president", "", "x\x00", "system"])
def test_a_role_not_granted_is_not_taken(client, person, role):
    inside(client, person)
    answer = client.post(reverse("accounts:role"), {"role": role}, follow=True)
    assert "ne vous est pas accordé" in answer.text
    assert acting(client) == "officer"


def test_a_role_that_ended_falls_back(client, person):
    RoleGrant.objects.create(
        user=person, role="auditor", starts_on="2020-01-01", ends_on="2026-03-31"
    )
    inside(client, person)
    with clock.moved_to(datetime.date(2026, 3, 31)):
        client.post(reverse("accounts:role"), {"role": "auditor"})
        assert acting(client) == "auditor"
    with clock.moved_to(datetime.date(2026, 4, 1)):
        assert acting(client) == "officer"


def test_a_page_costs_two_queries_to_know_who_asks(client, person, django_assert_num_queries):
    inside(client, person)
    for grants in (1, 3):
        for role in ["auditor", "evaluator"][: grants - 1]:
            RoleGrant.objects.get_or_create(user=person, role=role)
        with django_assert_num_queries(2):  # the session; the account with its roles
            client.get(reverse("interface:legal"))
