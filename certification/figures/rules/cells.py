"""One number of a table, as it is shown: itself, hidden because few people stand behind it, or
absent because there is nothing to say."""

from dataclasses import dataclass

#: Fewer people than this are never counted in public (project decision 0040).
THRESHOLD = 5
#: What stands for a hidden number (« non communiqué », the usual mark of the State's statistics).
HIDDEN = "n. c."
ABSENT = "–"


@dataclass(frozen=True, slots=True)
class Cell:
    """A number, in units of `unit` ("" or "%"). value: None when it is hidden or absent."""

    value: int | None
    hidden: bool = False
    unit: str = ""

    @property
    def text(self) -> str:
        """« 356 », « 97 % », « n. c. » or « – »."""
        if self.value is None:
            return HIDDEN if self.hidden else ABSENT
        return f"{self.value}\u00a0{self.unit}" if self.unit else str(self.value)


NOTHING = Cell(None)
MASKED = Cell(None, hidden=True)


def few(number: int) -> bool:
    """Whether so many people are too few to be counted in public; nobody is not few."""
    return 0 < number < THRESHOLD


def count_cell(number: int | None) -> Cell:
    """A count that stands alone."""
    if number is None:
        return NOTHING
    return MASKED if few(number) else Cell(number)
