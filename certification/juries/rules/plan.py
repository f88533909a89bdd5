"""Which seats a jury has, and whose turn it is to preside. Both are read from the rules file."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from assessments.framework.rules.qualification import JuryRules, SeatRules

from .values import PlannedSeat


@dataclass(frozen=True, slots=True)
class Presidency:
    """A past jury: the entity that presided, and the day it sat (or was to sit)."""

    entity: str
    on: date


@dataclass(frozen=True, slots=True)
class Proposal:
    """The entity whose turn it is (None without rotation), and the sentence that says why."""

    entity: str | None
    sentence: str


def seat_plan(
    jury_rules: JuryRules,
    presiding_entity: str | None,
    names: Mapping[str, str] | None = None,
) -> tuple[PlannedSeat, ...]:
    """The seats of a jury, in the order of the rules file.

    presiding_entity: a code of the rotation; None only for a jury that no entity presides.
    names: entity code → name, used where the rules file gives a seat no label for that entity.
    Raises ValueError when the presiding entity is not one that the rotation knows.
    Source: notice, composition of the juries (domain, §7).
    """
    rotation = jury_rules.rotation
    if rotation and presiding_entity not in rotation:
        raise ValueError(f"« {presiding_entity} » n’est pas une entité qui préside à son tour.")
    if not rotation and presiding_entity is not None:
        raise ValueError("Ce jury n’est présidé par aucune entité.")
    seats: list[PlannedSeat] = []
    for rule in jury_rules.seats:
        for entity in _entities(rule, rotation, presiding_entity):
            for rank in range(1, rule.count + 1):
                seats.append(_seat(rule, entity, rank, len(seats) + 1, names or {}))
    return tuple(seats)


def _entities(
    rule: SeatRules, rotation: Sequence[str], presiding: str | None
) -> tuple[str | None, ...]:
    if rule.entity == "presiding":
        return (presiding,)
    if rule.entity == "each_other":
        return tuple(code for code in rotation if code != presiding)
    return (None,)


def _seat(
    rule: SeatRules, entity: str | None, rank: int, position: int, names: Mapping[str, str]
) -> PlannedSeat:
    code, label, capacities = rule.id, rule.label, rule.capacities
    if rule.entity == "each_other":
        code, label = f"{code}:{entity}", f"{label} — {names.get(entity or '', entity)}"
    if entity is not None:
        label = rule.labels_by_entity.get(entity, label)
        capacities = rule.by_entity.get(entity, capacities)
    if rule.count > 1:
        code, label = f"{code}:{rank}", f"{label} ({rank})"
    return PlannedSeat(
        id=code,
        kind=rule.id,
        label=label,
        entity=entity,
        capacities=capacities,
        # One person presides, even where the rules file gives that kind of seat several places.
        presides=rule.presides and rank == 1,
        trade=rule.trade,
        position=position,
    )


def next_presiding_entity(
    rotation: Sequence[str],
    past_presidencies: Iterable[Presidency],
    names: Mapping[str, str] | None = None,
) -> Proposal:
    """Whose turn it is: the entity that has waited longest.

    One that never presided comes first; among several, the order of the rotation counted from the
    entity that presided last. Entities outside the rotation are ignored.
    Source: notice, "en alternance"; the order is ours, so that a departure with a reason does
    not shift everybody's turn.
    """
    if not rotation:
        return Proposal(None, "Aucune alternance n’est prévue pour la présidence de ce jury.")
    names = names or {}
    last: dict[str, date] = {}
    latest: Presidency | None = None
    for past in past_presidencies:
        if past.entity not in rotation:
            continue
        last[past.entity] = max(past.on, last.get(past.entity, past.on))
        if latest is None or past.on >= latest.on:
            latest = past
    if latest is None:
        entity = rotation[0]
        return Proposal(
            entity,
            f"Aucun jury n’a encore siégé : {names.get(entity, entity)} vient en tête "
            "de l’alternance.",
        )
    start = rotation.index(latest.entity) + 1
    in_turn = [*rotation[start:], *rotation[:start]]
    entity = min(in_turn, key=lambda code: last.get(code, date.min))
    previous = (
        f"Le dernier jury, le {latest.on:%d/%m/%Y}, revenait à l’entité {_name(latest, names)}"
    )
    if entity not in last:
        why = f"l’entité {names.get(entity, entity)} n’a pas encore présidé."
    elif entity == latest.entity:
        why = "elle est seule dans l’alternance."
    else:
        why = (
            f"l’entité {names.get(entity, entity)} attend depuis le plus longtemps "
            f"(sa dernière présidence : {last[entity]:%d/%m/%Y})."
        )
    return Proposal(entity, f"{previous} ; {why}")


def _name(presidency: Presidency, names: Mapping[str, str]) -> str:
    return names.get(presidency.entity, presidency.entity)
