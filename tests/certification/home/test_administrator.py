"""What an officer proposed to take back waits on the first screen of whoever may pronounce it."""

from datetime import date, timedelta

import pytest

from ccas import clock
from ccas.accounts.models import RoleGrant, User
from certification.awards import actions as titles
from certification.awards.models import Award
from certification.home.screens import readers
from certification.vae import actions as admissibilities
from tests.certification.awards.test_road import sat
from tests.factories.awards import SignatoryFactory, an_administrator, an_officer, proposed
from tests.factories.awards import published as published_by
from tests.factories.deliberation import EVENING, candidate
from tests.factories.vae import admitted

pytestmark = pytest.mark.django_db

LAST_DAY, AFTER = EVENING + timedelta(days=15), EVENING + timedelta(days=16)


@pytest.fixture
def title():
    """A withdrawal proposed that evening, whose holder has fifteen days."""
    SignatoryFactory()
    published_by(sat(candidate(account_too=True)), an_officer())
    with clock.moved_to(EVENING):
        return proposed(Award.objects.get())


@pytest.fixture
def admissibility():
    """The same, of an admissibility, on the same evening."""
    application, _ = admitted(an_officer())
    with clock.moved_to(EVENING):
        return admissibilities.propose_withdrawal(
            application,
            by=an_officer(),
            ground="fraud",
            found_on=date(2026, 10, 1),
            reference="Procès-verbal n° 2026-41",
            reasons="L’état de services produit est un faux.",
        )


def seen(at, by=None):
    """The next step at that moment, and how many of each kind wait."""
    by = by or an_administrator()
    with clock.moved_to(at):
        shown = readers.administrator(by)
    title, admissibility, *_roles = shown["figures"]
    return shown["step"], title, admissibility


def test_nothing_waits():
    step, title, admissibility = seen(EVENING)
    assert (title.number, admissibility.number) == (0, 0)
    assert step.sentence == "Aucun rôle ne prend fin dans les trente jours."


def test_a_title_waits_until_its_holder_has_had_the_time_to_answer(title):
    step, count, none = seen(LAST_DAY)
    assert (count.number, count.label, count.alert) == (1, "retrait de titre à prononcer", False)
    assert (none.number, none.alert) == (0, False)
    assert step.sentence == "Un retrait proposé attend une seconde personne."
    assert "rien ne se prononce avant le 22 octobre 2026" in step.detail
    assert step.url == count.url == "/titres/retraits/"
    step, count, _ = seen(AFTER)
    assert count.alert
    assert "vous prononcez le retrait, ou non" in step.detail


def test_a_holder_who_has_answered_makes_it_ready_at_once(title):
    with clock.moved_to(LAST_DAY - timedelta(days=9)):
        titles.answer_withdrawal(title, text="Je n’ai rien à dire.", by=an_officer())
    step, count, _ = seen(LAST_DAY - timedelta(days=9))
    assert count.alert
    assert "vous prononcez le retrait, ou non" in step.detail


def test_both_kinds_are_counted_and_the_first_to_be_ready_leads(title, admissibility):
    with clock.moved_to(EVENING + timedelta(days=1)):
        titles.answer_withdrawal(title, text="Je n’ai rien à dire.", by=an_officer())
    step, of_title, of_admissibility = seen(LAST_DAY)
    assert (of_title.number, of_admissibility.number) == (1, 1)
    assert step.sentence == "Des retraits proposés attendent une seconde personne."
    assert step.url == of_title.url
    with clock.moved_to(AFTER):
        titles.drop_withdrawal(title, by=an_officer())
    step, of_title, of_admissibility = seen(AFTER)
    assert (of_title.number, of_admissibility.number) == (0, 1)
    assert step.url == of_admissibility.url
    with clock.moved_to(AFTER):
        admissibilities.pronounce_withdrawal(admissibility, by=an_administrator())
    assert seen(AFTER)[2].number == 0


def test_what_one_proposed_oneself_waits_for_somebody_else(title):
    RoleGrant.objects.create(user=title.proposed_by, role="administrator", starts_on="2020-01-01")
    user = User.objects.get(pk=title.proposed_by_id)
    step, count, _ = seen(AFTER, user.acting_as("administrator"))
    assert count.number == 0
    assert "seconde personne" not in step.sentence


def test_a_withdrawal_comes_before_a_role_that_ends(title):
    RoleGrant.objects.create(
        user=title.proposed_by, role="auditor", starts_on="2020-01-01", ends_on="2026-10-30"
    )
    with clock.moved_to(AFTER):
        shown = readers.administrator(an_administrator())
    assert "seconde personne" in shown["step"].sentence
    assert len(shown["ending"]) == 1
