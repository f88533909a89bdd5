"""How many applications a person may file in a civil year.

Source: code du travail, R6412-3: one per qualification, three for different qualifications;
applications for blocks alone are counted apart. What was filed elsewhere is a sworn statement.
"""

from collections.abc import Sequence
from dataclasses import dataclass

PER_QUALIFICATION = 1
PER_YEAR = 3


@dataclass(frozen=True, slots=True)
class Filed:
    """An application filed in a civil year. qualification: its code."""

    qualification: str
    year: int
    blocks_only: bool = False


def quota_refusals(new: Filed, filed: Sequence[Filed], *, elsewhere: int = 0) -> list[str]:
    """Why one more cannot be filed that year. elsewhere: how many the person swears to."""
    if new.blocks_only:
        return []
    counted = [one for one in filed if one.year == new.year and not one.blocks_only]
    sentences = []
    same = sum(one.qualification == new.qualification for one in counted)
    if same >= PER_QUALIFICATION:
        sentences.append(
            f"Une seule demande de recevabilité par année civile pour une même certification : vous"
            f" en avez déjà déposé une en {new.year} pour {new.qualification}."
        )
    others = {one.qualification for one in counted if one.qualification != new.qualification}
    if len(others) + elsewhere >= PER_YEAR:
        sentences.append(
            f"Trois demandes par année civile pour des certifications différentes : vous en avez"
            f" déjà déposé {len(others) + elsewhere} en {new.year}, ici ou ailleurs."
        )
    return sentences
