"""What the *appointed* set asks of the members together, whichever seat each holds."""

from collections.abc import Iterable, Mapping
from datetime import date

from assessments.framework.rules.qualification import JuryRules

from .values import Accreditation, Composition, Indicator, Occupant, count, level_of

SOURCE_LAW = "Code du travail, D6412-6"


def holders_of(composition: Composition) -> dict[str, Occupant]:
    """Each person who holds a seat of the plan, once."""
    return {
        occupant.person: occupant
        for seat in composition.plan
        for occupant in composition.occupants.get(seat.id, ())
    }


def appointed(
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
    """One indicator of the set: its level from the rules, its verdict from whether it fails."""
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


def minimum(jury_rules: JuryRules, holders: Mapping[str, Occupant]) -> Indicator:
    """Enough people sit. Source: D6412-6."""
    least = jury_rules.minimum_members
    found = len(holders)
    return appointed(
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


def qualified_members(jury_rules: JuryRules, composition: Composition) -> Indicator:
    """A seat of the trade, held in a capacity it accepts, brings one person of the trade."""
    qualified = {
        occupant.person
        for seat in composition.plan
        if seat.trade
        for occupant in composition.occupants.get(seat.id, ())
        if occupant.capacity in seat.capacities
    }
    return appointed(
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


def balance(jury_rules: JuryRules, holders: Mapping[str, Occupant]) -> Indicator:
    """Each sex holds at least its share of the seats filled.

    Source: D6412-6 asks for a "représentation équilibrée"; the share and the size under which one
    of each is enough are the certifier's (rules file).
    """
    women = sum(1 for occupant in holders.values() if occupant.sex == "F")
    men = sum(1 for occupant in holders.values() if occupant.sex == "M")
    unknown = len(holders) - women - men
    total = len(holders)
    if total <= jury_rules.balance_small:
        balanced = min(women, men) >= 1
    else:
        balanced = min(women, men) >= jury_rules.balance_share * total
    found = f"{count(women, 'femme')}, {count(men, 'homme')}"
    if unknown:
        found += f", {unknown} sans mention"
    return appointed(
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


def designations(jury_rules: JuryRules, holders: Mapping[str, Occupant]) -> Indicator | None:
    """Whoever represents somebody has a recorded act that designates them; None when no capacity
    of the rules asks for one. Source: notice, "ou son représentant"."""
    known = {one.code: one for one in jury_rules.capacities if one.designation_required}
    if not known:
        return None
    represents = [one for one in holders.values() if one.capacity in known]
    lacking = [one for one in represents if not one.designation.strip()]
    return appointed(
        jury_rules,
        "designations",
        wanted="un acte de désignation enregistré pour chaque représentant",
        found=" ; ".join(f"{one.name} : {one.designation.strip() or 'aucun'}" for one in represents)
        or "aucun représentant",
        fails=bool(lacking),
        sentence=" ".join(
            f"L’acte qui désigne {one.name} comme « {known[one.capacity].label} » "
            "n’est pas enregistré."
            for one in lacking
        )
        or (
            "Chaque représentant a son acte de désignation."
            if represents
            else "Personne ne siège comme représentant."
        ),
    )


def mandate(jury_rules: JuryRules, composition: Composition) -> Indicator | None:
    """No accreditation is older, on the day of the jury, than a mandate lasts.

    A renewal is another accreditation, by another act. None when the rules set no length.
    Source: the certifier (rules file, mandate_years).
    """
    years, day = jury_rules.mandate_years, composition.sits_on
    if not years or day is None:
        return None
    holders = holders_of(composition)
    since = {
        person: start
        for person, holder in holders.items()
        if (start := mandate_start(holder.accreditations or (), day))
    }
    over = [
        person for person in since if mandate_over(holders[person].accreditations or (), years, day)
    ]
    oldest = min(since.values(), default=None)
    return appointed(
        jury_rules,
        "mandate",
        source="Décision du certificateur (durée des habilitations)",
        wanted=f"des habilitations de moins de {count(years, 'an')} au jour du jury",
        found=f"la plus ancienne : {oldest:%d/%m/%Y}" if oldest else "aucune habilitation datée",
        fails=bool(over),
        sentence=" ".join(
            f"{holders[person].name} est habilité depuis le {since[person]:%d/%m/%Y} : "
            f"plus de {count(years, 'an')}, l’habilitation est à renouveler."
            for person in over
        )
        or f"Aucune habilitation n’a plus de {count(years, 'an')}.",
    )


def mandate_start(spans: Iterable[Accreditation], day: date) -> date | None:
    """The first day of the accreditation in force; of two that overlap, the newer is a renewal."""
    return max((span.start for span in spans if span.covers(day)), default=None)


def mandate_over(spans: Iterable[Accreditation], years: int, day: date) -> bool:
    """Whether the accreditation in force that day is as old as a mandate lasts (0: no limit)."""
    start = mandate_start(spans, day)
    if not years or start is None:
        return False
    return (start.year + years, start.month, start.day) <= (day.year, day.month, day.day)
