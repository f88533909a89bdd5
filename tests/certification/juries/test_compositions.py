"""Every lawful and unlawful composition of the four entities, against the shipped notice."""

import csv
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import permutations

from assessments.framework.rules.notice import read_notice
from assessments.framework.rules.rules_file import read_rules
from certification.juries.rules import (
    Composition,
    Occupant,
    appointed_indicators,
    seat_plan,
    standing_in_the_way,
)
from tests.certification.juries import composition_oracle as oracle

DAY = date(2026, 10, 20)
QUALITIES = {
    oracle.HEAD: ("entity_head", ""),
    oracle.REPRESENTATIVE: ("entity_head_representative", "Décision n° 2026-7"),
    oracle.WITHOUT_ACT: ("entity_head_representative", ""),
    oracle.OPERATOR: ("operator", ""),
}


@cache
def shipped():
    """The rules of the jury that the notice of the shipped qualification composes."""
    data = files("assessments.framework") / "data"
    notice = read_notice((data / "RNCP35553.xml").read_bytes())
    return read_rules((data / "RNCP35553.toml").read_text(encoding="utf-8"), notice).juries[0]


def table() -> list[tuple[str, ...]]:
    with oracle.TABLE.open(encoding="utf-8", newline="") as file:
        return [tuple(row) for row in csv.reader(file)][1:]


def seat_held(seat, president, quality, operators, training):
    """Who holds that seat when the operators stand in that order."""
    if seat.presides:
        capacity, act = QUALITIES[quality]
        return Occupant("p", "Présidence", president, capacity, act, sex="F")
    if seat.entity is not None:
        entity = operators.pop(0)
        return Occupant(f"o{len(operators)}", "Opérateur", entity, "operator", sex="M")
    if training == oracle.TRAINING[0]:
        return Occupant("f", "Formation", "PN", "training_service", sex="F")
    return None


def faults(turn, president, quality, operators, training) -> list[str]:
    """What the rules say against that composition, operators seated in that order."""
    rules = shipped()
    plan = seat_plan(rules, turn)
    waiting = list(operators)
    holders = {seat.id: seat_held(seat, president, quality, waiting, training) for seat in plan}
    return standing_in_the_way(
        appointed_indicators(
            rules,
            Composition(
                plan=plan,
                occupants={key: (one,) for key, one in holders.items() if one},
                presiding=turn,
                proposed=turn,
                reason="",
                sits_on=DAY,
                summoned_on=date(2026, 9, 28),
            ),
        )
    )


def test_the_table_is_the_oracle_s():
    assert table() == list(oracle.rows())


def test_the_rules_agree_with_the_table_line_by_line():
    """A composition is lawful when some way of seating its operators is: every way is tried."""
    wrong = []
    for turn, president, quality, trio, training, word in table():
        orders = set(permutations(trio.split(", ")))
        lawful = any(not faults(turn, president, quality, order, training) for order in orders)
        if lawful is not (word == oracle.LAWFUL):
            wrong.append((turn, president, quality, trio, training, word))
    assert wrong == []


def test_each_unlawful_order_says_why():
    found = faults("BSPP", "BSPP", oracle.HEAD, ("GN", "PN", "DGSCGC"), oracle.TRAINING[0])
    assert len(found) == 2
    assert all("revient à l’entité" in sentence for sentence in found)
