"""What the outbox registers when the program starts."""

from ccas import jobs, retention
from ccas.exchange import lists
from ccas.interface import navigation
from ccas.interface.navigation import Item
from ccas.outbox import forgetting
from ccas.outbox.actions import SEND, send
from ccas.outbox.exchange import LISTS
from ccas.outbox.permissions import READERS

jobs.register(SEND, send)
retention.register(forgetting.RULE)
lists.register(*LISTS)
navigation.register(
    Item("Messages", "outbox:list", roles=frozenset(READERS), order=90, group="Accès")
)
