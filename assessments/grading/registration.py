"""What the room offers at start-up: its entries in the navigation."""

from ccas.interface import navigation
from ccas.interface.navigation import Item

navigation.register(Item("Mes mises en situation", "grading:today", roles={"evaluator"}, order=30))
navigation.register(Item("Suivi des grilles", "grading:follow", roles={"officer"}, order=45))
