"""What this service offers at start-up."""

from ccas.accounts.forgetting import register_forget
from ccas.interface import navigation
from ccas.interface.navigation import Item
from ccas.privacy.erasing import forget_words
from ccas.privacy.views import READERS

register_forget(forget_words)
navigation.register(
    Item(
        "Données personnelles",
        "privacy:erasures",
        roles=frozenset(READERS),
        order=96,
        group="Accès",
    )
)
