"""The pages of the room: who opens them, what they say, how they weigh."""

from datetime import timedelta

import pytest
from django.urls import reverse

from assessments.sessions.models import Simulation
from ccas import access, clock
from ccas.journal.models import JournalEntry
from certification.deliberation import actions as deliberating
from tests.factories import grading
from tests.factories.awards import SignatoryFactory, published
from tests.factories.deliberation import (
    MORNING,
    account,
    candidate,
    convened,
    decide,
    opened,
    proposed,
    signed,
)
from tests.factories.juries import RecusalFactory

pytestmark = pytest.mark.django_db


def page(enrolment) -> str:
    return reverse("coverage:enrolment", kwargs={"pk": enrolment.pk})


@pytest.fixture
def enrolment():
    found = candidate()
    proposed(found, 1)
    return found


def test_the_page_flags_what_stands_on_one_source(enrolment, officer, sign_in) -> None:
    proposed(enrolment, 1)
    content = sign_in(officer).get(page(enrolment)).content.decode()
    for words in ("Situation A", "Situation B", "Plusieurs sources", "Aucune source",
                  "Exercice attesté", "ne compte pas comme la seconde source",
                  "RNCP35553BC02 : les 15 compétences n’ont aucune source."):  # fmt: skip
        assert words in content, words
    assert "Une seule source" not in content
    proposed(enrolment, 2)
    assert "Une seule source" in sign_in(officer).get(page(enrolment)).content.decode()


def test_opening_a_coverage_leaves_a_line(enrolment, officer, sign_in) -> None:
    sign_in(officer).get(page(enrolment))
    entry = JournalEntry.objects.get(verb=access.OPENED)
    assert (entry.subject_id, entry.details["screen"]) == (str(enrolment.candidate.pk), "coverage")
    history = reverse("candidates:history", kwargs={"pk": enrolment.candidate.pk})
    actor = account(grading.a_person("auditor"), "auditor")
    assert "La couverture des compétences" in sign_in(actor).get(history).content.decode()


def test_an_evaluator_sees_their_candidate_and_nobody_else(enrolment, sign_in) -> None:
    seat = Simulation.objects.get().evaluators.first()
    client = sign_in(grading.actor_of(seat.person))
    content = client.get(page(enrolment)).content.decode()
    assert "vos propres mises en situation" in content
    assert "Exercice attesté" not in content
    assert client.get(page(candidate())).status_code == 404


@pytest.mark.parametrize("role", ["tutor", "administrator", "candidate", "president"])
def test_a_stranger_finds_nothing(enrolment, role, make_actor, sign_in) -> None:
    assert sign_in(make_actor(role)).get(page(enrolment)).status_code == 404


def test_a_jury_reads_its_candidates_but_not_those_one_left(sign_in) -> None:
    mine, left, other = (candidate() for _ in range(3))
    for each in (mine, left, other):
        proposed(each, 1)
    room = convened([mine, left])
    RecusalFactory(jury=room.jury, person=room.person(1), enrolment=left)
    client = sign_in(room.members[0])
    answers = [client.get(page(each)).status_code for each in (mine, left, other)]
    assert answers == [200, 404, 404]
    president = sign_in(room.president)
    assert [president.get(page(each)).status_code for each in (mine, left, other)] == [
        200, 200, 404,
    ]  # fmt: skip


def test_a_candidate_reads_theirs_after_publication_only(officer, sign_in) -> None:
    mine = candidate(account_too=True)
    proposed(mine, 1, 2, 3)
    actor = mine.candidate.person.user.acting_as("candidate")
    assert sign_in(actor).get(page(mine)).status_code == 404
    with clock.moved_to(MORNING):
        room = opened([mine])
        assert sign_in(actor).get(page(mine)).status_code == 404
        presentation = room.presentations[0]
        deliberating.mark_present(presentation, by=room.president)
        for position in (1, 2, 3):
            decide(room, presentation, position, votes_for=len(room.people))
        deliberating.conclude_presentation(presentation, by=room.president)
    signed(room)
    SignatoryFactory(qualification=mine.revision.qualification)
    assert sign_in(actor).get(page(mine)).status_code == 404
    published(room, officer)
    content = sign_in(actor).get(page(mine)).content.decode()
    assert "Ce que le jury a lu" in content
    assert "Situation A" in content
    later = grading.a_simulation(enrolment=mine, starts_at=grading.DAY + timedelta(days=2))
    grading.signed_consensus(later)  # not read by that jury
    assert "Situation B" not in sign_in(actor).get(page(mine)).content.decode()


def test_a_session_candidate_by_candidate(enrolment, officer, sign_in) -> None:
    session = Simulation.objects.get().registration.session
    url = reverse("coverage:session", kwargs={"pk": session.pk})
    content = sign_in(officer).get(url).content.decode()
    assert page(enrolment) in content
    assert content.count("Non présenté") == 2
    assert "par une seule" in content


def test_the_session_weighs_the_same_for_three_as_for_one(
    officer, sign_in, django_assert_num_queries
) -> None:
    session = grading.a_session()
    url = reverse("coverage:session", kwargs={"pk": session.pk})
    client = sign_in(officer)
    grading.a_simulation(session=session)
    client.get(url)
    with django_assert_num_queries(17):
        client.get(url)
    for _ in range(2):
        grading.a_simulation(session=session)
    with django_assert_num_queries(17):
        assert client.get(url).content.decode().count("coverage-cell") == 3


def test_the_file_of_a_candidate_leads_there(enrolment, officer, sign_in) -> None:
    file = reverse("candidates:detail", kwargs={"pk": enrolment.candidate.pk})
    assert page(enrolment) in sign_in(officer).get(file).content.decode()
