"""Opening and closing accounts, granting and ending roles."""

from collections.abc import Callable
from datetime import date, timedelta

from allauth.mfa.models import Authenticator
from django.db import transaction

from ccas import clock, journal
from ccas.accounts import sessions
from ccas.accounts.models import RoleGrant, User
from ccas.accounts.roles import Role
from ccas.actors import Actor
from ccas.refusals import Refusal

OPENERS = (Role.OFFICER, Role.ADMINISTRATOR)

#: What else opens for a person, in the services that know this one: it ends with the account.
type End = Callable[[User, Actor], object]
_ends: list[End] = []


def register_end(end: End) -> None:
    """Let `end(user, actor)` end something for good when an account closes, in its transaction."""
    _ends.append(end)


def end_all(user: User, by: Actor) -> None:
    """End whatever else opens for this person."""
    for end in _ends:
        end(user, by)


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
    if user.pk == by.user_id:
        raise Refusal("Une autre personne vous accorde un rôle, pas vous.")
    _may_touch(role, by)
    if role not in Role.values:
        raise Refusal(f"Ce rôle n’existe pas. Rôles possibles : {', '.join(Role.labels)}.")
    starts_on = starts_on or clock.today()
    if ends_on is not None and ends_on < starts_on:
        raise Refusal("Un rôle ne peut pas finir avant d’avoir commencé.")
    grant = RoleGrant.objects.create(user=user, role=role, starts_on=starts_on, ends_on=ends_on)
    journal.record("account.grant", user, by=by, role=role, starts_on=starts_on, ends_on=ends_on)
    return grant


@transaction.atomic
def end_grant(grant: RoleGrant, *, by: Actor, on: date | None = None) -> None:
    """End a role on a day included (yesterday when not said: it no longer acts).

    A role that was never in force before that day is taken back whole; the journal keeps both.
    """
    _require_opener(by)
    grant = RoleGrant.objects.select_for_update().get(pk=grant.pk)
    _may_touch(grant.role, by)
    ends_on = on or clock.today() - timedelta(days=1)
    if ends_on < grant.starts_on:
        RoleGrant.objects.filter(pk=grant.pk).delete()
    else:
        grant.ends_on = ends_on
        grant.save(update_fields=["ends_on"])
    journal.record("account.end_grant", grant.user, by=by, role=grant.role, ends_on=ends_on)


@transaction.atomic
def disable_account(user: User, *, by: Actor) -> None:
    """Nobody enters by it any more: its sessions, links and tokens end at once, for good."""
    user = User.objects.select_for_update().get(pk=user.pk)
    require_power_over(user, by)
    if user.pk == by.user_id:
        raise Refusal("On ne ferme pas son propre compte.")
    if not user.is_active:
        raise Refusal("Ce compte est déjà fermé.")
    user.is_active = False
    user.save(update_fields=["is_active"])
    user.invitations.filter(accepted_at__isnull=True, withdrawn_at__isnull=True).update(
        withdrawn_at=clock.now()
    )
    closed = sessions.close_all(user)
    end_all(user, by)
    journal.record("account.disable", user, by=by, sessions=closed)


@transaction.atomic
def enable_account(user: User, *, by: Actor) -> None:
    """Open a closed account again, with its password and its factors; nothing that had ended."""
    user = User.objects.select_for_update().get(pk=user.pk)
    require_power_over(user, by)
    if user.is_active:
        raise Refusal("Ce compte est ouvert.")
    user.is_active = True
    user.save(update_fields=["is_active"])
    journal.record("account.enable", user, by=by)


@transaction.atomic
def reset_factors(user: User, *, by: Actor) -> None:
    """Forget the second factors of a person who lost them all; their sessions close.

    They choose again at their next sign-in, or by a new invitation.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    require_power_over(user, by)
    if user.pk == by.user_id:
        raise Refusal("Une autre personne efface vos seconds facteurs, pas vous.")
    forgotten = Authenticator.objects.filter(user=user).delete()[0]
    if not forgotten:
        raise Refusal("Ce compte n’a pas de second facteur.")
    sessions.close_all(user)
    journal.record("account.reset_factors", user, by=by, forgotten=forgotten)


def require_power_over(user: User, by: Actor) -> None:
    """Raises Refusal unless the actor may act on this account."""
    _require_opener(by)
    _require_rank_over(user, by)


def _may_touch(role: str, by: Actor) -> None:
    if role == Role.ADMINISTRATOR and not (by.is_system or by.has_role(Role.ADMINISTRATOR)):
        raise Refusal("Seul un administrateur accorde ou retire le rôle d’administrateur.")


def _require_rank_over(user: User, by: Actor) -> None:
    """An officer does not act on an administrator's account."""
    if Role.ADMINISTRATOR in user.roles_on(clock.today()):
        _may_touch(Role.ADMINISTRATOR, by)


def _require_opener(by: Actor) -> None:
    if not (by.is_system or by.has_role(*OPENERS)):
        raise Refusal(
            "Seul un gestionnaire de la certification ou un administrateur ouvre un compte."
        )
