"""Erasure at request: two persons, what may go goes at once, what the law keeps is said."""

import pytest
from allauth.mfa.models import Authenticator
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from assessments.candidates.models import Enrolment
from ccas import clock
from ccas.accounts.forgetting import NAME
from ccas.accounts.models import User
from ccas.actors import Actor
from ccas.jobs import queue
from ccas.jobs.models import Job
from ccas.journal.models import JournalEntry
from ccas.outbox.models import Message
from ccas.privacy import erasing
from ccas.privacy.models import ErasureRequest
from ccas.refusals import Refusal
from certification.awards.models import Award
from certification.badges.actions import make_badge
from certification.invariants import broken_invariants
from certification.register.actions import create_share
from tests.certification.awards.test_road import sat
from tests.factories.awards import SignatoryFactory, an_officer, published
from tests.factories.deliberation import EVENING, candidate
from tests.kept import standing

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("erasing")]


@pytest.fixture(scope="module")
def titled(django_db_setup, django_db_blocker):
    """Who holds a title; made once, rolled back after."""
    with standing(django_db_blocker):
        SignatoryFactory()
        enrolment = candidate(account_too=True)
        published(sat(enrolment), an_officer())
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        yield enrolment


@pytest.fixture(autouse=True)
def _on_the_evening_of_the_jury():
    with clock.moved_to(EVENING):
        yield


@pytest.fixture
def holder(titled) -> Actor:
    return User.objects.get(pk=titled.candidate.person.user_id).acting_as("candidate")


def test_what_may_go_goes_and_what_the_law_keeps_stays(titled, holder, officer):
    user = User.objects.get(pk=holder.user_id)
    email, name = user.email, str(user)
    Authenticator.objects.create(user=user, type="totp", data={})
    award = Award.objects.get(enrolment=titled)
    badge = make_badge(award, by=holder)
    share, _ = create_share(titled, scope="title", ends_on=clock.today(), by=holder)
    asked = erasing.ask(by=holder, reason="Je change de vie.")
    done = erasing.carry_out(asked, by=officer)
    user.refresh_from_db()
    share.refresh_from_db()
    titled.candidate.person.refresh_from_db()
    assert (done.state, done.reason) == ("done", "Je change de vie.")
    done.refresh_from_db()
    assert done.reason == ""
    assert (str(user), user.is_active) == (NAME, False)
    assert email not in (user.email, titled.candidate.person.email)
    assert not Authenticator.objects.filter(user=user).exists()
    assert share.ended_at is not None
    # The law's own: the title, its holder's name, its papers, its badge.
    assert Award.objects.get(pk=award.pk).withdrawn_on is None
    assert titled.candidate.person.birth_name
    assert badge.content
    assert {one["what"] for one in done.gone} == {"Compte, adresse et moyens d’accès"}
    kept = {one["what"]: one for one in done.kept}
    assert kept["Parcours, décisions du jury et titres"]["years"] == 50
    assert "titres délivrés" in kept["Parcours, décisions du jury et titres"]["tables"]
    assert {"erasure.ask", "erasure.carry_out", "account.forget"} <= set(
        JournalEntry.objects.values_list("verb", flat=True)
    )
    letter = Message.objects.get(key=f"erasure:{asked.pk}")
    assert (letter.to, letter.state) == (email, "waiting")
    for words in (name, "Compte, adresse et moyens d’accès", "50 ans", "CNIL"):
        assert words in letter.text
    assert broken_invariants() == {}


def test_the_letter_leaves_by_the_address_that_is_gone(holder, officer, mailoutbox):
    email = User.objects.get(pk=holder.user_id).email
    asked = erasing.ask(by=holder)
    erasing.carry_out(asked, by=officer)
    message = Message.objects.get(key=f"erasure:{asked.pk}")
    queue.run(Job.objects.get(key=f"message:{message.pk}").pk)
    assert mailoutbox[-1].to == [email]


def test_one_does_not_decide_for_oneself_nor_without_the_role(titled, holder, make_actor):
    asked = erasing.ask(by=holder)
    own = User.objects.get(pk=holder.user_id).acting_as("officer")
    for other in (own, holder, make_actor("auditor"), make_actor("evaluator")):
        with pytest.raises(Refusal):
            erasing.carry_out(asked, by=other)
        with pytest.raises(Refusal):
            erasing.refuse(asked, answer="Non.", by=other)
    asked.refresh_from_db()
    assert asked.state == "asked"


def test_a_way_that_is_not_over_stops_it(holder, officer):
    asked = erasing.ask(by=holder)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute("UPDATE assessments_enrolment SET state = 'open', ended_at = NULL")
        assert Enrolment.objects.filter(state="open").exists()
        with pytest.raises(Refusal, match="parcours est en cours"):
            erasing.carry_out(asked, by=officer)
        erasing.withdraw(asked, by=holder)
        with pytest.raises(Refusal, match="parcours est en cours"):
            erasing.ask(by=holder)
        transaction.set_rollback(True)


def test_who_acts_for_the_service_is_not_erased(officer):
    with pytest.raises(Refusal, match="gestionnaire"):
        erasing.ask(by=officer)


def test_asked_once_at_a_time_withdrawn_refused_with_a_reason(holder, officer):
    first = erasing.ask(by=holder)
    with pytest.raises(Refusal, match="attend déjà"):
        erasing.ask(by=holder)
    erasing.withdraw(first, by=holder)
    second = erasing.ask(by=holder)
    with pytest.raises(Refusal, match="raison"):
        erasing.refuse(second, answer="  ", by=officer)
    erasing.refuse(second, answer="Un recours est en cours.", by=officer)
    for verb in (
        lambda: erasing.carry_out(second, by=officer),
        lambda: erasing.refuse(second, answer="x", by=officer),
        lambda: erasing.withdraw(second, by=holder),
    ):
        with pytest.raises(Refusal):
            verb()
    letter = Message.objects.get(key=f"erasure:{second.pk}")
    assert "Un recours est en cours." in letter.text
    assert User.objects.get(pk=holder.user_id).is_active


def test_twice_is_once(holder, officer):
    erasing.carry_out(erasing.ask(by=holder), by=officer)
    assert erasing.would_go(holder.user_id) == []
    assert JournalEntry.objects.filter(verb="account.forget").count() == 1


def test_half_an_erasure_is_none(holder, officer, monkeypatch):
    """One transaction: the account that cannot go keeps everything as it was."""
    asked = erasing.ask(by=holder)

    def broken(user, by):
        raise LookupError("panne")

    monkeypatch.setattr("ccas.accounts.forgetting._forgets", [broken])
    with pytest.raises(LookupError), transaction.atomic():
        erasing.carry_out(asked, by=officer)
    asked.refresh_from_db()
    assert asked.state == "asked"
    assert not Message.objects.filter(key=f"erasure:{asked.pk}").exists()


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM ccas_erasurerequest",
        "UPDATE ccas_erasurerequest SET state = 'refused', answer = 'x'",
        "UPDATE ccas_erasurerequest SET kept = '[]'",
    ],
)
def test_what_was_decided_is_decided(holder, officer, sql):
    erasing.carry_out(erasing.ask(by=holder), by=officer)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_the_pages_lead_from_the_question_to_the_answer(sign_in, holder, officer, make_actor):
    browser = sign_in(holder)
    page = browser.get(reverse("privacy:own")).content.decode()
    assert "Compte, adresse et moyens d’accès" in page
    assert "Parcours, décisions du jury et titres" in page
    answer = browser.post(reverse("privacy:own"), {"reason": "x\x00"})
    assert answer.status_code == 422
    answer = browser.post(reverse("privacy:own"), {"reason": "Je pars.", "sure": "on"})
    assert answer.status_code == 302
    asked = ErasureRequest.objects.get()
    assert "attend sa réponse" in browser.get(reverse("privacy:own")).content.decode()
    other = sign_in(officer)
    page = other.get(reverse("privacy:erasures")).content.decode()
    assert reverse("privacy:erasure", args=[asked.pk]) in page
    page = other.get(reverse("privacy:erasure", args=[asked.pk])).content.decode()
    assert "Je pars." in page
    assert JournalEntry.objects.filter(verb="access.open").exists()
    answer = other.post(reverse("privacy:refuse", args=[asked.pk]), {"answer": ""})
    assert answer.status_code == 422
    assert other.post(reverse("privacy:carry_out", args=[asked.pk])).status_code == 302
    page = other.get(reverse("privacy:erasure", args=[asked.pk])).content.decode()
    assert "Ce qui a été effacé" in page
    assert "Je pars." not in page
