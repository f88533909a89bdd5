"""The [[jury]] tables of a rules file: who sits, in what capacity, and when the jury may sit."""

import re
from collections.abc import Iterable
from fractions import Fraction

from assessments.framework.rules.qualification import (
    LEVELS,
    CapacityRules,
    EntityRules,
    JuryRules,
    RouteRules,
    SeatRules,
)
from assessments.framework.rules.reading import Table

#: To which entity a seat may belong (see SeatRules).
SEAT_ENTITIES = ("presiding", "each_other", "any")


def read_juries(
    top: Table, *, routes: Iterable[RouteRules], entities: Iterable[EntityRules]
) -> tuple[JuryRules, ...]:
    """Read every [[jury]] table; errors go to the table. Each open route has exactly one jury."""
    open_routes = {route.code for route in routes}
    codes = {entity.code for entity in entities}
    juries = []
    served: set[str] = set()
    for row in top.tables("jury"):
        juries.append(_jury(row, codes))
        for route in juries[-1].routes:
            if route not in open_routes:
                row.complain("routes", f"la voie {route} n’est pas ouverte par ces règles")
            row.unique("routes", route, served)
        row.finish()
    for route in sorted(open_routes - served):
        top.complain("jury", f"la voie {route} est ouverte, mais aucun jury ne la sert")
    return tuple(juries)


def _jury(row: Table, entities: set[str]) -> JuryRules:
    rotation = row.texts("rotation", [])
    for code in rotation:
        if code not in entities:
            row.complain("rotation", f"l’entité {code} n’est pas décrite dans [[entities]]")
    capacities = _capacities(row)
    seats = tuple(
        _seat(seat, rotation, {capacity.code for capacity in capacities})
        for seat in row.tables("seats")
    )
    _check_seats(row, seats, rotation)
    total = seats_total(seats, rotation)
    minimum = row.number("minimum_members", 1, 50)
    if total and minimum > total:
        row.complain("minimum_members", f"{minimum} membres exigés pour {total} sièges")
    return JuryRules(
        routes=row.texts("routes"),
        seats=seats,
        capacities=capacities,
        rotation=rotation,
        quorum_share=_share(row, "quorum_share"),
        quorum_president=row.take("quorum_president", bool),
        minimum_members=minimum,
        summons_days=row.number("summons_days", 0, 365),
        levels=_levels(row),
        source=row.take("source", str),
        balance_share=_share(row, "balance_share", "2/5"),
        balance_small=row.number("balance_small", 0, 50, 3),
        mandate_years=row.number("mandate_years", 0, 50, 0),
        reminder_days=_reminders(row),
    )


def seats_total(seats: Iterable[SeatRules], rotation: tuple[str, ...]) -> int:
    """How many people make the jury once the presiding entity is known."""
    others = max(len(rotation) - 1, 0)
    return sum(seat.count * (others if seat.entity == "each_other" else 1) for seat in seats)


def _capacities(row: Table) -> tuple[CapacityRules, ...]:
    seen: set[str] = set()
    capacities = []
    for table in row.tables("capacities"):
        code = table.take("code", str)
        table.unique("code", code, seen)
        capacities.append(
            CapacityRules(
                code=code,
                label=table.take("label", str),
                designation_required=table.take("designation_required", bool, False),
            )
        )
        table.finish()
    return tuple(capacities)


def _seat(table: Table, rotation: tuple[str, ...], capacities: set[str]) -> SeatRules:
    by_entity = table.table("by_entity", {})
    labels = table.table("labels_by_entity", {})
    seat = SeatRules(
        id=table.take("id", str),
        label=table.take("label", str),
        count=table.number("count", 1, 20),
        presides=table.take("presides", bool, False),
        entity=table.choice("entity", SEAT_ENTITIES),
        capacities=table.texts("capacities"),
        by_entity={code: by_entity.texts(code) for code in by_entity.values},
        labels_by_entity={code: labels.take(code, str) for code in labels.values},
        trade=table.take("trade", bool, False),
    )
    for inner in (by_entity, labels):
        for code in inner.values:
            if code not in rotation:
                inner.complain(code, f"l’entité {code} n’est pas dans « rotation »")
    for code in dict.fromkeys(
        [*seat.capacities, *(c for cs in seat.by_entity.values() for c in cs)]
    ):
        if code not in capacities:
            table.complain("capacities", f"la qualité « {code} » n’est pas décrite")
    if "capacities" in table.values and not seat.capacities:
        table.complain("capacities", "aucune qualité n’y donne droit")
    if seat.presides and seat.count != 1:
        table.complain("count", "un jury n’a qu’un président")
    if seat.entity in ("presiding", "each_other") and len(rotation) < 2:
        table.complain("entity", "ce siège suit la rotation, qui nomme moins de deux entités")
    table.finish()
    return seat


def _check_seats(row: Table, seats: tuple[SeatRules, ...], rotation: tuple[str, ...]) -> None:
    seen: set[str] = set()
    for seat in seats:
        row.unique("seats", seat.id, seen)
    presiding = [seat for seat in seats if seat.presides]
    if len(presiding) != 1:
        row.complain(
            "seats",
            "aucun siège ne préside (presides = true)"
            if not presiding
            else f"{len(presiding)} sièges président, un seul le peut",
        )
    if rotation and presiding and presiding[0].entity != "presiding":
        row.complain(
            "rotation", "une rotation est écrite, mais le siège qui préside ne la suit pas"
        )
    if seats and not any(seat.trade for seat in seats):
        row.complain("seats", "aucun siège n’est qualifié pour le métier (trade = true)")


def _share(row: Table, key: str, *default: str) -> Fraction:
    """A share of the seats. default: what an older file, silent on it, is read as."""
    text = row.take(key, str, *default)
    if not text:
        return Fraction(1)
    if not re.fullmatch(r"\d{1,3}(/[1-9]\d{0,2})?", text):
        row.complain(key, f"« {text} » n’est pas une fraction telle que 1/2")
        return Fraction(1)
    share = Fraction(text)
    if not 0 < share <= 1:
        row.complain(key, f"« {text} » n’est pas compris entre 0 (exclu) et 1")
    return share


def _reminders(row: Table) -> tuple[int, ...]:
    """The days of the reminders, in order; none when the file says so with an empty list."""
    days = row.take("reminder_days", list, [3, 10])
    if any(type(day) is not int or not 1 <= day <= 365 for day in days):
        row.complain("reminder_days", "des nombres de jours entre 1 et 365 sont attendus")
        return ()
    if sorted(set(days)) != days:
        row.complain("reminder_days", "les jours vont du plus proche au plus lointain")
    return tuple(days)


def _levels(row: Table) -> dict[str, str]:
    table = row.table("levels", {})
    return {indicator: table.choice(indicator, LEVELS) for indicator in table.values}
