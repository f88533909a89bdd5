"""A holder who is signed in answers from their own space: first screen, four questions, once."""

from datetime import timedelta

import pytest
from django.urls import reverse

from ccas import clock
from ccas.journal.models import JournalEntry
from ccas.refusals import Refusal
from certification.home.screens import candidate
from certification.surveys import actions
from certification.surveys.models import SurveyObjection
from tests.factories.deliberation import account
from tests.factories.surveys import SIX_MONTHS, WORKS, linked

pytestmark = pytest.mark.django_db
SAID = {
    "situation": "employed",
    "target_job": "yes",
    "contract": "lasting",
    "usefulness": "enter",
}


@pytest.fixture(autouse=True)
def _on_its_day():
    with clock.moved_to(SIX_MONTHS):
        yield


@pytest.fixture
def holder(survey):
    return account(survey.award.candidate.person, "candidate")


@pytest.fixture
def other(survey, awards):
    one = next(award for award in awards if award != survey.award)
    return account(one.candidate.person, "candidate")


def test_the_first_screen_says_that_it_waits_until_it_is_answered(survey, holder, sign_in):
    where = reverse("surveys:own", args=[survey.pk])
    step = candidate.context(holder)["step"]
    assert (step.url, step.due) == (where, survey.closes_on)
    browser = sign_in(holder)
    assert where in browser.get(reverse("home:home")).content.decode()
    assert browser.get(where).status_code == 200
    answer = browser.post(where, SAID, follow=True)
    assert "vos réponses sont enregistrées" in answer.content.decode()
    survey.refresh_from_db()
    assert (survey.state, survey.channel, survey.answered_on) == ("answered", "own", SIX_MONTHS)
    assert candidate.context(holder)["step"].sentence == "Vous êtes titulaire du titre."
    assert browser.get(where).status_code == 404
    assert JournalEntry.objects.filter(verb="survey.answer", actor=holder.user_id).count() == 1


def test_the_link_of_the_mail_is_used_up_too(survey, holder):
    token = linked(survey, "par la poste")
    actions.answer_own(survey, by=holder, **WORKS)
    with pytest.raises(Refusal):
        actions.answer_survey(token, **WORKS)
    with pytest.raises(Refusal):
        actions.answer_own(survey, by=holder, **WORKS)


def test_what_lacks_is_said_and_kept(survey, holder, sign_in):
    where = reverse("surveys:own", args=[survey.pk])
    answer = sign_in(holder).post(where, {"situation": "employed", "usefulness": "\x00"})
    assert answer.status_code == 422
    assert "dites s’il est dans le métier visé" in answer.content.decode()
    survey.refresh_from_db()
    assert survey.state == "asked"


def test_nobody_else_answers_it(survey, other, keeper, sign_in):
    for stranger in (other, keeper):
        with pytest.raises(Refusal):
            actions.answer_own(survey, by=stranger, **WORKS)
        for name in ("own", "decline_own"):
            where = reverse(f"surveys:{name}", args=[survey.pk])
            assert sign_in(stranger).post(where, SAID).status_code == 404
    assert candidate.context(other)["step"].url != reverse("surveys:own", args=[survey.pk])


def test_after_its_last_day_it_waits_no_more(survey, holder):
    with clock.moved_to(survey.closes_on + timedelta(days=1)):
        assert "Vous êtes titulaire" in candidate.context(holder)["step"].sentence
        with pytest.raises(Refusal):
            actions.answer_own(survey, by=holder, **WORKS)


def test_a_holder_wants_no_more_of_it(survey, holder, sign_in):
    where = reverse("surveys:decline_own", args=[survey.pk])
    answer = sign_in(holder).post(where, follow=True)
    assert "ne serez plus interrogé" in answer.content.decode()
    survey.refresh_from_db()
    assert survey.state == "declined"
    assert SurveyObjection.objects.get().channel == "own"
