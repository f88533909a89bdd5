"""What programs ask for besides the main object of each room: what is somebody else's, or blind."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

#: A case of the API → the screen that shows the same object, and what the path calls it there.
SCREENS = {
    "sheets-detail blind": ("grading:sheet blind", "pk"),
    "sheets-detail signed": ("grading:sheet", "pk"),
    "candidates-detail of another": ("candidates:detail of another", "pk"),
    "decisions-detail of another": ("deliberation:candidate of another", "presentation"),
    "juries-detail draft": ("juries:detail draft", "pk"),
}


def as_on_screen(
    addresses: Mapping[str, Mapping[str, Any]], other: UUID
) -> dict[str, Mapping[str, Any]]:
    """The kwargs of these cases. other: the enrolment of the other candidate."""
    found = {f"api:{case}": {"pk": addresses[row][name]} for case, (row, name) in SCREENS.items()}
    return {**found, "api:enrolments-detail of another": {"pk": other}}
