"""Whether a plan is right, judged from the problem alone: no line shared with the search.

It reads the values of `problem`, works every number out again in its own way (minute by minute),
and says each fault in a sentence. No proposal is shown that it does not accept.
"""

from collections import defaultdict
from datetime import timedelta
from fractions import Fraction
from math import ceil

from assessments.sessions.planner.problem import Placement, Plan, Problem


def faults(problem: Problem, plan: Plan) -> list[str]:
    """Every hard rule that the plan breaks; empty when none.

    What is kept is taken as it is: two kept simulations are not compared with each other.
    """
    return Judge(problem, plan).verdict()


def faults_by_row(problem: Problem, plan: Plan) -> dict[int, list[str]]:
    """The same, for each row of the plan (its rank); -1: what no single row is to blame for."""
    judge = Judge(problem, plan)
    judge.verdict()
    found: dict[int, list[str]] = defaultdict(list)
    for sentence, row in judge.said:
        rank = next((at for at, each in enumerate(plan.placements) if each is row), -1)
        if sentence not in found[rank]:
            found[rank].append(sentence)
    return dict(found)


class Judge:
    """One reading of a plan."""

    def __init__(self, problem: Problem, plan: Plan) -> None:
        self.problem = problem
        self.rows = list(plan.placements)
        self.new = [row for row in self.rows if not row.pinned]
        self.candidates = {each.id: each for each in problem.candidates}
        self.evaluators = {each.id: each for each in problem.evaluators}
        self.stations = {each.id: each for each in problem.stations}
        self.scenarios = {each.id: each for each in problem.scenarios}
        self.said: list[tuple[str, Placement | None]] = []

    @property
    def found(self) -> list[str]:
        """The sentences alone."""
        return [sentence for sentence, _ in self.said]

    def verdict(self) -> list[str]:
        """The faults, in the order they are looked for."""
        if not self._known():
            return self.found
        self._kept()
        for row in self.new:
            self._lasts(row)
            self._in_hours(row)
            self._watched(row)
            self._free(row)
        self._two_places()
        self._stories()
        self._covered()
        return self.found

    def _say(self, sentence: str, row: Placement | None = None) -> None:
        self.said.append((sentence, row))

    def _known(self) -> bool:
        for row in self.new:
            lacks = (
                (row.candidate not in self.candidates, "candidat inconnu"),
                (row.station not in self.stations, "poste inconnu"),
                (row.scenario not in self.scenarios, "scénario inconnu"),
                (any(who not in self.evaluators for who in row.evaluators), "évaluateur inconnu"),
            )
            for wrong, words in lacks:
                if wrong:
                    self._say(f"Mise en situation à la minute {row.start} : {words}.", row)
        return not self.found

    def _kept(self) -> None:
        for pin in self.problem.pinned:
            if pin not in self.rows:
                self._say(f"La mise en situation gardée {pin.pinned} a changé ou disparu.")
        known = {pin.pinned for pin in self.problem.pinned}
        for row in self.rows:
            if row.pinned and row.pinned not in known:
                self._say(f"La mise en situation {row.pinned} n’était pas à garder.")

    def _lasts(self, row: Placement) -> None:
        share = 1 + Fraction(self.candidates[row.candidate].extra_percent, 100)
        minutes = ceil(self.problem.terms.briefing * share) + ceil(
            self.scenarios[row.scenario].minutes * share
        )
        if row.leaves - row.start != minutes:
            self._say(
                f"{self._name(row)} passe {row.leaves - row.start} minutes au lieu de {minutes}.",
                row,
            )
        if row.start % self.problem.terms.step:
            self._say(
                f"{self._name(row)} commence hors des minutes admises ({_hour(row.start)}).", row
            )

    def _in_hours(self, row: Placement) -> None:
        minutes = set(range(row.start, row.leaves + self.problem.terms.rating))
        inside = any(
            minutes <= set(range(begin, end))
            for day in self.problem.days
            for begin, end in day.windows
        )
        if not inside:
            self._say(
                f"{self._name(row)} déborde des horaires ou du déjeuner ({_hour(row.start)}).", row
            )

    def _watched(self, row: Placement) -> None:
        if len(set(row.evaluators)) != self.problem.terms.evaluators:
            self._say(f"{self._name(row)} a {len(set(row.evaluators))} évaluateurs.", row)
        for conflict in self.problem.conflicts:
            if (
                conflict.candidate == row.candidate
                and conflict.evaluator in row.evaluators
                and conflict.day == self._day(row.start)
            ):
                self._say(conflict.sentence, row)

    def _day(self, minute: int) -> int:
        return timedelta(minutes=minute).days

    def _free(self, row: Placement) -> None:
        for begin, end in self.candidates[row.candidate].busy:
            if not (row.leaves <= begin or end <= row.start):
                self._say(f"{self._name(row)} n’est pas disponible à {_hour(row.start)}.", row)
        for who in row.evaluators:
            for begin, end in self.evaluators[who].busy:
                if not (row.leaves + self.problem.terms.rating <= begin or end <= row.start):
                    self._say(
                        f"{self.evaluators[who].name} n’est pas disponible pour {self._name(row)}.",
                        row,
                    )

    def _two_places(self) -> None:
        """A calendar by person and by station: a minute is taken once."""
        terms = self.problem.terms
        station = terms.rating if terms.rating_on_station else 0
        for of, after, words in (
            (lambda row: (row.station,), station, "Le poste"),
            (lambda row: (row.candidate,), terms.rest, "Le candidat"),
            (lambda row: row.evaluators, terms.rating + terms.evaluator_rest, "L’évaluateur"),
        ):
            taken: dict[tuple[str, int], Placement] = {}
            said = set()
            for row in sorted(self.rows, key=lambda each: not each.pinned):
                for who in of(row):
                    for minute in range(row.start, row.leaves + after):
                        other = taken.setdefault((who, minute), row)
                        if other is row or (row.pinned and other.pinned):
                            continue
                        if (who, row.start, other.start) not in said:
                            said.add((who, row.start, other.start))
                            name, when = self._called(who), _hour(minute)
                            self._say(f"{words} {name} est pris deux fois à {when}.", row)

    def _stories(self) -> None:
        played = defaultdict(list)
        for row in self.rows:
            played[row.candidate].append(row.scenario)
        for row in self.new:
            story = self.scenarios[row.scenario]
            candidate = self.candidates[row.candidate]
            if played[row.candidate].count(row.scenario) > 1 or row.scenario in candidate.seen:
                self._say(f"{candidate.name} a déjà joué « {story.title} ».", row)
            if not story.offered:
                self._say(f"« {story.title} » n’est plus proposé.", row)
            presented = {need.block for need in candidate.needs}
            if not row.blocks or set(row.blocks) - presented:
                self._say(f"{candidate.name} ne présente pas tous les blocs de sa simulation.", row)

    def _covered(self) -> None:
        for candidate in self.problem.candidates:
            for need in candidate.needs:
                seen: set[str] = set()
                for row in self.rows:
                    if row.candidate == candidate.id and need.block in row.blocks:
                        for block, competencies in self.scenarios[row.scenario].observes:
                            seen |= competencies if block == need.block else set()
                lacking = need.competencies - seen
                if lacking:
                    self._say(
                        f"{candidate.name} : {len(lacking)} compétences du bloc {need.code}"
                        " restent inobservables."
                    )

    def _name(self, row: Placement) -> str:
        return self.candidates[row.candidate].name

    def _called(self, who: str) -> str:
        known = (self.candidates.get(who), self.evaluators.get(who), self.stations.get(who))
        return next((each.name for each in known if each), who)


def _hour(minute: int) -> str:
    """« 8 h 30 », worked out here as everything else."""
    return f"{minute % 1440 // 60}\u00a0h\u00a0{minute % 60:02d}"
