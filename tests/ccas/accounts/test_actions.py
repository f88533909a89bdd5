"""Opening accounts and granting roles."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from ccas.accounts import actions
from ccas.accounts.models import User
from ccas.accounts.roles import Role
from ccas.refusals import Refusal

pytestmark = pytest.mark.django_db


def test_an_account_is_opened_once_whatever_the_capitals(officer):
    user = actions.open_account(
        email=" Maelys@CCAS.example ", display_name="Maëlys Le Goff", by=officer
    )
    assert user.email == "maelys@ccas.example"
    assert not user.has_usable_password()
    with pytest.raises(Refusal, match="déjà un compte"):
        actions.open_account(email="maelys@ccas.example", display_name="x", by=officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(email="MAELYS@ccas.example")


def test_a_role_counts_between_its_days(officer):
    user = actions.open_account(email="a@ccas.example", display_name="A", by=officer)
    actions.grant_role(
        user,
        role=Role.EVALUATOR,
        by=officer,
        starts_on=date(2026, 1, 1),
        ends_on=date(2026, 6, 30),
    )
    assert [user.roles_on(day) for day in (
        date(2025, 12, 31), date(2026, 1, 1), date(2026, 6, 30), date(2026, 7, 1),
    )] == [[], ["evaluator"], ["evaluator"], []]  # fmt: skip


@pytest.mark.parametrize(
    ("role", "starts_on", "ends_on", "says"),
    [
        ("archduke", date(2026, 1, 1), None, "n’existe pas"),
        ("officer", date(2026, 2, 1), date(2026, 1, 1), "finir avant"),
    ],
)
def test_what_makes_no_sense_is_refused(officer, role, starts_on, ends_on, says):
    user = actions.open_account(email="a@ccas.example", display_name="A", by=officer)
    with pytest.raises(Refusal, match=says):
        actions.grant_role(user, role=role, by=officer, starts_on=starts_on, ends_on=ends_on)
    assert not user.grants.exists()


@pytest.mark.parametrize("role", ["candidate", "evaluator", "auditor", "president"])
def test_others_open_nothing(make_actor, role):
    with pytest.raises(Refusal, match="Seul un gestionnaire"):
        actions.open_account(email="a@ccas.example", display_name="A", by=make_actor(role))


def test_nobody_grants_a_role_to_themself(make_actor):
    """Else whoever keeps the accounts would read every file, one button away."""
    for role in ("officer", "administrator"):
        actor = make_actor(role)
        own = User.objects.get(pk=actor.user_id)
        with pytest.raises(Refusal, match="Une autre personne"):
            actions.grant_role(own, role="auditor", by=actor)
        assert own.roles_on_now() == [role]
