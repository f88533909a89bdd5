"""What the room offers at start-up."""

from assessments.people.actions import forget_email
from assessments.people.permissions import READERS
from ccas.accounts.forgetting import register_forget
from ccas.interface import navigation
from ccas.interface.navigation import Item

register_forget(forget_email)
navigation.register(
    Item("Personnes", "people:list", roles=frozenset(READERS), order=12, group="Référentiel")
)
