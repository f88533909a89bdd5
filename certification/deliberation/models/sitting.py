"""The sitting of a jury, and who comes and goes."""

from datetime import datetime

import pgtrigger
from django.db import models

from assessments.people.models import Person
from ccas.personal import personal
from ccas.records import Record
from certification.deliberation.models.freezing import frozen_by_minutes
from certification.juries.models import Jury, Seat


class DeliberationState(models.TextChoices):
    OPEN = "open", "ouverte"
    SUSPENDED = "suspended", "suspendue"
    CLOSED = "closed", "close"


class Voting(models.TextChoices):
    HANDS = "hands", "à main levée"
    BALLOTS = "ballots", "au scrutin nominatif"


class Deliberation(Record):
    """One sitting of a jury. A new deliberation after an annulment `replaces` the old one."""

    jury = models.ForeignKey(Jury, on_delete=models.PROTECT, related_name="deliberations")
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    replacement_reason = personal(
        models.TextField("motif du remplacement", blank=True, default=""),
        purpose="contenu du procès-verbal",
        retention="certification",
    )
    state = models.CharField(
        "état", max_length=10, choices=DeliberationState, default=DeliberationState.OPEN
    )
    voting = models.CharField("vote", max_length=10, choices=Voting, default=Voting.HANDS)
    opened_at = models.DateTimeField("ouverte le", editable=False)
    suspended_at = models.DateTimeField(null=True, editable=False)
    closed_at = models.DateTimeField("close le", null=True, editable=False)
    indicators = personal(
        models.JSONField("indicateurs à l’ouverture", default=list),
        purpose="preuve de la régularité du jury",
        retention="certification",
    )
    publish_not_before = models.DateTimeField("publication au plus tôt", null=True, blank=True)
    published_at = models.DateTimeField("résultats publiés le", null=True, editable=False)

    class Meta:
        verbose_name = "délibération"
        ordering = ["-opened_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["jury"], condition=models.Q(replaces__isnull=True), name="deliberation_once"
            ),
            models.CheckConstraint(
                name="deliberation_replaces_for_a_reason",
                condition=models.Q(replaces__isnull=True, replacement_reason="")
                | (models.Q(replaces__isnull=False) & ~models.Q(replacement_reason="")),
                violation_error_message="Remplacer une délibération demande un motif.",
            ),
            models.CheckConstraint(
                name="deliberation_closed_has_a_time",
                condition=models.Q(state="closed", closed_at__isnull=False)
                | (~models.Q(state="closed") & models.Q(closed_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="deliberation_published_once_closed",
                condition=models.Q(published_at__isnull=True) | models.Q(state="closed"),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="deliberations_stay", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="closed_by_minutes",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(
                    "jury",
                    "replaces",
                    "state",
                    "opened_at",
                    "suspended_at",
                    "closed_at",
                    "indicators",
                    "occurred_at",
                    "recorded_at",
                ),
                func="""
                    IF EXISTS (SELECT 1 FROM certification_minutes m
                               WHERE m.deliberation_id = OLD.id AND m.state = 'signed') THEN
                        RAISE EXCEPTION 'the minutes are signed: this deliberation is over'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="replaces_a_signed_one",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("replaces_id"),
                func="""
                    IF NEW.replaces_id IS NOT NULL AND NOT EXISTS (
                        SELECT 1 FROM certification_minutes m
                        WHERE m.deliberation_id = NEW.replaces_id AND m.state = 'signed'
                    ) THEN
                        RAISE EXCEPTION 'what is not signed is reopened, not replaced'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Protect(
                name="the_way_to_vote_is_set_at_opening",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("voting"),
            ),
            pgtrigger.Protect(
                name="published_is_published",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__published_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.jury}"

    @property
    def successor(self) -> "Deliberation | None":
        """The deliberation that replaces this one, if there is one."""
        return getattr(self, "replaced_by", None)

    @property
    def closing(self) -> datetime:
        """The moment it closed. ValueError while it is not closed."""
        if self.closed_at is None:
            raise ValueError("this deliberation is not closed")
        return self.closed_at


class AttendanceKind(models.TextChoices):
    ARRIVAL = "arrival", "arrivée"
    DEPARTURE = "departure", "départ"


class Attendance(Record):
    """A member arrives or leaves; the sitting set is evaluated again and kept."""

    deliberation = models.ForeignKey(
        Deliberation, on_delete=models.PROTECT, related_name="attendances"
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="attendances")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="attendances")
    kind = models.CharField(max_length=10, choices=AttendanceKind)
    at = models.DateTimeField("à")
    indicators = personal(
        models.JSONField("indicateurs du jury siégeant", default=list),
        purpose="preuve de la régularité du jury",
        retention="certification",
    )

    class Meta:
        verbose_name = "émargement"
        ordering = ["deliberation", "at", "recorded_at"]
        triggers = [frozen_by_minutes("row_.deliberation_id")]

    def __str__(self) -> str:
        return f"{self.kind} {self.person_id}"
