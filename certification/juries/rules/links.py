"""The *candidate* set: who may not take part for this candidate, and may the others still sit?

Source: code du travail, D6412-6: nobody who accompanied or trained the candidate, nor who has a
personal or professional link with them, past or present (domain, §7). Belonging to the same entity
is no link by itself.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from assessments.framework.rules.qualification import JuryRules

from .appointed import SOURCE_LAW
from .sitting import sitting_indicators
from .values import (
    Acquaintance,
    Dismissal,
    Indicator,
    PlannedSeat,
    Presence,
    Recused,
    Service,
    Tie,
    level_of,
)

#: Kinds of links and what a sentence says of them.
KINDS = {
    "same_person": "est le candidat",
    "shared_unit": "a servi dans la même unité que le candidat",
    "supervised": "a encadré le candidat",
    "trained": "a formé le candidat",
    "accompanied": "a accompagné le candidat",
    "family": "a un lien familial ou personnel déclaré avec le candidat",
    "professional": "a un lien professionnel déclaré avec le candidat",
    "evaluator_of_candidate": "a évalué le candidat en mise en situation",
}


@dataclass(frozen=True, slots=True)
class CandidateReview:
    """What the jury may do for one candidate. recused: identifiers of those who withdraw."""

    indicators: tuple[Indicator, ...]
    recused: frozenset[str]


def ties_between(acquaintance: Acquaintance) -> tuple[Tie, ...]:
    """Every link our data show between one member and one candidate, with its evidence."""
    if acquaintance.same_person:
        return (_tie(acquaintance, "same_person", acquaintance.person, "même personne"),)
    found = []
    for mine in acquaintance.member_services:
        for theirs in acquaintance.candidate_services:
            shared = _together(mine, theirs)
            if shared:
                found.append(
                    _tie(acquaintance, "shared_unit", mine.unit, f"{mine.label}, {shared}")
                )
    for declared in acquaintance.declared:
        if declared.kind not in KINDS:
            raise ValueError(f"« {declared.kind} » n’est pas un lien connu.")
        dated = _span(declared.start, declared.end)
        found.append(_tie(acquaintance, declared.kind, declared.id, dated))
    found.extend(
        _tie(acquaintance, "evaluator_of_candidate", source, label)
        for source, label in acquaintance.simulations
    )
    # The same fact recorded twice is one link.
    return tuple(dict.fromkeys(found))


def _tie(acquaintance: Acquaintance, kind: str, source: str, evidence: str) -> Tie:
    return Tie(acquaintance.person, acquaintance.name, kind, source, evidence)


def _together(mine: Service, theirs: Service) -> str:
    """When two people served in the same unit at the same time, in words; empty when never."""
    if mine.unit != theirs.unit:
        return ""
    start = max(mine.start, theirs.start)
    end = min(mine.end or date.max, theirs.end or date.max)
    if start > end:
        return ""
    return _span(start, None if end == date.max else end)


def _span(start: date | None, end: date | None) -> str:
    if start and end:
        return f"du {start:%d/%m/%Y} au {end:%d/%m/%Y}"
    if start:
        return f"depuis le {start:%d/%m/%Y}"
    if end:
        return f"jusqu’au {end:%d/%m/%Y}"
    return "sans date"


def candidate_review(
    jury_rules: JuryRules,
    plan: Iterable[PlannedSeat],
    present: Iterable[Presence],
    ties: Iterable[Tie],
    *,
    dismissals: Iterable[Dismissal] = (),
    recused: Iterable[Recused] = (),
) -> CandidateReview:
    """Who withdraws for this candidate, and the sitting set without them.

    A link recuses its member unless the rules file says it only warns, or unless it was dismissed.
    It never forbids anything by itself: what may block is the sitting set without those recused.
    """
    dismissed = {(item.person, item.link): item.reason for item in dismissals}
    withdrawn = {item.person: item for item in recused}
    out = set(withdrawn)
    indicators = [_recusal(item) for item in withdrawn.values()]
    for tie in ties:
        why_not = dismissed.get((tie.person, tie.key))
        if why_not is None and recuses(jury_rules, tie):
            out.add(tie.person)
        indicators.append(_link(jury_rules, tie, why_not))
    if not indicators:
        indicators.append(
            Indicator(
                "candidate.links",
                "candidate",
                SOURCE_LAW,
                "block",
                "aucun membre lié au candidat",
                "aucun lien",
                "ok",
                "Aucun lien entre un membre et le candidat n’apparaît dans nos données.",
            )
        )
    left = [presence for presence in present if presence.person not in out]
    indicators.extend(sitting_indicators(jury_rules, plan, left, of="candidate"))
    return CandidateReview(tuple(indicators), frozenset(out))


def recuses(jury_rules: JuryRules, tie: Tie) -> bool:
    """Whether a link of that kind makes its member withdraw, if nobody dismisses it."""
    return level_of(jury_rules.levels, f"candidate.{tie.kind}") == "block"


def _link(jury_rules: JuryRules, tie: Tie, dismissed: str | None) -> Indicator:
    level = level_of(jury_rules.levels, f"candidate.{tie.kind}")
    what = f"{tie.name} {KINDS[tie.kind]} ({tie.evidence})"
    if dismissed is not None:
        verdict, sentence = "ok", f"{what}. Lien écarté : {dismissed}"
    elif level == "block":
        verdict, sentence = "warn", f"{what} : ce membre se déporte."
    else:
        verdict, sentence = "warn", f"{what} : à noter, sans déport d’office."
    return Indicator(
        f"candidate.{tie.kind}",
        "candidate",
        SOURCE_LAW,
        level,
        "aucun membre lié au candidat",
        f"{tie.name} : {tie.evidence}",
        verdict,
        sentence,
    )


def _recusal(item: Recused) -> Indicator:
    return Indicator(
        "candidate.recusal",
        "candidate",
        SOURCE_LAW,
        "block",
        "aucun membre lié au candidat",
        f"{item.name} se déporte",
        "warn",
        f"{item.name} ne prend pas part à la délibération sur ce candidat : {item.ground}",
    )
