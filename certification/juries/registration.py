"""What the room offers at start-up: its place in the menu, and who may see a candidate."""

from ccas import access
from ccas.interface import navigation
from ccas.interface.navigation import Item
from certification.juries.permissions import READERS, candidates_before_my_juries

navigation.register(Item("Jurys", "juries:list", roles=frozenset(READERS), order=60))
access.register_visibility("candidate", candidates_before_my_juries)
