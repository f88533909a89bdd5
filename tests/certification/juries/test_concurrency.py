"""Two officers at once: one acts, the other is told."""

import threading

import pytest
from django.db import connection

from ccas import clock
from ccas.refusals import Refusal
from certification.juries import actions
from certification.juries.actions import seating
from certification.juries.models import Jury, Nomination
from tests.factories.framework import shipped_revision
from tests.factories.juries import SITS_ON, JuryFactory, entity, jury_in, member_for

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*calls) -> list[object]:
    """Run each call in a thread of its own; what each returned or raised."""
    barrier = threading.Barrier(len(calls))
    results: list[object] = [None] * len(calls)

    def run(rank, call):
        try:
            barrier.wait(timeout=10)
            with clock.moved_to(clock_day):
                results[rank] = call()
        except Exception as error:
            results[rank] = error
        finally:
            connection.close()

    clock_day = clock.today()
    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return results


def test_one_seat_two_officers(make_actor):
    seat = JuryFactory().seats.select_related("entity").get(key="training")
    people = [member_for(seat), member_for(seat)]
    officers = [make_actor("officer"), make_actor("officer")]
    results = at_once(
        *(
            lambda person=person, by=by: actions.appoint(
                seat, person, capacity="training_service", by=by
            )
            for person, by in zip(people, officers, strict=True)
        )
    )
    assert sorted(type(result).__name__ for result in results) == ["Nomination", "Refusal"]
    refusal = next(result for result in results if isinstance(result, Refusal))
    assert "est tenu par" in refusal.sentences[0]
    assert Nomination.objects.filter(seat=seat).count() == 1


def test_without_the_lock_the_race_happens_and_the_trigger_stops_it(make_actor, monkeypatch):
    """Negative control: both read an empty seat; only the database says no to the second."""
    both_read = threading.Barrier(2)

    def unlocked(pk):
        return Jury.objects.select_related(
            "revision__qualification", "presiding_entity", "proposed_entity"
        ).get(pk=pk)

    checked = seating._taken

    def reading_together(*args):
        found = checked(*args)
        both_read.wait(timeout=10)
        return found

    monkeypatch.setattr(seating, "locked", unlocked)
    monkeypatch.setattr(seating, "_taken", reading_together)
    seat = JuryFactory().seats.select_related("entity").get(key="training")
    people = [member_for(seat), member_for(seat)]
    by = make_actor("officer")
    results = at_once(
        *(
            lambda person=person: actions.appoint(seat, person, capacity="training_service", by=by)
            for person in people
        )
    )
    errors = [result for result in results if isinstance(result, Exception)]
    assert len(errors) == 1
    assert not isinstance(errors[0], Refusal)
    assert "seat taken" in str(errors[0])
    assert Nomination.objects.filter(seat=seat).count() == 1


def test_one_jury_convened_twice(make_actor):
    jury = jury_in("composed")
    by = make_actor("officer")
    results = at_once(*[lambda: actions.convene(jury, by=by)] * 2)
    assert sorted(type(result).__name__ for result in results) == ["Jury", "Refusal"]
    assert jury.summonses.count() == 5


def test_two_juries_created_at_once_are_presided_by_two_entities(make_actor):
    for code in ("BSPP", "PN", "GN", "DGSCGC"):
        entity(code)
    revision, by = shipped_revision(), make_actor("officer")
    results = at_once(
        *[
            lambda: actions.create_jury(
                revision, route="FC", sits_on=SITS_ON, place="Limonest", by=by
            )
        ]
        * 2
    )
    assert {jury.presiding_entity.code for jury in results} == {"BSPP", "PN"}
    assert len({jury.name for jury in results}) == 2
