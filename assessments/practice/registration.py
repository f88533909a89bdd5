"""What the room offers at start-up."""

from ccas.interface import navigation
from ccas.interface.navigation import Item

navigation.register(
    Item(
        "Exercice professionnel",
        "practice:list",
        roles=frozenset({"candidate", "officer", "auditor"}),
        order=40,
    )
)
