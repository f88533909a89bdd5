"""An account and the identity that a provider vouches for: linked by the person, never guessed.

The key is (issuer, subject). An e-mail, a name, a birth date never lead to an account.
"""

from collections.abc import Iterable

from django.db import transaction

from ccas import clock, journal
from ccas.accounts import factors, invitations, notices
from ccas.accounts.models import ExternalIdentity, Invitation, User
from ccas.accounts.providers import civil_status
from ccas.accounts.providers.configuration import KINDS, Provider, offered
from ccas.accounts.providers.failures import Denied
from ccas.accounts.providers.flow import Identity
from ccas.accounts.roles import Role
from ccas.actors import Actor
from ccas.refusals import Refusal

CLOSED = "Ce compte est fermé. Écrivez au service de formation qui vous suit pour le faire rouvrir."


def account_of(identity: Identity, provider: Provider) -> User:
    """The open account that this identity is linked to. Raises Denied."""
    found = (
        ExternalIdentity.objects.select_related("user")
        .filter(issuer=identity.issuer, subject=identity.subject)
        .first()
    )
    if found is None:
        raise Denied(
            f"{provider.label} vous a identifié, mais aucun compte n’est relié à cette identité. "
            "Ouvrez le lien de votre invitation et choisissez-y "
            f"{provider.label}, ou entrez autrement puis reliez-la depuis « Mon compte ».",
            reason="unknown",
        )
    require_open(found.user, identity, provider)
    return found.user


def require_open(user: User, identity: Identity, provider: Provider) -> None:
    """The account is open, and the level fits the roles it holds today. Raises Denied."""
    if not user.is_active:
        raise Denied(CLOSED, reason="closed")
    demanded = factors.compulsory(user.roles_on(clock.today()))
    if demanded and not rests_on_two(identity, provider):
        raise Denied(provider.kind.second_factor_missing, reason="acr-of-role")


def rests_on_two(identity: Identity, provider: Provider) -> bool:
    """Whether the provider says that two factors were given."""
    return identity.acr in provider.strong_acr


@transaction.atomic
def note_entry(user: User, identity: Identity) -> None:
    """The journal's line of a sign-in by a provider."""
    journal.record(
        "account.enter",
        user,
        by=Actor(user.pk, "entering"),
        provider=identity.provider,
        acr=identity.acr,
    )


@transaction.atomic
def accept_invitation(
    digest: str, identity: Identity, provider: Provider
) -> tuple[User, list[str]]:
    """The invited person will enter by this identity, in place of the one they had there.

    Gives the account, and what is to be said to the person. Raises Refusal.
    """
    said: list[str] = []

    def choose(invited: User) -> None:
        user = User.objects.select_for_update().get(pk=invited.pk)
        require_open(user, identity, provider)
        user.identities.filter(issuer=identity.issuer).exclude(subject=identity.subject).delete()
        said.extend(_attach(user, identity, provider, by=Actor(user.pk, "invited")))

    return invitations.accept_by_digest(digest, choose=choose), said


@transaction.atomic
def link(user: User, identity: Identity, provider: Provider, *, by: Actor) -> list[str]:
    """Link it to the account of the person who is signed in and has just proven it.

    Gives what is to be said to them. Raises Refusal.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    require_open(user, identity, provider)
    if user.identities.filter(issuer=identity.issuer).exclude(subject=identity.subject).exists():
        raise Refusal(
            f"Votre compte est déjà relié à une autre identité {provider.label}. Déliez-la d’abord."
        )
    return _attach(user, identity, provider, by=by)


def _attach(user: User, identity: Identity, provider: Provider, *, by: Actor) -> list[str]:
    key = {"issuer": identity.issuer, "subject": identity.subject}
    # The upsert waits for whoever links the same identity at the same time.
    ExternalIdentity.objects.bulk_create(
        [ExternalIdentity(user=user, provider=identity.provider, **key)], ignore_conflicts=True
    )
    held = ExternalIdentity.objects.get(**key)
    if held.user_id != user.pk:
        raise Refusal(
            f"Cette identité {provider.label} est déjà reliée à un autre compte. Si c’est le "
            "vôtre, entrez par lui ; sinon, écrivez au service de formation."
        )
    journal.record(
        "account.link",
        user,
        by=by,
        provider=identity.provider,
        identity=journal.digest(f"{identity.issuer} {identity.subject}"),
        acr=identity.acr,
    )
    notices.post("provider/linked", user.email)
    status = civil_status.read(identity.claims) if provider.kind.gives_civil_status else None
    if status is None or Role.CANDIDATE not in user.roles_on(clock.today()):
        return []
    return civil_status.keep(user, status, by=Actor(user.pk, Role.CANDIDATE))


@transaction.atomic
def unlink(identity: ExternalIdentity, *, by: Actor) -> None:
    """Forget an identity, unless nothing else would open the account. Raises Refusal."""
    user = User.objects.select_for_update().get(pk=identity.user_id)
    others = user.identities.exclude(pk=identity.pk).exists()
    if not (others or user.has_usable_password() or factors.of(user).exists()):
        raise Refusal(
            "C’est votre seule façon d’entrer. Créez d’abord une clé d’accès ou un mot de passe."
        )
    journal.record(
        "account.unlink",
        user,
        by=by,
        provider=identity.provider,
        identity=journal.digest(f"{identity.issuer} {identity.subject}"),
    )
    identity.delete()
    notices.post("provider/unlinked", user.email)


def fitting(roles: Iterable[str], offered: Iterable[Provider]) -> list[Provider]:
    """The providers that can give what these roles demand."""
    demanded = factors.compulsory(roles)
    return [one for one in offered if not demanded or set(one.acr) & set(one.strong_acr)]


def offered_to(invitation: Invitation, offered: Iterable[Provider]) -> list[Provider]:
    """The providers by which an invited person may enter, whenever the roles begin."""
    return fitting([grant.role for grant in invitation.user.grants.all()], offered)


def of(user: User) -> list[Provider]:
    """The providers by which a person may enter today."""
    issuers = set(user.identities.values_list("issuer", flat=True))
    return [one for one in offered() if one.issuer in issuers] if issuers else []


def label_of(identity: ExternalIdentity) -> str:
    """« ProConnect », even once it is switched off."""
    return KINDS[identity.provider].label if identity.provider in KINDS else identity.provider
