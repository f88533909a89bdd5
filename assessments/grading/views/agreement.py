"""How far the evaluators of a session agree: the stored indices, drawn beside their numbers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from assessments.framework.models import Competency
from assessments.grading import actions
from assessments.grading.agreement.material import state_of
from assessments.grading.agreement.measuring import MEASURE
from assessments.grading.agreement.values import FEWEST, Estimate
from assessments.grading.models import AgreementSnapshot
from assessments.grading.permissions import followed_sessions, still_blind
from assessments.people.models import Person
from ccas import access, interface
from ccas.jobs.models import Job, JobState

#: Where the lines of the drawing stand: chance, what one may lean on (Krippendorff), always agreed.
MARKS = (0.0, 0.8, 1.0)


@dataclass(frozen=True, slots=True)
class Drawn:
    """One index and its drawing. name, where: what it is about. x, low, high: percent of width."""

    name: str
    where: str
    estimate: Estimate
    x: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Scale:
    """The axis of the drawings: from `floor` to 1. marks: (percent, label)."""

    floor: float
    marks: tuple[tuple[float, str], ...]

    def x(self, value: float | None) -> float | None:
        """Where a value stands, in percent, to a tenth; None for none."""
        if value is None:
            return None
        return round(4 + 92 * (value - self.floor) / (1 - self.floor), 1)

    def draw(self, name: str, where: str, estimate: Estimate) -> Drawn:
        """The index with its place."""
        low, high = self.x(estimate.low), self.x(estimate.high)
        return Drawn(name, where, estimate, self.x(estimate.value), low, high)


def scale_for(estimates: Iterable[Estimate]) -> Scale:
    """From 0, or from the half below the lowest value when some are negative."""
    lowest = min(
        (low for each in estimates for low in (each.low, each.value) if low is not None), default=0
    )
    floor = next(floor for floor in (0.0, -0.5, -1.0, -10.0) if lowest >= floor)
    bare = Scale(floor, ())
    ends = [floor] if floor < 0 else []
    return Scale(floor, tuple((bare.x(mark) or 0, _figure(mark)) for mark in (*ends, *MARKS)))


def _figure(value: float) -> str:
    """« 0,67 », « 1 »."""
    return f"{value:.2f}".rstrip("0").rstrip(".").replace(".", ",").replace("-", "−")


@require_GET
@access.roles("officer", "evaluator")
def show(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The indices of a session as last computed, and whether the sheets have changed since."""
    session = access.get_or_404(
        followed_sessions(request.actor).select_related("site", "lead"), pk=pk
    )
    context: dict[str, Any] = {"session": session, "fewest": FEWEST}
    if still_blind(request.actor, session):
        return render(request, "assessments/grading/agreement.html", context | {"blind": True})
    state = state_of(session)
    snapshot = session.agreements.order_by("-recorded_at").first()
    job = (
        Job.objects.filter(kind=MEASURE, key__startswith=f"{session.pk}:")
        .exclude(state=JobState.DONE)
        .order_by("-recorded_at")
        .first()
    )
    context |= {
        "blind": False,
        "comparable": state is not None,
        "snapshot": snapshot,
        "forgotten": snapshot is not None and not snapshot.values,
        "current": snapshot is not None and snapshot.fingerprint == state,
        "job": job,
        "working": job is not None and job.state in {JobState.WAITING, JobState.RUNNING},
    }
    if snapshot is not None and snapshot.values:
        context |= _tables(snapshot)
    name = "agreement_body" if request.htmx else "agreement"
    return render(request, f"assessments/grading/{name}.html", context)


@interface.refusals
@access.roles("officer", "evaluator")
def measure(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask for the indices of the sheets as they are."""
    session = access.get_or_404(followed_sessions(request.actor).select_related("lead"), pk=pk)
    actions.measure_agreement(session, by=request.actor)
    messages.success(request, "Le calcul est demandé : cette page se mettra à jour.")
    return redirect("grading:agreement", pk=session.pk)


def _tables(snapshot: AgreementSnapshot) -> dict[str, Any]:
    """The stored values with the names they are about. Two queries."""
    values = snapshot.values
    read = {
        "session": {name: _read(stored) for name, stored in values["session"].items()},
        "pairs": [(row["people"], _read(row)) for row in values["pairs"]],
        "lines": [(row["competency"], _read(row)) for row in values["competencies"]],
    }
    every = [*read["session"].values(), *(one for _, one in [*read["pairs"], *read["lines"]])]
    scale = scale_for(every)
    people = {
        str(person.pk): person.display_name
        for person in Person.objects.filter(pk__in={pk for pks, _ in read["pairs"] for pk in pks})
    }
    lines = {
        line.pk: line
        for line in Competency.objects.filter(pk__in=[pk for pk, _ in read["lines"]])
        .select_related("block")
        .order_by("pk")
    }
    return {
        "scale": scale,
        "levels": values["levels"],
        "simulations": values["simulations"],
        "whole": [
            scale.draw("Alpha de Krippendorff, échelle ordonnée", "", read["session"]["ordinal"]),
            scale.draw("Alpha de Krippendorff, sans ordre", "", read["session"]["nominal"]),
            scale.draw("Kappa de Fleiss", "", read["session"]["fleiss"]),
        ],
        "pairs": _lowest_first(
            scale.draw(" et ".join(sorted(people[pk] for pk in pks)), "", one)
            for pks, one in read["pairs"]
        ),
        "lines": [
            scale.draw(lines[pk].text, f"{lines[pk].block.code}, {lines[pk].position}", one)
            for pk, one in read["lines"]
        ],
    }


def _read(stored: Mapping[str, Any]) -> Estimate:
    """An index out of the JSON values, without what says whom it is about."""
    return Estimate.read(
        {name: value for name, value in stored.items() if name not in {"people", "competency"}}
    )


def _lowest_first(drawn: Iterable[Drawn]) -> list[Drawn]:
    """What to look at first is at the top; what has no number, at the bottom."""
    return sorted(
        drawn,
        key=lambda one: (one.estimate.value is None, one.estimate.value or 0, one.name),
    )
