"""Making a token, and revoking it."""

import secrets
from collections.abc import Collection, Sequence
from datetime import timedelta

from django.db import transaction

from ccas import clock, journal
from ccas.accounts.models import User
from ccas.accounts.roles import Role
from ccas.actors import Actor
from ccas.api.models import ApiToken
from ccas.api.permissions import may_make, revocable_tokens
from ccas.refusals import Refusal

#: Longest life of a token, in days, and the one proposed.
LONGEST_DAYS = 366
USUAL_DAYS = 90
#: What every token begins by, so that one left in a file is recognised.
MARK = "ccas_"
NAME_LENGTH = 100


@transaction.atomic
def create_token(
    user: User,
    *,
    role: str,
    name: str,
    scopes: Sequence[str],
    known_scopes: Collection[str],
    days: int = USUAL_DAYS,
    by: Actor,
) -> tuple[ApiToken, str]:
    """A token that acts as `user` under `role`, and its text, which is never to be had again.

    known_scopes: those that exist. days: its life, from 1 to LONGEST_DAYS. An officer or an
    administrator makes one for themself, under the role they act with; the command line, for
    anybody. Raises Refusal otherwise, and for a role that is not granted or a closed account.
    """
    if not may_make(by, user, role):
        raise Refusal(
            "Un gestionnaire de la certification ou un administrateur crée un jeton pour "
            "lui-même, sous le rôle où il agit."
        )
    name = " ".join(name.split())
    refused = []
    if not name or len(name) > NAME_LENGTH or "\0" in name:
        refused.append(f"Dites à quoi sert le jeton, en {NAME_LENGTH} caractères au plus.")
    if not scopes or not set(scopes) <= set(known_scopes):
        refused.append("Choisissez au moins une portée, parmi celles qui existent.")
    if not 1 <= days <= LONGEST_DAYS:
        refused.append(f"Un jeton vit de 1 à {LONGEST_DAYS} jours.")
    if not user.is_active or role not in user.roles_on(clock.today()):
        refused.append("Ce rôle n’est pas accordé aujourd’hui à cette personne.")
    if refused:
        raise Refusal(refused)
    secret = MARK + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        user=user,
        role=Role(role),
        name=name,
        prefix=secret[: len(MARK) + 6],
        sha256=ApiToken.digest_of(secret),
        scopes=sorted(set(scopes)),
        expires_at=clock.now() + timedelta(days=days),
    )
    journal.record(
        "api_token.create",
        token,
        by=by,
        user=user.pk,
        role=role,
        scopes=token.scopes,
        expires_at=token.expires_at,
    )
    return token, secret


@transaction.atomic
def revoke_token(token: ApiToken, *, by: Actor) -> ApiToken:
    """End a token at once and for good. Raises Refusal for another's, or when it is done."""
    token = ApiToken.objects.select_for_update().get(pk=token.pk)
    if not revocable_tokens(by).filter(pk=token.pk).exists():
        raise Refusal("Un jeton est révoqué par qui s’en sert ou par un administrateur.")
    if token.revoked_at is not None:
        raise Refusal(
            f"Ce jeton est déjà révoqué depuis le {clock.paris(token.revoked_at):%d/%m/%Y}."
        )
    return _end(token, by)


def end_tokens(user: User, by: Actor) -> None:
    """Revoke the tokens of an account that closes: opened again, it has none."""
    for token in ApiToken.objects.select_for_update().filter(user=user, revoked_at__isnull=True):
        _end(token, by)


def _end(token: ApiToken, by: Actor) -> ApiToken:
    token.revoked_at = clock.now()
    token.save(update_fields=["revoked_at"])
    journal.record("api_token.revoke", token, by=by, user=token.user_id)
    return token
