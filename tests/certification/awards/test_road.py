"""From signed minutes to titles, documents and messages, by the actions."""

import pytest

from assessments.practice.models import Attestation
from ccas import clock
from ccas.documents.models import Document
from ccas.jobs.models import Job
from ccas.outbox.models import Message
from ccas.refusals import Refusal
from certification.awards import actions
from certification.awards.models import Award
from tests.factories.awards import SignatoryFactory, an_officer, published
from tests.factories.deliberation import (
    NOON,
    candidate,
    concluded,
    opened,
    signed,
    with_practice,
)

pytestmark = pytest.mark.django_db


def sat(*enrolments, **verdicts):
    """A signed deliberation of these candidates; `c2={"b2": "not_validated"}` says otherwise."""
    room = opened(list(enrolments))
    with clock.moved_to(NOON):
        for rank, presentation in enumerate(room.presentations, start=1):
            concluded(room, presentation, **verdicts.get(f"c{rank}", {}))
    return signed(room)


def kinds(room):
    titles = Document.objects.exclude(kind__in=["minutes", "result_letter"])
    return sorted(titles.values_list("kind", flat=True))


def test_a_title_is_delivered_once_and_ends_the_enrolment():
    room = sat(candidate())
    (award,) = actions.deliver(room.deliberation.pk, by=an_officer())
    assert actions.deliver(room.deliberation.pk, by=an_officer()) == []
    assert Award.objects.count() == 1
    assert str(award.awarded_on) == "2026-10-06"
    assert award.practice["met"] is True
    assert award.practice["attestations"] == [str(Attestation.objects.get().pk)]
    award.enrolment.refresh_from_db()
    assert award.enrolment.state == "awarded"


def test_nothing_is_delivered_before_the_minutes_are_signed():
    room = opened(1)
    with pytest.raises(Refusal, match="n’est pas signé"):
        actions.deliver(room.deliberation.pk, by=an_officer())


def test_publication_gives_each_candidate_the_papers_due():
    SignatoryFactory()
    room = sat(candidate(), candidate(), c2={"b2": "not_validated"})
    published(room, an_officer())
    assert kinds(room) == [
        "block_certificate",
        "block_certificate",
        "certificate",
        "transcript",
        "transcript",
    ]
    assert set(Document.objects.values_list("specimen", flat=True)) == {True}
    transcript = Document.objects.get(kind="transcript", subject_id=room.presentations[1].pk).facts
    assert transcript["outcome"]["code"] == "partial"
    assert [block["decision"] for block in transcript["blocks"]] == [
        "validated",
        "not_validated",
        "validated",
    ]
    assert transcript["blocks"][1]["way_back"]


def test_publishing_twice_issues_nothing_more():
    SignatoryFactory()
    room = published(sat(candidate()), an_officer())
    count = Document.objects.count()
    messages = Message.objects.count()
    actions.issue_results(room.deliberation.pk, by=an_officer())
    assert (Document.objects.count(), Message.objects.count()) == (count, messages)


def test_no_document_leaves_before_publication():
    SignatoryFactory()
    room = sat(candidate())
    with pytest.raises(Refusal, match="ne sont pas publiés"):
        actions.issue_results(room.deliberation.pk, by=an_officer())


def test_results_are_not_published_without_a_signatory():
    room = sat(candidate())
    with pytest.raises(Refusal, match="délégation"):
        published(room, an_officer())
    room.deliberation.refresh_from_db()
    assert room.deliberation.published_at is None


def test_a_message_bears_a_link_and_no_paper():
    SignatoryFactory()
    enrolment = candidate()
    enrolment.candidate.person.email = "maelys@exemple.invalid"
    enrolment.candidate.person.save()
    room = published(sat(enrolment), an_officer())
    message = Message.objects.get(kind="result.published")
    assert message.to == "maelys@exemple.invalid"
    assert str(room.presentations[0].pk) in message.text
    assert "recours" in message.text
    assert [one.kind for one in message.documents.all()] == ["result_letter"], "it waits for it"
    assert message.attachments == []


def test_an_adjourned_title_follows_its_attestation():
    SignatoryFactory()
    enrolment = candidate(practice=False)
    room = published(sat(enrolment), an_officer())
    (presentation,) = room.presentations
    assert presentation.outcome == "adjourned"
    assert Award.objects.count() == 0
    assert kinds(room) == ["block_certificate"] * 3 + ["transcript"]
    frozen = presentation.outcome_inputs

    assert actions.review_adjourned(by=an_officer()) == []
    with_practice(enrolment)
    (award,) = actions.review_adjourned(by=an_officer(), enrolment_id=enrolment.pk)
    assert actions.review_adjourned(by=an_officer()) == []
    assert award.presentation == presentation
    assert award.practice["attestations"]
    assert Document.objects.filter(kind="certificate", subject_id=award.pk).count() == 1
    presentation.refresh_from_db()
    assert (presentation.outcome, presentation.outcome_inputs) == ("adjourned", frozen)


def test_the_job_is_named_once_per_deliberation():
    room = sat(candidate())
    assert Job.objects.get(kind="awards.deliver").key == f"deliberation:{room.deliberation.pk}"
