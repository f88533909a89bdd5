"""Rows of a form that one adds, removes, moves, with or without scripts: nothing typed is lost.

A button of the page is sent with everything typed; the page comes back with one row more, less, or
elsewhere. `Rows` reads what was typed as it stands, valid or not.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import QueryDict

type Row = dict[str, Any]


class Rows:
    """The rows of one formset, as typed. many: the fields that have several values."""

    def __init__(self, prefix: str, fields: Sequence[str], many: Sequence[str] = ()) -> None:
        self.prefix, self.fields, self.many = prefix, fields, many

    def typed(self, data: QueryDict, most: int) -> list[Row]:
        """Every row sent, in order; at most `most`."""
        sent = data.get(f"{self.prefix}-TOTAL_FORMS", "")
        total = min(int(sent), most) if sent.isdecimal() and len(sent) < 5 else 0
        return [
            {
                name: (data.getlist if name in self.many else data.get)(
                    f"{self.prefix}-{rank}-{name}"
                )
                for name in self.fields
            }
            for rank in range(total)
        ]

    def changed(self, data: QueryDict, rows: list[Row], most: int, new: Row) -> int | None:
        """Do to `rows` what the button asked; the rank of the row to show, or None if no button.

        Buttons: `<prefix>_add` (its value: after which row), `_remove`, `_up`, `_down` (which row).
        """
        for verb in ("add", "remove", "up", "down"):
            asked = data.get(f"{self.prefix}_{verb}")
            if asked is None:
                continue
            if not asked.isdecimal() or len(asked) > 3:
                return 0
            return self._do(verb, int(asked), rows, most, new)
        return None

    def _do(self, verb: str, rank: int, rows: list[Row], most: int, new: Row) -> int:
        if verb == "add":
            if len(rows) < most:
                rows.insert(min(rank, len(rows)), dict(new))
            return min(rank, len(rows) - 1)
        if rank >= len(rows):
            return max(len(rows) - 1, 0)
        if verb == "remove":
            del rows[rank]
            return max(min(rank, len(rows) - 1), 0)
        other = rank - 1 if verb == "up" else rank + 1
        if 0 <= other < len(rows):
            self._swap(rows, rank, other)
            return other
        return rank

    def _swap(self, rows: list[Row], one: int, other: int) -> None:
        rows[one], rows[other] = rows[other], rows[one]
        if "minute" in self.fields:
            # Two events that change places take each other's minute: the clock runs on.
            rows[one]["minute"], rows[other]["minute"] = rows[other]["minute"], rows[one]["minute"]


def as_data(rows: Sequence[Mapping[str, Any]], prefix: str) -> dict[str, Any]:
    """The rows as a browser would send them (for tests and scripts)."""
    data: dict[str, Any] = {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": 0}
    for rank, row in enumerate(rows):
        data |= {f"{prefix}-{rank}-{name}": value for name, value in row.items()}
    return data
