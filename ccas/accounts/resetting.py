"""A forgotten password: a link by mail, for an hour, until it serves.

Nothing is stored for it: the link is a signature over the account, its password, its address and
the hour. It dies when one of them changes.
"""

import uuid
from datetime import datetime

from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse

from ccas import clock, outbox
from ccas.accounts import attempts
from ccas.accounts.models import AttemptKind, User
from ccas.actors import Actor

LINK = "account.reset"


class Links(PasswordResetTokenGenerator):
    """Signs and checks links by the program's clock (`PASSWORD_RESET_TIMEOUT` says how long)."""

    key_salt = "ccas.accounts.resetting"

    def _now(self) -> datetime:
        return clock.now().replace(tzinfo=None)


@transaction.atomic
def ask(email: str, request: HttpRequest | None) -> None:
    """Send what the address may have: a link, or word that it has no account here.

    One message either way, and none at all beyond five in five minutes: the page says the same.
    """
    email = email.strip().lower()
    if not attempts.spend(AttemptKind.MAIL, email, request):
        return
    user = User.objects.filter(email=email, is_active=True).first()
    outbox.post(
        kind=LINK,
        to=email,
        subject="Choisir un nouveau mot de passe" if user else "Aucun compte à cette adresse",
        template="mail/password_reset" if user else "mail/password_reset_unknown",
        context={"name": str(user), "minutes": settings.PASSWORD_RESET_TIMEOUT // 60}
        if user
        else {"email": email},
        link=(LINK, user.pk) if user else None,
        key=f"reset:{uuid.uuid4()}",
        by=Actor.system(),
    )


def make_link(about: str, by: Actor) -> str | None:
    """Sign the link as its mail leaves; None for an account closed meanwhile."""
    user = User.objects.filter(pk=about, is_active=True).first()
    if user is None:
        return None
    path = reverse(
        "account_reset_password_from_key",
        kwargs={"uidb36": user.pk.hex, "key": Links().make_token(user)},
    )
    return settings.PUBLIC_BASE_URL + path
