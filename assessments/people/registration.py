"""What the room offers at start-up."""

from assessments.people import forgetting
from assessments.people.actions import forget_email
from assessments.people.exchange import LISTS
from assessments.people.importing import IMPORT
from assessments.people.permissions import READERS
from ccas import retention
from ccas.accounts.forgetting import register_forget
from ccas.exchange import importing, lists
from ccas.interface import navigation
from ccas.interface.navigation import Item

register_forget(forget_email)
for rule in forgetting.RULES:
    retention.register(rule)
lists.register(*LISTS)
importing.register(IMPORT)
navigation.register(
    Item("Personnes", "people:list", roles=frozenset(READERS), order=12, group="Référentiel")
)
