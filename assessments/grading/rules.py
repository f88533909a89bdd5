"""What a sheet says, when two sheets agree, and what follows for a block. Pure functions.

The acts of an evaluator are the truth; a rating is only what remains of them. Each rating act
names the act it follows on the same competency, so the acts of one competency form a chain and
the order in which they travelled changes nothing. Nothing here knows a particular qualification:
a level of the scale says by itself whether it is acquired and whether it was observed.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assessments.framework.rules.qualification import ScaleLevel

RATE = "rate"
#: Words on the station clock: typed, or by a preset button. Both are projected alike.
WORDS = frozenset({"note", "observe"})
UNDO = "undo"

VALIDATED = "validated"
NOT_VALIDATED = "not_validated"

#: Names the reading of "acquired" that a stored proposal was made with.
RULE_VERSION = "block-all-acquired/1"

NBSP = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True, slots=True)
class Act:
    """One gesture of an evaluator.

    key: id of the act. previous: for a rating or its undoing, the act before it on the same
    competency, None for the first; for the undoing of an observation, that observation.
    second: on the station clock, None when unknown. text: the words of a note or observation.
    """

    key: str
    kind: str
    competency: str | None = None
    value: str = ""
    text: str = ""
    previous: str | None = None
    second: int | None = None


@dataclass(frozen=True, slots=True)
class Fork:
    """Two acts that both claim to follow the same act on one competency: both values are kept."""

    competency: str
    previous: str | None
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Projection:
    """What the acts amount to.

    ratings: competency → level code in force. standing: competency → the act that gave it.
    heads: competency → last act of its chain (the one a new act must name). observations: those
    not undone, by station clock. forks: conflicting claims; where there is one, the chain stops
    before it and neither value is taken.
    """

    ratings: dict[str, str]
    standing: dict[str, str]
    heads: dict[str, str]
    observations: tuple[Act, ...]
    forks: tuple[Fork, ...]


@dataclass(frozen=True, slots=True)
class Stale:
    """A write made against an older state: what stands now and what was asked."""

    competency: str
    current: str | None
    proposed: str | None
    head: str | None


def project(acts: Iterable[Act]) -> Projection:
    """Ratings and observations in force after these acts, whatever the order they come in."""
    acts = tuple(acts)
    observed = {act.key: act for act in acts if act.kind in WORDS}
    words = frozenset(observed)
    followers: dict[tuple[str, str | None], list[Act]] = defaultdict(list)
    for act in acts:
        if act.kind == UNDO and act.previous in words:
            observed.pop(act.previous, None)
        elif act.kind in {RATE, UNDO} and act.competency is not None:
            followers[act.competency, act.previous].append(act)
    standing: dict[str, Act] = {}
    heads: dict[str, str] = {}
    forks: list[Fork] = []
    for competency in sorted({competency for competency, _ in followers}):
        head: str | None = None
        pile: list[Act] = []
        while following := followers.get((competency, head)):
            if len(following) > 1:
                claims = tuple(sorted(act.value for act in following))
                forks.append(Fork(competency, head, claims))
                break
            pile = _after(pile, following[0])
            head = following[0].key
        if pile:
            standing[competency] = pile[-1]
        if head is not None:
            heads[competency] = head
    observations = sorted(observed.values(), key=lambda act: (act.second or 0, act.key))
    return Projection(
        ratings={competency: act.value for competency, act in standing.items()},
        standing={competency: act.key for competency, act in standing.items()},
        heads=heads,
        observations=tuple(observations),
        forks=tuple(forks),
    )


def _after(pile: list[Act], act: Act) -> list[Act]:
    """The pile of taps on one competency after one more act: a tap is laid, an undo lifts one."""
    return pile[:-1] if act.kind == UNDO else [*pile, act]


def stale(projection: Projection, act: Act) -> Stale | None:
    """Both values when a rating act, or its undoing, does not follow the last one; else None."""
    competency = act.competency or ""
    head = projection.heads.get(competency)
    if act.kind in WORDS or act.previous == head:
        return None
    return Stale(
        competency=competency,
        current=projection.ratings.get(competency),
        proposed=act.value or None,
        head=head,
    )


@dataclass(frozen=True, slots=True)
class CompetencyLine:
    """One competency as a sheet or a proposal names it. position: rank inside its block, from 1."""

    id: str
    block: str
    position: int
    label: str


def missing_to_sign(
    competencies: Iterable[CompetencyLine], ratings: Mapping[str, str]
) -> list[str]:
    """One sentence for each competency without a rating; « non observé » is a rating."""
    return [
        f"{line.block}, compétence {line.position}{NBSP}: "
        f"«{NBSP}{line.label}{NBSP}» n’est pas cotée."
        for line in competencies
        if not ratings.get(line.id)
    ]


@dataclass(frozen=True, slots=True)
class HarmonisedLine:
    """One competency seen by every evaluator of a simulation.

    values: one per sheet, in the order given, None when that sheet has no rating.
    agreed: the level all gave, or None: then the evaluators settle it with a word.
    crosses: the levels disagree on whether the competency is acquired.
    """

    competency: str
    values: tuple[str | None, ...]
    agreed: str | None
    crosses: bool

    @property
    def to_settle(self) -> bool:
        """True when the evaluators must decide together."""
        return self.agreed is None


def harmonise(
    competencies: Sequence[str],
    sheets: Sequence[Mapping[str, str]],
    scale: Sequence[ScaleLevel],
) -> tuple[HarmonisedLine, ...]:
    """Agreements carried over, disagreements named; for one evaluator, two, or more.

    No average is ever taken: four levels are four words, not four numbers, and a mean could turn
    « non acquis » into « acquis » without anybody having said so. A code outside the scale, or
    no rating at all, is never an agreement.
    """
    acquired = {level.code: level.acquired for level in scale}
    lines = []
    for competency in competencies:
        values = tuple(sheet.get(competency) or None for sheet in sheets)
        known = {value for value in values if value in acquired}
        alike = len(set(values)) == 1 and len(known) == 1
        lines.append(
            HarmonisedLine(
                competency=competency,
                values=values,
                agreed=values[0] if alike else None,
                crosses=len({acquired[value] for value in known}) > 1,
            )
        )
    return tuple(lines)


@dataclass(frozen=True, slots=True)
class SimulationResult:
    """The signed consensus of one simulation. values: competency → level code.

    id: of the simulation; label: how a reason names it; sources: ids and revisions read.
    """

    id: str
    label: str
    values: Mapping[str, str]
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the rule proposes for one block. verdict: validated, not_validated, or None (no
    proposal: the jury decides from file and interview, with its reasons).

    reasons: French sentences. inputs: plain JSON values from which `replay` makes it again.
    """

    block: str
    verdict: str | None
    reasons: tuple[str, ...]
    rule_version: str
    inputs: dict[str, Any]

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the inputs in canonical JSON: a reader compares it to see a change."""
        text = json.dumps(self.inputs, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


def propose(
    block: str,
    competencies: Sequence[CompetencyLine],
    results: Sequence[SimulationResult],
    scale: Sequence[ScaleLevel],
    pending: Sequence[str] = (),
) -> Proposal:
    """The proposal for one block, from all the candidate's simulations in time order.

    Our reading of "acquired in consensus, or in a later simulation": a competency is acquired as
    soon as one signed consensus says so, and stays so; a later, lower level is said in the
    reasons and left to the jury. `pending`: labels of simulations on this block that were held
    but whose consensus is not signed; while they could still change the answer there is none.
    """
    inputs = {
        "rule": RULE_VERSION,
        "block": block,
        "competencies": [[c.id, c.position, c.label] for c in competencies],
        "scale": [[lv.code, lv.label, lv.acquired, lv.observed] for lv in scale],
        "simulations": [
            {
                "id": result.id,
                "label": result.label,
                "values": {
                    c.id: result.values[c.id] for c in competencies if c.id in result.values
                },
                "sources": list(result.sources),
            }
            for result in results
        ],
        "pending": list(pending),
    }
    verdict, reasons = _verdict(block, competencies, results, scale, pending)
    return Proposal(block, verdict, tuple(reasons), RULE_VERSION, inputs)


def replay(inputs: Mapping[str, Any]) -> Proposal:
    """The proposal made again from its stored inputs; ValueError for another rule version."""
    if inputs["rule"] != RULE_VERSION:
        raise ValueError(f"Règle inconnue{NBSP}: {inputs['rule']}.")
    block = inputs["block"]
    return propose(
        block,
        [CompetencyLine(key, block, rank, label) for key, rank, label in inputs["competencies"]],
        [
            SimulationResult(row["id"], row["label"], row["values"], tuple(row["sources"]))
            for row in inputs["simulations"]
        ],
        [ScaleLevel(*level) for level in inputs["scale"]],
        inputs["pending"],
    )


def _verdict(
    block: str,
    competencies: Sequence[CompetencyLine],
    results: Sequence[SimulationResult],
    scale: Sequence[ScaleLevel],
    pending: Sequence[str],
) -> tuple[str | None, list[str]]:
    """Verdict and sentences of `propose`."""
    levels = {level.code: level for level in scale}
    seen = [result for result in results if any(c.id in result.values for c in competencies)]
    waiting = [f"{label}{NBSP}: la grille harmonisée n’est pas signée." for label in pending]
    if not seen and not waiting:
        alone = f"Aucune mise en situation harmonisée ne porte sur le bloc {block}{NBSP}: "
        return None, [alone + "le jury décide d’après le dossier et l’entretien."]
    short, remarks = [], []
    for line in competencies:
        history = [
            (result.label, levels[result.values[line.id]])
            for result in seen
            if result.values.get(line.id) in levels
        ]
        observed = [(label, level) for label, level in history if level.observed]
        name = f"Compétence {line.position}, «{NBSP}{line.label}{NBSP}»{NBSP}: "
        if not any(level.acquired for _, level in observed):
            short.append(name + (_last(observed) if observed else "jamais observée."))
        elif not observed[-1][1].acquired:
            remarks.append(name + "acquise, puis " + _last(observed))
    total = len(competencies)
    if short and waiting:
        return None, waiting
    if short or not total:
        head = _acquired(total - len(short), total)
        return NOT_VALIDATED, [head, *short, *remarks]
    return VALIDATED, [f"Les {total} compétences sont acquises en grille harmonisée.", *remarks]


def _acquired(number: int, total: int) -> str:
    """How many competencies are acquired, in one sentence."""
    if number == 0:
        return f"Aucune compétence acquise sur {total}."
    s = "s" if number > 1 else ""
    return f"{number} compétence{s} acquise{s} sur {total}."


def _last(observed: Sequence[tuple[str, ScaleLevel]]) -> str:
    """The last level observed, in words, and where."""
    label, level = observed[-1]
    return f"{level.label.lower()} ({label})."
