"""What this service offers at start-up."""

from ccas import documents, retention
from ccas.accounts.forgetting import register_forget
from ccas.interface import navigation
from ccas.interface.navigation import Item
from ccas.privacy import forgetting, printing
from ccas.privacy.erasing import forget_words
from ccas.privacy.views import READERS

register_forget(forget_words)
retention.register(forgetting.RULE)
documents.register(printing.PAPER)
navigation.register(
    Item(
        "Données personnelles",
        "privacy:erasures",
        roles=frozenset(READERS),
        order=96,
        group="Accès",
    )
)
