"""The candidate leaves at balance zero, or with a reason; whoever let them go, and when, stays."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from assessments.grading import actions
from assessments.grading.models import CandidateRelease
from assessments.grading.rules.releasing import Post, balance_of
from assessments.sessions.models import AssessmentSession, SessionState, SimulationState
from ccas import clock
from ccas.journal.models import JournalEntry
from ccas.refusals import Refusal
from tests.factories.grading import (
    DAY,
    a_person,
    a_simulation,
    actor_of,
    competencies_of,
    fill,
    opened_sheets,
    tap,
)
from tests.factories.room import a_device
from tests.kept import Kept

ENDED = DAY + timedelta(minutes=30)
LATER = ENDED + timedelta(minutes=2)


def over():
    """A simulation that has ended, its two sheets open, a device heard since on each."""
    simulation = a_simulation()
    sheets = opened_sheets(simulation)
    simulation.state = SimulationState.DONE
    simulation.started_at, simulation.ended_at = DAY, ENDED
    simulation.save()
    for sheet in sheets:
        a_device(sheet, made=0, at=LATER)
    return simulation


kept = Kept(over)


@pytest.fixture
def ended(db):
    """That simulation, later."""
    with clock.moved_to(LATER):
        yield kept()


def test_at_balance_zero_without_a_reason(ended, officer):
    release = actions.release_candidate(ended, by=officer)
    assert (release.released_by_id, release.occurred_at) == (officer.user_id, LATER)
    assert (release.made, release.received, release.silent, release.reason) == (0, 0, 0, "")
    line = JournalEntry.objects.get(verb="candidate.release")
    assert line.subject_id == str(ended.pk)
    with pytest.raises(Refusal, match="déjà parti"):
        actions.release_candidate(ended, by=officer)


def test_while_an_act_has_not_arrived_only_with_a_reason(ended, officer):
    sheet = ended.sheets.first()
    device = sheet.devices.get()
    device.made = 2
    device.save()
    tap(sheet, competencies_of(ended)[0], "A", client_id=device.client, sequence=1)
    name = sheet.evaluator.display_name
    with pytest.raises(Refusal, match=f"{name} : 1 acte est encore sur son appareil"):
        actions.release_candidate(ended, by=officer)
    assert not CandidateRelease.objects.exists()
    release = actions.release_candidate(ended, reason="Le candidat se sent mal.", by=officer)
    assert (release.made, release.received) == (2, 1)
    line = JournalEntry.objects.get(verb="candidate.release")
    assert line.details["reason"].startswith("hmac:")
    assert "mal" not in str(line.details)


def test_once_the_act_has_arrived_it_goes_by_itself(ended, officer):
    sheet = ended.sheets.first()
    device = sheet.devices.get()
    device.made = 1
    device.save()
    with pytest.raises(Refusal):
        actions.release_candidate(ended, by=officer)
    tap(sheet, competencies_of(ended)[0], "A", client_id=device.client, sequence=1)
    assert actions.release_candidate(ended, by=officer).received == 1


def test_a_device_silent_since_the_end_may_hold_acts(ended, officer):
    one, two = ended.sheets.all()
    one.devices.update(last_contact_at=ENDED - timedelta(seconds=1))
    with pytest.raises(Refusal, match="aucun signe de son appareil depuis la fin"):
        actions.release_candidate(ended, by=officer)
    # Signed online: nothing more can come of it.
    fill(one)
    actions.sign_sheet(one, by=actor_of(one.evaluator))
    assert actions.release_candidate(ended, by=officer).silent == 0
    assert two.devices.exists()


@pytest.mark.django_db
def test_a_sheet_never_opened_is_said(officer):
    simulation = a_simulation()
    simulation.state = SimulationState.DONE
    simulation.started_at, simulation.ended_at = DAY, ENDED
    simulation.save()
    with pytest.raises(Refusal, match="n’a donné aucun signe"):
        actions.release_candidate(simulation, by=officer)
    assert actions.release_candidate(simulation, reason="Poste en panne.", by=officer).silent == 2


@pytest.mark.parametrize("state", ["planned", "running", "absent", "excused", "cancelled"])
def test_nobody_leaves_before_the_end(ended, officer, state):
    ended.state, ended.ended_at = state, None
    ended.started_at = DAY if state == "running" else None
    ended.save()
    with pytest.raises(Refusal, match="terminez-la"):
        actions.release_candidate(ended, reason="Pressé.", by=officer)


def test_who_may(ended, officer, make_actor):
    evaluator = ended.evaluators.first().person
    session = ended.registration.session
    session.lead = a_person()
    session.save()
    for by in (actor_of(evaluator), actor_of(evaluator, "officer"), make_actor("auditor")):
        with pytest.raises(Refusal, match="jamais celui"):
            actions.release_candidate(ended, by=by)
    assert actions.release_candidate(ended, by=actor_of(session.lead))


def test_not_once_the_session_is_closed(ended, officer):
    session = ended.registration.session
    session.state, session.closed_at = SessionState.CLOSED, clock.now()
    session.save()
    with pytest.raises(Refusal, match="La session est à l’état « close »"):
        actions.release_candidate(ended, by=officer)


@pytest.mark.parametrize("reason", ["x" * 2001, "a\0b"])
def test_a_reason_is_words_that_can_be_kept(ended, officer, reason):
    with pytest.raises(Refusal, match=r"dépasse|octet nul"):
        actions.release_candidate(ended, reason=reason, by=officer)


def refused(statement, *values):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


INSERT = (
    "INSERT INTO assessments_candidaterelease"
    " (id, occurred_at, simulation_id, made, received, silent, reason)"
    " VALUES (%s, now(), %s, %s, %s, %s, %s)"
)


def test_what_sql_refuses(ended, officer):
    refused(INSERT, uuid4(), ended.pk, 3, 2, 0, "")
    refused(INSERT, uuid4(), ended.pk, 3, 3, 1, "")
    other = a_simulation()
    refused(INSERT, uuid4(), other.pk, 0, 0, 0, "")
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [uuid4(), ended.pk, 3, 2, 0, "Incendie."])
    refused(INSERT, uuid4(), ended.pk, 0, 0, 0, "")
    refused("UPDATE assessments_candidaterelease SET reason = ''")
    refused("DELETE FROM assessments_candidaterelease")


def test_the_screen_says_what_is_missing_and_keeps_what_was_typed(ended, officer, sign_in):
    browser = sign_in(officer)
    address = reverse("grading:release", args=[ended.pk])
    device = ended.sheets.first().devices.get()
    device.made = 4
    device.save()
    page = browser.get(address)
    assert "4 actes sont encore" in page.content.decode()
    answer = browser.post(address, {"reason": ""})
    assert answer.status_code == 422
    assert "avec un motif" in answer.content.decode()
    answer = browser.post(address, {"reason": "Le car part."}, follow=True)
    assert "peut partir" in answer.content.decode()
    assert CandidateRelease.objects.get().reason == "Le car part."
    again = browser.get(address).content.decode()
    assert "Ce candidat est déjà parti" in again and "Le car part." in again
    assert 'name="reason"' not in again


def test_nobody_waits_in_a_session_that_is_over(ended, officer, sign_in):
    AssessmentSession.objects.filter(pk=ended.registration.session_id).update(
        state="closed", closed_at=LATER
    )
    page = sign_in(officer).get(reverse("grading:release", args=[ended.pk])).content.decode()
    assert "La session n’est plus en cours" in page and 'name="reason"' not in page


POSTS = st.lists(
    st.builds(
        Post,
        evaluator=st.just("Zoé Roux"),
        made=st.integers(0, 50),
        waiting=st.integers(0, 50),
        signed=st.booleans(),
        last_contact_at=st.none() | st.sampled_from([DAY, ENDED, LATER]),
    ),
    max_size=4,
)


@given(POSTS)
def test_nothing_to_say_means_nothing_missing(posts):
    found = balance_of(posts, ended_at=ENDED)
    missing = any(
        post.waiting
        or (not post.signed and (post.last_contact_at is None or post.last_contact_at < ENDED))
        for post in posts
    )
    assert bool(found.sentences) is missing
    assert found.made - found.received == sum(post.waiting for post in posts)
    assert not missing or found.received < found.made or found.silent
