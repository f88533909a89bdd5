"""What a presentation comes to: derived from blocks, practice and presence, never typed."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from .values import (
    ADJOURNED,
    AWARDED,
    DEFERRED,
    EXCUSED,
    NOT_SEEN,
    NOT_VALIDATED,
    OUTCOMES,
    PARTIAL,
    PRESENT,
    VALIDATED,
)

_NUMBERS = ("zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a presentation comes to: a code of OUTCOMES and the sentence the candidate reads."""

    code: str
    sentence: str

    @property
    def label(self) -> str:
        """The French label of the code."""
        return OUTCOMES[self.code]


def missing_to_conclude(
    attendance: str, presented: Mapping[str, str], decided: Collection[str]
) -> list[str]:
    """What keeps a presentation from being concluded. presented: block id → short name."""
    if attendance in NOT_SEEN:
        if decided:
            return ["Des décisions sont prises alors que le candidat n’a pas été entendu."]
        return []
    if attendance != PRESENT:
        return ["La présence du candidat n’est pas encore constatée."]
    return [
        f"Le bloc {name} attend une décision."
        for block, name in presented.items()
        if block not in decided
    ]


def outcome(
    blocks_required: Collection[str],
    held_before: Collection[str],
    decided: Mapping[str, str],
    *,
    practice_required: bool,
    practice_attested: bool,
    attendance: str,
) -> Outcome:
    """What a presentation comes to. Derived, never typed.

    blocks_required: every block of the revision; held_before: blocks of the ledger before this
    jury; decided: block → validated | not_validated. Any number of blocks. A block held stays
    held, whatever this jury says of it. "partial" means that this jury gave at least one block;
    when it gave none the outcome is "not_validated" and the sentence recalls what stays held.
    Raises ValueError when the question makes no sense (unknown block, nothing to decide, a
    decision about someone absent).
    """
    required = set(blocks_required)
    if not required:
        raise ValueError("a qualification without blocks awards nothing")
    if unknown := (set(decided) | set(held_before)) - required:
        raise ValueError(f"blocks outside the revision: {sorted(unknown)}")
    if attendance in NOT_SEEN:
        if decided:
            raise ValueError("a decision about someone absent")
        return _away(NOT_SEEN[attendance], len(held_before), len(required))
    held = set(held_before)
    gained = {block for block, said in decided.items() if said == VALIDATED} - held
    after = held | gained
    if after == required:
        if practice_required and not practice_attested:
            return Outcome(
                ADJOURNED,
                f"{_all(len(required))} ; le titre sera délivré dès que la durée de pratique "
                "professionnelle demandée sera attestée, sans nouveau passage devant le jury.",
            )
        return Outcome(AWARDED, f"{_all(len(required))} : le titre est délivré.")
    if not decided:
        raise ValueError("no block was decided and some are missing")
    if gained:
        return Outcome(PARTIAL, f"{_some(len(after), len(required))}")
    if held:
        return Outcome(
            NOT_VALIDATED,
            f"Aucun des blocs présentés n’est validé. {_some(len(after), len(required))}",
        )
    return Outcome(NOT_VALIDATED, "Aucun des blocs présentés n’est validé.")


def _away(code: str, held: int, required: int) -> Outcome:
    kept = f" {_some(held, required)}" if held else ""
    if code == EXCUSED:
        sentence = "Le candidat était absent et excusé : un nouveau passage peut être fixé."
    elif code == DEFERRED:
        sentence = (
            "Le jury ne pouvait pas siéger régulièrement pour ce candidat : rien n’est décidé, "
            "un autre jury l’entendra."
        )
    else:
        sentence = "Le candidat ne s’est pas présenté devant le jury."
    return Outcome(code, sentence + kept)


def _all(required: int) -> str:
    if required == 1:
        return "Le bloc de compétences est acquis"
    return f"Les {_in_words(required)} blocs de compétences sont acquis"


def _some(held: int, required: int) -> str:
    count = _in_words(held).capitalize()
    of = _in_words(required)
    if held == 1:
        return f"{count} bloc de compétences sur {of} est acquis ; il reste acquis."
    return f"{count} blocs de compétences sur {of} sont acquis ; ils restent acquis."


def _in_words(number: int) -> str:
    return _NUMBERS[number] if number < len(_NUMBERS) else str(number)
