"""Who acts, and under which role: the `by=` of every action."""

from dataclasses import dataclass
from uuid import UUID

SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """A user under one of their roles. `user_id` is None for the platform itself."""

    user_id: UUID | None
    role: str

    @classmethod
    def system(cls) -> "Actor":
        """The platform acting by itself: sweeper, scheduled job, command line."""
        return cls(user_id=None, role=SYSTEM)

    @property
    def is_system(self) -> bool:
        return self.role == SYSTEM

    def has_role(self, *roles: str) -> bool:
        """Whether the actor acts under one of these roles now."""
        return self.role in roles
