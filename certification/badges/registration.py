"""What the room offers at start-up."""

from ccas.interface import navigation
from ccas.interface.navigation import Item

navigation.register(
    Item(
        "Mes badges",
        "badges:own",
        roles=frozenset({"candidate"}),
        order=83,
        group="Résultats",
    ),
)
