"""What follows for a block from the harmonised sheets: the proposal, its reasons, its replay."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from assessments.framework.rules.qualification import ScaleLevel
from assessments.grading.rules.harmonising import NBSP, CompetencyLine

VALIDATED = "validated"
NOT_VALIDATED = "not_validated"

#: Names the reading of "acquired" that a stored proposal was made with. Where no incident is read
#: both say the same words and the first keeps its name: decisions made under it are not disturbed.
ALL_ACQUIRED = "block-all-acquired/1"
WITH_INCIDENTS = "block-all-acquired/2"

TO_REPLAY = (
    f"Rien n’est proposé{NBSP}: un rejeu ou une autre mise en situation doit montrer ce que"
    " l’incident a caché."
)


@dataclass(frozen=True, slots=True)
class SimulationResult:
    """The signed consensus of one simulation. values: competency → level code.

    id: of the simulation; label: how a reason names it; sources: ids and revisions read.
    neutralised: competency → the incident that hid it (« incident technique du 17/03/2026 »): read
    as not observed here, whatever `values` says. set_aside: the incident after which the whole
    simulation is to be played again: nothing of it is read.
    """

    id: str
    label: str
    values: Mapping[str, str]
    sources: tuple[str, ...] = ()
    neutralised: Mapping[str, str] = field(default_factory=dict)
    set_aside: str = ""

    def incident(self, competency: str) -> str:
        """The incident that hid this competency here, or ""."""
        return self.set_aside or self.neutralised.get(competency, "")


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
    An incident hides what it neutralises: as long as everything that is missing was hidden and
    not observed since, or nothing at all was seen in the open, a replay or another simulation is
    owed and nothing is proposed.
    """
    known = [line.id for line in competencies]
    rows = [_row(result, known) for result in results]
    touched = any("neutralised" in row or "set_aside" in row for row in rows)
    version = WITH_INCIDENTS if touched else ALL_ACQUIRED
    inputs = {
        "rule": version,
        "block": block,
        "competencies": [[c.id, c.position, c.label] for c in competencies],
        "scale": [[lv.code, lv.label, lv.acquired, lv.observed] for lv in scale],
        "simulations": rows,
        "pending": list(pending),
    }
    verdict, reasons = _verdict(block, competencies, results, scale, pending)
    return Proposal(block, verdict, tuple(reasons), version, inputs)


def _row(result: SimulationResult, known: Sequence[str]) -> dict[str, Any]:
    """One simulation as stored; incidents only where there are some."""
    row: dict[str, Any] = {
        "id": result.id,
        "label": result.label,
        "values": {key: result.values[key] for key in known if key in result.values},
        "sources": list(result.sources),
    }
    hidden = {key: result.neutralised[key] for key in known if key in result.neutralised}
    if hidden:
        row["neutralised"] = hidden
    if result.set_aside:
        row["set_aside"] = result.set_aside
    return row


def replay(inputs: Mapping[str, Any]) -> Proposal:
    """The proposal made again from its stored inputs; ValueError for another rule version."""
    block = inputs["block"]
    again = propose(
        block,
        [CompetencyLine(key, block, rank, label) for key, rank, label in inputs["competencies"]],
        [
            SimulationResult(
                row["id"],
                row["label"],
                row["values"],
                tuple(row["sources"]),
                row.get("neutralised", {}),
                row.get("set_aside", ""),
            )
            for row in inputs["simulations"]
        ],
        [ScaleLevel(*level) for level in inputs["scale"]],
        inputs["pending"],
    )
    if inputs["rule"] != again.rule_version:
        raise ValueError(f"Règle inconnue{NBSP}: {inputs['rule']}.")
    return again


def _verdict(
    block: str,
    competencies: Sequence[CompetencyLine],
    results: Sequence[SimulationResult],
    scale: Sequence[ScaleLevel],
    pending: Sequence[str],
) -> tuple[str | None, list[str]]:
    """Verdict and sentences of `propose`."""
    levels = {level.code: level for level in scale}
    seen = [
        result
        for result in results
        if not result.set_aside and any(c.id in result.values for c in competencies)
    ]
    incidents = [sentence for result in results for sentence in _told(result, competencies)]
    waiting = [f"{label}{NBSP}: la grille harmonisée n’est pas signée." for label in pending]
    if not seen and not waiting:
        alone = f"Aucune mise en situation harmonisée ne porte sur le bloc {block}{NBSP}: "
        return None, [alone + "le jury décide d’après le dossier et l’entretien.", *incidents]
    short, remarks, owed = [], [], 0
    for line in competencies:
        observed, hidden = _history(line.id, results, levels)
        name = f"Compétence {line.position}, «{NBSP}{line.label}{NBSP}»{NBSP}: "
        if not any(level.acquired for _, level in observed):
            owed += bool(hidden)
            words = [_last(observed)] if observed else [] if hidden else ["jamais observée"]
            short.append(name + f"{NBSP}; ".join([*words, *hidden]) + ".")
        elif not observed[-1][1].acquired:
            remarks.append(f"{name}acquise, puis {_last(observed)}.")
    total = len(competencies)
    if short and waiting:
        return None, [*waiting, *incidents]
    if short or not total:
        head = _acquired(total - len(short), total)
        in_the_open = any(
            line.id in result.values and not result.incident(line.id)
            for result in seen
            for line in competencies
        )
        if total and (owed == len(short) or (owed and not in_the_open)):
            return None, [head, TO_REPLAY, *short, *remarks, *incidents]
        return NOT_VALIDATED, [head, *short, *remarks, *incidents]
    said = f"Les {total} compétences sont acquises en grille harmonisée."
    return VALIDATED, [said, *remarks, *incidents]


def _history(
    competency: str, results: Sequence[SimulationResult], levels: Mapping[str, ScaleLevel]
) -> tuple[list[tuple[str, ScaleLevel]], list[str]]:
    """What was observed of a competency, in order, and the incidents since that hid it."""
    observed: list[tuple[str, ScaleLevel]] = []
    hidden: list[str] = []
    for result in results:
        if incident := result.incident(competency):
            hidden.append(f"neutralisée, {incident} ({result.label})")
            continue
        level = levels.get(result.values.get(competency, ""))
        if level is not None and level.observed:
            observed.append((result.label, level))
            hidden = []
    return observed, hidden


def _told(result: SimulationResult, competencies: Sequence[CompetencyLine]) -> list[str]:
    """What a simulation says of its incidents, a sentence for each."""
    if result.set_aside:
        return [f"{result.label}{NBSP}: mise de côté et à rejouer, {result.set_aside}."]
    ranks: dict[str, list[str]] = {}
    for line in competencies:
        if line.id in result.neutralised:
            ranks.setdefault(result.neutralised[line.id], []).append(str(line.position))
    return [
        f"{result.label}{NBSP}: compétence{'s' if len(found) > 1 else ''} {_listed(found)} "
        f"neutralisée{'s' if len(found) > 1 else ''}, {incident}."
        for incident, found in ranks.items()
    ]


def _listed(words: Sequence[str]) -> str:
    """« 3 », « 3 et 7 », « 3, 7 et 9 »."""
    return " et ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


def _acquired(number: int, total: int) -> str:
    """How many competencies are acquired, in one sentence."""
    if number == 0:
        return f"Aucune compétence acquise sur {total}."
    s = "s" if number > 1 else ""
    return f"{number} compétence{s} acquise{s} sur {total}."


def _last(observed: Sequence[tuple[str, ScaleLevel]]) -> str:
    """The last level observed, in words, and where."""
    label, level = observed[-1]
    return f"{level.label.lower()} ({label})"
