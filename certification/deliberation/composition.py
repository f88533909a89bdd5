"""The proof of the composition, as the minutes print it: seats, indicators, comings and goings.

Courts annul for a composition that is irregular or cannot be proven: nothing is summed up here.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from itertools import groupby
from typing import Any

from assessments.people.models import Person
from ccas import clock
from certification.deliberation.models import Attendance, AttendanceKind, Deliberation
from certification.juries.documents import cited
from certification.juries.models import Nomination
from certification.juries.reading import Standing

type Name = Callable[[Person], str]

#: Verdict of an indicator → how documents code and print it.
VERDICTS = {
    "ok": ("pass", "Conforme"),
    "warn": ("warn", "À noter"),
    "block": ("fail", "Non conforme"),
}


def printed_indicators(indicators: Iterable[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Stored indicators as documents print them."""
    return [
        {
            "id": one["id"],
            "wants": one["wanted"],
            "source": cited(one["source"]),
            "found": one["found"],
            "verdict": VERDICTS[one["verdict"]][0],
            "verdict_label": VERDICTS[one["verdict"]][1],
            "sentence": one["sentence"],
        }
        for one in indicators
    ]


def seats(deliberation: Deliberation, name: Name) -> list[dict[str, Any]]:
    """Each seat, the capacities it accepts, and everyone who held it, with the acts."""
    jury = deliberation.jury
    labels = {capacity.code: capacity.label for capacity in jury.rules.capacities}
    rows = list(
        jury.seats.order_by("position")
        .select_related("entity")
        .prefetch_related("nominations__person")
    )
    held = [one for seat in rows for one in seat.nominations.all()]
    standing = Standing.of([one.person_id for one in held], jury.sits_on)
    return [
        {
            "seat": seat.key,
            "label": seat.label,
            "entity": seat.entity.short_name if seat.entity else "Toute entité",
            "accepted_capacities": " ou ".join(labels.get(code, code) for code in seat.capacities),
            "occupancies": [
                _occupancy(one, name, labels, standing)
                for one in sorted(seat.nominations.all(), key=lambda row: row.starts_at)
            ],
        }
        for seat in rows
    ]


def _occupancy(
    held: Nomination, name: Name, labels: Mapping[str, str], standing: Standing
) -> dict[str, Any]:
    reference, dated_on = held.designation_reference, held.designation_date
    if not reference:
        acts = standing.accredited(held.person_id, held.capacity)
        act = next((one for one in acts if one.covers(standing.day) and one.act_reference), None)
        if act is not None:
            reference, dated_on = act.act_reference, act.act_date
    return {
        "name": name(held.person),
        "capacity": labels.get(held.capacity, held.capacity),
        "standing_label": "suppléance" if held.replaces_id else "titulaire",
        "act_reference": reference or None,
        "act_dated_on": dated_on.isoformat() if dated_on else None,
        "from": _instant(held.starts_at),
        "to": _instant(held.ends_at),
    }


def movements(deliberation: Deliberation) -> list[Attendance]:
    """Arrivals and departures in order, each with its person."""
    rows = deliberation.attendances.select_related("person").order_by("at", "recorded_at")
    return list(rows)


def sitting_events(
    deliberation: Deliberation, moves: Iterable[Attendance], name: Name
) -> list[dict[str, Any]]:
    """The sitting set at the opening, then at every arrival and departure."""
    later = [one for one in moves if not _at_opening(one, deliberation)]
    printed = [
        {
            "at": _instant(deliberation.opened_at),
            "event": "Ouverture",
            "indicators": printed_indicators(
                one for one in deliberation.indicators if one["set"] == "sitting"
            ),
        }
    ]
    for one in later:
        verb = "Arrivée" if one.kind == AttendanceKind.ARRIVAL else "Départ"
        printed.append(
            {
                "at": _instant(one.at),
                "event": f"{verb} : {name(one.person)}",
                "indicators": printed_indicators(one.indicators),
            }
        )
    return printed


def _at_opening(one: Attendance, deliberation: Deliberation) -> bool:
    return one.kind == AttendanceKind.ARRIVAL and one.at == deliberation.opened_at


def _minute_and_kind(one: Attendance) -> tuple[datetime, str]:
    return one.at.replace(second=0, microsecond=0), one.kind


def attendance(
    deliberation: Deliberation, moves: Iterable[Attendance], name: Name
) -> list[dict[str, Any]]:
    """Every arrival and departure, with who was left and whether the quorum stood.

    Those who move the same way within one minute stand on one line, with the state after the last
    of them: the minutes give times to the minute, and a quorum is not missing while people sit
    down.
    """
    seats_total = deliberation.jury.seats.count()
    inside: set[Any] = set()
    lines = []
    for (_, kind), moved in groupby(moves, key=_minute_and_kind):
        together = list(moved)
        one = together[-1]
        movers = {row.person_id for row in together}
        inside = inside | movers if kind == AttendanceKind.ARRIVAL else inside - movers
        label = "Arrivée" if kind == AttendanceKind.ARRIVAL else "Départ"
        lines.append(
            {
                "at": _instant(together[0].at),
                "name": ", ".join(name(row.person) for row in together),
                "event": str(kind),
                "event_label": label + "s" * (len(together) > 1),
                "present": len(inside),
                "seats": seats_total,
                "quorum": all(
                    row["verdict"] != "block"
                    for row in one.indicators
                    if row["id"] == "sitting.quorum"
                ),
            }
        )
    return lines


def _instant(moment: datetime | None) -> str | None:
    return clock.paris(moment).isoformat(timespec="seconds") if moment else None
