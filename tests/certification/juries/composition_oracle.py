"""Which compositions of the four entities are lawful, told a second time, as the notice reads.

Nothing here knows a seat: a row is the entity whose turn it is to preside, in what quality its
president sits, the entities of the three operators, whoever speaks for the training service, and
one word. `composition_table.csv` is that table; the rules of the shipped notice must agree with
it line by line. `python -m tests.certification.juries.composition_oracle` writes it again.
"""

import csv
from collections.abc import Iterator
from itertools import combinations_with_replacement, product
from pathlib import Path

TABLE = Path(__file__).with_name("composition_table.csv")
ENTITIES = ("BSPP", "PN", "GN", "DGSCGC")
HEAD = "chef"
REPRESENTATIVE = "représentant avec acte"
WITHOUT_ACT = "représentant sans acte"
OPERATOR = "opérateur"
PRESIDENTS = (HEAD, REPRESENTATIVE, WITHOUT_ACT, OPERATOR)
#: Whether the training service sends somebody.
TRAINING = ("oui", "non")
LAWFUL, UNLAWFUL = "régulier", "irrégulier"


def read_aloud(turn: str, president: str, quality: str, operators: tuple, training: str) -> str:
    """The notice, in one sentence: the entity whose turn it is presides, by its head or somebody
    an act designates; each of the three others sends one operator; the training service sits."""
    others = sorted(set(ENTITIES) - {turn})
    lawful = (
        president == turn
        and quality in (HEAD, REPRESENTATIVE)
        and sorted(operators) == others
        and training == TRAINING[0]
    )
    return LAWFUL if lawful else UNLAWFUL


def rows() -> Iterator[tuple[str, ...]]:
    """Every composition, once: (turn, president's entity, quality, operators, training, word)."""
    trios = [*combinations_with_replacement(ENTITIES, 3)]
    for turn, president, quality, operators, training in product(
        ENTITIES, ENTITIES, PRESIDENTS, trios, TRAINING
    ):
        word = read_aloud(turn, president, quality, operators, training)
        yield turn, president, quality, ", ".join(operators), training, word


def write() -> None:
    """Write the table again."""
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["tour", "présidence", "qualité", "opérateurs", "formation", "jury"])
        writer.writerows(rows())


if __name__ == "__main__":
    write()
