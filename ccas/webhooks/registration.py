"""What this service offers at start-up."""

from ccas import jobs
from ccas.interface import navigation
from ccas.interface.navigation import Item
from ccas.webhooks.actions import DELIVER, deliver
from ccas.webhooks.views import READERS

jobs.register(DELIVER, deliver)
navigation.register(
    Item("Webhooks", "webhooks:list", roles=frozenset(READERS), order=97, group="Accès")
)
