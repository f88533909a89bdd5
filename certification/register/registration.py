"""What the room offers at start-up."""

from ccas.accounts.actions import register_end
from ccas.interface import navigation
from ccas.interface.navigation import Item
from certification.register.actions import end_shares

register_end(end_shares)
navigation.register(
    Item("Vérifier un document", "register:ask", everyone=True, order=900),
    Item(
        "Partager mon titre",
        "register:shares",
        roles=frozenset({"candidate"}),
        order=82,
        group="Résultats",
    ),
)
