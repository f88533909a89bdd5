"""What is said of an agreement: a number with its interval, or a sentence where there is none."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

#: Under that many units compared, a number would say more than is known.
FEWEST = 10
#: Share of the resamplings that may be void before the interval is.
VOID = 0.05

ONE_RATER = "Un seul évaluateur : rien à comparer."
ALL_ALIKE = (
    "La même cotation partout, par tous : l’accord est entier, mais l’indice n’a pas de sens, "
    "puisque le hasard ferait aussi bien."
)
NO_INTERVAL = (
    "Pas d’intervalle : les cotations sont trop semblables pour dire ce que d’autres donneraient."
)


def too_few(units: int) -> str:
    """The sentence for fewer units than FEWEST."""
    if units == 0:
        return "Rien à comparer : aucune ligne n’est cotée par deux évaluateurs."
    s = "s" if units > 1 else ""
    return f"Trop peu pour le dire : {units} ligne{s} comparée{s}, il en faut {FEWEST}."


def figure(value: float | None) -> str:
    """Two decimals, the French way; what falls short of 1, however little, is never shown as 1."""
    if value is None:
        return ""
    kept = min(round(value, 2), 0.99) if value < 1 else 1.0
    return f"{kept + 0.0:.2f}".replace(".", ",").replace("-", "−")


@dataclass(frozen=True, slots=True)
class Estimate:
    """One index. units: what was compared; alike: of these, how many got one same rating.

    value: at most 1, None when `sentence` says why there is none. low, high: 95 % interval, both
    None when there is none, and then `sentence` says why.
    """

    units: int
    alike: int
    value: float | None = None
    low: float | None = None
    high: float | None = None
    sentence: str = ""

    @property
    def shown(self) -> str:
        """« 0,62 », or "" for none."""
        return figure(self.value)

    @property
    def range(self) -> str:
        """« de 0,40 à 0,80 », or "" for none."""
        return f"de {figure(self.low)} à {figure(self.high)}" if self.low is not None else ""

    def stored(self) -> dict[str, Any]:
        """As JSON values."""
        return asdict(self)

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> "Estimate":
        """From JSON values."""
        return cls(**stored)
