"""Each application of the terms, each printed register, each request to be erased."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from ccas.personal import impersonal, personal
from ccas.records import Record


class RetentionRun(Record):
    """One application of the terms. counts: code of a rule → how many rows went. No name."""

    counts = impersonal(models.JSONField("ce qui est parti", default=dict))

    class Meta:
        verbose_name = "application des durées"
        verbose_name_plural = "applications des durées"
        ordering = ["-recorded_at"]
        triggers = [
            pgtrigger.Protect(
                name="retention_runs_stay", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return f"{self.occurred_at:%Y-%m-%d}"


class RegisterEdition(Record):
    """The register of processing as printed one day: what it said stands in its document."""

    class Meta:
        verbose_name = "édition du registre des traitements"
        verbose_name_plural = "éditions du registre des traitements"
        ordering = ["-recorded_at"]
        triggers = [
            pgtrigger.Protect(
                name="register_editions_stay", operation=pgtrigger.Update | pgtrigger.Delete
            ),
        ]

    def __str__(self) -> str:
        return f"registre du {self.occurred_at:%Y-%m-%d}"


class ErasureState(models.TextChoices):
    ASKED = "asked", "demandée"
    DONE = "done", "faite"
    REFUSED = "refused", "refusée"
    WITHDRAWN = "withdrawn", "retirée"


class ErasureRequest(Record):
    """A person asks to be erased; another one decides. What the law keeps stays, and is named.

    gone: [{"what", "count"}]; kept: [{"what", "years", "why", "tables"}]: words of the program,
    as they were said to the person.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="erasure_requests"
    )
    reason = personal(
        models.TextField("raison", blank=True, default=""),
        purpose="comprendre la demande d’effacement",
        retention="account",
    )
    state = models.CharField(
        "état", max_length=10, choices=ErasureState, default=ErasureState.ASKED
    )
    answer = personal(
        models.TextField("réponse", blank=True, default=""),
        purpose="dire pourquoi un effacement est refusé",
        retention="account",
    )
    gone = impersonal(models.JSONField("effacé", default=list))
    kept = impersonal(models.JSONField("gardé", default=list))
    decided_at = models.DateTimeField("décidée le", null=True, editable=False)

    class Meta:
        verbose_name = "demande d’effacement"
        verbose_name_plural = "demandes d’effacement"
        ordering = ["-recorded_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(state="asked"),
                name="erasure_one_at_a_time",
                violation_error_message="Une demande d’effacement est déjà en cours.",
            ),
            models.CheckConstraint(
                name="erasure_decided_has_a_time",
                condition=Q(state="asked", decided_at__isnull=True)
                | (~Q(state="asked") & Q(decided_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="erasure_refused_says_why", condition=~Q(state="refused") | ~Q(answer="")
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="erasures_stay", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="erasure_is_its_owner_s",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("user"),
            ),
            pgtrigger.Protect(
                name="erasure_decided_is_decided",
                operation=pgtrigger.Update,
                # Its words may still go, when the account's own term has passed.
                condition=pgtrigger.Condition(
                    "OLD.decided_at IS NOT NULL AND (OLD.state, OLD.gone, OLD.kept,"
                    " OLD.decided_at) IS DISTINCT FROM (NEW.state, NEW.gone, NEW.kept,"
                    " NEW.decided_at)"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.pk}"
