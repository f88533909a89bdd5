"""What this service offers at start-up."""

from ccas.accounts.actions import register_end
from ccas.api.actions import end_tokens
from ccas.api.permissions import KEEPERS
from ccas.interface import navigation
from ccas.interface.navigation import Item

register_end(end_tokens)
navigation.register(
    Item("Jetons d’API", "tokens:list", roles=frozenset(KEEPERS), order=96, group="Accès")
)
