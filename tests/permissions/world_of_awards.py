"""A title in force, and the published result that gave it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID


def addresses_of_awards(award: UUID, presentation: UUID) -> dict[str, Mapping[str, Any]]:
    """award, presentation: of the owner, published."""
    return {
        "awards:letter": {"pk": presentation},
        "awards:notify": {"pk": presentation},
        "awards:withdraw": {"pk": award},
    }
