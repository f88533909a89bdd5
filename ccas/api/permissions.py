"""Who may make a token, see those that exist, revoke them."""

from django.db.models import QuerySet

from ccas.accounts.models import User
from ccas.accounts.roles import Role
from ccas.actors import Actor
from ccas.api.models import ApiToken

#: Who opens the page of the tokens.
KEEPERS = (Role.OFFICER, Role.ADMINISTRATOR)


def may_make(actor: Actor, user: User, role: str) -> bool:
    """Oneself, under the role one acts with: making one for another would be acting as them."""
    if actor.is_system:
        return True
    return actor.has_role(*KEEPERS) and actor.user_id == user.pk and actor.role == role


def visible_tokens(actor: Actor) -> QuerySet[ApiToken]:
    """One's own; all of them for the administrator."""
    tokens = ApiToken.objects.select_related("user")
    if actor.has_role(Role.ADMINISTRATOR) or actor.is_system:
        return tokens
    if actor.has_role(Role.OFFICER):
        return tokens.filter(user_id=actor.user_id)
    return tokens.none()


def revocable_tokens(actor: Actor) -> QuerySet[ApiToken]:
    """Whoever sees one may end it."""
    return visible_tokens(actor)
