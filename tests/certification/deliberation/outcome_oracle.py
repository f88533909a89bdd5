"""The outcome of a presentation, told a second time and in another shape than the rules.

Here nothing is a set: a row is four words in French, and the answer is read off counts, as a
lawyer would read the table aloud. `outcome_table.csv` is what it says for three blocks; the
rules must agree with it line by line. `python -m tests.certification.deliberation.outcome_oracle`
writes the table again.
"""

import csv
from itertools import product
from pathlib import Path

TABLE = Path(__file__).with_name("outcome_table.csv")

#: What can be true of one block when the jury has finished with a candidate.
BLOCK = ("déjà acquis", "validé", "non validé", "non présenté")
#: The same, for someone the jury did not see: nothing was decided.
UNSEEN_BLOCK = ("déjà acquis", "non présenté")
PRACTICE = ("non demandée", "attestée", "à compléter")
PRESENCE = ("présent", "absent", "absent excusé", "non entendu")

NOTHING_TO_DECIDE = "(impossible : rien à décider)"


def read_aloud(blocks: tuple[str, ...], practice: str, presence: str) -> str:
    """The outcome in words, from words and counts alone."""
    if presence == "non entendu":
        return "renvoyé à un autre jury"
    if presence != "présent":
        return presence
    new, old = blocks.count("validé"), blocks.count("déjà acquis")
    if new + old == len(blocks):
        return "ajourné pour la pratique" if practice == "à compléter" else "titre délivré"
    if new == 0:
        return "non validé" if "non validé" in blocks else NOTHING_TO_DECIDE
    return "validation partielle"


def rows(number_of_blocks: int):
    """Every combination, once: (blocks…, practice, presence, outcome)."""
    for presence in PRESENCE:
        choices = BLOCK if presence == "présent" else UNSEEN_BLOCK
        for practice in PRACTICE:
            for blocks in product(choices, repeat=number_of_blocks):
                yield (*blocks, practice, presence, read_aloud(blocks, practice, presence))


def write() -> None:
    """Write the table of three blocks."""
    with TABLE.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["bloc 1", "bloc 2", "bloc 3", "pratique", "présence", "issue"])
        writer.writerows(rows(3))


if __name__ == "__main__":
    write()
