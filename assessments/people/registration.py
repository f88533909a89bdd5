"""What the room offers at start-up."""

from assessments.people.permissions import READERS
from ccas.interface import navigation
from ccas.interface.navigation import Item

navigation.register(
    Item("Personnes", "people:list", roles=frozenset(READERS), order=12, group="Référentiel")
)
