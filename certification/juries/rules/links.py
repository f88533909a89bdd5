"""The *candidate* set: who may not take part for this candidate, and may the others still sit?

Source: code du travail, D6412-6: nobody who accompanied or trained the candidate, nor who has a
personal or professional link with them, past or present (domain, §7). Belonging to the same entity
is no link by itself.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from assessments.framework.rules.qualification import JuryRules

from .members import SOURCE_LAW
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
    "shared_employer": "a eu le même employeur que le candidat",
    "attested_practice": "porte le nom de qui a attesté l’exercice du candidat",
    "annulled_jury": "a siégé dans le jury annulé de ce candidat",
}
#: What is looked for, by family: the indicator printed when nothing of it is found (its id, what
#: is wanted, its sentence), and the kinds of links that belong to it.
FAMILIES = (
    (
        "links",
        "aucun membre lié au candidat",
        "Aucun lien, présent ou passé, entre un membre et le candidat n’apparaît dans nos données.",
        frozenset(KINDS) - {"trained", "accompanied", "annulled_jury"},
    ),
    (
        "never_accompanied",
        "aucun membre qui ait formé ou accompagné le candidat",
        "Aucun membre n’a formé ni accompagné le candidat, d’après nos données.",
        frozenset({"trained", "accompanied"}),
    ),
    (
        "never_annulled",
        "aucun membre d’un jury annulé pour ce candidat",
        "Aucun membre n’a siégé dans un jury annulé pour ce candidat.",
        frozenset({"annulled_jury"}),
    ),
)


@dataclass(frozen=True, slots=True)
class CandidateReview:
    """What the jury may do for one candidate. recused: identifiers of those who withdraw."""

    indicators: tuple[Indicator, ...]
    recused: frozenset[str]


def ties_between(acquaintance: Acquaintance) -> tuple[Tie, ...]:
    """Every link our data show between one member and one candidate, with its evidence."""
    if acquaintance.same_person:
        return (_tie(acquaintance, "same_person", acquaintance.person, "même personne"),)
    found = [
        *_shared(
            acquaintance,
            "shared_unit",
            acquaintance.member_services,
            acquaintance.candidate_services,
        ),
        *_shared(
            acquaintance,
            "shared_employer",
            acquaintance.member_employers,
            acquaintance.candidate_employers,
        ),
    ]
    for declared in acquaintance.declared:
        if declared.kind not in KINDS:
            raise ValueError(f"« {declared.kind} » n’est pas un lien connu.")
        dated = _span(declared.start, declared.end)
        found.append(_tie(acquaintance, declared.kind, declared.id, dated))
    found.extend(
        _tie(acquaintance, "evaluator_of_candidate", source, label)
        for source, label in acquaintance.simulations
    )
    found.extend(
        _tie(acquaintance, "attested_practice", source, label)
        for source, label in acquaintance.attestations
    )
    found.extend(
        _tie(acquaintance, "annulled_jury", source, label)
        for source, label in acquaintance.annulled
    )
    # The same fact recorded twice is one link.
    return tuple(dict.fromkeys(found))


def _shared(
    acquaintance: Acquaintance, kind: str, mine: Iterable[Service], theirs: Iterable[Service]
) -> list[Tie]:
    theirs = tuple(theirs)
    return [
        _tie(acquaintance, kind, one.unit, f"{one.label}, {together}")
        for one in mine
        for other in theirs
        if (together := _together(one, other))
    ]


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
    studied: Mapping[str, str] | None = None,
) -> CandidateReview:
    """Who withdraws for this candidate, and the sitting set without them.

    studied: person → when they opened this candidate's file; None when nobody asks.
    A link recuses its member unless the rules file says it only warns, or unless it was dismissed.
    It never forbids anything by itself: what may block is the sitting set without those recused.
    """
    dismissed = {(item.person, item.link): item.reason for item in dismissals}
    withdrawn = {item.person: item for item in recused}
    out = set(withdrawn)
    indicators = [_recusal(item) for item in withdrawn.values()]
    ties = tuple(ties)
    for tie in ties:
        why_not = dismissed.get((tie.person, tie.key))
        if why_not is None and recuses(jury_rules, tie):
            out.add(tie.person)
        indicators.append(_link(jury_rules, tie, why_not))
    kinds = {tie.kind for tie in ties}
    indicators.extend(
        Indicator(
            f"candidate.{name}", "candidate", SOURCE_LAW, "block", wanted, "aucun", "ok", sentence
        )
        for name, wanted, sentence, family in FAMILIES
        if not kinds & family
    )
    left = [presence for presence in present if presence.person not in out]
    indicators.extend(sitting_indicators(jury_rules, plan, left, of="candidate"))
    if studied is not None:
        indicators.append(_studied(jury_rules, left, studied))
    return CandidateReview(tuple(indicators), frozenset(out))


def recuses(jury_rules: JuryRules, tie: Tie) -> bool:
    """Whether a link of that kind makes its member withdraw, if nobody dismisses it."""
    return level_of(jury_rules.levels, f"candidate.{tie.kind}") == "block"


def may_be_dismissed(kind: str) -> bool:
    """Whether a link of that kind may be a false positive. Whoever sat on the annulled jury did:
    they do not judge that candidate again (domain, §8)."""
    return kind != "annulled_jury"


def _studied(
    jury_rules: JuryRules, left: Iterable[Presence], studied: Mapping[str, str]
) -> Indicator:
    """Each member who judges this candidate opened the file before. Source: as for the sitting."""
    left = tuple(left)
    level = level_of(jury_rules.levels, "candidate.studied")
    behind = [presence.name for presence in left if presence.person not in studied]
    opened = [
        f"{presence.name} ({studied[presence.person]})"
        for presence in left
        if presence.person in studied
    ]
    return Indicator(
        "candidate.studied",
        "candidate",
        "Jurisprudence (membre n’ayant pas étudié le dossier)",
        level,
        "le dossier ouvert par chaque membre qui juge",
        f"{len(opened)} sur {len(left)}",
        level if behind else "ok",
        " ".join(
            filter(
                None,
                [
                    f"N’a pas ouvert le dossier : {', '.join(behind)}." if behind else "",
                    f"Dossier ouvert par {', '.join(opened)}." if opened else "",
                ],
            )
        )
        or "Personne ne siège pour ce candidat.",
    )


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
