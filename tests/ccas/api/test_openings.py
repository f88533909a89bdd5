"""Opening a file by programme leaves the line that opening its screen leaves."""

import pytest

from ccas.access import OPENED
from ccas.journal.models import JournalEntry


@pytest.mark.parametrize("name", ["candidates", "decisions", "documents"])
def test_a_file_opened_by_programme_is_recorded(world, caller, name):
    officer = world.actors["officer"]
    before = JournalEntry.objects.filter(verb=OPENED).count()
    assert caller(officer).get(f"{name}/{world.ids[name]}/").status_code == 200
    line = JournalEntry.objects.filter(verb=OPENED).latest("id")
    assert JournalEntry.objects.filter(verb=OPENED).count() == before + 1
    assert (line.actor_id, line.subject_id, line.details["screen"]) == (
        officer.user_id,
        world.ids[name],
        "api",
    )


def test_what_concerns_nobody_is_not(world, caller):
    program = caller(world.actors["officer"])
    before = JournalEntry.objects.count()
    assert program.get(f"notices/{world.ids['notices']}/").status_code == 200
    assert JournalEntry.objects.count() == before


def test_ones_own_file_is_not(world, caller):
    mine = caller(world.actors["candidate"])
    own = mine.get("candidates/").json()["results"][0]["id"]
    before = JournalEntry.objects.filter(verb=OPENED).count()
    assert mine.get(f"candidates/{own}/").status_code == 200
    assert JournalEntry.objects.filter(verb=OPENED).count() == before
