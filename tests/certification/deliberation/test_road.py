"""The whole road of a sitting, by its actions."""

import pytest

from ccas import clock
from ccas.documents.models import Document
from ccas.jobs.models import Job
from ccas.journal.models import JournalEntry
from certification.deliberation.models import Minutes
from tests.factories.deliberation import NOON, concluded, opened, signed

pytestmark = pytest.mark.django_db


def test_from_opening_to_signed_minutes():
    room = opened(2)
    first, second = room.presentations
    with clock.moved_to(NOON):
        concluded(room, first)
        concluded(room, second, b2="not_validated")
    signed(room)

    first, second = room.presentations
    assert (first.outcome, second.outcome) == ("awarded", "partial")
    assert first.enrolment.candidate.acquired.count() == 3
    assert second.enrolment.candidate.acquired.count() == 2
    for decision in first.decisions.all():
        assert decision.acquired_block.block == decision.block
        assert str(decision.acquired_block.acquired_on) == "2026-10-06"
    room.jury.refresh_from_db()
    assert room.jury.state == "closed"
    minutes = Minutes.objects.get(deliberation=room.deliberation)
    document = Document.objects.get(kind="minutes", subject_id=minutes.pk)
    assert document.number == "SPECIMEN-PV-RNCP35553-2026-000001"
    assert len(document.facts["signatures"]) == 5
    assert document.facts["signatures"][-1]["role_label"] == "Président"
    assert Job.objects.filter(kind="awards.deliver").count() == 1
    assert JournalEntry.objects.filter(verb="deliberation.decide").count() == 6
