"""What must never be false, as queries that must return nothing.

The database refuses most of it by constraints and triggers; these queries prove it from the
outside, after a fault, a restore or a suspicious hand. Each invariant bears a number that it keeps.
An answer is a list of sentences for the operator: ids, never names.
"""

from certification.invariants import (
    contested,
    declared,
    experience,
    received,
    road,
    sealed,
    seated,
    shown,
    surveyed,
)
from certification.invariants.statement import Invariant

INVARIANTS: tuple[Invariant, ...] = (
    *road.INVARIANTS,
    *experience.INVARIANTS,
    *seated.INVARIANTS,
    *declared.INVARIANTS,
    *received.INVARIANTS,
    *contested.INVARIANTS,
    *sealed.INVARIANTS,
    *surveyed.INVARIANTS,
    *shown.INVARIANTS,
)


def broken_invariants() -> dict[int, list[str]]:
    """Every invariant that is false now, with its sentences; empty when all hold."""
    found = {invariant.number: sorted(invariant.broken()) for invariant in INVARIANTS}
    return {number: sentences for number, sentences in found.items() if sentences}


__all__ = ["INVARIANTS", "Invariant", "broken_invariants"]
