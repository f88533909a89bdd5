"""Invented rules files as plain values: a jury of five in rotation, a 2 + 2 without entities."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

from assessments.framework.rules.qualification import CapacityRules, JuryRules, SeatRules
from certification.juries.rules import Composition, Occupant, PlannedSeat, seat_plan

ENTITIES = ("NORD", "EST", "SUD", "OUEST")
NAMES = {"NORD": "Nord", "EST": "Est", "SUD": "Sud", "OUEST": "Ouest"}
DAY = date(2026, 10, 6)

CAPACITIES = (
    CapacityRules("head", "chef d’entité"),
    CapacityRules("head_delegate", "représentant du chef", designation_required=True),
    CapacityRules("operator", "opérateur"),
    CapacityRules("centre", "représentant d’un centre opérationnel"),
    CapacityRules("trainer", "membre du service formation"),
    CapacityRules("professional", "professionnel du métier"),
)


def seat(identifier, *, count=1, presides=False, entity="any", capacities, trade=False, **more):
    """A kind of seat, with what most tests leave empty."""
    return SeatRules(
        id=identifier,
        label=more.pop("label", identifier.capitalize()),
        count=count,
        presides=presides,
        entity=entity,
        capacities=capacities,
        by_entity=more.pop("by_entity", {}),
        labels_by_entity=more.pop("labels_by_entity", {}),
        trade=trade,
    )


FIVE = JuryRules(
    routes=("FC", "VAE"),
    seats=(
        seat(
            "president", presides=True, entity="presiding", capacities=("head", "head_delegate"),
            label="Présidence", labels_by_entity={"EST": "Commandant de l’Est ou son représentant"},
        ),
        seat(
            "operator", entity="each_other", capacities=("operator",), trade=True,
            by_entity={"OUEST": ("operator", "centre")}, label="Opérateur",
        ),
        seat("training", capacities=("trainer",), label="Service formation"),
    ),
    capacities=CAPACITIES,
    rotation=ENTITIES,
    quorum_share=Fraction(1, 2),
    quorum_president=True,
    minimum_members=2,
    summons_days=15,
    levels={},
    source="Notice, composition du jury",
)  # fmt: skip

TWO_AND_TWO = JuryRules(
    routes=("VAE", "FI"),
    seats=(
        seat("professional", count=2, presides=True, capacities=("professional",), trade=True),
        seat("trainer", count=2, capacities=("trainer",)),
    ),
    capacities=CAPACITIES,
    rotation=(),
    quorum_share=Fraction(1, 2),
    quorum_president=True,
    minimum_members=2,
    summons_days=10,
    levels={},
    source="Notice, composition du jury",
)


def with_levels(rules, **levels):
    """The same rules with other weights; dots are written as double underscores."""
    return replace(rules, levels={key.replace("__", "."): value for key, value in levels.items()})


def occupant(planned: PlannedSeat, **changes) -> Occupant:
    """Somebody who fits that seat of FIVE or TWO_AND_TWO."""
    values = {
        "person": f"p-{planned.id}",
        "name": f"Titulaire de {planned.id}",
        "entity": planned.entity or "SUD",
        "capacity": planned.capacities[0],
        "sex": "F" if planned.position % 2 else "M",
    }
    return Occupant(**(values | changes))


def lawful(rules=FIVE, presiding="NORD", **changes) -> Composition:
    """A composition that nothing can be said against, then what the test changes in it."""
    plan = seat_plan(rules, presiding, NAMES)
    values = {
        "plan": plan,
        "occupants": {planned.id: (occupant(planned),) for planned in plan},
        "presiding": presiding,
        "proposed": presiding,
        "reason": "",
        "sits_on": DAY,
        "summoned_on": date(2026, 9, 1),
        "names": NAMES,
    }
    return Composition(**(values | changes))


def holding(composition: Composition, seat_id: str, *occupants: Occupant) -> Composition:
    """The same composition with other people on one seat."""
    return replace(composition, occupants={**composition.occupants, seat_id: tuple(occupants)})


def planned(composition: Composition, seat_id: str) -> PlannedSeat:
    """One seat of the plan."""
    return next(one for one in composition.plan if one.id == seat_id)
