"""What this service offers at start-up."""

from ccas.api.permissions import KEEPERS
from ccas.interface import navigation
from ccas.interface.navigation import Item

navigation.register(Item("Jetons d’API", "tokens:list", roles=frozenset(KEEPERS), order=95))
