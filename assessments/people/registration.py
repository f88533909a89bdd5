"""What the room offers at start-up."""

from assessments.people.actions import forget_email
from assessments.people.exchange import LISTS
from assessments.people.importing import IMPORT
from assessments.people.permissions import READERS
from ccas.accounts.forgetting import register_forget
from ccas.exchange import importing, lists
from ccas.interface import navigation
from ccas.interface.navigation import Item

register_forget(forget_email)
lists.register(*LISTS)
importing.register(IMPORT)
navigation.register(
    Item("Personnes", "people:list", roles=frozenset(READERS), order=12, group="Référentiel")
)
