"""The demonstration cast on the sign-in page: invented people, one click each.

Exists only with settings.DEMONSTRATION_SIGN_IN, which a system check refuses in production.
"""

import uuid
from dataclasses import dataclass

from django.conf import settings
from django.db.models import QuerySet

from ccas.accounts.models import User
from ccas.accounts.roles import Role
from ccas.clock import today

#: What each role finds behind the door, in a few words.
SENTENCES: dict[Role, str] = {
    Role.CANDIDATE: "Voir ses blocs, sa pratique, ses convocations et ses documents.",
    Role.EVALUATOR: "Observer les mises en situation et remplir les grilles.",
    Role.JURY_MEMBER: "Étudier les dossiers et siéger.",
    Role.PRESIDENT: "Ouvrir la délibération, décider bloc par bloc, signer le procès-verbal.",
    Role.OFFICER: "Préparer les sessions et les jurys, suivre chaque candidat.",
    Role.TUTOR: "Attester l’exercice professionnel.",
    Role.AUDITOR: "Tout lire, ne rien écrire.",
    Role.ADMINISTRATOR: "Gérer les comptes et les rôles.",
}


@dataclass(frozen=True, slots=True)
class CastMember:
    """One button of the sign-in page."""

    pk: uuid.UUID
    name: str
    role_label: str
    sentence: str


def people() -> QuerySet[User]:
    """The active accounts of the demonstration."""
    return User.objects.filter(demonstration=True, is_active=True)


def cast() -> list[CastMember]:
    """The cast, in the order of the roles then of the names; two queries.

    `settings.DEMONSTRATION_CAST` may replace the sentence of a person, by e-mail.
    """
    day = today()
    own = getattr(settings, "DEMONSTRATION_CAST", {})
    found: list[tuple[int, str, CastMember]] = []
    for user in people().prefetch_related("grants"):
        roles = [Role(value) for value in user.roles_on(day)]
        if not roles:
            continue
        member = CastMember(
            pk=user.pk,
            name=str(user),
            role_label=", ".join(role.label for role in roles),
            sentence=own.get(user.email) or SENTENCES[roles[0]],
        )
        found.append((Role.values.index(roles[0]), user.display_name, member))
    return [member for _, _, member in sorted(found, key=lambda entry: entry[:2])]
