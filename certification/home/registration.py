"""What the room offers at start-up."""

from ccas.accounts.actions import register_end
from ccas.accounts.forgetting import register_forget
from ccas.accounts.roles import Role
from ccas.exchange import lists
from ccas.interface import navigation
from ccas.interface.navigation import Item
from certification.home.actions import end_feeds
from certification.home.directory.actions import forget_searches
from certification.home.exchange import LISTS

READERS = frozenset({Role.OFFICER, Role.AUDITOR})

register_end(end_feeds)
register_forget(forget_searches)
lists.register(*LISTS)
navigation.register(
    Item("Accueil", "home:home", roles=frozenset(Role.values), order=0),
    Item("Mon agenda", "home:calendar", roles=frozenset({Role.CANDIDATE}), order=60),
    Item("Parcours", "home:directory", roles=READERS, order=21, group="Dossiers"),
    Item("Échéances", "home:clocks", roles=READERS, order=48, group="Dossiers"),
)
