"""Livret 2: what lacks before it can be submitted, until when, and the last day for the jury.

Sources: code du travail, R6412-4 and following, through commentary (the jury decides before the end
of the third month after the file was received; to be confirmed by the certifier). Our reading: the
file received on a day of January is before a jury on the last day of April at the latest.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ccas.periods import add_months, in_words, month_end

JURY_MONTHS = 3
#: The three questions that each competency answers, in the order of the page.
QUESTIONS = {
    "situation": "La situation : où, quand, avec qui, dans quelle fonction",
    "action": "Ce que j’ai fait, moi, étape par étape, et pourquoi",
    "result": "Le résultat : ce que cela a donné, ce que j’en ai retenu",
}
_SHORT = {"situation": "la situation", "action": "ce que vous avez fait", "result": "le résultat"}


@dataclass(frozen=True, slots=True)
class Told:
    """One targeted competency. empty: the questions not answered yet. papers: its evidence."""

    block: str
    position: int
    empty: tuple[str, ...] = ()
    papers: int = 0


@dataclass(frozen=True, slots=True)
class Gathered:
    """A whole file as it stands. blocks: targeted codes, in order. waiting: files not examined."""

    blocks: tuple[str, ...]
    told: tuple[Told, ...]
    waiting: int = 0


def missing_to_submit(gathered: Gathered, *, evidence_per_block: int = 1) -> list[str]:
    """What lacks before the file can be submitted, block by block; empty when nothing does.

    evidence_per_block: how many of the block's competencies must have a piece of evidence.
    """
    if not gathered.blocks:
        return ["Aucun bloc n’est visé : choisissez au moins un bloc de compétences."]
    sentences = []
    for block in gathered.blocks:
        mine = [one for one in gathered.told if one.block == block]
        blank = [one.position for one in mine if len(one.empty) == len(QUESTIONS)]
        if blank:
            sentences.append(f"{block} : {_competencies(blank)} sans récit.")
        for one in mine:
            if one.empty and one.position not in blank:
                lacks = " et ".join(_SHORT[question] for question in one.empty)
                sentences.append(f"{block}, compétence n° {one.position} : il manque {lacks}.")
        proven = sum(one.papers > 0 for one in mine)
        if proven < min(evidence_per_block, len(mine)):
            sentences.append(
                f"{block} : joignez au moins une pièce qui montre ce que vous racontez."
                if evidence_per_block == 1
                else f"{block} : {proven} compétence{_s(proven)} sur les {evidence_per_block}"
                " attendues avec une pièce."
            )
    if gathered.waiting:
        sentences.append(
            f"{gathered.waiting} pièce{'s sont' if gathered.waiting > 1 else ' est'} en cours"
            " d’analyse par l’antivirus : attendez la fin."
        )
    return sentences


def _competencies(positions: Sequence[int]) -> str:
    ranks = ", ".join(str(position) for position in positions)
    return f"{len(positions)} compétence{_s(len(positions))} (n° {ranks})"


def _s(number: int) -> str:
    return "s" if number > 1 else ""


def validity_refusals(valid_until: date | None, today: date, *, answering: bool) -> list[str]:
    """Why the admissibility no longer lets one submit; it never voids what was submitted.

    answering: the office returned a file submitted in time; completing it is no new submission.
    """
    if valid_until is None or today <= valid_until or answering:
        return []
    return [
        f"Votre recevabilité était valable jusqu’au {in_words(valid_until)} : un nouveau dossier ne"
        " peut plus être déposé. Ce qui est déjà déposé reste valable ; demandez une nouvelle"
        " recevabilité pour déposer de nouveau."
    ]


def jury_before(received_on: date) -> date:
    """The last day for the jury to meet: the end of the third month after the receipt."""
    return month_end(add_months(received_on.replace(day=1), JURY_MONTHS))
