"""A closed account whose term has passed, or whose holder asks: nothing of it names them any more.

Its row stays, since the journal and the acts cite it: who acted is then « Compte effacé ».
"""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db.models import CharField, Exists, OuterRef, QuerySet
from django.db.models.functions import Cast

from ccas import clock, journal, retention
from ccas.accounts import sessions
from ccas.accounts.actions import end_all
from ccas.accounts.models import User
from ccas.accounts.roles import Role
from ccas.actors import Actor
from ccas.journal.models import JournalEntry

#: Where the address of an erased account leads: nowhere (RFC 2606).
NOWHERE = "efface.invalid"
NAME = "Compte effacé"

#: What else names the holder of an account, in the rooms that know this service.
type Forget = Callable[[User, Actor], object]
_forgets: list[Forget] = []


def register_forget(forget: Forget) -> None:
    """Let `forget(user, actor)` empty what a room keeps for an account, in its transaction."""
    _forgets.append(forget)


def due(cutoff: datetime) -> QuerySet[User]:
    """The accounts closed before that moment, and not opened since, that still name somebody."""
    lines = JournalEntry.objects.filter(
        subject_type=User._meta.label_lower, subject_id=Cast(OuterRef("pk"), CharField())
    )
    closed = lines.filter(verb="account.disable", occurred_at__lt=cutoff)
    later = lines.filter(verb__in=["account.disable", "account.enable"], occurred_at__gte=cutoff)
    return named().filter(Exists(closed), ~Exists(later), is_active=False)


def named() -> QuerySet[User]:
    """The accounts that were not erased."""
    return User.objects.exclude(email__endswith=f"@{NOWHERE}")


def forget(user: User, by: Actor) -> None:
    """Close the account for good and take away everything that names its holder. Twice is once."""
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.email.endswith(f"@{NOWHERE}"):
        return
    for own in _forgets:
        own(user, by)
    end_all(user, by)
    Authenticator.objects.filter(user=user).delete()
    user.identities.all().delete()
    user.email_changes.all().delete()
    user.invitations.all().delete()
    sessions.close_all(user)
    user.open_sessions.all().delete()
    user.grants.filter(starts_on__gt=clock.today()).delete()
    user.grants.filter(ends_on__isnull=True).update(ends_on=clock.today())
    user.email, user.display_name = f"{user.pk}@{NOWHERE}", NAME
    user.is_active = False
    user.set_unusable_password()
    user.save(update_fields=["email", "display_name", "is_active", "password"])
    journal.record("account.forget", user, by=by)


def roles_under_way(account: UUID) -> list[str]:
    """Why who still acts for the service is not erased: a role other than a candidate's."""
    user = User.objects.get(pk=account)
    labels = [Role(role).label for role in user.roles_on_now() if role != Role.CANDIDATE]
    if not labels:
        return []
    return [
        f"Un rôle est en cours ({', '.join(labels)}) : il doit d’abord être retiré, pour que les "
        "actes de demain aient un auteur."
    ]


RULE = retention.Rule(
    code="accounts",
    term="account",
    label="Compte, adresse et moyens d’accès",
    goes="nom, adresse, mots de passe, clés et connexions partent ; l’identifiant reste",
    due=due,
    forget=forget,
    of=lambda account: named().filter(pk=account),
    last=True,
)
