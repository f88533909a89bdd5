"""Counting: a show of hands or named ballots, and the president's casting vote."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .values import ABSTAIN, AGAINST, DECISIONS, FOR, NOT_VALIDATED, VALIDATED


@dataclass(frozen=True, slots=True)
class Tally:
    """A show of hands, counted.

    decision: a code of DECISIONS, None while the counts decide nothing.
    by_casting_vote: the president settled a tie. problems: sentences; empty when it may stand.
    """

    decision: str | None
    by_casting_vote: bool
    sentence: str
    problems: tuple[str, ...] = ()


def tally(
    votes_for: int,
    votes_against: int,
    abstentions: int,
    present: int,
    casting_vote: str | None = None,
) -> Tally:
    """Count a show of hands.

    present: members who may vote now (present, not recused). The majority is that of the votes
    cast; abstentions are not votes. On a tie the president's casting vote decides (D6412-6) and
    must be given, "for" or "against"; without a tie it must not be.
    """
    problems = []
    if min(votes_for, votes_against, abstentions) < 0:
        problems.append("Un nombre de voix ne peut pas être négatif.")
    counted = votes_for + votes_against + abstentions
    if counted > present:
        problems.append(
            f"{counted} voix sont comptées pour {present} {_plural('votant', present)} "
            "(présents et non déportés) : le compte est impossible."
        )
    if counted < 1:
        problems.append("Aucune voix n’est comptée : la main levée doit être relevée.")
    if casting_vote not in (None, FOR, AGAINST):
        problems.append("La voix prépondérante se donne pour ou contre.")
    shown = f"{votes_for} pour, {votes_against} contre, {_abstained(abstentions)}"
    if problems:
        return Tally(None, False, f"Décompte à revoir : {shown}.", tuple(problems))
    if votes_for != votes_against:
        decision = VALIDATED if votes_for > votes_against else NOT_VALIDATED
        if casting_vote is not None:
            problems.append("La voix prépondérante du président ne sert qu’en cas de partage.")
        return Tally(decision, False, f"{shown} : {DECISIONS[decision].lower()}.", tuple(problems))
    if casting_vote is None:
        return Tally(
            None,
            False,
            f"{shown} : partage des voix.",
            ("Les voix sont partagées : le président doit donner sa voix prépondérante.",),
        )
    decision = VALIDATED if casting_vote == FOR else NOT_VALIDATED
    return Tally(
        decision,
        True,
        f"{shown} : partage, {DECISIONS[decision].lower()} par la voix prépondérante du président.",
    )


def may_vote(
    *, open_now: bool, sitting: bool, seated: bool, present: bool, recused: bool, voted: bool
) -> list[str]:
    """Why this member may not put a ballot in now; empty when they may.

    open_now: the ballot is open. sitting: the deliberation is open, not suspended nor closed.
    seated: they hold a seat. Source: domain, §8: only those present and not recused; one each.
    """
    sentences = []
    if not open_now:
        sentences.append("Ce scrutin n’est pas ouvert.")
    if not sitting:
        sentences.append("La délibération n’est pas en séance : aucun vote n’est reçu.")
    if not seated:
        sentences.append("Seules les personnes qui tiennent un siège du jury votent.")
    elif not present:
        sentences.append("Votre arrivée n’est pas émargée : seuls les présents votent.")
    if recused:
        sentences.append("Votre déport est inscrit pour ce candidat : vous ne votez pas.")
    if voted:
        sentences.append("Votre vote est déjà dans l’urne : il ne se change pas.")
    return sentences


def missing_to_close(awaited: Sequence[str], cast: int) -> list[str]:
    """What keeps a ballot from being closed. awaited: names of those present who did not vote."""
    if awaited:
        verb = "n’a" if len(awaited) == 1 else "n’ont"
        return [
            f"{', '.join(awaited)} {verb} pas encore voté : chaque personne présente vote, "
            "fût-ce pour s’abstenir."
        ]
    if cast < 1:
        return ["L’urne est vide."]
    return []


def counted(choices: Iterable[str]) -> dict[str, int]:
    """How many chose what: "for", "against", "abstentions". Says nothing of who."""
    found = Counter(choices)
    return {"for": found[FOR], "against": found[AGAINST], "abstentions": found[ABSTAIN]}


def differs_from_ballots(votes: Mapping[str, Any], ballot: Mapping[str, Any] | None) -> list[str]:
    """What is wrong with counts that a closed ballot must have given."""
    if ballot is None or not ballot["closed"]:
        return ["Ce jury vote au scrutin nominatif : le scrutin de ce bloc n’est pas clos."]
    if any(votes[name] != ballot[name] for name in ("for", "against", "abstentions")):
        return ["Le décompte saisi n’est pas celui du scrutin."]
    return []


def _plural(word: str, number: int) -> str:
    return word if number < 2 else f"{word}s"


def _abstained(number: int) -> str:
    return f"{number} {_plural('abstention', number)}"
