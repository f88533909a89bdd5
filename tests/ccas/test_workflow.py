"""State changes: the table decides, the journal keeps."""

import pytest
from django.db import transaction

from ccas.jobs.models import Job
from ccas.journal.models import JournalEntry
from ccas.refusals import Refusal
from ccas.workflow import Move, Workflow

pytestmark = pytest.mark.django_db
TABLE = Workflow(
    "job",
    Move("give_up", {"waiting"}, "failed", label="l’abandon"),
    Move("finish", {"failed"}, "done", stamp="finished_at"),
)


@pytest.fixture
def job(officer):
    return Job.objects.create(kind="x", key="1", requested_role="officer")


def test_a_move_changes_state_stamps_and_journals(job, officer):
    with transaction.atomic():
        TABLE.move(job, "give_up", by=officer)
        TABLE.move(job, "finish", by=officer, count=2)
    job.refresh_from_db()
    assert job.state == "done"
    assert job.finished_at is not None
    lines = list(JournalEntry.objects.order_by("id").values_list("verb", "details"))
    assert lines == [
        ("job.give_up", {"from": "waiting", "to": "failed"}),
        ("job.finish", {"from": "failed", "to": "done", "count": 2}),
    ]


def test_a_move_out_of_place_is_refused_with_a_sentence(job, officer):
    with pytest.raises(Refusal) as refusal:
        TABLE.move(job, "finish", by=officer)
    assert refusal.value.sentences == [
        "Impossible : cette action n’est pas prévue à l’état « en attente »."
    ]
    assert TABLE.allows("give_up", job)
    assert not TABLE.allows("finish", job)
    assert not JournalEntry.objects.exists()


def test_a_verb_stands_once():
    with pytest.raises(ValueError, match="twice"):
        Workflow("job", Move("a", {"x"}, "y"), Move("a", {"y"}, "x"))
