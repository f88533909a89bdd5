"""What the room offers at start-up."""

from ccas import outbox
from ccas.interface import navigation
from ccas.interface.navigation import Item
from certification.surveys import messages
from certification.surveys.actions import answering
from certification.surveys.permissions import READERS

outbox.register_link(messages.LINK, answering.make_link)

navigation.register(
    Item(
        "Enquêtes d’insertion",
        "surveys:list",
        roles=frozenset(READERS),
        order=90,
        group="Jury et titres",
    ),
)
