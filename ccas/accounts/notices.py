"""What a person is told by mail when the way into their account changes.

allauth sends such mails itself, at once; ours go through the outbox like every other.
"""

import uuid

from django.db import transaction

from ccas import outbox
from ccas.actors import Actor

#: What allauth calls the event → (subject, sentence).
NOTICES = {
    "account/email/password_changed": (
        "Votre mot de passe a été changé",
        "Le mot de passe de votre compte vient d’être changé.",
    ),
    "account/email/password_set": (
        "Votre mot de passe est enregistré",
        "Un mot de passe vient d’être enregistré pour votre compte.",
    ),
    "account/email/password_reset": (
        "Votre mot de passe a été changé",
        "Le mot de passe de votre compte vient d’être changé par le lien reçu à cette adresse.",
    ),
    "mfa/email/totp_activated": (
        "Une application de codes est reliée à votre compte",
        "Une application de codes vient d’être reliée à votre compte.",
    ),
    "mfa/email/totp_deactivated": (
        "L’application de codes est retirée de votre compte",
        "L’application de codes vient d’être retirée de votre compte.",
    ),
    "mfa/email/webauthn_added": (
        "Une clé d’accès est ajoutée à votre compte",
        "Une clé d’accès vient d’être ajoutée à votre compte.",
    ),
    "mfa/email/webauthn_removed": (
        "Une clé d’accès est retirée de votre compte",
        "Une clé d’accès vient d’être retirée de votre compte.",
    ),
    "mfa/email/recovery_codes_generated": (
        "De nouveaux codes de secours",
        "De nouveaux codes de secours viennent d’être faits pour votre compte ; "
        "les anciens n’ouvrent plus rien.",
    ),
    "provider/linked": (
        "Une identité est reliée à votre compte",
        "Une identité ProConnect ou FranceConnect vient d’être reliée à votre compte : elle "
        "l’ouvre désormais.",
    ),
    "provider/unlinked": (
        "Une identité n’est plus reliée à votre compte",
        "Une identité ProConnect ou FranceConnect n’ouvre plus votre compte.",
    ),
}


@transaction.atomic
def post(event: str, email: str) -> None:
    """Write the message of an event. KeyError: a mail that nobody has worded, or with a link.

    No mail of allauth that carries a link has a place here: the link would stay in a row.
    """
    subject, sentence = NOTICES[event]
    outbox.post(
        kind="account.notice",
        to=email,
        subject=subject,
        template="mail/security_notice",
        context={"sentence": sentence},
        key=f"notice:{uuid.uuid4()}",
        by=Actor.system(),
    )
