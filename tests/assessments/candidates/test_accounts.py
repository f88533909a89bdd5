"""The officer ties a file to an account: opened and invited, or there already."""

import pytest
from django.core import mail
from django.db import transaction
from django.urls import reverse

from assessments.candidates.accounts import invite_candidate
from assessments.candidates.attested import keep_civil_status
from assessments.candidates.models import Candidate
from ccas import clock
from ccas.accounts.models import Invitation, User
from ccas.accounts.providers.civil_status import CivilStatus
from ccas.journal.models import JournalEntry
from ccas.refusals import Refusal
from tests.ccas.accounts.test_invitations import run_jobs
from tests.factories.candidates import CandidateFactory
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def file() -> Candidate:
    """A file without an account."""
    person = PersonFactory(
        user=None, birth_name="Le Goff", given_names="Yaëlle", email="Yaelle@exemple.fr"
    )
    return CandidateFactory(person=person)


def test_an_account_is_opened_and_invited(file, officer, sign_in):
    page = sign_in(officer).get(reverse("candidates:detail", args=[file.pk]))
    assert "Inviter à ouvrir son compte" in page.text
    answer = sign_in(officer).post(reverse("candidates:invite", args=[file.pk]))
    assert answer["Location"] == reverse("candidates:detail", args=[file.pk])
    file.person.refresh_from_db()
    user = file.person.user
    assert (user.email, user.display_name) == ("yaelle@exemple.fr", "Yaëlle Le Goff")
    assert user.roles_on(clock.today()) == ["candidate"]
    run_jobs()
    assert mail.outbox[0].to == ["yaelle@exemple.fr"]
    line = JournalEntry.objects.get(verb="candidate.open_account")
    assert line.details == {"account": str(user.pk)}
    page = sign_in(officer).get(reverse("candidates:detail", args=[file.pk]))
    assert "Inviter à ouvrir son compte" not in page.text


def test_then_franceconnect_fills_that_file(file, officer):
    """The whole way: file, invitation, civil status; no second file is made."""
    user = invite_candidate(file, by=officer)
    status = CivilStatus("LE GOFF", "YAELLE ANNE", "F", 1994, 2, 28, "29019")
    keep_civil_status(user, status, by=user.acting_as("candidate"))
    file.refresh_from_db()
    assert file.person.given_names == "YAELLE ANNE"
    assert Candidate.objects.count() == 1


def test_an_account_that_waits_for_a_file_is_tied(file, officer):
    user = User.objects.create_user("yaelle@exemple.fr", display_name="Yaëlle")
    assert invite_candidate(file, by=officer) == user
    assert user.roles_on(clock.today()) == ["candidate"]
    assert not Invitation.objects.exists(), "nothing is sent twice"


def test_the_account_of_another_person_is_not(file, officer):
    other = PersonFactory(user=User.objects.create_user("yaelle@exemple.fr"))
    with pytest.raises(Refusal, match="une autre personne"):
        invite_candidate(file, by=officer)
    file.person.refresh_from_db()
    assert file.person.user is None
    assert other.user.email == "yaelle@exemple.fr"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda file: setattr(file.person, "email", ""), "adresse électronique manque"),
        (lambda file: User.objects.create_user("yaelle@exemple.fr", is_active=False), "fermé"),
    ],
)
def test_what_is_refused(file, officer, change, says):
    change(file)
    file.person.save()
    with pytest.raises(Refusal, match=says):
        invite_candidate(file, by=officer)


def test_twice_is_refused(file, officer):
    invite_candidate(file, by=officer)
    with pytest.raises(Refusal, match="déjà un compte"):
        invite_candidate(file, by=officer)


@pytest.mark.parametrize(
    "role", ["candidate", "auditor", "president", "evaluator", "administrator"]
)
def test_only_the_officer(file, make_actor, role):
    """The administrator keeps accounts and reads no file: tying the two is the officer's act."""
    with transaction.atomic(), pytest.raises(Refusal, match="Seul un gestionnaire"):
        invite_candidate(file, by=make_actor(role))
    assert not User.objects.filter(email="yaelle@exemple.fr").exists()
