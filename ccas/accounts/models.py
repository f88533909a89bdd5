"""A user is an e-mail address and the roles granted to it. Who they are stands elsewhere."""

import uuid
from datetime import date
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower

from ccas import clock
from ccas.accounts.roles import Role
from ccas.actors import Actor
from ccas.personal import impersonal, personal
from ccas.records import Record, ends_after_it_starts

#: In their order, read once: every page asks for it.
ROLES = tuple(Role.values)


class UserManager(BaseUserManager["User"]):
    """Creates users by e-mail."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A user with a usable password, or none when `password` is None."""
        if not email:
            raise ValueError("a user has an e-mail address")
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """Signs in by e-mail. `demonstration` marks the invented cast of the demonstration."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = personal(
        models.EmailField("adresse électronique", unique=True),
        purpose="identification à la connexion et envoi des messages",
        retention="account",
    )
    display_name = personal(
        models.CharField("nom affiché", max_length=150),
        purpose="montrer à la personne et à ses correspondants qui agit",
        retention="account",
    )
    password = impersonal(models.CharField("mot de passe", max_length=128))
    is_active = models.BooleanField("actif", default=True)
    demonstration = models.BooleanField("compte de démonstration", default=False)
    created_at = models.DateTimeField("créé le", default=clock.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = "compte"
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_any_case")]

    def __str__(self) -> str:
        return self.display_name or self.email

    def get_full_name(self) -> str:
        return str(self)

    #: The grants read together with the account, for who makes a request (`store.Backend`).
    granted: "list[RoleGrant] | None" = None

    def roles_on(self, day: date) -> list[str]:
        """The roles granted on that day, in the order of the `Role` list."""
        grants = self.grants.all() if self.granted is None else self.granted
        held = {grant.role for grant in grants if grant.covers(day)}
        return [role for role in ROLES if role in held]

    def roles_on_now(self) -> list[str]:
        """The roles in force today."""
        return self.roles_on(clock.today())

    def acting_as(self, role: str) -> Actor:
        """The actor for one of the user's roles."""
        return Actor(self.pk, role)


class RoleGrant(Record):
    """A role granted to a user from a day on, until a day included (None: no end)."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField("rôle", max_length=20, choices=Role)
    starts_on = personal(
        models.DateField("à compter du", default=clock.today),
        purpose="droits de la personne dans le temps",
        retention="account",
    )
    ends_on = personal(
        models.DateField("jusqu’au", null=True, blank=True),
        purpose="droits de la personne dans le temps",
        retention="account",
    )

    class Meta:
        verbose_name = "rôle accordé"
        verbose_name_plural = "rôles accordés"
        constraints = [
            ends_after_it_starts(
                "grant_ends_after_it_starts", "Un rôle ne peut pas finir avant d’avoir commencé."
            )
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.user_id}"

    def covers(self, day: date) -> bool:
        """Whether the grant is in force on that day."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


class AttemptKind(models.TextChoices):
    PASSWORD = "password", "mot de passe"
    CODE = "code", "code"
    MAIL = "mail", "message demandé"


class Attempt(models.Model):
    """A counter of checks: of one secret, for one account, from one known device or the others.

    `account` and `device` are digests; `device` is empty for every device not known. The moments
    of the checks of the last minutes, never more than five.
    """

    kind = models.CharField(max_length=10, choices=AttemptKind)
    account = impersonal(models.CharField(max_length=64))
    device = impersonal(models.CharField(max_length=64, blank=True, default=""))
    checked_at = ArrayField(models.DateTimeField(), default=list)
    touched_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = "compteur d’essais"
        verbose_name_plural = "compteurs d’essais"
        constraints = [
            models.UniqueConstraint(fields=["kind", "account", "device"], name="one_counter_each"),
            models.CheckConstraint(
                name="five_checks_at_most", condition=models.Q(checked_at__len__lte=5)
            ),
        ]
        indexes = [models.Index(fields=["touched_at"], name="attempt_touched")]

    def __str__(self) -> str:
        return f"{self.kind} {self.account[:8]}"


class UsedStep(models.Model):
    """A step of thirty seconds whose code a person has used: it opens once."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="used_steps")
    step = models.BigIntegerField()

    class Meta:
        verbose_name = "code déjà servi"
        verbose_name_plural = "codes déjà servis"
        constraints = [models.UniqueConstraint(fields=["user", "step"], name="a_step_opens_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.step}"


class Invitation(Record):
    """A link sent to an address: its holder chooses a passkey or a password, once, within a week.

    The link is made when the mail leaves; only its digest is kept.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="invitations")
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    token_digest = impersonal(models.CharField(max_length=64, blank=True, default=""))
    expires_at = models.DateTimeField("valable jusqu’au")
    sent_at = models.DateTimeField("envoyée le", null=True)
    accepted_at = models.DateTimeField("acceptée le", null=True)
    withdrawn_at = models.DateTimeField("retirée le", null=True)

    class Meta:
        verbose_name = "invitation"
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=models.Q(accepted_at__isnull=True, withdrawn_at__isnull=True),
                name="one_open_invitation",
            ),
            models.UniqueConstraint(
                fields=["token_digest"],
                condition=~models.Q(token_digest=""),
                name="one_invitation_each_link",
            ),
            models.CheckConstraint(
                name="invitation_accepted_or_withdrawn",
                condition=models.Q(accepted_at__isnull=True) | models.Q(withdrawn_at__isnull=True),
            ),
            models.CheckConstraint(
                name="invitation_sent_has_a_link",
                condition=models.Q(sent_at__isnull=True) | ~models.Q(token_digest=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.occurred_at:%Y-%m-%d}"


class EmailChange(Record):
    """Another address asked for: the present one agrees, the new one proves itself, in a day.

    The links are made when the mails leave; only their digests are kept, until they have served.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="email_changes")
    new_email = personal(
        models.EmailField("nouvelle adresse électronique"),
        purpose="changer l’adresse d’un compte",
        retention="account",
    )
    present_digest = impersonal(models.CharField(max_length=64, blank=True, default=""))
    new_digest = impersonal(models.CharField(max_length=64, blank=True, default=""))
    expires_at = models.DateTimeField("valable jusqu’au")
    agreed_at = models.DateTimeField("acceptée par l’adresse actuelle le", null=True)
    proven_at = models.DateTimeField("prouvée par la nouvelle adresse le", null=True)
    done_at = models.DateTimeField("faite le", null=True)
    withdrawn_at = models.DateTimeField("retirée le", null=True)

    class Meta:
        verbose_name = "changement d’adresse"
        verbose_name_plural = "changements d’adresse"
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=models.Q(done_at__isnull=True, withdrawn_at__isnull=True),
                name="one_open_email_change",
            ),
            *(
                models.UniqueConstraint(
                    fields=[f"{side}_digest"],
                    condition=~models.Q(**{f"{side}_digest": ""}),
                    name=f"one_email_change_each_{side}_link",
                )
                for side in ("present", "new")
            ),
            models.CheckConstraint(
                name="email_change_done_by_both",
                condition=models.Q(done_at__isnull=True)
                | models.Q(
                    agreed_at__isnull=False, proven_at__isnull=False, withdrawn_at__isnull=True
                ),
            ),
            models.CheckConstraint(
                name="email_change_links_serve_once",
                condition=(models.Q(agreed_at__isnull=True) | models.Q(present_digest=""))
                & (models.Q(proven_at__isnull=True) | models.Q(new_digest="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.occurred_at:%Y-%m-%d}"


class OpenSession(Record):
    """A session a person has open somewhere: what they need to recognise it and close it."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="open_sessions")
    session_key = impersonal(models.CharField(max_length=40, unique=True))
    browser = personal(
        models.CharField("navigateur", max_length=80, blank=True, default=""),
        purpose="permettre à la personne de reconnaître ses connexions",
        retention="account",
    )

    class Meta:
        verbose_name = "connexion ouverte"
        verbose_name_plural = "connexions ouvertes"

    def __str__(self) -> str:
        return f"{self.user_id} {self.browser}"


class ExternalIdentity(Record):
    """An identity that a provider vouches for, and the account it opens. Its key: issuer, subject.

    A person has one at each issuer; a new invitation replaces it.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="identities")
    provider = impersonal(models.CharField(max_length=20))
    issuer = impersonal(models.CharField(max_length=255))
    subject = personal(
        models.CharField("identifiant chez le fournisseur", max_length=255),
        purpose="reconnaître à la connexion la personne identifiée par ProConnect ou FranceConnect",
        retention="account",
    )

    class Meta:
        verbose_name = "identité reliée"
        verbose_name_plural = "identités reliées"
        constraints = [
            models.UniqueConstraint(
                fields=["issuer", "subject"],
                name="one_account_each_identity",
                violation_error_message="Cette identité est déjà reliée à un compte.",
            ),
            models.UniqueConstraint(
                fields=["user", "issuer"],
                name="one_identity_each_issuer",
                violation_error_message="Ce compte est déjà relié à une identité.",
            ),
            models.CheckConstraint(
                name="identity_has_a_key",
                condition=~models.Q(issuer="") & ~models.Q(subject=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.provider}"
