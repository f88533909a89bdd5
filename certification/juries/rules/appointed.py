"""The *appointed* set: is this jury composed as the notice and the law say?

Read when composing, and again when convening. One indicator per seat, then what concerns the whole.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import timedelta

from assessments.framework.rules.qualification import CapacityRules, JuryRules

from .fitting import label_of, misfits
from .members import (
    appointed,
    balance,
    designations,
    holders_of,
    mandate,
    minimum,
    qualified_members,
)
from .values import Composition, Indicator, Occupant, PlannedSeat, count


def appointed_indicators(jury_rules: JuryRules, composition: Composition) -> tuple[Indicator, ...]:
    """The whole set for one jury, seats first, in the order of the plan."""
    holders = holders_of(composition)
    whole = (
        _one_seat_each(jury_rules, composition),
        _presiding(jury_rules, composition) if jury_rules.rotation else None,
        designations(jury_rules, holders),
        minimum(jury_rules, holders),
        qualified_members(jury_rules, composition),
        balance(jury_rules, holders),
        mandate(jury_rules, composition),
        _delay(jury_rules, composition),
    )
    return (
        *(
            _seat_indicator(jury_rules, composition, seat, composition.occupants.get(seat.id, ()))
            for seat in composition.plan
        ),
        *(indicator for indicator in whole if indicator is not None),
    )


def _seat_indicator(
    jury_rules: JuryRules,
    composition: Composition,
    seat: PlannedSeat,
    occupants: tuple[Occupant, ...],
) -> Indicator:
    names = composition.names
    known = {capacity.code: capacity for capacity in jury_rules.capacities}
    accepted = " ou ".join(label_of(code, known) for code in seat.capacities)
    wanted = (
        accepted if seat.entity is None else f"{accepted} ({names.get(seat.entity, seat.entity)})"
    )
    reasons: list[str] = []
    if not occupants:
        found = "personne"
        sentence = f"Le siège « {seat.label} » n’est pas pourvu."
    else:
        found = ", ".join(_name_and_entity(occupant, names) for occupant in occupants)
        if len(occupants) > 1:
            reasons.append(
                f"Le siège « {seat.label} » est tenu par {len(occupants)} personnes à la fois."
            )
        for occupant in occupants:
            reasons.extend(
                misfits(
                    seat,
                    occupant,
                    presiding=composition.presiding,
                    capacities=jury_rules.capacities,
                    day=composition.sits_on,
                    names=names,
                )
            )
        sentence = " ".join(reasons) or _filled(seat, occupants[0], known, names)
    return appointed(
        jury_rules,
        f"seat.{seat.id}",
        wanted=wanted,
        found=found,
        fails=bool(reasons) or not occupants,
        sentence=sentence,
    )


def _name_and_entity(occupant: Occupant, names: Mapping[str, str]) -> str:
    if occupant.entity is None:
        return f"{occupant.name} (sans entité)"
    return f"{occupant.name} ({names.get(occupant.entity, occupant.entity)})"


def _filled(
    seat: PlannedSeat,
    occupant: Occupant,
    known: Mapping[str, CapacityRules],
    names: Mapping[str, str],
) -> str:
    entity = f", entité {names.get(occupant.entity, occupant.entity)}" if occupant.entity else ""
    act = f" ; acte : {occupant.designation}" if occupant.designation else ""
    return (
        f"{occupant.name} tient le siège « {seat.label} » "
        f"({label_of(occupant.capacity, known)}{entity}{act})."
    )


def _one_seat_each(jury_rules: JuryRules, composition: Composition) -> Indicator:
    held = Counter(
        occupant.person
        for seat in composition.plan
        for occupant in composition.occupants.get(seat.id, ())
    )
    names = {person: occupant.name for person, occupant in holders_of(composition).items()}
    twice = [names[person] for person, seats in held.items() if seats > 1]
    return appointed(
        jury_rules,
        "one_seat_each",
        wanted="nul sur deux sièges",
        found=(
            f"{count(len(held), 'personne')}, "
            f"{count(sum(held.values()), 'siège pourvu', 'sièges pourvus')}"
        ),
        fails=bool(twice),
        sentence=(
            f"{' et '.join(twice)} : une même personne ne peut pas tenir deux sièges."
            if twice
            else "Personne ne tient deux sièges."
        ),
    )


def _presiding(jury_rules: JuryRules, composition: Composition) -> Indicator:
    names = composition.names
    found = names.get(composition.presiding or "", composition.presiding or "aucune")
    turn = names.get(composition.proposed or "", composition.proposed or "aucune")
    reason = composition.reason.strip()
    verdict = None
    if composition.presiding not in jury_rules.rotation:
        fails, sentence = True, f"L’entité qui préside ({found}) n’est pas dans l’alternance."
    elif composition.presiding == composition.proposed:
        fails, sentence = False, f"La présidence revient à son tour à l’entité {found}."
    elif reason:
        fails, verdict = True, "warn"
        sentence = (
            f"C’était le tour de l’entité {turn} ; l’entité {found} préside. Motif : {reason}"
        )
    else:
        fails = True
        sentence = (
            f"C’était le tour de l’entité {turn} : "
            f"un motif est nécessaire pour confier la présidence à l’entité {found}."
        )
    return appointed(
        jury_rules,
        "presiding_entity",
        wanted=f"présidence en alternance : {turn}",
        found=found,
        fails=fails,
        sentence=sentence,
        verdict=verdict,
    )


def _delay(jury_rules: JuryRules, composition: Composition) -> Indicator:
    days = jury_rules.summons_days
    wanted = f"convocations au moins {count(days, 'jour')} avant la date du jury"
    if composition.sits_on is None:
        return appointed(
            jury_rules,
            "summons_delay",
            wanted=wanted,
            found="aucune date",
            fails=True,
            sentence="La date du jury n’est pas fixée.",
        )
    ahead = (composition.sits_on - composition.summoned_on).days
    latest = composition.sits_on - timedelta(days=days)
    return appointed(
        jury_rules,
        "summons_delay",
        wanted=wanted,
        found=count(max(ahead, 0), "jour"),
        fails=ahead < days,
        sentence=(
            f"Le jury siège le {composition.sits_on:%d/%m/%Y} : les convocations devaient partir "
            f"au plus tard le {latest:%d/%m/%Y}. Une autre date est nécessaire."
            if ahead < days
            else f"Des convocations du {composition.summoned_on:%d/%m/%Y} laissent "
            f"{count(ahead, 'jour')} avant le jury : {days} sont demandés, "
            f"soit au plus tard le {latest:%d/%m/%Y}."
        ),
    )
