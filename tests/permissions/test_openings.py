"""The papers and the jury's screen leave their line too, on the page of the person concerned."""

import pytest
from django.urls import reverse

from ccas import access
from ccas.journal.models import JournalEntry
from tests.permissions.cast import AUDITOR, MEMBER, OFFICER, OWNER, PRESIDENT, RECUSED
from tests.permissions.table import Table

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("permissions"), pytest.mark.slow]


def opened() -> int:
    """How many lines the access journal has."""
    return JournalEntry.objects.filter(verb=access.OPENED).count()


def path(table: Table, row: str) -> str:
    return reverse(row.split()[0], kwargs=table.world.addresses[row])


def test_papers_and_the_screen_of_the_jury_are_on_the_page(table: Table):
    world = table.world
    for who, row in ((OFFICER, "document certificate"), (MEMBER, "deliberation:candidate")):
        answer = world.client(who).get(path(table, row))
        assert answer.status_code == 200
    history = reverse("candidates:history", kwargs={"pk": world.owner.candidate.pk})
    for reader in (OWNER, AUDITOR):
        said = world.client(reader).get(history).content.decode()
        for text in ("Parchemin", "L’écran du jury", "Table officer"):
            assert text in said, (reader, text)


@pytest.mark.parametrize(
    ("who", "row", "lines"),
    [
        (OWNER, "document certificate", 0),
        (OFFICER, "document certificate", 1),
        (RECUSED, "document certificate", 0),
        (PRESIDENT, "document minutes", 1),
        (PRESIDENT, "deliberation:candidate", 1),
        (RECUSED, "deliberation:candidate", 0),
        (OWNER, "candidates:detail", 0),
        (MEMBER, "candidates:detail", 1),
    ],
)
def test_one_line_for_each_opening_by_another(table: Table, who: str, row: str, lines: int):
    before = opened()
    table.world.client(who).get(path(table, row))
    assert opened() - before == lines
