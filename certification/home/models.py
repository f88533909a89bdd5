"""What people keep of the first screens: an officer's searches, a candidate's calendar."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from ccas.personal import impersonal, personal
from ccas.records import Record

WHY = {"purpose": "recherches enregistrées par un agent", "retention": "account"}


class SavedSearch(Record):
    """Filters of the directory under a name. query: the address's own, canonical."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="saved_searches"
    )
    name = personal(models.CharField("nom", max_length=80), **WHY)
    query = personal(models.CharField("filtres", max_length=1000), **WHY)

    class Meta:
        verbose_name = "recherche enregistrée"
        verbose_name_plural = "recherches enregistrées"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "name"],
                name="saved_search_name_once",
                violation_error_message="Vous avez déjà une recherche de ce nom.",
            ),
            models.CheckConstraint(
                name="saved_search_says_something",
                condition=~models.Q(name="") & ~models.Q(query=""),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CalendarFeed(Record):
    """A secret address, kept as a fingerprint; asking for another, or revoking it, closes it.

    digest: SHA-256 of a token of 256 bits, in hex.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="calendar_feeds"
    )
    digest = impersonal(models.CharField(max_length=64, unique=True))
    revoked_at = models.DateTimeField("fermé le", null=True, editable=False)

    class Meta:
        verbose_name = "agenda relié"
        verbose_name_plural = "agendas reliés"
        constraints = [
            models.UniqueConstraint(
                fields=["user"], name="feed_one_open_each", condition=Q(revoked_at__isnull=True)
            )
        ]
        triggers = [
            pgtrigger.Protect(
                name="feed_is_its_owner_s",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("user", "digest"),
            ),
            pgtrigger.Protect(
                name="feed_revoked_is_revoked",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("OLD.revoked_at IS NOT NULL"),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
