"""A posting or a link that ended five years ago goes; what lasts stays."""

from datetime import date

import pytest

from assessments.people.models import Link, Posting
from ccas import clock
from ccas.actors import Actor
from ccas.journal.models import JournalEntry
from ccas.privacy import terms
from tests.factories.people import PersonFactory, PostingFactory

pytestmark = pytest.mark.django_db
ENDED, BEFORE, AFTER = date(2026, 3, 31), date(2031, 3, 31), date(2031, 4, 1)


def due() -> tuple[int, int]:
    found = {one.rule.code: one.count for one in terms.due()}
    return found["postings"], found["links"]


def test_what_ended_goes_at_its_term_and_what_lasts_stays():
    PostingFactory(starts_on=date(2019, 1, 1), ends_on=ENDED)
    lasting = PostingFactory(starts_on=date(2019, 1, 1))
    people = {"person": PersonFactory(), "other": PersonFactory()}
    Link.objects.create(kind="trained", ends_on=ENDED, **people)
    undated = Link.objects.create(kind="family", **people)
    with clock.moved_to(BEFORE):
        assert due() == (0, 0)
        terms.apply(by=Actor.system())
    assert (Posting.objects.count(), Link.objects.count()) == (2, 2)
    with clock.moved_to(AFTER):
        assert due() == (1, 1)
        assert terms.apply(by=Actor.system()).counts == {"links": 1, "postings": 1}
        assert terms.apply(by=Actor.system()).counts == {}
    assert list(Posting.objects.all()) == [lasting]
    assert list(Link.objects.all()) == [undated]
    assert set(JournalEntry.objects.values_list("verb", flat=True)) >= {
        "posting.forget", "link.forget",
    }  # fmt: skip
