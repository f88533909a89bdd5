"""The papers and the jury's screen leave their line too, on the page of the person concerned."""

import pytest
from django.urls import reverse

from ccas import access
from ccas.journal.models import JournalEntry
from tests.permissions.cast import (
    AUDITOR,
    EVALUATOR,
    MEMBER,
    OFFICER,
    OTHER_EVALUATOR,
    OWNER,
    PRESIDENT,
    RECUSED,
)
from tests.permissions.policy import POLICY
from tests.permissions.table import Table, address

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("permissions"), pytest.mark.slow]


def opened() -> int:
    """How many lines the access journal has."""
    return JournalEntry.objects.filter(verb=access.OPENED).count()


def path(table: Table, row: str) -> str:
    return address(next(one for one in POLICY if one.key == row), table.world)


def test_papers_and_the_screen_of_the_jury_are_on_the_page(table: Table):
    world = table.world
    opened_by = (
        (OFFICER, "document certificate"),
        (MEMBER, "deliberation:candidate"),
        (AUDITOR, "practice:enrolment"),
        (AUDITOR, "grading:sheet"),
        (AUDITOR, "grading:consensus"),
        (PRESIDENT, "deliberation:draft"),
        (PRESIDENT, "document minutes"),
        (AUDITOR, "api:decisions-detail"),
    )
    for who, row in opened_by:
        answer = world.client(who).get(path(table, row))
        assert answer.status_code == 200, row
    history = reverse("candidates:history", kwargs={"pk": world.owner.candidate.pk})
    for reader in (OWNER, AUDITOR):
        said = world.client(reader).get(history).content.decode()
        for text in (
            "Parchemin",
            "L’écran du jury",
            "Table officer",
            "L’exercice professionnel",
            "La grille d’un évaluateur",
            "La grille harmonisée",
            "Le projet de procès-verbal",
            "Procès-verbal",
            "La décision du jury, par programme",
        ):
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
        (RECUSED, "document minutes", 1),
        (OFFICER, "practice:enrolment", 1),
        (AUDITOR, "practice:enrolment", 1),
        (OWNER, "practice:enrolment", 0),
        (OFFICER, "grading:sheet", 1),
        (EVALUATOR, "grading:sheet", 1),
        (EVALUATOR, "grading:sheet own", 0),
        (OFFICER, "grading:consensus", 1),
        (OTHER_EVALUATOR, "grading:consensus", 0),
        (PRESIDENT, "deliberation:minutes", 1),
        (AUDITOR, "deliberation:draft", 1),
        (OWNER, "candidates:detail", 0),
        (OFFICER, "candidates:correct", 1),
        (AUDITOR, "awards:detail", 1),
        (AUDITOR, "surveys:detail", 1),
        (OFFICER, "sessions:export_scenario", 1),
        (AUDITOR, "api:sheets-detail signed", 1),
        (EVALUATOR, "api:sheets-detail", 0),
        (OFFICER, "candidates:list", 0),
        (MEMBER, "candidates:detail", 1),
    ],
)
def test_one_line_for_each_opening_by_another(table: Table, who: str, row: str, lines: int):
    before = opened()
    table.world.client(who).get(path(table, row))
    assert opened() - before == lines
