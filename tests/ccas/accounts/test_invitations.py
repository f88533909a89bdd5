"""Inviting: a link that serves once, for seven days, and whose digest alone is kept."""

import datetime
import re

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from ccas import clock, jobs
from ccas.accounts import actions, invitations
from ccas.accounts.models import Invitation, OpenSession, RoleGrant, User
from ccas.jobs.models import Job
from ccas.journal.models import JournalEntry
from ccas.outbox import actions as outbox
from ccas.outbox.actions import SEND
from ccas.outbox.models import Message
from ccas.refusals import Refusal

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.ccas.accounts.addresses")]
PASSWORD = "un canard bleu traverse la Loire"
START = datetime.datetime(2026, 3, 2, 8, tzinfo=datetime.UTC)


def run_jobs() -> None:
    for job in Job.objects.filter(kind=SEND, state="waiting"):
        jobs.run(job.pk)


def sent_token() -> str:
    run_jobs()
    return re.search(r"/invitation/([\w-]+)/", mail.outbox[-1].body).group(1)


def invited(by, role: str = "candidate", email: str = "yaelle.d-hervilly@exemple.fr"):
    return invitations.invite(
        email=email, display_name="Yaëlle d’Hervilly", grants=[invitations.Grant(role)], by=by
    )


def link(token: str) -> str:
    return reverse("accounts:accept", args=[token])


def choose(client: Client, token: str, password: str = PASSWORD):
    return client.post(link(token), {"password1": password, "password2": password})


def test_the_officer_invites_with_roles_and_dates(sign_in, officer):
    client = sign_in(officer)
    page = client.get(reverse("accounts:invite"))
    assert "Administrateur" not in page.text
    answer = client.post(
        reverse("accounts:invite"),
        {
            "email": "Yaelle.d-Hervilly@Exemple.fr",
            "display_name": "Yaëlle d’Hervilly",
            "roles": ["evaluator", "jury_member"],
            "starts_on": "2026-03-01",
            "ends_on": "2027-02-28",
        },
    )
    user = User.objects.get(email="yaelle.d-hervilly@exemple.fr")
    assert answer["Location"] == reverse("accounts:account", args=[user.pk])
    assert sorted(user.roles_on(datetime.date(2027, 2, 28))) == ["evaluator", "jury_member"]
    assert user.roles_on(datetime.date(2027, 3, 1)) == []
    assert not user.has_usable_password()
    run_jobs()
    assert mail.outbox[0].to == [user.email]
    assert "envoyée le" in client.get(answer["Location"]).text


def test_the_link_is_kept_nowhere(officer):
    invited(officer)
    token = sent_token()
    kept = Invitation.objects.get().token_digest
    assert kept == invitations.digest_of(token)
    for rows in (Invitation, Job, Message, JournalEntry):
        assert token not in str(list(rows.objects.values()))


def test_looking_changes_nothing_and_a_password_opens(officer, client):
    invited(officer)
    token = sent_token()
    for _ in range(3):
        assert "Bienvenue, Yaëlle" in client.get(link(token)).text
    assert "_auth_user_id" not in client.session
    assert choose(client, token)["Location"] == "/"
    assert "_auth_user_id" in client.session
    assert client.get(reverse("accounts:profile")).status_code == 200
    again = Client()
    assert choose(again, token).status_code == 404
    assert "n’ouvre plus rien" in again.get(link(token)).text
    assert "_auth_user_id" not in again.session
    assert User.objects.get(email__startswith="yaelle").check_password(PASSWORD)


def test_an_invited_evaluator_sets_a_second_factor_up_first(officer, client):
    invited(officer, "evaluator")
    choose(client, sent_token())
    assert client.get(reverse("accounts:profile"))["Location"] == reverse("mfa_index")
    assert client.get(reverse("mfa_add_webauthn")).status_code == 200, "no password twice"


def test_a_password_too_easy_leaves_the_link_alive(officer, client):
    invited(officer)
    token = sent_token()
    answer = choose(client, token, "yaelle hervilly exemple")
    assert answer.status_code == 422
    assert choose(client, token).status_code == 302


def test_a_false_credential_leaves_the_link_alive(officer, client):
    invited(officer)
    token = sent_token()
    for false in ("", "{}", "[]", '{"id": 3}', "\x00"):
        answer = client.post(link(token), {"credential": false})
        assert answer["Location"] == link(token)
    assert choose(client, token).status_code == 302


def test_seven_days(officer, client):
    with clock.moved_to(START):
        invited(officer)
        token = sent_token()
    with clock.moved_to(START + datetime.timedelta(days=7, seconds=-1)):
        assert client.get(link(token)).status_code == 200
    with clock.moved_to(START + datetime.timedelta(days=7)):
        assert client.get(link(token)).status_code == 404
        with pytest.raises(Refusal, match="expiré"):
            invitations.accept(token, choose=lambda user: None)


def test_another_link_kills_the_first(officer, client):
    first = invited(officer)
    old = sent_token()
    invitations.invite_again(first.user, by=officer)
    new = sent_token()
    assert old != new
    assert client.get(link(old)).status_code == 404
    assert client.get(link(new)).status_code == 200


def test_a_job_done_twice_sends_once(officer):
    invited(officer)
    job = Job.objects.get(kind=SEND)
    outbox.send(job)
    outbox.send(job)
    assert len(mail.outbox) == 1


def test_a_link_withdrawn_before_it_leaves_never_leaves(officer):
    user = invited(officer).user
    actions.disable_account(user, by=officer)
    run_jobs()
    assert mail.outbox == []
    assert Message.objects.get().state == "cancelled"


def test_a_link_is_used_once_even_if_the_choice_fails_first(officer):
    invited(officer)
    token = sent_token()

    def broken(user):
        raise RuntimeError

    with pytest.raises(RuntimeError):
        invitations.accept(token, choose=broken)
    invitations.accept(token, choose=lambda user: None)
    with pytest.raises(Refusal):
        invitations.accept(token, choose=lambda user: None)


def test_the_database_keeps_one_open_invitation(officer):
    user = invited(officer).user
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ccas_invitation (id, occurred_at, user_id, token_digest, expires_at) "
            "VALUES (gen_random_uuid(), now(), %s, 'x', now())",
            [user.pk],
        )
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE ccas_invitation SET accepted_at = now(), withdrawn_at = now()")


# -- The administrator’s room ------------------------------------------------------------------


def test_disabling_closes_everything_at_once(sign_in, officer, client):
    user = invited(officer).user
    inside = Client()
    choose(inside, sent_token())
    assert OpenSession.objects.filter(user=user).count() == 1
    invitations.invite_again(user, by=officer)
    token = sent_token()
    desk = sign_in(officer)
    desk.post(reverse("accounts:disable", args=[user.pk]))
    assert inside.get(reverse("accounts:profile")).status_code == 302
    assert not OpenSession.objects.filter(user=user).exists()
    assert Client().get(link(token)).status_code == 404
    outside = Client()
    outside.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    assert "_auth_user_id" not in outside.session
    desk.post(reverse("accounts:enable", args=[user.pk]))
    outside.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    assert "_auth_user_id" in outside.session
    assert inside.get(reverse("accounts:profile")).status_code == 302, "the old session stays dead"


def test_an_officer_does_not_make_nor_touch_an_administrator(officer, make_actor):
    boss = User.objects.get(pk=make_actor("administrator").user_id)
    user = invited(officer).user
    for act in (
        lambda: actions.grant_role(user, role="administrator", by=officer),
        lambda: actions.disable_account(boss, by=officer),
        lambda: actions.reset_factors(boss, by=officer),
        lambda: invitations.invite_again(boss, by=officer),
        lambda: actions.end_grant(boss.grants.get(), by=officer),
    ):
        with pytest.raises(Refusal, match="Seul un administrateur"):
            act()
    actions.grant_role(user, role="administrator", by=boss.acting_as("administrator"))


def test_one_does_not_close_ones_own_account(officer):
    with pytest.raises(Refusal, match="son propre compte"):
        actions.disable_account(User.objects.get(pk=officer.user_id), by=officer)


@pytest.mark.parametrize("role", ["candidate", "evaluator", "auditor", "president", "tutor"])
def test_the_room_is_closed_to_others(sign_in, make_actor, officer, role):
    user = invited(officer).user
    client = sign_in(make_actor(role))
    unknown = client.get("/compte/nulle-part/")
    for name in ("list", "invite"):
        answer = client.get(reverse(f"accounts:{name}"))
        assert (answer.status_code, answer.content) == (404, unknown.content)
    assert client.get(reverse("accounts:account", args=[user.pk])).content == unknown.content
    for name in ("grant", "invite_again", "disable", "enable", "reset_factors"):
        answer = client.post(reverse(f"accounts:{name}", args=[user.pk]))
        assert (answer.status_code, answer.content) == (404, unknown.content)
    user.refresh_from_db()
    assert user.is_active


def test_roles_are_granted_and_ended(sign_in, officer):
    user = invited(officer).user
    client = sign_in(officer)
    client.post(
        reverse("accounts:grant", args=[user.pk]), {"role": "tutor", "starts_on": "2026-01-01"}
    )
    assert user.roles_on(clock.today()) == ["candidate", "tutor"] or "tutor" in User.objects.get(
        pk=user.pk
    ).roles_on(clock.today())
    wrong = client.post(
        reverse("accounts:grant", args=[user.pk]),
        {"role": "tutor", "starts_on": "2026-02-01", "ends_on": "2026-01-01"},
    )
    assert wrong.status_code == 422
    assert "finir avant" in wrong.text
    grant = RoleGrant.objects.get(user=user, role="tutor")
    client.post(reverse("accounts:end_grant", args=[grant.pk]))
    assert "tutor" not in User.objects.get(pk=user.pk).roles_on(clock.today())
    assert JournalEntry.objects.filter(verb="account.end_grant").exists()


def test_a_role_given_today_by_mistake_is_taken_back_whole(officer):
    user = invited(officer).user
    grant = user.grants.get()
    actions.end_grant(grant, by=officer)
    assert not RoleGrant.objects.filter(pk=grant.pk).exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_whoever_is_in_it(
    sign_in, officer, django_assert_num_queries, count
):
    client = sign_in(officer)
    for number in range(count):
        invited(officer, email=f"personne{number}@exemple.fr")
    with django_assert_num_queries(5):  # session, account; count, accounts, their grants
        page = client.get(reverse("accounts:list"), {"q": "personne"})
    assert page.text.count("@exemple.fr") == count
