"""Who opened a candidate's file: one line for each opening by somebody else, read by two only."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from ccas import access, clock
from ccas.accounts.models import User
from ccas.journal.models import JournalEntry
from tests.factories.candidates import CandidateFactory

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 10, 12, tzinfo=ZoneInfo("Europe/Paris"))


def address(name, candidate):
    return reverse(f"candidates:{name}", kwargs={"pk": candidate.pk})


def lines(candidate):
    return JournalEntry.objects.filter(verb=access.OPENED, subject_id=str(candidate.pk))


@pytest.fixture
def candidate(make_actor):
    """A candidate with an account, as (candidate, actor)."""
    actor = make_actor("candidate")
    return CandidateFactory(person__user=User.objects.get(pk=actor.user_id)), actor


def test_opening_a_file_leaves_a_line(sign_in, candidate, make_actor):
    file, _ = candidate
    officer = make_actor("officer")
    with clock.moved_to(NOON):
        assert sign_in(officer).get(address("detail", file)).status_code == 200
    line = lines(file).get()
    assert (line.actor_id, line.role, line.subject_type, line.details, line.occurred_at) == (
        officer.user_id,
        "officer",
        "assessments.candidate",
        {"screen": "file"},
        NOON,
    )


def test_ones_own_file_leaves_none(sign_in, candidate):
    file, actor = candidate
    client = sign_in(actor)
    assert client.get(reverse("candidates:mine")).status_code == 200
    assert client.get(address("detail", file)).status_code == 200
    assert not lines(file).exists()


def test_a_refused_opening_leaves_none(sign_in, candidate, make_actor):
    file, _ = candidate
    assert sign_in(make_actor("tutor")).get(address("detail", file)).status_code == 404
    assert not lines(file).exists()


def test_the_candidate_reads_who_opened_it(sign_in, candidate, make_actor):
    file, actor = candidate
    officer = make_actor("officer")
    with clock.moved_to(NOON):
        sign_in(officer).get(address("detail", file))
    client = sign_in(actor)
    page = client.get(reverse("candidates:mine")).content.decode()
    assert address("history", file) in page
    said = client.get(address("history", file)).content.decode()
    for text in (
        "officer",
        "gestionnaire de la certification",
        "10 novembre 2026",
        "Le dossier",
        "Mon dossier",
    ):
        assert text in said, text


def test_the_file_of_another_is_not_on_it(sign_in, candidate, officer):
    file, actor = candidate
    sign_in(officer).get(address("detail", CandidateFactory()))
    said = sign_in(actor).get(address("history", file)).content.decode()
    assert "Personne n’a consulté ce dossier." in said


def test_the_auditor_reads_all_and_leaves_a_line_in_the_file_only(sign_in, candidate, make_actor):
    file, _ = candidate
    client = sign_in(make_actor("auditor"))
    client.get(address("detail", file))
    said = client.get(address("history", file)).content.decode()
    assert "auditeur</td>" in said
    assert lines(file).count() == 1


@pytest.mark.parametrize(
    "role", ["officer", "administrator", "evaluator", "president", "jury_member", "candidate"]
)
def test_nobody_else_reads_it(sign_in, candidate, make_actor, role):
    file, _ = candidate
    assert sign_in(make_actor(role)).get(address("history", file)).status_code == 404


def test_without_the_named_writer_the_get_could_not_write(sign_in, candidate, monkeypatch, officer):
    """The control: the gate stands, and only the access journal passes it."""
    file, _ = candidate
    monkeypatch.setitem(access.GET_WRITERS, "access journal", frozenset())
    with pytest.raises(access.WriteDuringGet):
        sign_in(officer).get(address("detail", file))


def test_the_page_costs_the_same_for_one_line_and_for_many(
    sign_in, candidate, make_actor, django_assert_num_queries
):
    file, actor = candidate
    clients = make_actor("officer")
    sign_in(clients).get(address("detail", file))
    client = sign_in(actor)
    client.get(address("history", file))
    with django_assert_num_queries(21):
        client.get(address("history", file))
    for _ in range(5):
        sign_in(clients).get(address("detail", file))
    client = sign_in(actor)
    client.get(address("history", file))
    with django_assert_num_queries(21):
        client.get(address("history", file))
