"""Badges made at a holder's request: what was signed, and where its revocation is told."""

import pgtrigger
from django.db import models

from assessments.candidates.models import AcquiredBlock
from ccas.personal import impersonal, personal
from ccas.records import Record
from certification.awards.models import Award
from certification.badges.rules.status import LENGTH


class Badge(Record):
    """An Open Badges 3.0 credential of one title or one block, as it was signed, for good.

    A new one takes the place of the last when what it says of its holder changes: the last is
    ended, and revoked. place: its bit in the public list of revoked badges.
    """

    award = models.ForeignKey(Award, on_delete=models.PROTECT, null=True, related_name="badges")
    acquired = models.ForeignKey(
        AcquiredBlock, on_delete=models.PROTECT, null=True, related_name="badges"
    )
    place = models.PositiveIntegerField("rang dans la liste des retraits", unique=True)
    content = personal(
        models.TextField("badge signé"),
        purpose="remettre au titulaire le badge de son titre ou de son bloc",
        retention="certification",
    )
    sha256 = impersonal(models.CharField("empreinte", max_length=64))
    ended_at = models.DateTimeField("remplacé le", null=True, editable=False)

    class Meta:
        verbose_name = "badge"
        ordering = ["-occurred_at"]
        constraints = [
            models.CheckConstraint(
                name="badge_of_a_title_or_a_block",
                condition=models.Q(award__isnull=False, acquired__isnull=True)
                | models.Q(award__isnull=True, acquired__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["award"],
                condition=models.Q(ended_at__isnull=True),
                name="badge_one_of_a_title",
                violation_error_message="Ce titre a déjà son badge.",
            ),
            models.UniqueConstraint(
                fields=["acquired"],
                condition=models.Q(ended_at__isnull=True),
                name="badge_one_of_a_block",
                violation_error_message="Ce bloc a déjà son badge.",
            ),
            models.CheckConstraint(
                name="badge_place_in_the_list", condition=models.Q(place__lt=LENGTH)
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="badges_stay", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="badge_is_signed_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("award", "acquired", "place", "content", "sha256"),
            ),
            pgtrigger.Protect(
                name="badge_ended_is_ended",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("OLD.ended_at IS NOT NULL"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.award_id or self.acquired_id}"
