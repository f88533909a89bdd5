"""Which account an identity opens: the one its holder linked, by an invitation or from inside."""

import time

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from ccas.accounts import invitations
from ccas.accounts.models import ExternalIdentity, Invitation, User
from ccas.accounts.proof import PROVEN_AT, SECOND_FACTOR
from ccas.accounts.providers import civil_status
from ccas.accounts.providers.civil_status import CivilStatus
from ccas.journal.models import JournalEntry
from ccas.outbox.models import Message
from ccas.refusals import Refusal
from tests.ccas.accounts.providers.conftest import (
    CITIZEN,
    at_the_provider,
    departure,
    inside,
    walk,
)
from tests.ccas.accounts.test_invitations import run_jobs, sent_token

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.ccas.accounts.addresses")]
PASSWORD = "un canard bleu traverse la Loire"


@pytest.fixture
def kept(monkeypatch) -> list[tuple[User, CivilStatus]]:
    """A room of these tests, in place of those of the trade: what civil status it was handed."""
    seen: list[tuple[User, CivilStatus]] = []

    def keeper(user, status, *, by):
        assert (by.user_id, by.role) == (user.pk, "candidate")
        seen.append((user, status))
        return ["Le service de formation complètera."]

    monkeypatch.setattr(civil_status, "_keepers", [keeper])
    return seen


@pytest.fixture
def token(officer):
    """token("candidate") -> the token of the link that a person found in their mail."""

    def make(role: str) -> str:
        grants = [invitations.Grant(role)]
        email = f"{role}@exemple.fr"
        invitations.invite(email=email, display_name="Angéline", grants=grants, by=officer)
        return sent_token()

    return make


def confirm(client: Client, code: str):
    return client.post(reverse("accounts:provider_confirm", args=[code]))


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    session = client.session
    session[PROVEN_AT], session[SECOND_FACTOR] = time.time(), True
    session.save()
    return client


# -- By an invitation ------------------------------------------------------------------------------


def test_an_invited_candidate_comes_by_franceconnect(client, token, franceconnect, kept):
    link = token("candidate")
    page = client.get(reverse("accounts:accept", args=[link]))
    assert "FranceConnect" in page.text
    back = walk(client, "franceconnect", invitation=link)
    assert back["Location"] == reverse("accounts:provider_confirm", args=["franceconnect"])
    shown = client.get(back["Location"])
    for words in ("HAUTECOURT", "Angéline Zoé", "femme", "28/02/1994", "29019"):
        assert words in shown.text
    assert inside(client) is None
    assert not ExternalIdentity.objects.exists(), "nothing before the person says yes"
    assert kept == []

    assert confirm(client, "franceconnect")["Location"] == "/"
    user = User.objects.get(email="candidate@exemple.fr")
    assert inside(client) == str(user.pk)
    identity = user.identities.get()
    assert (identity.issuer, identity.subject) == (franceconnect.issuer, franceconnect.subject)
    assert kept == [(user, CivilStatus("D'HAUTECOURT", "Angéline Zoé", "F", 1994, 2, 28, "29019"))]
    verbs = set(JournalEntry.objects.filter(subject_id=str(user.pk)).values_list("verb", flat=True))
    assert {"account.accept_invitation", "account.link", "account.enter"} <= verbs
    assert franceconnect.subject not in str(list(JournalEntry.objects.values()))
    assert "complètera" in client.get(reverse("accounts:profile")).text

    client.post(reverse("account_logout"))
    walk(client, "franceconnect")
    assert inside(client) == str(user.pk), "and in again, without any invitation"
    assert len(kept) == 1, "the civil status is handed over once"


def test_the_link_of_an_invitation_serves_once(client, token, franceconnect, kept):
    link = token("candidate")
    walk(client, "franceconnect", invitation=link)
    confirm(client, "franceconnect")
    other = Client()
    franceconnect.subject = "0" * 64
    answer = other.post(reverse("accounts:provider", args=["franceconnect"]), {"invitation": link})
    assert answer.status_code == 403
    assert "a déjà servi" in answer.text
    again = confirm(client, "franceconnect")
    assert again.status_code == 400, "nor does the confirmation"


def test_an_invitation_withdrawn_meanwhile(client, token, officer, franceconnect, kept):
    link = token("candidate")
    walk(client, "franceconnect", invitation=link)
    invitations.invite_again(User.objects.get(email="candidate@exemple.fr"), by=officer)
    answer = confirm(client, "franceconnect")
    assert (answer.status_code, inside(client)) == (422, None)
    assert not ExternalIdentity.objects.exists()
    assert kept == []


def test_an_invitation_not_sent_yet_has_no_door(client, officer, franceconnect, kept):
    invitations.invite(
        email="x@exemple.fr",
        display_name="X",
        grants=[invitations.Grant("candidate")],
        by=officer,
    )
    assert Invitation.objects.get().token_digest == ""
    with pytest.raises(Refusal):
        invitations.accept_by_digest("", choose=lambda user: None)


def test_the_link_is_not_kept_in_the_session(client, token, franceconnect):
    link = token("candidate")
    departure(client, "franceconnect", invitation=link)
    assert link not in str(dict(client.session))


def test_an_invited_agent_comes_by_proconnect(client, token, proconnect):
    link = token("evaluator")
    back = walk(client, "proconnect", invitation=link)
    shown = client.get(back["Location"])
    assert "Mâlo Kerbrat" in shown.text
    confirm(client, "proconnect")
    assert client.get(reverse("accounts:profile")).status_code == 200
    assert client.session[SECOND_FACTOR] is True


def test_an_invited_agent_without_a_second_factor(client, token, proconnect):
    link = token("evaluator")
    proconnect.acr = "eidas1"
    answer = walk(client, "proconnect", invitation=link)
    assert (answer.status_code, inside(client)) == (403, None)
    assert "double authentification" in answer.text
    assert Invitation.objects.get().accepted_at is None, "the link still serves"
    proconnect.acr = "eidas1-mfa"
    walk(client, "proconnect", invitation=link)
    assert confirm(client, "proconnect").status_code == 302


def test_franceconnect_is_not_offered_to_an_agent(client, token, franceconnect, proconnect):
    link = token("evaluator")
    page = client.get(reverse("accounts:accept", args=[link])).text
    assert "fr-connect" in page
    assert "FranceConnect" not in page
    forced = client.post(reverse("accounts:provider", args=["franceconnect"]), {"invitation": link})
    assert forced.status_code == 403


def test_a_refusal_of_the_room_undoes_everything(client, token, franceconnect, monkeypatch):
    def keeper(user, status, *, by):
        raise Refusal("Ce dossier est celui d’une autre personne.")

    monkeypatch.setattr(civil_status, "_keepers", [keeper])
    link = token("candidate")
    walk(client, "franceconnect", invitation=link)
    answer = confirm(client, "franceconnect")
    assert answer.status_code == 422
    assert "une autre personne" in answer.text
    assert inside(client) is None
    assert not ExternalIdentity.objects.exists()
    assert Invitation.objects.get().accepted_at is None


def test_a_new_invitation_replaces_the_identity(client, token, officer, franceconnect, kept):
    walk(client, "franceconnect", invitation=token("candidate"))
    confirm(client, "franceconnect")
    user = User.objects.get(email="candidate@exemple.fr")
    run_jobs()  # the notice of the link leaves before the new invitation
    invitations.invite_again(user, by=officer)
    franceconnect.subject = "1" * 64
    other = Client()
    walk(other, "franceconnect", invitation=sent_token())
    confirm(other, "franceconnect")
    assert user.identities.get().subject == "1" * 64


def test_an_identity_of_somebody_else_stays_theirs(client, token, somebody, franceconnect, kept):
    owner = somebody("candidate", ("franceconnect", franceconnect))
    walk(client, "franceconnect", invitation=token("candidate"))
    answer = confirm(client, "franceconnect")
    assert answer.status_code == 422
    assert "déjà reliée à un autre compte" in answer.text
    assert ExternalIdentity.objects.get().user == owner
    assert kept == []


def test_the_person_before_on_this_machine_is_signed_out(token, somebody, franceconnect, kept):
    client = signed_in(somebody("candidate"))
    walk(client, "franceconnect", invitation=token("candidate"))
    confirm(client, "franceconnect")
    assert inside(client) == str(User.objects.get(email="candidate@exemple.fr").pk)


# -- From one's own account ------------------------------------------------------------------------


def test_linking_from_ones_account(somebody, franceconnect, kept):
    user = somebody("candidate", password=PASSWORD)
    client = signed_in(user)
    assert "Reliez votre compte à FranceConnect" in client.get(reverse("accounts:profile")).text
    path = reverse("accounts:provider_link", args=["franceconnect"])
    walk(client, "franceconnect", path)
    confirm(client, "franceconnect")
    assert user.identities.get().subject == franceconnect.subject
    assert Message.objects.get().subject == "Une identité est reliée à votre compte"
    assert [status.given_names for _, status in kept] == ["Angéline Zoé"]
    page = client.get(reverse("accounts:profile")).text
    assert "Délier" in page
    assert "Reliez votre compte" not in page


def test_linking_asks_for_identity_first(somebody, franceconnect):
    client = signed_in(somebody("candidate", password=PASSWORD))
    session = client.session
    session[PROVEN_AT] = time.time() - 301
    session.save()
    answer = client.post(reverse("accounts:provider_link", args=["franceconnect"]))
    assert answer["Location"].startswith(reverse("account_reauthenticate"))


def test_the_anonymous_links_nothing(client, franceconnect):
    answer = client.post(reverse("accounts:provider_link", args=["franceconnect"]))
    assert answer["Location"].startswith(reverse("account_login"))


def test_another_person_came_in_meanwhile(somebody, franceconnect, kept):
    client = signed_in(somebody("candidate"))
    path = reverse("accounts:provider_link", args=["franceconnect"])
    back = at_the_provider(departure(client, "franceconnect", path))
    keys = dict(client.session)
    client.force_login(somebody("candidate"))
    session = client.session
    session["provider_flows"] = keys["provider_flows"]
    session.save()
    answer = client.get(back)
    assert answer.status_code == 400
    assert not ExternalIdentity.objects.exists()


def test_a_second_identity_is_refused(somebody, franceconnect, kept):
    user = somebody("candidate", ("franceconnect", franceconnect))
    franceconnect.subject = "2" * 64
    client = signed_in(user)
    walk(client, "franceconnect", reverse("accounts:provider_link", args=["franceconnect"]))
    answer = confirm(client, "franceconnect")
    assert answer.status_code == 422
    assert "déjà relié à une autre identité" in answer.text
    assert user.identities.count() == 1


def test_an_agent_does_not_link_franceconnect(somebody, franceconnect):
    client = signed_in(somebody("evaluator"))
    assert "FranceConnect" not in client.get(reverse("accounts:profile")).text
    answer = client.post(reverse("accounts:provider_link", args=["franceconnect"]))
    assert answer.status_code == 403


def test_unlinking(somebody, franceconnect):
    user = somebody("candidate", ("franceconnect", franceconnect), password=PASSWORD)
    client = signed_in(user)
    path = reverse("accounts:unlink", args=[user.identities.get().pk])
    client.post(path)
    assert not user.identities.exists()
    assert Message.objects.get().to == user.email
    assert JournalEntry.objects.filter(verb="account.unlink").exists()


def test_the_only_door_stays(somebody, franceconnect):
    user = somebody("candidate", ("franceconnect", franceconnect))
    client = signed_in(user)
    path = reverse("accounts:unlink", args=[user.identities.get().pk])
    answer = client.post(path, follow=True, headers={"referer": reverse("accounts:profile")})
    assert "votre seule façon d’entrer" in answer.text.replace("\xa0", " ")
    assert user.identities.exists()


def test_nobody_unlinks_for_another(somebody, franceconnect):
    user = somebody("candidate", ("franceconnect", franceconnect), password=PASSWORD)
    client = signed_in(somebody("candidate"))
    answer = client.post(reverse("accounts:unlink", args=[user.identities.get().pk]))
    assert answer.status_code == 404
    assert user.identities.exists()


def test_the_database_keeps_one_account_each_identity(somebody, franceconnect):
    somebody("candidate", ("franceconnect", franceconnect))
    other = somebody("candidate")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ccas_externalidentity (id, occurred_at, user_id, provider, issuer, "
            "subject) SELECT gen_random_uuid(), now(), %s, provider, issuer, subject "
            "FROM ccas_externalidentity",
            [other.pk],
        )


# -- What is read of a civil status ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("birthdate", "read", "shown"),
    [
        ("1994-02-28", (1994, 2, 28), "28/02/1994"),
        ("1994-02-00", (1994, 2, None), "02/1994 (date présumée)"),
        ("1994-00-00", (1994, None, None), "1994 (date présumée)"),
    ],
)
def test_presumed_dates_stay_presumed(birthdate, read, shown):
    status = civil_status.read({**CITIZEN, "birthdate": birthdate})
    assert status is not None
    assert (status.birth_year, status.birth_month, status.birth_day) == read
    assert status.birth == shown


@pytest.mark.parametrize("birthdate", ["", "1994", "28/02/1994", "0000-00-00", "1994-00-12", None])
def test_a_birth_date_that_is_none(birthdate):
    assert civil_status.read({**CITIZEN, "birthdate": birthdate}) is None


@pytest.mark.parametrize(
    ("place", "country", "read"),
    [
        ("29019", "99100", "29019"),
        ("2a004", "99100", "2A004"),
        ("", "99122", "99122"),
        (None, "99122", "99122"),
        ("", "99100", ""),
        ("", "", ""),
    ],
)
def test_a_birth_abroad_is_the_country(place, country, read):
    status = civil_status.read({**CITIZEN, "birthplace": place, "birthcountry": country})
    assert status is not None
    assert status.birth_place == read


@pytest.mark.parametrize(
    ("gender", "sex"), [("female", "F"), ("male", "M"), ("unspecified", ""), (None, "")]
)
def test_the_sex_of_the_registry(gender, sex):
    status = civil_status.read({**CITIZEN, "gender": gender})
    assert status is not None
    assert status.sex == sex
