"""What the room offers at start-up."""

from ccas import retention
from ccas.exchange import lists
from ccas.interface import navigation
from ccas.interface.navigation import Item
from certification.passport import forgetting
from certification.passport.exchange import LISTS
from certification.passport.permissions import READERS

lists.register(*LISTS)
retention.register(forgetting.RULE)
navigation.register(
    Item(
        "Passeport de compétences",
        "passport:list",
        roles=frozenset(READERS),
        order=85,
        group="Jury et titres",
    ),
)
