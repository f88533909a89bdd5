"""Asking a supervisor by a link: one use, some days, reminders, and an officer before it counts."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction

from assessments.practice import actions
from assessments.practice.actions import answering, asking
from assessments.practice.models import Attestation, AttestationLink, AttestationRequest
from assessments.practice.summary import summary
from ccas import clock
from ccas.accounts.models import User
from ccas.jobs import queue
from ccas.jobs.models import Job
from ccas.journal.models import JournalEntry
from ccas.outbox.models import Message
from ccas.refusals import Refusal
from tests.factories.candidates import EnrolmentFactory
from tests.factories.practice import (
    AttestationFactory,
    InterruptionFactory,
    RequestFactory,
    StintFactory,
    answered,
)
from tests.factories.sessions import with_account

pytestmark = pytest.mark.django_db

TODAY = date(2026, 6, 15)
PARIS = ZoneInfo("Europe/Paris")
WHO = {
    "supervisor_name": "Commandant Solène d’Herbécourt",
    "service": "Centre opérationnel de Hautval",
    "email": "solene.dherbecourt@sdis.gouv.fr",
}
ANSWER = {
    "attests": True,
    "covers_from": date(2025, 9, 1),
    "covers_until": date(2026, 6, 14),
    "signed_name": "Solène d’Herbécourt",
    "signed_function": "Cheffe de centre",
}


def moved(days: int, hour: int = 9):
    day = TODAY + timedelta(days=days)
    return clock.moved_to(datetime(day.year, day.month, day.day, hour, tzinfo=PARIS))


@pytest.fixture(autouse=True)
def _on_a_given_day():
    with clock.moved_to(TODAY):
        yield


@pytest.fixture
def stint():
    return StintFactory()


@pytest.fixture
def candidate(stint):
    return with_account(stint.enrolment.candidate.person, "candidate")


@pytest.fixture
def asked(stint, candidate):
    return actions.ask_supervisor(stint, by=candidate, **WHO)


def send() -> list[str]:
    """Do what the worker does; the tokens of the links that left, oldest first."""
    for job in Job.objects.filter(kind="outbox.send", state="waiting").order_by("recorded_at"):
        queue.run(job.pk)
    found = []
    for one in mail.outbox:
        _, here, rest = one.body.partition("/pratique/attestation/")
        if here:
            found.append(rest.split("/")[0])
    return found


def test_a_link_is_made_as_it_leaves_and_stands_nowhere(asked) -> None:
    assert not AttestationLink.objects.exists()
    (token,) = send()
    message = Message.objects.get(kind="practice.request")
    assert token not in message.text and "écrit à l’envoi" in message.text
    assert message.to == WHO["email"] and message.state == "sent"
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(
                f'SELECT count(*) FROM "{table}" t WHERE t::text LIKE %s', [f"%{token}%"]
            )
            assert cursor.fetchone() == (0,), table
    assert AttestationLink.objects.get().digest == answering.digest_of(token)
    assert answering.find(token) == asked
    assert answering.find("autre") is None


def test_the_link_serves_to_the_end_of_its_last_day(asked) -> None:
    assert clock.paris(asked.expires_at).date() == date(2026, 6, 30)
    (token,) = send()
    with clock.moved_to(asked.expires_at), pytest.raises(Refusal, match="a expiré"):
        actions.answer_request(token, **ANSWER)
    with clock.moved_to(asked.expires_at - timedelta(seconds=1)):
        assert actions.answer_request(token, **ANSWER).state == "answered"


def test_an_answer_counts_once_an_officer_has_recognised_it(asked, stint, officer) -> None:
    (token,) = send()
    actions.answer_request(token, **ANSWER)
    assert not Attestation.objects.exists()
    assert not summary(stint.enrolment).attested
    row = actions.confirm_answer(asked, checked_how="Annuaire, puis standard.", by=officer)
    assert (row.covers_from, row.covers_until) == (ANSWER["covers_from"], ANSWER["covers_until"])
    assert (row.supervisor_name, row.signed_on) == (ANSWER["signed_name"], TODAY)
    assert row.request == AttestationRequest.objects.get(state="confirmed")
    assert str(summary(stint.enrolment).attested) == "9 mois et 14 jours"
    assert Job.objects.filter(kind="awards.review").count() == 1


def test_a_link_serves_once_and_uses_the_others_up(asked) -> None:
    with moved(4):
        asking.chase()
    first, second = send()
    actions.answer_request(second, **ANSWER)
    for token in (first, second):
        assert answering.find(token) is None
        with pytest.raises(Refusal, match="déjà servi"):
            actions.answer_request(token, **ANSWER)
        with pytest.raises(Refusal, match="déjà servi"):
            actions.renew_link(token)
    assert JournalEntry.objects.filter(verb="attestation.answer").count() == 1


def test_a_supervisor_who_does_not_attest_says_why(asked, stint) -> None:
    (token,) = send()
    with pytest.raises(Refusal, match="pourquoi"):
        actions.answer_request(token, attests=False, reason=" ")
    found = actions.answer_request(token, attests=False, reason="Je n’étais pas son chef.")
    assert (found.state, found.reason) == ("declined", "Je n’étais pas son chef.")
    news = Message.objects.get(kind="practice.request_news")
    assert "ne peut pas attester" in news.text and found.reason not in news.text
    assert not summary(stint.enrolment).attested


WRONG_ANSWERS = [
    ({"covers_from": None}, "deux dates"),
    ({"covers_until": date(2026, 6, 16)}, "ce qui a eu lieu"),
    ({"covers_from": date(2025, 8, 31)}, "sort du poste"),
    ({"covers_from": date(2026, 6, 14), "covers_until": date(2026, 6, 13)}, "avant d’avoir"),
    ({"signed_name": "  "}, "Votre nom"),
    ({"signed_function": ""}, "votre fonction"),
]


@pytest.mark.parametrize(("changes", "said"), WRONG_ANSWERS)
def test_an_answer_refused_leaves_the_link_good(asked, changes, said) -> None:
    (token,) = send()
    with pytest.raises(Refusal, match=said):
        actions.answer_request(token, **(ANSWER | changes))
    assert answering.find(token) == asked


WRONG_REQUESTS = [
    ({"email": "pas une adresse"}, "n’est pas une adresse"),
    ({"email": ""}, "n’est pas une adresse"),
    ({"supervisor_name": ""}, "nom du responsable"),
    ({"service": " "}, "nom du responsable"),
]


@pytest.mark.parametrize(("changes", "said"), WRONG_REQUESTS)
def test_a_request_refused_writes_nothing(stint, candidate, changes, said) -> None:
    with pytest.raises(Refusal, match=said):
        actions.ask_supervisor(stint, by=candidate, **(WHO | changes))
    assert not AttestationRequest.objects.exists() and not Message.objects.exists()


def test_nobody_attests_their_own_practice(stint, candidate, officer) -> None:
    person = stint.enrolment.candidate.person
    for own in (person.email, person.user.email.upper()):
        for actor in (candidate, officer):
            with pytest.raises(Refusal, match="soi-même"):
                actions.ask_supervisor(stint, by=actor, **(WHO | {"email": own}))


def test_one_request_at_a_time_and_a_revoked_one_opens_nothing(asked, stint, candidate) -> None:
    (token,) = send()
    with pytest.raises(Refusal, match="déjà en cours"):
        actions.ask_supervisor(stint, by=candidate, **WHO)
    actions.revoke_request(asked, by=candidate)
    assert answering.find(token) is None
    with pytest.raises(Refusal, match="déjà servi"):
        actions.answer_request(token, **ANSWER)
    assert actions.ask_supervisor(stint, by=candidate, **WHO).state == "asked"


def test_a_request_revoked_before_its_mail_leaves_sends_no_link(asked, candidate) -> None:
    actions.revoke_request(asked, by=candidate)
    assert send() == []
    assert Message.objects.get(kind="practice.request").state == "cancelled"


def test_an_expired_link_brings_another_to_the_same_address(asked) -> None:
    (token,) = send()
    with pytest.raises(Refusal, match="sert encore"):
        actions.renew_link(token)
    with moved(16):
        actions.renew_link(token)
        (_, fresh) = send()
        assert {one.to[0] for one in mail.outbox} == {WHO["email"]}
        with pytest.raises(Refusal, match="sert encore"):
            actions.renew_link(token)
        assert actions.answer_request(fresh, **ANSWER).state == "answered"


REMINDED = [
    # days after the request on which the daily job ran, reminders posted in the end
    ((), 0),
    ((1, 2), 0),
    ((3,), 1),
    ((3, 3, 4, 9), 1),
    ((3, 10), 2),
    ((10, 11, 14), 1),
    ((2, 5, 12), 2),
]


@pytest.mark.parametrize(("days", "reminders"), REMINDED)
def test_reminders_leave_once_each_whether_or_not_the_job_ran(asked, days, reminders) -> None:
    for day in days:
        with moved(day):
            asking.chase()
    sent = Message.objects.filter(kind="practice.request", subject__startswith="Rappel")
    assert sent.count() == reminders


def test_after_the_last_day_the_officers_are_told_once(asked, officer, make_actor) -> None:
    make_actor("evaluator")
    for day in (16, 16, 17, 30):
        with moved(day):
            asking.chase()
    told = Message.objects.get(kind="practice.silence")
    assert told.to == User.objects.get(pk=officer.user_id).email
    assert "Une demande d’attestation" in told.text


def test_an_answered_request_is_no_silence(asked, officer) -> None:
    (token,) = send()
    actions.answer_request(token, **ANSWER)
    with moved(40):
        assert asking.chase() == 0
    assert not Message.objects.filter(kind="practice.silence").exists()


def test_only_the_officer_recognises_or_puts_aside(stint, candidate, officer, make_actor) -> None:
    found = answered(RequestFactory(stint=stint), now=clock.now())
    for actor in (candidate, make_actor("auditor"), make_actor("evaluator")):
        with pytest.raises(Refusal, match="gestionnaire"):
            actions.confirm_answer(found, checked_how="Annuaire.", by=actor)
        with pytest.raises(Refusal, match="gestionnaire"):
            actions.reject_answer(found, reason="Inconnu.", by=actor)
    with pytest.raises(Refusal, match="comment vous avez reconnu"):
        actions.confirm_answer(found, checked_how=" ", by=officer)
    with pytest.raises(Refusal, match="demande un motif"):
        actions.reject_answer(found, reason="", by=officer)
    actions.reject_answer(found, reason="Service inconnu.", by=officer)
    with pytest.raises(Refusal, match="vérification"):
        actions.confirm_answer(found, checked_how="Annuaire.", by=officer)
    assert not Attestation.objects.exists()


def test_another_candidate_asks_and_revokes_nothing(asked, stint, make_actor) -> None:
    stranger = with_account(EnrolmentFactory().candidate.person, "candidate")
    for actor in (stranger, make_actor("auditor"), make_actor("jury_member")):
        with pytest.raises(Refusal, match="déclarent l’exercice"):
            actions.ask_supervisor(stint, by=actor, **WHO)
        with pytest.raises(Refusal, match="déclarent l’exercice"):
            actions.revoke_request(asked, by=actor)


CHANGES = [
    ({"function": "Chef de salle"}, "superseded"),
    ({"starts_on": date(2025, 9, 2)}, "superseded"),
    ({"ends_on": date(2026, 5, 30)}, "superseded"),
    ({"ends_on": date(2026, 5, 31)}, "answered"),
    ({"working_time_percent": 80}, "answered"),
]


@pytest.mark.parametrize(("changes", "state"), CHANGES)
def test_a_stint_that_changes_under_an_answer_needs_another(
    stint, candidate, officer, changes, state
) -> None:
    found = answered(RequestFactory(stint=stint), now=clock.now())
    fields = {
        "employer": stint.employer,
        "unit": stint.unit,
        "function": stint.function,
        "starts_on": stint.starts_on,
    }
    actions.correct_stint(stint, by=candidate, **(fields | changes))
    found.refresh_from_db()
    assert found.state == state
    if state == "superseded":
        with pytest.raises(Refusal, match="vérification"):
            actions.confirm_answer(found, checked_how="Annuaire.", by=officer)


def test_an_interruption_taken_away_under_an_answer_needs_another(stint, candidate) -> None:
    found = answered(RequestFactory(stint=stint), now=clock.now())
    hole = InterruptionFactory(stint=stint)
    actions.remove_interruption(hole, by=candidate)
    found.refresh_from_db()
    assert found.state == "superseded" and "nouvelle attestation" in found.reason


def test_a_withdrawn_stint_takes_its_request_with_it(asked, stint, candidate) -> None:
    (token,) = send()
    actions.withdraw_stint(stint, by=candidate)
    asked.refresh_from_db()
    assert asked.state == "revoked" and answering.find(token) is None


def test_an_answer_that_overlaps_a_paper_is_not_counted_twice(stint, officer) -> None:
    found = answered(RequestFactory(stint=stint), now=clock.now())
    AttestationFactory(stint=stint)
    with pytest.raises(Refusal, match="recoupe une attestation en vigueur"):
        actions.confirm_answer(found, checked_how="Annuaire.", by=officer)
    found.refresh_from_db()
    assert found.state == "answered"


RAW = [
    ("UPDATE assessments_attestationrequest SET state = 'confirmed', ended_at = now(),"
     " checked_how = ''", "request_confirmed_says_how"),
    ("UPDATE assessments_attestationrequest SET covers_until = covers_until + 30", "is_final"),
    ("UPDATE assessments_attestationrequest SET email = 'autre@exemple.fr'", "asks_the_same"),
    ("UPDATE assessments_attestationrequest SET state = 'rejected', ended_at = now()",
     "turned_down_says_why"),
    ("UPDATE assessments_attestationrequest SET state = 'revoked'", "ended_has_a_time"),
    ("DELETE FROM assessments_attestationrequest", "requests_stay"),
    ("UPDATE assessments_stint SET function = 'Autre'", "under the answer"),
    ("UPDATE assessments_stint SET ends_on = '2026-05-30'", "under the answer"),
    ("UPDATE assessments_stint SET cancelled_at = now()", "under the answer"),
    ("DELETE FROM assessments_interruption", "do not grow"),
    ("INSERT INTO assessments_attestation (id, occurred_at, stint_id, request_id, covers_from,"
     " covers_until, supervisor_name, supervisor_function, signed_on, reference, void_reason)"
     " SELECT gen_random_uuid(), now(), stint_id, id, covers_from, covers_until, 'X', 'Y',"
     " '2026-06-15', 'Z', '' FROM assessments_attestationrequest", "once an officer confirmed"),
]  # fmt: skip


@pytest.mark.parametrize(("statement", "words"), RAW)
def test_the_database_itself_refuses(stint, statement, words) -> None:
    InterruptionFactory(stint=stint)
    answered(RequestFactory(stint=stint), now=clock.now())
    with (
        pytest.raises(Exception, match=words),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_a_request_is_born_unanswered_and_alone(stint) -> None:
    RequestFactory(stint=stint)
    with pytest.raises(IntegrityError, match="one_open_for_a_stint"), transaction.atomic():
        RequestFactory(stint=stint)
    with pytest.raises(Exception, match="begins_asked"), transaction.atomic():
        RequestFactory(state="answered")


def test_an_unanswered_request_is_neither_confirmed_nor_rejected_in_sql(stint) -> None:
    RequestFactory(stint=stint)
    with (
        pytest.raises(Exception, match=r"confirmed_after_its_answer|answer_is_whole"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "UPDATE assessments_attestationrequest SET state = 'confirmed', ended_at = now(),"
            " checked_how = 'x'"
        )
