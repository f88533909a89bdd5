"""Planning a session: what can be observed, by whom, when, and how long ahead one is told.

Sources: notice, « Modalités d’évaluation » (simulations on an operator's post); coverage per
candidate and block, two evaluators, their independence and the delay of summonses are decisions
of the certifier, whose numbers come from the rules file.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import combinations

from ccas.periods import days_before, in_words

#: Beyond this number, a sentence gives competencies by their number only.
NAMED = 3


@dataclass(frozen=True, slots=True)
class CompetencyLine:
    """A competency of a block: its own id, its place in the block, its text."""

    id: Hashable
    position: int
    text: str


@dataclass(frozen=True, slots=True)
class PresentedBlock:
    """A block a candidate presents, with every competency it holds."""

    code: str
    competencies: tuple[CompetencyLine, ...]


@dataclass(frozen=True, slots=True)
class PlannedSimulation:
    """What one simulation lets one observe: for the blocks it serves, and no other."""

    blocks: frozenset[str]
    observable: frozenset[Hashable]


@dataclass(frozen=True, slots=True)
class CandidatePlan:
    """One candidate of a session: the blocks presented, the simulations planned."""

    candidate: str
    blocks: tuple[PresentedBlock, ...]
    simulations: tuple[PlannedSimulation, ...]


@dataclass(frozen=True, slots=True)
class BlockCoverage:
    """For one candidate and block: how many competencies can be observed, and which cannot."""

    candidate: str
    block: str
    total: int
    missing: tuple[CompetencyLine, ...]

    @property
    def observable(self) -> int:
        return self.total - len(self.missing)

    @property
    def complete(self) -> bool:
        return not self.missing

    @property
    def sentence(self) -> str:
        """The refusal, naming candidate, block and competencies; or that nothing lacks."""
        if self.complete:
            return (
                f"{self.candidate} : les {self.total} compétences du bloc {self.block} sont"
                " observables."
            )
        if len(self.missing) == self.total > NAMED:
            return (
                f"{self.candidate} : aucune mise en situation ne permet d’observer le bloc"
                f" {self.block}, dont les {self.total} compétences restent inobservables."
            )
        lines = " ; ".join(
            f"n° {line.position} « {line.text.rstrip(' .')} »" for line in self.missing[:NAMED]
        )
        more = ", ".join(str(line.position) for line in self.missing[NAMED:])
        lines += f" ; et n° {more}" if more else ""
        if len(self.missing) == 1:
            return (
                f"{self.candidate} : aucune mise en situation ne permet d’observer la compétence"
                f" {lines} du bloc {self.block}."
            )
        return (
            f"{self.candidate} : aucune mise en situation ne permet d’observer"
            f" {len(self.missing)} compétences du bloc {self.block} : {lines}."
        )


def coverage(plan: CandidatePlan) -> tuple[BlockCoverage, ...]:
    """One candidate's coverage, block after block, over that candidate's own simulations."""
    found = []
    for block in plan.blocks:
        seen = {
            competency
            for simulation in plan.simulations
            if block.code in simulation.blocks
            for competency in simulation.observable
        }
        missing = tuple(line for line in block.competencies if line.id not in seen)
        found.append(BlockCoverage(plan.candidate, block.code, len(block.competencies), missing))
    return tuple(found)


def coverage_refusals(plans: Sequence[CandidatePlan]) -> list[str]:
    """Why the plan of a session is refused: one sentence per candidate and block that lacks."""
    return [found.sentence for plan in plans for found in coverage(plan) if not found.complete]


def lengthened(minutes: int, extra_percent: int) -> int:
    """Minutes of a simulation with the candidate's extra time, rounded up to the whole minute.

    60 minutes and a third more (33 %) are 80 minutes. Errors: ValueError for negative values.
    """
    if minutes < 0 or extra_percent < 0:
        raise ValueError("neither a duration nor an extra time is negative")
    return minutes + -(-minutes * extra_percent // 100)


@dataclass(frozen=True, slots=True)
class Slot:
    """One simulation in time and place. `people` are the evaluators' ids with their names.

    start, end: aware datetimes; `end` is the first moment that is free again.
    """

    start: datetime
    end: datetime
    station: Hashable
    station_name: str
    candidate: Hashable
    candidate_name: str
    evaluators: tuple[tuple[Hashable, str], ...] = ()

    def meets(self, other: "Slot") -> bool:
        """Whether the two share a moment; one may begin when the other ends."""
        return self.start < other.end and other.start < self.end


def overlap_sentences(new: Slot, others: Sequence[Slot]) -> list[str]:
    """Why `new` cannot stand beside `others`: a station, a candidate, an evaluator held twice."""
    sentences = []
    for other in others:
        if not new.meets(other):
            continue
        if new.station == other.station:
            sentences.append(
                f"Le poste {new.station_name} est déjà pris par {other.candidate_name}"
                " à ce moment-là."
            )
        if new.candidate == other.candidate:
            sentences.append(
                f"{new.candidate_name} passe déjà une mise en situation à ce moment-là, sur le"
                f" poste {other.station_name}."
            )
        busy = {person for person, _ in other.evaluators}
        sentences += [
            f"{name} évalue déjà {other.candidate_name} à ce moment-là, sur le poste"
            f" {other.station_name}."
            for person, name in new.evaluators
            if person in busy
        ]
    return sentences


@dataclass(frozen=True, slots=True)
class Service:
    """A person serves in a unit from a day on, until a day included (None: still there)."""

    unit: Hashable
    unit_name: str
    start: date
    end: date | None = None

    def covers(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day <= self.end)


#: What a tie says of the evaluator, then of the candidate when it is read the other way.
TIES = {
    "trained": ("{evaluator} a formé {candidate}", "{candidate} a formé {evaluator}"),
    "supervised": ("{evaluator} encadre ou a encadré {candidate}",
                   "{candidate} encadre ou a encadré {evaluator}"),
    "accompanied": ("{evaluator} a accompagné {candidate}", "{candidate} a accompagné {evaluator}"),
    "family": ("{evaluator} et {candidate} ont un lien familial ou personnel",) * 2,
    "professional": ("{evaluator} et {candidate} ont un lien professionnel déclaré",) * 2,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tie:
    """A link between an evaluator and a candidate. from_evaluator: the evaluator is its author."""

    kind: str
    from_evaluator: bool = True


def conflict_sentences(
    evaluator: str,
    candidate: str,
    *,
    same_person: bool = False,
    ties: Sequence[Tie] = (),
    evaluator_services: Sequence[Service] = (),
    candidate_services: Sequence[Service] = (),
    day: date,
) -> list[str]:
    """Why an evaluator may not evaluate a candidate on `day`.

    Never one who trained, supervises, or shares the unit of the candidate; nor themselves.
    """
    if same_person:
        return [f"{evaluator} ne peut pas s’évaluer soi-même."]
    sentences = []
    for tie in dict.fromkeys(ties):
        said = TIES[tie.kind][0 if tie.from_evaluator else 1]
        sentences.append(said.format(evaluator=evaluator, candidate=candidate))
    theirs = {service.unit for service in candidate_services if service.covers(day)}
    shared = {
        service.unit_name
        for service in evaluator_services
        if service.covers(day) and service.unit in theirs
    }
    sentences += [
        f"{evaluator} et {candidate} servent dans la même unité ({unit})" for unit in sorted(shared)
    ]
    return [f"{sentence} : choisissez une autre personne pour l’évaluer." for sentence in sentences]


def entity_warnings(evaluators: Sequence[tuple[str, str | None]]) -> list[str]:
    """Pairs of evaluators (name, entity or None) from one entity: different ones are better."""
    return [
        f"{one} et {other} relèvent de la même entité ({entity}) : des entités différentes sont"
        " préférables."
        for (one, entity), (other, theirs) in combinations(evaluators, 2)
        if entity and entity == theirs
    ]


def panel_sentences(evaluators: int, required: int) -> list[str]:
    """Why a simulation has not the number of evaluators that the rules file asks for."""
    if evaluators == required:
        return []
    asked = f"{required} évaluateur{'s' if required > 1 else ''}"
    found = "aucun n’est désigné" if not evaluators else f"{evaluators} est désigné"
    if evaluators > 1:
        found = f"{evaluators} sont désignés"
    return [f"Une mise en situation demande {asked} ; {found}."]


def latest_summons_day(first_day: date, days: int) -> date:
    """Last day on which people can be summoned to a session that begins on `first_day`."""
    return days_before(first_day, days)


def summons_sentences(first_day: date, *, today: date, days: int) -> list[str]:
    """Why it is too late to summon; empty when the delay is kept."""
    latest = latest_summons_day(first_day, days)
    if today <= latest:
        return []
    return [
        f"Les convocations partent au moins {days} jours avant : pour une session qui commence le"
        f" {in_words(first_day)}, il fallait convoquer au plus tard le {in_words(latest)}."
    ]


def slot_sentences(start: datetime, end: datetime, *, first_day: date, last_day: date) -> list[str]:
    """Why a simulation's time is not one of the session's. Both datetimes are in Paris time."""
    if end <= start:
        return ["La mise en situation finit avant d’avoir commencé."]
    if first_day <= start.date() and end.date() <= last_day:
        return []
    return [
        f"La mise en situation du {in_words(start.date())} sort de la session, qui va du"
        f" {in_words(first_day)} au {in_words(last_day)}."
    ]


@dataclass(frozen=True, slots=True)
class PlannedInject:
    """An event thrown into a scenario, at a minute of its clock."""

    minute: int
    text: str
    expected: str


def scenario_sentences(
    *, minutes: int, brief: str, injects: Sequence[PlannedInject], observable: int
) -> list[str]:
    """Why a scenario cannot serve: nothing to observe, no brief, injects out of its time."""
    sentences = []
    if not brief.strip():
        sentences.append("Le scénario n’a pas de consigne : dites au candidat ce qui l’attend.")
    if minutes <= 0:
        sentences.append("La durée du scénario est d’au moins une minute.")
    if not observable:
        sentences.append("Le scénario ne permet d’observer aucune compétence : choisissez-en.")
    sentences += [
        f"L’événement de la minute {inject.minute} tombe hors du scénario, qui dure"
        f" {minutes} minutes."
        for inject in injects
        if not 0 <= inject.minute < max(minutes, 1)
    ]
    sentences += [
        f"L’événement de la minute {inject.minute} n’a pas de réaction attendue."
        for inject in injects
        if not inject.expected.strip()
    ]
    return sentences


def free_from(start: datetime, minutes: int) -> datetime:
    """The end of a simulation of `minutes` begun at `start`."""
    return start + timedelta(minutes=minutes)
