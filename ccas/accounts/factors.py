"""Second factors: who must have one, and a code that opens once."""

from collections.abc import Iterable

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.mfa.utils import decrypt
from django.db.models import QuerySet

from ccas import clock
from ccas.accounts.models import UsedStep, User
from ccas.accounts.roles import Role

#: Roles that may come in with a password alone.
WITHOUT = frozenset({Role.CANDIDATE, Role.TUTOR})
REAL = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
LAST_ONE = (
    "C’est votre seul second facteur et votre rôle en demande un. Ajoutez-en d’abord un autre."
)


def compulsory(roles: Iterable[str]) -> bool:
    """Whether one of these roles demands a second factor."""
    return any(role not in WITHOUT for role in roles)


def of(user: User) -> QuerySet[Authenticator]:
    """The second factors of a person; recovery codes are only their spare."""
    return Authenticator.objects.filter(user_id=user.pk, type__in=REAL)


def may_remove(authenticator: Authenticator) -> bool:
    """Whether the person may do without this one: another is left, or no role needs any."""
    if authenticator.type not in REAL:
        return True
    if of(authenticator.user).exclude(pk=authenticator.pk).exists():
        return True
    return not compulsory(authenticator.user.roles_on(clock.today()))


def step_of(secret: str, code: str) -> int | None:
    """The step of thirty seconds, among those accepted now, that this code belongs to."""
    for step in yield_hotp_counters_from_time():
        if compare_user_code(actual=code, expected=format_hotp_value(hotp_value(secret, step))):
            return step
    return None


def use_step(user: User, step: int) -> bool:
    """Use up a step; False when it has served already. The database decides between two."""
    return UsedStep.objects.get_or_create(user=user, step=step)[1]


def accepts(authenticator: Authenticator, code: str) -> bool:
    """Whether the code opens now: right, and never used."""
    if authenticator.type != Authenticator.Type.TOTP:
        valid: bool = authenticator.wrap().validate_code(code)
        return valid
    step = step_of(decrypt(authenticator.data["secret"]), code)
    return step is not None and use_step(authenticator.user, step)
