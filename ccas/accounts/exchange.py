"""The accounts as a list that leaves: who, which roles today, open or closed."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Q, QuerySet

from ccas import clock
from ccas.accounts.actions import OPENERS
from ccas.accounts.directory_forms import AccountFilter
from ccas.accounts.models import RoleGrant, User
from ccas.accounts.roles import Role
from ccas.actors import Actor
from ccas.exchange.lists import Column, Listing


def search(*, q: str = "", role: str = "") -> QuerySet[User]:
    """Accounts by a part of the name or address and by a role held today, in the order of names."""
    found = User.objects.prefetch_related("grants").order_by("display_name", "pk")
    if q:
        found = found.filter(Q(display_name__icontains=q) | Q(email__icontains=q))
    if role:
        day = clock.today()
        held = RoleGrant.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day)).filter(
            role=role, starts_on__lte=day
        )
        found = found.filter(pk__in=held.values("user"))
    return found


def with_roles(accounts: Sequence[User]) -> Iterator[tuple[User, list[str]]]:
    """Each account with its roles of today, in words."""
    day = clock.today()
    for user in accounts:
        yield user, [str(Role(role).label).capitalize() for role in user.roles_on(day)]


def _accounts(actor: Actor, chosen: Mapping[str, Any]) -> QuerySet[User]:
    return search(**chosen)


ACCOUNTS = Listing(
    slug="comptes",
    title="Comptes",
    roles=frozenset(OPENERS),
    address="accounts:list",
    counted=("compte", "comptes"),
    filters=AccountFilter,
    rows=_accounts,
    described=with_roles,
    columns=(
        Column("nom", "Nom", lambda one: str(one[0])),
        Column("adresse", "Adresse électronique", lambda one: one[0].email),
        Column("roles", "Rôles aujourd’hui", lambda one: one[1]),
        Column("etat", "État", lambda one: "ouvert" if one[0].is_active else "fermé"),
    ),
)
LISTS = (ACCOUNTS,)
