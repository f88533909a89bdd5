"""What has arrived of what was done at the stations: for the room screen and for the release.

The balance counts acts, not ratings still owed: a candidate may leave once everything done so far
on the evaluators' devices has come, whatever remains to be rated.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from assessments.grading.models import AssessmentSheet, SheetAct, SheetDevice, SheetState
from assessments.sessions.models import Simulation, SimulationEvaluator


@dataclass(frozen=True, slots=True)
class StationBalance:
    """One evaluator of a simulation. made, received, waiting: acts, over all their devices.

    sheet_id, sheet_state: of the sheet in force, None before it is opened. waiting: made and not
    yet arrived. last_contact_at: of any device, None before the first. devices: how many.
    """

    evaluator_id: UUID
    evaluator: str
    sheet_id: UUID | None
    sheet_state: str | None
    made: int
    received: int
    waiting: int
    last_contact_at: datetime | None
    devices: int


def balances(simulations: QuerySet[Simulation]) -> dict[UUID, list[StationBalance]]:
    """The balance of each evaluator, in their order, by simulation. Three queries."""
    seats = SimulationEvaluator.objects.filter(simulation__in=simulations.values("pk"))
    sheets = {
        (simulation, evaluator): (pk, state)
        for pk, simulation, evaluator, state in AssessmentSheet.objects.filter(
            simulation__in=simulations.values("pk")
        )
        .exclude(state=SheetState.SUPERSEDED)
        .values_list("pk", "simulation", "evaluator", "state")
    }
    devices = _devices([pk for pk, _ in sheets.values()])
    found: dict[UUID, list[StationBalance]] = defaultdict(list)
    for seat in seats.select_related("person").order_by("simulation", "position"):
        sheet, state = sheets.get((seat.simulation_id, seat.person_id), (None, None))
        known = devices[sheet] if sheet else []
        received = sum(one.received for one in known)
        waiting = sum(max(0, one.made - one.received) for one in known)
        found[seat.simulation_id].append(
            StationBalance(
                evaluator_id=seat.person_id,
                evaluator=seat.person.display_name,
                sheet_id=sheet,
                sheet_state=state,
                made=received + waiting,
                received=received,
                waiting=waiting,
                last_contact_at=max((one.last_contact_at for one in known), default=None),
                devices=len(known),
            )
        )
    return dict(found)


@dataclass(frozen=True, slots=True)
class _Device:
    made: int
    received: int
    last_contact_at: datetime


def _devices(sheets: Iterable[UUID]) -> dict[UUID, list[_Device]]:
    """The devices of each sheet. One query."""
    acts = (
        SheetAct.objects.filter(sheet=OuterRef("sheet"), client=OuterRef("client"))
        .order_by()
        .values("client")
        .annotate(n=Count("pk"))
        .values("n")
    )
    rows = (
        SheetDevice.objects.filter(sheet__in=list(sheets))
        .annotate(stored=Coalesce(Subquery(acts), 0))
        .values_list("sheet", "made", "stored", "refused", "last_contact_at")
    )
    found: dict[UUID, list[_Device]] = defaultdict(list)
    for sheet, made, stored, refused, at in rows.order_by("sheet", "client"):
        found[sheet].append(_Device(made, stored + len(refused), at))
    return found
