"""A session's documents, while workers are killed, Redis is emptied and PostgreSQL falls.

None is lost, none is stored twice, no number is missing, every seal holds. In `make test` a small
one, without the falls of PostgreSQL, which other tests share.
"""

from __future__ import annotations

import copy
import json
import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.files.storage import storages
from django.db import DatabaseError, connection
from django.db.models import Count

from ccas import documents
from ccas.accounts.models import User
from ccas.actors import Actor
from ccas.documents import files, sealing
from ccas.documents.models import Document, DocumentState, Series
from ccas.jobs.models import Job, JobState
from ccas.journal.models import JournalEntry
from ccas.refusals import Refusal
from tests.workers import Worker, empty_broker

pytestmark = [pytest.mark.celery, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

FULL = os.environ.get("CCAS_DRILL") == "full"
DOCUMENTS, KILLS, FLUSHES, FALLS = (2000, 100, 10, 10) if FULL else (16, 2, 1, 0)
#: How long all of it may take, in seconds.
PATIENCE = 3000 if FULL else 90
FACTS = json.loads(
    (Path(__file__).parents[1] / "ccas/documents/samples/certificate.json").read_text("utf-8")
)
#: The kinds of a batch; each has its own counter.
KINDS = ("certificate", "block_certificate")


def surely[T](act: Callable[[], T]) -> T:
    """Do it again until PostgreSQL, which may be falling, has done it."""
    while True:
        try:
            return act()
        except DatabaseError:
            connection.close()
            time.sleep(0.2)


def issued(subject: User, kind: str) -> None:
    """Issue the document of this subject; a commit whose answer was lost is no second document."""
    facts = copy.deepcopy(FACTS)
    if kind == "block_certificate":
        facts["block"] = {
            "code": "B1",
            "title": "Traiter un appel",
            "acquired_on": "2026-11-18",
            "competencies": ["Accueillir", "Questionner"],
        }
    facts["holder"]["display_name"] = subject.display_name
    try:
        documents.issue(
            kind,
            subject=subject,
            facts=facts,
            by=Actor.system(),
            series_scope="DRILL",
            batch=f"drill:{kind}",
        )
    except Refusal:
        return


def fall() -> None:
    """Kill one server process of PostgreSQL outright: it drops every connection and recovers its
    journal, as after an immediate stop."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]
    os.kill(pid, signal.SIGKILL)
    connection.close()


def keep_promises() -> None:
    """From now on PostgreSQL says that something is done once its journal holds it, as a service's
    does. The tests' own hurries, and would lose in a fall what it had just acknowledged."""
    with connection.cursor() as cursor:
        name = connection.ops.quote_name(connection.settings_dict["NAME"])
        cursor.execute(f"ALTER DATABASE {name} SET synchronous_commit = on")
    connection.close()
    with connection.cursor() as cursor:
        cursor.execute("SHOW synchronous_commit")
        assert cursor.fetchone() == ("on",)


def left() -> int:
    """How many documents are not stored."""
    return Document.objects.exclude(state=DocumentState.STORED).count()


def blows(chance: random.Random) -> Iterator[str]:
    """Every blow, in an order of chance, evenly mixed."""
    all_of_them = ["kill"] * KILLS + ["flush"] * FLUSHES + ["fall"] * FALLS
    chance.shuffle(all_of_them)
    return iter(all_of_them)


def test_a_batch_survives_everything(tmp_path, monkeypatch, record_property):
    chance = random.Random(112)
    monkeypatch.setenv("JOB_LEASE", "20" if FULL else "5")
    empty_broker()
    if FALLS:
        keep_promises()
    people = User.objects.bulk_create(
        User(email=f"p{rank}@drill.invalid", display_name=f"Zoé d’Ys-{rank}")
        for rank in range(DOCUMENTS)
    )
    workers = [Worker(tmp_path, beat=True), Worker(tmp_path)]
    storage = Path(storages["documents"].path("")).resolve()
    assert storage == (tmp_path / "test" / "documents").resolve(), "workers write where we look"
    waiting, done = blows(chance), {"kill": 0, "flush": 0, "fall": 0}
    begun = time.monotonic()
    to_issue = [(person, KINDS[rank % 2]) for rank, person in enumerate(people)]
    step = max(1, DOCUMENTS // (KILLS + FLUSHES + FALLS))
    try:
        while True:
            for subject, kind in to_issue[:step]:
                surely(lambda subject=subject, kind=kind: issued(subject, kind))
            del to_issue[:step]
            blow = next(waiting, None)
            if blow == "kill":
                side = chance.randrange(2)
                workers[side].kill()
                workers[side].log.close()
                workers[side] = Worker(tmp_path, beat=side == 0)
            elif blow == "flush":
                empty_broker()
            elif blow == "fall":
                surely(fall)
            if blow:
                done[blow] += 1
            elif not to_issue and not surely(left):
                break
            assert time.monotonic() - begun < PATIENCE, f"{surely(left)} documents left, {done}"
            time.sleep(chance.uniform(1.5, 4.5) if blow else 0.5)
    finally:
        for worker in workers:
            worker.stop()
    assert done == {"kill": KILLS, "flush": FLUSHES, "fall": FALLS}
    verify(record_property)


def verify(record_property: Callable[[str, object], None]) -> None:
    """Count what is lost, what is twice, what number is missing, which seal does not hold."""
    rows = list(Document.objects.order_by("pk"))
    lost = DOCUMENTS - sum(row.state == DocumentState.STORED for row in rows)
    stored_lines = (
        JournalEntry.objects.filter(verb="documents.store")
        .values("subject_id")
        .annotate(times=Count("pk"))
    )
    twice = sum(line["times"] - 1 for line in stored_lines) + len(rows) - DOCUMENTS
    gaps = 0
    for series in Series.objects.annotate(count=Count("documents")):
        ranks = set(series.documents.values_list("rank", flat=True))
        gaps += len(set(range(1, series.last_number + 1)) ^ ranks)
    broken = [row.number for row in rows if not sealing.validate(files.read(row)).genuine]
    record_property("FIGURE documents_lost", f"{lost} documents")
    record_property("FIGURE documents_twice", f"{twice} documents")
    record_property("FIGURE number_gaps", f"{gaps} numbers")
    assert (lost, twice, gaps, broken) == (0, 0, 0, [])
    assert not Job.objects.exclude(state=JobState.DONE).exists()
    aside = storages["documents"].path("rendered")
    assert not Path(aside).exists() or not list(Path(aside).iterdir())
