"""Numbers under competition, on the real database, with the lock and without."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import IntegrityError, close_old_connections, connections, transaction

from ccas import clock
from ccas.accounts.models import User
from ccas.actors import Actor
from ccas.documents import actions, issue
from ccas.documents.models import Document, Series
from ccas.refusals import Refusal

pytestmark = pytest.mark.django_db(transaction=True)
WORKERS, EACH = 6, 5


def together(work, count: int) -> list:
    """Run work(n) in threads that start at the same moment; return results or errors."""
    barrier = Barrier(count)

    def run(number):
        close_old_connections()
        try:
            barrier.wait(timeout=30)
            return work(number)
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


@pytest.fixture
def people() -> list[User]:
    """Enough subjects for every worker."""
    return [
        User.objects.create_user(f"s{at}@ccas.example", display_name="S")
        for at in range(WORKERS * EACH)
    ]


def test_no_gap_and_no_duplicate(people, sample_kind, facts):
    given = facts("certificate")

    def work(number):
        for at in range(EACH):
            person = people[number * EACH + at]
            try:
                with transaction.atomic():
                    issue(
                        "sample", subject=person, facts=given, by=Actor.system(), series_scope="R"
                    )
                    if at == 2:
                        raise InterruptedError  # a crash in the middle gives the number back
            except InterruptedError:
                continue

    assert together(work, WORKERS) == [None] * WORKERS
    ranks = sorted(Document.objects.values_list("rank", flat=True))
    kept = WORKERS * (EACH - 1)
    assert ranks == list(range(1, kept + 1))
    assert Series.objects.get().last_number == kept


def test_one_document_for_one_subject(people, sample_kind, facts):
    given = facts("certificate")

    def work(number):
        return issue(
            "sample", subject=people[0], facts=given, by=Actor.system(), series_scope="R"
        ).number

    results = together(work, WORKERS)
    assert sum(isinstance(result, str) for result in results) == 1
    assert sum(isinstance(result, Refusal) for result in results) == WORKERS - 1
    assert Series.objects.get().last_number == 1


def test_the_negative_control_without_the_lock_they_collide(
    people, sample_kind, facts, monkeypatch
):
    """Take the lock away and the race happens: the test above watches a real danger."""
    given = facts("certificate")
    Series.objects.create(code=f"R-{clock.today().year}")
    read = Barrier(WORKERS)

    def unlocked(code):
        series, _ = Series.objects.get_or_create(code=code)
        read.wait(timeout=30)
        return series

    monkeypatch.setattr(actions, "_locked_series", unlocked)

    def work(number):
        return issue(
            "sample", subject=people[number], facts=given, by=Actor.system(), series_scope="R"
        ).number

    results = together(work, WORKERS)
    errors = [result for result in results if isinstance(result, Exception)]
    assert errors
    assert any(
        isinstance(error, IntegrityError) or "Cannot update" in str(error) for error in errors
    )
