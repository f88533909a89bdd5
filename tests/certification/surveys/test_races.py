"""A link pressed twice, a holder who answers while an officer takes the call: one answer."""

import threading
from contextlib import suppress

import pgtrigger
import pytest

from ccas import clock
from ccas.journal.models import JournalEntry
from ccas.refusals import Refusal
from certification.surveys import actions
from certification.surveys.actions import answering, asking
from certification.surveys.models import InsertionSurvey
from tests.certification.deliberation.racing import Lost, race
from tests.certification.passport.conftest import two_titles
from tests.factories.surveys import SEEKS, SIX_MONTHS, WORKS, asked, linked

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 6


@pytest.fixture
def keeper(db):
    """The officer; two titles, committed: those that modules share are not seen by threads."""
    return two_titles()


@pytest.fixture
def survey(keeper):
    """The first holder, asked at six months."""
    return asked()[0]


@pytest.fixture
def contenders(survey, keeper):
    """The link, and the officer at the telephone, on the day."""
    linked(survey, "un-lien")

    def by_link() -> None:
        with clock.moved_to(SIX_MONTHS):
            try:
                actions.answer_survey("un-lien", **WORKS)
            except Refusal:
                raise Lost from None

    def by_phone() -> None:
        with clock.moved_to(SIX_MONTHS):
            try:
                actions.record_call(survey, called_on=SIX_MONTHS, by=keeper, **SEEKS)
            except Refusal:
                raise Lost from None

    return by_link, by_phone


def again(survey: InsertionSurvey):
    """After each round: how many answers were journalled, and the survey asked anew."""
    answers = []

    def after() -> None:
        found = JournalEntry.objects.filter(subject_id=str(survey.pk), verb="survey.answer")
        answers.append(found.count())
        with pgtrigger.ignore():
            InsertionSurvey.objects.filter(pk=survey.pk).update(
                state="asked",
                situation="",
                target_job=None,
                contract="",
                usefulness="",
                answered_on=None,
                channel="",
                taken_by=None,
                ended_at=None,
            )

    return answers, after


def test_one_of_two_answers_is_kept(survey, contenders):
    answers, after = again(survey)
    wrote = race(ROUNDS, *contenders, after)
    assert [sum(pair) for pair in wrote] == [1] * ROUNDS
    assert answers == list(range(1, ROUNDS + 1))


def test_without_the_lock_both_would_write(survey, contenders, monkeypatch):
    """Negative control: the lock off, the trigger off, both have read: both answers are told.

    Both at the telephone: a link that writes over a call would be stopped by a constraint.
    """
    both_have_read = threading.Barrier(2)

    def unlocked(pk):
        found = InsertionSurvey.objects.select_related(*asking.TOLD).filter(pk=pk).first()
        with suppress(threading.BrokenBarrierError):
            both_have_read.wait(20)
        return found

    monkeypatch.setattr(answering, "lock", unlocked)
    _, by_phone = contenders

    def untied(act):
        def acts() -> None:
            with pgtrigger.ignore():
                act()

        return acts

    answers, after = again(survey)
    wrote = [sum(pair) for pair in race(3, untied(by_phone), untied(by_phone), after)]
    assert wrote == [2, 2, 2]
    assert answers[-1] == sum(wrote)
