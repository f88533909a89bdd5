"""What supports a competency, and on how much: tables, then properties."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certification.coverage.rules import (
    Column,
    Line,
    Mention,
    Support,
    findings,
    matrix,
    support_of,
)

ACQUIRED = Mention("Acquis · 2 regards", supports=True, observed=True)
SEEN = Mention("En cours d’acquisition", observed=True)
PLANNED = Mention("prévue", expected=True)
HIDDEN = Mention("neutralisée")

STANDS = [
    ([], Support.NOTHING),
    ([HIDDEN], Support.NOTHING),
    ([PLANNED], Support.EXPECTED),
    ([HIDDEN, PLANNED], Support.EXPECTED),
    ([SEEN], Support.SEEN),
    ([SEEN, PLANNED, HIDDEN], Support.SEEN),
    ([ACQUIRED], Support.SINGLE),
    ([SEEN, ACQUIRED], Support.SINGLE),
    ([ACQUIRED, PLANNED, HIDDEN], Support.SINGLE),
    ([ACQUIRED, ACQUIRED], Support.SEVERAL),
    ([ACQUIRED, SEEN, ACQUIRED], Support.SEVERAL),
]


@pytest.mark.parametrize(("mentions", "support"), STANDS)
def test_how_a_competency_stands(mentions, support) -> None:
    assert support_of(mentions) == support


LINES = [Line(n, "XBC01" if n < 4 else "XBC02", n if n < 4 else n - 3, f"Texte {n}.")
         for n in range(1, 6)]  # fmt: skip


def simulation(key: str, **mentions: Mention) -> Column:
    by_id = {int(name[1:]): mention for name, mention in mentions.items()}
    return Column(key, "simulation", f"Situation {key}", mentions=by_id)


PRACTICE = Column("practice", "practice", "Exercice attesté", general="9 mois")


def test_a_matrix_keeps_lines_and_columns_in_order() -> None:
    found = matrix(LINES, [simulation("A", c1=ACQUIRED, c2=SEEN), simulation("B", c1=ACQUIRED)])
    assert [row.line.id for row in found.lines] == [1, 2, 3, 4, 5]
    assert found.lines[0].cells == (ACQUIRED, ACQUIRED)
    assert found.lines[0].sources == ("Situation A", "Situation B")
    assert found.lines[1].cells == (SEEN, None)
    assert found.lines[1].sources == ()
    assert [row.support for row in found.lines[:3]] == [
        Support.SEVERAL, Support.SEEN, Support.NOTHING,
    ]  # fmt: skip
    assert found.count(Support.NOTHING) == 3
    assert found.count(Support.NOTHING, "XBC02") == 2


def test_practice_stands_beside_every_line_and_seconds_none() -> None:
    """Nine attested months do not say that one did this."""
    alone = matrix(LINES, [simulation("A", c1=ACQUIRED)])
    beside = matrix(LINES, [simulation("A", c1=ACQUIRED), PRACTICE])
    assert [row.support for row in alone.lines] == [row.support for row in beside.lines]
    assert beside.lines[0].support == Support.SINGLE
    assert (beside.columns, beside.generals) == (alone.columns, (PRACTICE,))


def test_an_unknown_kind_of_source_counts_like_any_other() -> None:
    evidence = Column("e1", "evidence", "Pièce 3", mentions={1: Mention("jointe", supports=True)})
    found = matrix(LINES, [simulation("A", c1=ACQUIRED), evidence])
    assert found.lines[0].support == Support.SEVERAL


def test_findings_name_block_and_ranks_the_weakest_first() -> None:
    found = matrix(LINES, [
        simulation("A", c1=ACQUIRED, c3=SEEN, c4=ACQUIRED, c5=ACQUIRED),
        simulation("B", c4=ACQUIRED, c5=ACQUIRED),
    ])  # fmt: skip
    assert findings(found, ["XBC01", "XBC02"]) == [
        "XBC01 : la compétence n° 2 n’a aucune source.",
        "XBC01 : la compétence n° 3 a été observée, non acquise.",
        "XBC01 : la compétence n° 1 tient à une seule source.",
    ]
    two = matrix(LINES, [simulation("A", c1=ACQUIRED, c3=ACQUIRED)])
    assert findings(two, ["XBC01"])[1] == (
        "XBC01 : 2 compétences (n° 1, 3) tiennent à une seule source."
    )


def test_a_whole_block_is_said_in_one_word() -> None:
    found = matrix(LINES, [simulation("A", c4=ACQUIRED, c5=ACQUIRED)])
    assert findings(found, ["XBC01", "XBC02"]) == [
        "XBC01 : les 3 compétences n’ont aucune source.",
        "XBC02 : les 2 compétences tiennent à une seule source.",
    ]


mentions = st.sampled_from([ACQUIRED, SEEN, PLANNED, HIDDEN])
columns = st.lists(st.dictionaries(st.integers(1, 5), mentions), max_size=4)
STRENGTH = list(Support)


@settings(deadline=None)
@given(columns, st.dictionaries(st.integers(1, 5), mentions))
def test_one_more_source_never_weakens(dicts, more) -> None:
    def built(each) -> list[Column]:
        return [Column(str(n), "s", f"S{n}", mentions=found) for n, found in enumerate(each)]

    before, after = matrix(LINES, built(dicts)), matrix(LINES, built([*dicts, more]))
    for one, other in zip(before.lines, after.lines, strict=True):
        assert STRENGTH.index(one.support) <= STRENGTH.index(other.support)
    assert sum(after.count(support) for support in Support) == len(LINES)
