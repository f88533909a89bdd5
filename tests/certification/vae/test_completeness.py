"""What lacks, said in sentences; how many applications a year."""

from dataclasses import replace
from datetime import date

import pytest

from certification.vae.rules import completeness as rules
from certification.vae.rules.completeness import Answers, Experience
from certification.vae.rules.quotas import Filed, quota_refusals

TODAY = date(2026, 3, 1)
CALLS = Experience("CODIS des Sept-Îles", "opérateur", "agent", date(2022, 1, 1), None, 4000, 1)
FULL = Answers("agent", "level4", 3, (CALLS,), 1, 0, True)


def test_nothing_lacks_in_a_full_application():
    assert rules.missing_to_submit(FULL, today=TODAY) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"situation": ""}, "situation"),
        ({"education": "?"}, "niveau de formation"),
        ({"blocks": 0}, "bloc"),
        ({"experiences": ()}, "expérience"),
        ({"identity_papers": 0}, "pièce d’identité"),
        ({"papers_waiting": 1}, "1 pièce est en cours"),
        ({"papers_waiting": 2}, "2 pièces sont en cours"),
        ({"sworn": False}, "honneur"),
        ({"experiences": (replace(CALLS, hours=None),)}, "nombre d’heures"),
        ({"experiences": (replace(CALLS, hours=90_000),)}, "plus que sa durée"),
        ({"experiences": (replace(CALLS, proofs=0),)}, "état de services"),
        ({"experiences": (replace(CALLS, ends_on=date(2021, 1, 1)),)}, "avant d’avoir commencé"),
        ({"experiences": (replace(CALLS, starts_on=date(2027, 1, 1)),)}, "dans l’avenir"),
    ],
)
def test_each_thing_that_lacks_has_its_sentence(change, said):
    found = rules.missing_to_submit(replace(FULL, **change), today=TODAY)
    assert any(said in sentence for sentence in found)


def test_hours_are_asked_for_only_under_the_former_law():
    few = replace(FULL, experiences=(replace(CALLS, hours=1000),))
    assert rules.missing_to_submit(few, today=TODAY) == []
    assert "1607" in rules.missing_to_submit(few, today=TODAY, minimum_hours=1607)[0]
    assert rules.total_hours(few.experiences) == 1000


@pytest.mark.parametrize(
    ("filed", "elsewhere", "refused"),
    [
        ([], 0, 0),
        ([("A", 2026)], 0, 1),
        ([("A", 2025)], 0, 0),
        ([("B", 2026), ("C", 2026)], 0, 0),
        ([("B", 2026), ("C", 2026), ("D", 2026)], 0, 1),
        ([("B", 2026)], 2, 1),
        ([], 2, 0),
        ([], 3, 1),
        ([("A", 2026), ("B", 2026), ("C", 2026)], 1, 2),
    ],
)
def test_one_a_year_for_a_qualification_three_in_all(filed, elsewhere, refused):
    mine = [Filed(code, year) for code, year in filed]
    assert len(quota_refusals(Filed("A", 2026), mine, elsewhere=elsewhere)) == refused


def test_blocks_alone_are_counted_apart():
    whole, blocks = Filed("A", 2026), Filed("A", 2026, blocks_only=True)
    assert quota_refusals(blocks, [whole]) == []
    assert quota_refusals(whole, [blocks]) == []
