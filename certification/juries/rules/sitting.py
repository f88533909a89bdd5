"""The *sitting* set: may those who are present sit? Read at opening and at every coming and going.

The same reading serves the candidate set, over those who are left once some have withdrawn.
"""

from collections.abc import Iterable
from fractions import Fraction
from math import ceil

from assessments.framework.rules.qualification import JuryRules

from .members import SOURCE_LAW
from .values import Indicator, PlannedSeat, Presence, count, level_of


def sitting_indicators(
    jury_rules: JuryRules,
    plan: Iterable[PlannedSeat],
    present: Iterable[Presence],
    *,
    of: str = "sitting",
) -> tuple[Indicator, ...]:
    """The set for those present; someone present who holds no seat of the plan counts for nothing.

    of: the set these indicators are printed under, "sitting" or "candidate".
    """
    seats = {seat.id: seat for seat in plan}
    # One person counts once, wherever they sit.
    members = {presence.person: presence for presence in present if presence.seat in seats}
    taken = {presence.seat for presence in members.values()}
    indicators = []
    if any(seat.presides for seat in seats.values()):
        indicators.append(_president(jury_rules, seats, members, of))
    indicators.append(_quorum(jury_rules, seats, taken, of))
    indicators.append(_qualified(jury_rules, seats, members, of))
    indicators.append(_minimum(jury_rules, members, of))
    if of == "sitting":
        indicators.append(_declarations(jury_rules, members))
        indicators.extend(_studied(jury_rules, members))
    return tuple(indicators)


def _make(
    jury_rules: JuryRules,
    of: str,
    name: str,
    source: str,
    wanted: str,
    found: str,
    sentence: str,
    *,
    fails: bool,
    level: str | None = None,
) -> Indicator:
    # The weight is the one of the sitting set, also when it is read again for one candidate.
    level = level or level_of(jury_rules.levels, f"sitting.{name}")
    verdict = level if fails else "ok"
    return Indicator(f"{of}.{name}", of, source, level, wanted, found, verdict, sentence)


def _president(
    jury_rules: JuryRules, seats: dict[str, PlannedSeat], members: dict[str, Presence], of: str
) -> Indicator:
    here = [presence for presence in members.values() if seats[presence.seat].presides]
    return _make(
        jury_rules,
        of,
        "president",
        jury_rules.source,
        "la présidence tenue, par le président ou son suppléant",
        here[0].name if here else "absente",
        f"{here[0].name} tient la présidence."
        if here
        else "Ni le président ni un suppléant n’est présent.",
        fails=not here,
        # Without this rule in the file a jury may sit; nobody then has the casting vote.
        level=None if jury_rules.quorum_president else "warn",
    )


def _quorum(
    jury_rules: JuryRules, seats: dict[str, PlannedSeat], taken: set[str], of: str
) -> Indicator:
    needed = seats_needed(jury_rules.quorum_share, len(seats))
    presides = any(seats[seat].presides for seat in taken)
    with_president = jury_rules.quorum_president and any(s.presides for s in seats.values())
    enough = len(taken) >= needed
    reached = enough and (presides or not with_president)
    found = f"{len(taken)} sur {len(seats)}"
    rule = f"au moins {count(needed, 'siège')} sur {len(seats)}"
    if reached:
        sentence = f"{count(len(taken), 'siège')} sur {len(seats)} : le quorum est atteint."
    elif not enough:
        sentence = (
            f"{count(len(taken), 'siège')} sur {len(seats)} : le quorum n’est pas atteint, "
            f"il en faut {needed}."
        )
    else:
        sentence = f"{found} : le quorum n’est pas atteint, la présidence n’est pas tenue."
    return _make(
        jury_rules,
        of,
        "quorum",
        jury_rules.source,
        f"la présidence et {rule}" if with_president else rule,
        found,
        sentence,
        fails=not reached,
    )


def seats_needed(share: Fraction, seats: int) -> int:
    """How many seats a share asks for: half of five seats is three."""
    return ceil(share * seats)


def _qualified(
    jury_rules: JuryRules, seats: dict[str, PlannedSeat], members: dict[str, Presence], of: str
) -> Indicator:
    found = sum(
        1
        for presence in members.values()
        if seats[presence.seat].trade and presence.capacity in seats[presence.seat].capacities
    )
    return _make(
        jury_rules,
        of,
        "qualified",
        SOURCE_LAW,
        "au moins une personne qualifiée pour le métier",
        count(found, "personne qualifiée", "personnes qualifiées"),
        f"{count(found, 'personne')} du métier {'siège' if found == 1 else 'siègent'}."
        if found
        else "Aucune personne qualifiée pour le métier ne siège.",
        fails=not found,
    )


def _minimum(jury_rules: JuryRules, members: dict[str, Presence], of: str) -> Indicator:
    least = jury_rules.minimum_members
    found = len(members)
    return _make(
        jury_rules,
        of,
        "minimum_members",
        SOURCE_LAW,
        f"au moins {count(least, 'personne')}",
        count(found, "personne"),
        f"{count(found, 'membre siège', 'membres siègent')}."
        if found >= least
        else f"{count(found, 'membre siège', 'membres siègent')} : il en faut au moins {least}.",
        fails=found < least,
    )


def _declarations(jury_rules: JuryRules, members: dict[str, Presence]) -> Indicator:
    """Each of those present signed a declaration of impartiality. Source: domain, §7."""
    lacking = [presence.name for presence in members.values() if not presence.declared]
    signed = len(members) - len(lacking)
    return _make(
        jury_rules,
        "sitting",
        "declarations",
        SOURCE_LAW,
        "une déclaration d’impartialité signée par chaque membre présent",
        f"{signed} sur {len(members)}",
        f"{' et '.join(lacking)} : déclaration d’impartialité à signer avant de siéger."
        if lacking
        else "Chaque membre présent a signé sa déclaration d’impartialité.",
        fails=bool(lacking),
    )


def _studied(jury_rules: JuryRules, members: dict[str, Presence]) -> Iterable[Indicator]:
    """Each of those present opened the files they will judge; nothing when nobody asks.

    Source: courts annul for a member who had not studied the file (domain, §7).
    """
    asked = [presence for presence in members.values() if presence.unread is not None]
    if not asked:
        return ()
    behind = [(presence.name, presence.unread) for presence in asked if presence.unread]
    return (
        _make(
            jury_rules,
            "sitting",
            "studied",
            "Jurisprudence (membre n’ayant pas étudié le dossier)",
            "les dossiers des candidats ouverts par chaque membre présent",
            f"{len(asked) - len(behind)} sur {len(asked)}",
            " ".join(
                f"{name} n’a pas ouvert {count(unread, 'dossier')}." for name, unread in behind
            )
            or "Chaque membre présent a ouvert les dossiers qu’il juge.",
            fails=bool(behind),
        ),
    )
