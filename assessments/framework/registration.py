"""What the room offers at start-up."""

from ccas.accounts.roles import Role
from ccas.interface import navigation
from ccas.interface.navigation import Item

navigation.register(
    Item(
        "Certifications",
        "framework:list",
        roles=frozenset(Role.values),
        order=10,
        group="Référentiel",
    ),
)
