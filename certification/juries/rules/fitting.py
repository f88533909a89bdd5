"""Who may hold a seat: entity, capacity, act of designation, accreditation."""

from collections.abc import Iterable, Mapping
from datetime import date

from assessments.framework.rules.qualification import CapacityRules

from .values import Occupant, PlannedSeat


def misfits(
    seat: PlannedSeat,
    occupant: Occupant,
    *,
    presiding: str | None,
    capacities: Iterable[CapacityRules],
    day: date | None,
    names: Mapping[str, str] | None = None,
) -> tuple[str, ...]:
    """Why that person may not hold that seat on that day: French sentences, none when they may.

    Source: notice, composition; the act of designation is what proves a representative.
    """
    names = names or {}
    known = {capacity.code: capacity for capacity in capacities}
    held = known.get(occupant.capacity)
    reasons = []
    if seat.entity is not None and occupant.entity != seat.entity:
        reasons.append(_wrong_entity(seat, occupant, presiding, names))
    if occupant.capacity not in seat.capacities:
        accepted = " ou ".join(label_of(code, known) for code in seat.capacities)
        reasons.append(
            f"{occupant.name} siégerait comme « {label_of(occupant.capacity, known)} » ; "
            f"le siège « {seat.label} » demande : {accepted}."
        )
    if held is not None and held.designation_required and not occupant.designation.strip():
        reasons.append(
            f"L’acte qui désigne {occupant.name} comme « {held.label} » n’est pas enregistré."
        )
    spans = occupant.accreditations
    if spans is not None and day is not None and not any(span.covers(day) for span in spans):
        reasons.append(
            f"{occupant.name} n’a pas d’habilitation en cours le {day:%d/%m/%Y} "
            f"pour siéger comme « {label_of(occupant.capacity, known)} »."
        )
    return tuple(reasons)


def label_of(code: str, known: Mapping[str, CapacityRules]) -> str:
    """What the rules call a capacity; its code when they do not know it."""
    return known[code].label if code in known else code


def _wrong_entity(
    seat: PlannedSeat, occupant: Occupant, presiding: str | None, names: Mapping[str, str]
) -> str:
    due = names.get(seat.entity or "", seat.entity)
    if occupant.entity is None:
        return (
            f"Le siège « {seat.label} » revient à l’entité {due} : "
            f"{occupant.name} ne relève d’aucune entité ce jour-là."
        )
    tail = ", qui préside ce jury" if occupant.entity == presiding else ""
    return (
        f"Le siège « {seat.label} » revient à l’entité {due} : "
        f"{occupant.name} relève de l’entité {names.get(occupant.entity, occupant.entity)}{tail}."
    )
