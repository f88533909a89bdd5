"""Tokens of the API: only a digest is kept; the token itself is shown once."""

import hashlib
from datetime import date, datetime

import pgtrigger
from django.conf import settings
from django.db import models

from ccas.accounts.roles import Role
from ccas.actors import Actor
from ccas.personal import impersonal, personal
from ccas.records import Record


class ApiToken(Record):
    """Acts as `user` under `role`, for `scopes` ("candidates:read"…), until `expires_at`.

    A token is 256 random bits: a plain SHA-256 says nothing of it, and finds it in one reading.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="api_tokens"
    )
    role = models.CharField("agit en tant que", max_length=20, choices=Role)
    name = personal(
        models.CharField("usage", max_length=100),
        purpose="reconnaître le jeton que l’on révoque",
        retention="account",
    )
    prefix = impersonal(models.CharField("début du jeton", max_length=16))
    sha256 = impersonal(models.CharField(max_length=64, unique=True))
    scopes = impersonal(models.JSONField("portées", default=list))
    expires_at = models.DateTimeField("expire le")
    revoked_at = models.DateTimeField("révoqué le", null=True, editable=False)

    class Meta:
        verbose_name = "jeton d’API"
        verbose_name_plural = "jetons d’API"
        ordering = ["-occurred_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="api_token_expires_after_it_is_made",
                condition=models.Q(expires_at__gt=models.F("occurred_at")),
                violation_error_message="Un jeton expire après sa création.",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="api_tokens_stay", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="api_token_is_as_made",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(
                    "user", "role", "prefix", "sha256", "scopes", "expires_at", "occurred_at"
                ),
            ),
            pgtrigger.Protect(
                name="revoked_is_revoked",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__revoked_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.prefix}…"

    @staticmethod
    def digest_of(secret: str) -> str:
        """What is kept of a token: SHA-256, in hexadecimal."""
        return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()

    @property
    def actor(self) -> Actor:
        """Who acts when it is presented."""
        return self.user.acting_as(self.role)

    def in_force(self, now: datetime, day: date) -> bool:
        """Not revoked, in date, its account open, its role still granted."""
        return (
            self.revoked_at is None
            and now < self.expires_at
            and self.user.is_active
            and self.role in self.user.roles_on(day)
        )
