"""Who asks is read in two statements, and says what Django's own engine and backend would."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ccas.accounts.models import RoleGrant, User
from ccas.accounts.store import Backend, SessionStore

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)


@pytest.fixture
def user():
    made = User.objects.create_user("de.l-estang@exemple.fr", display_name="Maëlys de L’Estang")
    RoleGrant.objects.create(user=made, role="officer", starts_on=date(2026, 1, 1))
    RoleGrant.objects.create(
        user=made, role="auditor", starts_on=date(2025, 1, 1), ends_on=date(2025, 12, 31)
    )
    return made


def test_an_account_comes_with_the_roles_it_was_granted(user):
    with CaptureQueriesContext(connection) as asked:
        found = Backend().get_user(user.pk)
        assert found is not None
        assert found.roles_on(TODAY) == ["officer"]
        assert found.roles_on(date(2025, 6, 1)) == ["auditor"]
    assert len(asked) == 1
    assert found == user
    for field in User._meta.concrete_fields:
        assert getattr(found, field.attname) == getattr(user, field.attname)
    assert found.roles_on(TODAY) == user.roles_on(TODAY)


def test_an_account_without_a_role_has_none():
    alone = User.objects.create_user("seul@exemple.fr")
    found = Backend().get_user(alone.pk)
    assert found is not None and found.roles_on(TODAY) == []


def test_a_closed_account_and_an_unknown_one_are_nobody(user):
    user.is_active = False
    user.save()
    assert Backend().get_user(user.pk) is None is AuthenticationBackend().get_user(user.pk)
    assert Backend().get_user(uuid4()) is None


def test_a_session_reads_as_django_s_own_engine_reads_it():
    stored = SessionStore()
    stored["mot"] = "Île-d’Yeu"
    stored.save()
    assert SessionStore(stored.session_key)["mot"] == "Île-d’Yeu"
    assert db.SessionStore(stored.session_key)["mot"] == "Île-d’Yeu"


def test_what_is_read_again_is_nobody_else_s():
    """The same words are verified once; what they say is made anew; a false word holds nothing."""
    stored = SessionStore()
    stored["lu"] = ["Dupleix"]
    stored.save()
    one, two = SessionStore(stored.session_key), SessionStore(stored.session_key)
    one["lu"].append("L’Hermite")
    assert two["lu"] == ["Dupleix"]
    kept = Session.objects.get()
    Session.objects.update(session_data=f"{kept.session_data[:-1]}é")
    assert SessionStore(stored.session_key).get("lu") is None
    Session.objects.update(session_data="")
    assert SessionStore(stored.session_key).get("lu") is None


@pytest.mark.parametrize("engine", [SessionStore, db.SessionStore])
def test_a_session_that_is_over_or_unknown_holds_nothing_and_keeps_no_key(engine):
    stored = engine()
    stored["mot"] = "passé"
    stored.save()
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    for key in (stored.session_key, "inconnue-de-tous-ici"):
        found = engine(key)
        assert found.get("mot") is None
        assert found.session_key is None


def test_a_page_learns_who_asks_in_two_statements(user):
    browser = Client()
    browser.force_login(user)
    with CaptureQueriesContext(connection) as asked:
        browser.get(reverse("interface:legal"))
    about = [
        one["sql"]
        for one in asked
        if one["sql"].startswith("SELECT")
        and ("django_session" in one["sql"] or "ccas_user" in one["sql"] or "grant" in one["sql"])
    ]
    assert len(about) == 2, about
