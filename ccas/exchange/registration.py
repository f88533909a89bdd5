"""What the service offers at start-up."""

from ccas import retention
from ccas.exchange import forgetting, lists
from ccas.exchange.lists import Column, Listing
from ccas.exchange.permissions import OFFICE, visible_exports
from ccas.interface import navigation
from ccas.interface.navigation import Item

navigation.register(
    Item("Échanges", "exchange:index", roles=frozenset(OFFICE), order=92, group="Accès")
)
retention.register(forgetting.RULE)
lists.register(
    Listing(
        slug="exports",
        title="Exports faits",
        roles=frozenset(OFFICE),
        address="exchange:index",
        rows=lambda actor, _: visible_exports(actor),
        columns=(
            Column("quand", "Quand", lambda one: one.occurred_at),
            Column("qui", "Qui", lambda one: str(one.user)),
            Column("liste", "Liste", lambda one: lists.title_of(one.listing)),
            Column("filtres", "Filtres", lambda one: one.words),
            Column("lignes", "Lignes", lambda one: one.lines),
            Column("forme", "Forme", lambda one: one.form),
            Column("colonnes", "Colonnes", lambda one: one.columns),
            Column("sha256", "SHA-256", lambda one: one.sha256, offered=False),
        ),
    )
)
