"""A forgotten password: one mail through the outbox, a link that dies, the same answer to all."""

import datetime

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ccas import clock
from ccas.accounts import actions, attempts
from ccas.accounts.models import RoleGrant, User
from ccas.jobs.models import Job
from ccas.journal.models import JournalEntry
from ccas.outbox.models import Message
from tests.ccas.accounts.mails import leave, link_of

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.ccas.accounts.addresses")]
PASSWORD = "un canard bleu traverse la Loire"
NEW = "une mésange grise compte les trains"
START = datetime.datetime(2026, 3, 2, 8, tzinfo=datetime.UTC)


@pytest.fixture
def person():
    user = User.objects.create_user(
        "maelys.le-goff@exemple.fr", PASSWORD, display_name="Maëlys d’Argenteuil-Le Goff"
    )
    RoleGrant.objects.create(user=user, role="candidate", starts_on="2020-01-01")
    return user


def ask(email: str, client: Client | None = None):
    return (client or Client()).post(reverse("account_reset_password"), {"email": email})


def choose(link: str, password: str = NEW) -> Client:
    """Open the link of a mail and choose that password."""
    client = Client()
    page = client.get(link, follow=True)
    if page.redirect_chain:
        client.post(page.redirect_chain[-1][0], {"password1": password, "password2": password})
    return client


def enters(email: str, password: str) -> bool:
    client = Client()
    client.post(reverse("account_login"), {"login": email, "password": password})
    return "_auth_user_id" in client.session


def test_a_forgotten_password_is_chosen_again(person, client):
    other_desk = Client()
    other_desk.force_login(person)
    ask("Maelys.Le-Goff@Exemple.fr")
    assert mail.outbox == [], "nothing is sent while the request is served"
    [message] = leave()
    assert message.subject == "Choisir un nouveau mot de passe"
    assert "60 minutes" in message.body
    assert "Maëlys d’Argenteuil-Le Goff" in message.body
    link = link_of(message)
    page = client.get(link, follow=True)
    assert "Nouveau mot de passe" in page.text
    choose(link)
    assert enters(person.email, NEW)
    assert not enters(person.email, PASSWORD)
    assert other_desk.get(reverse("accounts:profile")).status_code == 302, "sessions are dead"
    [notice] = leave()
    assert notice.subject == "Votre mot de passe a été changé"
    assert "http" not in notice.body


def test_the_link_serves_once(person):
    ask(person.email)
    link = link_of(leave()[0])
    choose(link)
    assert "Lien inutilisable" in Client().get(link, follow=True).text
    choose(link, "encore une autre phrase de passe")
    assert enters(person.email, NEW)


def test_the_link_dies_at_the_end_of_its_hour(person):
    with clock.moved_to(START):
        ask(person.email)
        link = link_of(leave()[0])
    with clock.moved_to(START + datetime.timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)):
        assert "Nouveau mot de passe" in Client().get(link, follow=True).text
    with clock.moved_to(START + datetime.timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT + 1)):
        assert "Lien inutilisable" in Client().get(link, follow=True).text
        choose(link)
    assert enters(person.email, PASSWORD)


def test_the_link_dies_with_the_address_and_the_account(person, officer):
    ask(person.email)
    link = link_of(leave()[0])
    User.objects.filter(pk=person.pk).update(email="ailleurs@exemple.fr")
    assert "Lien inutilisable" in Client().get(link, follow=True).text
    User.objects.filter(pk=person.pk).update(email=person.email)
    assert "Nouveau mot de passe" in Client().get(link, follow=True).text
    ask(person.email)
    actions.disable_account(person, by=officer)
    assert leave() == [], "an account closed meanwhile is sent no link"


def test_the_link_is_kept_nowhere(person):
    ask(person.email)
    [message] = leave()
    token = link_of(message).rstrip("/").partition("-")[2]
    assert len(token) > 30
    for rows in (Message, Job, JournalEntry):
        assert token not in str(list(rows.objects.values()))


def test_an_unknown_address_is_answered_the_same(person):
    answers = [ask(email) for email in (person.email, "nul@exemple.fr")]
    said = [
        (one.status_code, one["Location"], one.content, one.cookies.output()) for one in answers
    ]
    assert said[0] == said[1]
    assert Message.objects.count() == 2, "one message each: neither takes longer"
    _known, unknown = leave()
    assert unknown.to == ["nul@exemple.fr"]
    assert unknown.subject == "Aucun compte à cette adresse"
    assert "http" not in unknown.body


def test_both_cost_the_same_number_of_queries(person):
    counts = []
    for email in (person.email, "nul@exemple.fr"):
        with CaptureQueriesContext(connection) as queries:
            ask(email)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_closed_account_is_told_as_an_unknown_one(person):
    User.objects.filter(pk=person.pk).update(is_active=False)
    ask(person.email)
    [message] = leave()
    assert message.subject == "Aucun compte à cette adresse"


@pytest.mark.parametrize("email", ["maelys.le-goff@exemple.fr", "nul@exemple.fr"])
def test_a_mailbox_is_not_flooded(person, email):
    answers = {ask(email)["Location"] for _ in range(8)}
    assert len(answers) == 1, "the page says nothing of it"
    assert len(leave()) == attempts.LIMIT


@pytest.mark.parametrize("email", ["", "pas une adresse", "x" * 400 + "@exemple.fr", "a@b.fr\x00"])
def test_what_is_no_address_is_a_sentence(person, email):
    answer = ask(email)
    assert answer.status_code == 200
    assert "Rien n’a été enregistré" in answer.text
    assert leave() == []


def test_allauth_keeps_no_list_of_addresses(person):
    """A second place to look an address up would open what the account no longer has."""
    enters(person.email, PASSWORD)
    ask(person.email)
    choose(link_of(leave()[0]))
    assert not EmailAddress.objects.exists()
