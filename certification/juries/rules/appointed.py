"""The *appointed* set: is this jury composed as the notice and the law say?

Read when composing, and again when convening. One indicator per seat, then what concerns the whole.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from fractions import Fraction

from assessments.framework.rules.qualification import CapacityRules, JuryRules

from .values import Composition, Indicator, Occupant, PlannedSeat, count, level_of

#: Each sex holds at least this share of the seats, or one seat when there are three or fewer.
#: Source: D6412-6 asks for a "représentation équilibrée"; the share is the one of the decree of
#: 10/10/2013 on selection boards, which has the same exception for three members.
BALANCE_SHARE = Fraction(2, 5)
BALANCE_SMALL = 3

SOURCE_LAW = "Code du travail, D6412-6"


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
        accepted = " ou ".join(_label(code, known) for code in seat.capacities)
        reasons.append(
            f"{occupant.name} siégerait comme « {_label(occupant.capacity, known)} » ; "
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
            f"pour siéger comme « {_label(occupant.capacity, known)} »."
        )
    return tuple(reasons)


def _label(code: str, known: Mapping[str, CapacityRules]) -> str:
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


def appointed_indicators(jury_rules: JuryRules, composition: Composition) -> tuple[Indicator, ...]:
    """The whole set for one jury, seats first, in the order of the plan."""
    holders = _holders(composition)
    indicators = [
        _seat_indicator(jury_rules, composition, seat, composition.occupants.get(seat.id, ()))
        for seat in composition.plan
    ]
    indicators.append(_one_seat_each(jury_rules, composition))
    if jury_rules.rotation:
        indicators.append(_presiding(jury_rules, composition))
    indicators.append(_minimum(jury_rules, holders))
    indicators.append(_qualified(jury_rules, composition))
    indicators.append(_balance(jury_rules, holders))
    indicators.append(_delay(jury_rules, composition))
    return tuple(indicators)


def _holders(composition: Composition) -> dict[str, Occupant]:
    """Each person who holds a seat of the plan, once."""
    return {
        occupant.person: occupant
        for seat in composition.plan
        for occupant in composition.occupants.get(seat.id, ())
    }


def _make(
    jury_rules: JuryRules,
    name: str,
    *,
    wanted: str,
    found: str,
    fails: bool,
    sentence: str,
    source: str | None = None,
    verdict: str | None = None,
) -> Indicator:
    code = f"appointed.{name}"
    level = level_of(jury_rules.levels, code)
    return Indicator(
        id=code,
        set="appointed",
        source=source or jury_rules.source,
        level=level,
        wanted=wanted,
        found=found,
        verdict=verdict or (level if fails else "ok"),
        sentence=sentence,
    )


def _seat_indicator(
    jury_rules: JuryRules,
    composition: Composition,
    seat: PlannedSeat,
    occupants: tuple[Occupant, ...],
) -> Indicator:
    names = composition.names
    known = {capacity.code: capacity for capacity in jury_rules.capacities}
    accepted = " ou ".join(_label(code, known) for code in seat.capacities)
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
    return _make(
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
        f"({_label(occupant.capacity, known)}{entity}{act})."
    )


def _one_seat_each(jury_rules: JuryRules, composition: Composition) -> Indicator:
    held = Counter(
        occupant.person
        for seat in composition.plan
        for occupant in composition.occupants.get(seat.id, ())
    )
    names = {person: occupant.name for person, occupant in _holders(composition).items()}
    twice = [names[person] for person, seats in held.items() if seats > 1]
    return _make(
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
    return _make(
        jury_rules,
        "presiding_entity",
        wanted=f"présidence en alternance : {turn}",
        found=found,
        fails=fails,
        sentence=sentence,
        verdict=verdict,
    )


def _minimum(jury_rules: JuryRules, holders: Mapping[str, Occupant]) -> Indicator:
    least = jury_rules.minimum_members
    found = len(holders)
    return _make(
        jury_rules,
        "minimum_members",
        source=SOURCE_LAW,
        wanted=f"au moins {count(least, 'personne')}",
        found=count(found, "personne"),
        fails=found < least,
        sentence=(
            f"Le jury compte {count(found, 'personne')} ; il en faut au moins {least}."
            if found < least
            else f"Le jury compte {count(found, 'personne')}."
        ),
    )


def _qualified(jury_rules: JuryRules, composition: Composition) -> Indicator:
    """A seat of the trade, held in a capacity it accepts, brings one person of the trade."""
    qualified = {
        occupant.person
        for seat in composition.plan
        if seat.trade
        for occupant in composition.occupants.get(seat.id, ())
        if occupant.capacity in seat.capacities
    }
    return _make(
        jury_rules,
        "qualified",
        source=SOURCE_LAW,
        wanted="au moins une personne qualifiée pour le métier",
        found=count(len(qualified), "personne qualifiée", "personnes qualifiées"),
        fails=not qualified,
        sentence=(
            f"Le jury compte {count(len(qualified), 'personne')} du métier."
            if qualified
            else "Aucun membre nommé n’est qualifié pour le métier visé."
        ),
    )


def _balance(jury_rules: JuryRules, holders: Mapping[str, Occupant]) -> Indicator:
    women = sum(1 for occupant in holders.values() if occupant.sex == "F")
    men = sum(1 for occupant in holders.values() if occupant.sex == "M")
    unknown = len(holders) - women - men
    total = len(holders)
    if total <= BALANCE_SMALL:
        balanced = min(women, men) >= 1
    else:
        balanced = min(women, men) >= BALANCE_SHARE * total
    found = f"{count(women, 'femme')}, {count(men, 'homme')}"
    if unknown:
        found += f", {unknown} sans mention"
    return _make(
        jury_rules,
        "gender_balance",
        source=SOURCE_LAW,
        wanted="une représentation équilibrée des femmes et des hommes",
        found=found,
        fails=not balanced,
        sentence=(
            f"La composition concourt à l’équilibre : {found}."
            if balanced
            else f"La composition ne concourt pas assez à l’équilibre des femmes et des hommes : "
            f"{found}."
        ),
    )


def _delay(jury_rules: JuryRules, composition: Composition) -> Indicator:
    days = jury_rules.summons_days
    wanted = f"convocations au moins {count(days, 'jour')} avant la date du jury"
    if composition.sits_on is None:
        return _make(
            jury_rules,
            "summons_delay",
            wanted=wanted,
            found="aucune date",
            fails=True,
            sentence="La date du jury n’est pas fixée.",
        )
    ahead = (composition.sits_on - composition.summoned_on).days
    latest = composition.sits_on - timedelta(days=days)
    return _make(
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
