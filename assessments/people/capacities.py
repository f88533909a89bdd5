"""The capacities in which people may sit, as the rules of the current revisions name them."""

from dataclasses import dataclass

from assessments.framework.models import QualificationRevision


@dataclass(frozen=True, slots=True)
class KnownCapacity:
    """A capacity of some jury. tied_to_entity: its seats belong to an entity of the rotation."""

    code: str
    label: str
    designation_required: bool
    tied_to_entity: bool


def known_capacities() -> dict[str, KnownCapacity]:
    """Every capacity of every current revision, by code, in the order of the rules files.

    One query. Two qualifications may share a code: the strictest of the two is kept.
    """
    found: dict[str, KnownCapacity] = {}
    current = QualificationRevision.objects.order_by("qualification__code", "-number").distinct(
        "qualification__code"
    )
    for revision in current:
        for jury in revision.rules.juries:
            tied = {
                code
                for seat in jury.seats
                if seat.entity != "any"
                for code in (*seat.capacities, *(c for cs in seat.by_entity.values() for c in cs))
            }
            for capacity in jury.capacities:
                before = found.get(capacity.code)
                found[capacity.code] = KnownCapacity(
                    code=capacity.code,
                    label=before.label if before else capacity.label,
                    designation_required=capacity.designation_required
                    or (before is not None and before.designation_required),
                    tied_to_entity=capacity.code in tied
                    or (before is not None and before.tied_to_entity),
                )
    return found
