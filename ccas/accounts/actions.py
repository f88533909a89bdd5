"""Opening accounts and granting roles."""

from datetime import date

from django.db import transaction

from ccas import clock, journal
from ccas.accounts.models import RoleGrant, User
from ccas.accounts.roles import Role
from ccas.actors import Actor
from ccas.refusals import Refusal

OPENERS = (Role.OFFICER, Role.ADMINISTRATOR)


@transaction.atomic
def open_account(
    *, email: str, display_name: str, by: Actor, password: str | None = None, **fields: bool
) -> User:
    """An account for an e-mail address that has none. Without a password, nobody signs in yet."""
    _require_opener(by)
    email = email.strip().lower()
    if User.objects.filter(email=email).exists():
        raise Refusal("Cette adresse électronique a déjà un compte.")
    user = User.objects.create_user(email, password, display_name=display_name.strip(), **fields)
    journal.record("account.open", user, by=by, email=journal.digest(email))
    return user


@transaction.atomic
def grant_role(
    user: User,
    *,
    role: str,
    by: Actor,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> RoleGrant:
    """Grant a role from a day on (today by default), until a day included (None: no end)."""
    _require_opener(by)
    if role not in Role.values:
        raise Refusal(f"Ce rôle n’existe pas. Rôles possibles : {', '.join(Role.labels)}.")
    starts_on = starts_on or clock.today()
    if ends_on is not None and ends_on < starts_on:
        raise Refusal("Un rôle ne peut pas finir avant d’avoir commencé.")
    grant = RoleGrant.objects.create(user=user, role=role, starts_on=starts_on, ends_on=ends_on)
    journal.record("account.grant", user, by=by, role=role, starts_on=starts_on, ends_on=ends_on)
    return grant


def _require_opener(by: Actor) -> None:
    if not (by.is_system or by.has_role(*OPENERS)):
        raise Refusal(
            "Seul un gestionnaire de la certification ou un administrateur ouvre un compte."
        )
