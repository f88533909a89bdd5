"""The first screens of those who read, keep the accounts or attest; and of nobody."""

from datetime import date

import pytest

from ccas import clock
from ccas.accounts.models import RoleGrant, User
from ccas.accounts.roles import Role
from certification.home.screens import readers
from certification.home.views import SCREENS
from tests.factories.candidates import EnrolmentFactory
from tests.factories.juries import JuryFactory
from tests.factories.sessions import SessionFactory

pytestmark = pytest.mark.django_db


def test_every_role_has_its_screen():
    assert set(SCREENS) == set(Role.values)


@pytest.mark.parametrize("role", Role.values)
def test_every_first_screen_opens_and_says_what_is_next(role, make_actor, sign_in):
    page = sign_in(make_actor(role)).get("/")
    assert page.status_code == 200
    assert page.text.count("<h1") == 1
    assert page.text.index("La suite") < len(page.text) / 2 or "La suite" in page.text


def test_the_anonymous_goes_to_the_sign_in_page(client):
    answer = client.get("/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/compte/connexion/")


def test_an_account_without_a_role_is_told_who_to_ask(client):
    client.force_login(User.objects.create_user("rien@exemple.fr"))
    page = client.get("/")
    assert page.status_code == 200
    assert "Aucun rôle ne vous est accordé" in page.text


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_the_first_screen_only_reads(method, officer, sign_in):
    assert getattr(sign_in(officer), method)("/").status_code == 405


@pytest.mark.parametrize("count", [1, 3])
def test_the_auditor_reads_true_figures(count, make_actor, django_assert_num_queries):
    for rank in range(count):
        EnrolmentFactory()
        SessionFactory()
        JuryFactory(name=f"Jury n° {rank}", seats=False)
    auditor = make_actor("auditor")
    with django_assert_num_queries(7):
        figures = readers.auditor(auditor)["figures"]
    assert [figure.number for figure in figures] == [count, count, count, count, 0, 0, 0]


@pytest.mark.parametrize("count", [1, 3])
def test_the_administrator_sees_roles_that_end(count, make_actor, django_assert_num_queries):
    administrator = make_actor("administrator")
    for rank in range(count):
        user = User.objects.create_user(f"{rank}@exemple.fr", display_name=f"Zoé {rank}")
        RoleGrant.objects.create(
            user=user, role="evaluator", starts_on="2026-01-01", ends_on="2026-06-30"
        )
    with clock.moved_to(date(2026, 6, 15)), django_assert_num_queries(5):
        shown = readers.administrator(administrator)
        assert [str(grant.user) for grant in shown["ending"]] == [
            f"Zoé {rank}" for rank in range(count)
        ]
    assert shown["step"].due == date(2026, 6, 30)
    with clock.moved_to(date(2026, 3, 1)):
        assert readers.administrator(administrator)["ending"] == []
    with clock.moved_to(date(2026, 7, 1)):
        assert readers.administrator(administrator)["ending"] == [], "already over"
