"""May the jury decide this block, on what basis, with which reasons?"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from .values import (
    AGAINST_RULE,
    BALLOTS,
    BY_RULE,
    DECISIONS,
    HANDS,
    NOT_SEEN,
    NOT_VALIDATED,
    PRESENT,
    UNHEARD,
    WITHOUT_PROPOSAL,
)
from .voting import differs_from_ballots, tally


def basis(proposal: str | None, decision: str) -> str:
    """Where a decision stands beside the computed proposal (None: the rule proposes nothing)."""
    if proposal is None:
        return WITHOUT_PROPOSAL
    return BY_RULE if proposal == decision else AGAINST_RULE


def reasons_wanted(
    basis_code: str, decision: str, *, reasons: str = "", what_would_show: str = ""
) -> list[str]:
    """What must still be written before the decision may be recorded, as sentences.

    Reasons: against the rule, without proposal, and for every block not validated. A block that is
    not validated also wants what would show it: the way back is part of the decision.
    """
    wanted = []
    if not reasons.strip():
        if decision == NOT_VALIDATED:
            wanted.append("Un bloc non validé demande des motifs.")
        elif basis_code == AGAINST_RULE:
            wanted.append("Une décision contraire à la proposition de la règle demande des motifs.")
        elif basis_code == WITHOUT_PROPOSAL:
            wanted.append("Une décision prise sans proposition calculée demande des motifs.")
    if decision == NOT_VALIDATED and not what_would_show.strip():
        wanted.append("Un bloc non validé demande ce que le candidat devra montrer pour l’obtenir.")
    return wanted


def may_decide(
    *,
    state: str,
    presides: bool,
    president_present: bool,
    president_recused: bool,
    attendance: str,
    concluded: bool,
    sitting: Sequence[Mapping[str, Any]],
    for_candidate: Sequence[Mapping[str, Any]],
) -> list[str]:
    """Why the jury may not decide this presentation now; empty when it may.

    state: open, suspended… of the deliberation. presides: the person deciding holds the presiding
    seat at this moment. attendance: of the candidate. sitting, for_candidate: indicators as
    mappings with `verdict` ("ok", "warn", "block") and `sentence`; the second set is evaluated
    without the members recused for this candidate.
    """
    sentences = []
    if state == "suspended":
        sentences.append("La délibération est suspendue : le quorum n’est plus atteint.")
    elif state != "open":
        sentences.append("La délibération n’est pas ouverte.")
    if not presides:
        sentences.append("Seule la personne qui préside le jury prononce une décision.")
    elif not president_present:
        sentences.append("La présidence n’est pas dans la salle : son arrivée n’est pas émargée.")
    elif president_recused:
        sentences.append(
            "La présidence est déportée pour ce candidat : un suppléant doit présider."
        )
    if attendance == UNHEARD:
        sentences.append("Le jury ne siège pas pour ce candidat : rien n’est décidé pour lui.")
    elif attendance in NOT_SEEN:
        sentences.append("Le candidat est absent : rien ne peut être décidé pour lui.")
    elif attendance != PRESENT:
        sentences.append("La présence du candidat n’est pas encore constatée.")
    if concluded:
        sentences.append("Ce passage est déjà conclu.")
    for indicator in (*sitting, *for_candidate):
        if indicator["verdict"] == "block" and indicator["sentence"] not in sentences:
            sentences.append(indicator["sentence"])
    return sentences


def in_the_way(indicators: Iterable[Mapping[str, Any]]) -> list[str]:
    """The sentences of the red ones."""
    return [one["sentence"] for one in indicators if one["verdict"] == "block"]


def may_defer(
    *,
    state: str,
    presides: bool,
    attendance: str,
    concluded: bool,
    decided: bool,
    for_candidate: Sequence[Mapping[str, Any]],
) -> list[str]:
    """Why this candidate may not be sent to another jury; empty when they may.

    Only what is red for this candidate sends them away: the jury does not choose whom it hears.
    """
    sentences = []
    if state not in ("open", "suspended"):
        sentences.append("La délibération n’est pas ouverte.")
    if not presides:
        sentences.append("Seule la personne qui préside le jury renvoie un candidat.")
    if attendance in NOT_SEEN:
        sentences.append("Ce candidat est déjà noté comme non entendu.")
    if concluded:
        sentences.append("Ce passage est déjà conclu.")
    if decided:
        sentences.append("Des décisions sont déjà prises pour ce candidat.")
    if not in_the_way(for_candidate):
        sentences.append("Le jury peut siéger pour ce candidat : il décide, ou constate l’absence.")
    return sentences


def verdict(inputs: Mapping[str, Any]) -> dict[str, Any]:
    """What the rules say of a decision, from the inputs it stores and nothing else.

    inputs: `decision`; `proposal` (code or None); `reasons`, `what_would_show` (texts);
    `votes` {for, against, abstentions, casting_vote}; `voters` (present, not recused);
    `voting` ("hands" when it is not said) and, by ballots, `ballot` {closed, for, against,
    abstentions}; `room` (the keyword arguments of `may_decide`). Returns basis, tally sentence,
    majority, by_casting_vote and problems (sentences; empty when the decision may be recorded).
    """
    stands = basis(inputs["proposal"], inputs["decision"])
    votes = inputs["votes"]
    count = tally(
        votes["for"],
        votes["against"],
        votes["abstentions"],
        inputs["voters"],
        votes["casting_vote"],
    )
    problems = [
        *may_decide(**inputs["room"]),
        *reasons_wanted(
            stands,
            inputs["decision"],
            reasons=inputs["reasons"],
            what_would_show=inputs["what_would_show"],
        ),
        *count.problems,
    ]
    if inputs.get("voting", HANDS) == BALLOTS:
        problems += differs_from_ballots(votes, inputs["ballot"])
    if count.decision is not None and count.decision != inputs["decision"]:
        problems.append(
            f"Le vote ({count.sentence.rstrip('.')}) ne donne pas la décision saisie "
            f"(« {DECISIONS[inputs['decision']].lower()} »)."
        )
    return {
        "basis": stands,
        "majority": count.decision,
        "by_casting_vote": count.by_casting_vote,
        "tally": count.sentence,
        "problems": problems,
    }
