"""The minutes, and who signed or refused to."""

import pgtrigger
from django.db import models

from assessments.people.models import Person
from ccas.personal import impersonal, personal
from ccas.records import Record
from certification.deliberation.models.freezing import frozen_by_minutes
from certification.deliberation.models.sitting import Deliberation


class MinutesState(models.TextChoices):
    DRAFT = "draft", "à signer"
    SIGNED = "signed", "signé"


class Minutes(Record):
    """The proof. `facts` are set when signing begins; every signature bears their hash."""

    deliberation = models.OneToOneField(
        Deliberation, on_delete=models.PROTECT, related_name="minutes"
    )
    state = models.CharField(
        "état", max_length=10, choices=MinutesState, default=MinutesState.DRAFT
    )
    facts = personal(
        models.JSONField("faits", default=dict),
        purpose="contenu du procès-verbal",
        retention="certification",
    )
    facts_sha256 = impersonal(models.CharField(max_length=64, blank=True, default=""))
    signed_at = models.DateTimeField("signé le", null=True, editable=False)

    class Meta:
        verbose_name = "procès-verbal"
        verbose_name_plural = "procès-verbaux"
        constraints = [
            models.CheckConstraint(
                name="minutes_signed_have_facts",
                condition=models.Q(state="draft", signed_at__isnull=True)
                | (models.Q(state="signed", signed_at__isnull=False) & ~models.Q(facts_sha256="")),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="minutes_stay", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="signed_is_signed",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state="signed"),
            ),
        ]

    def __str__(self) -> str:
        return f"procès-verbal {self.deliberation}"


class MinutesSignature(Record):
    """A member signs the hash of the facts, or refuses with a reason. The president is last."""

    minutes = models.ForeignKey(Minutes, on_delete=models.PROTECT, related_name="signatures")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="minutes_signatures")
    facts_sha256 = impersonal(models.CharField(max_length=64))
    signed_at = models.DateTimeField("signé le")
    refused = models.BooleanField("refus de signer", default=False)
    reason = personal(
        models.TextField("motif du refus", blank=True, default=""),
        purpose="preuve du refus de signer",
        retention="certification",
    )

    class Meta:
        verbose_name = "signature du procès-verbal"
        verbose_name_plural = "signatures du procès-verbal"
        ordering = ["minutes", "signed_at"]
        constraints = [
            models.UniqueConstraint(fields=["minutes", "person"], name="minutes_signed_once"),
            models.CheckConstraint(
                name="refusal_has_a_reason",
                condition=models.Q(refused=False, reason="")
                | (models.Q(refused=True) & ~models.Q(reason="")),
            ),
        ]
        triggers = [
            frozen_by_minutes(
                "SELECT x.deliberation_id FROM certification_minutes x WHERE x.id = row_.minutes_id"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}"
