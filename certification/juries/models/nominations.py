"""Who holds a seat, from when to when."""

from datetime import datetime

import pgtrigger
from django.db import models

from assessments.people.models import Person
from ccas.personal import impersonal, personal
from ccas.records import Record, ends_after_it_starts
from certification.juries.models.composition import Seat
from certification.juries.models.freezing import frozen_by_minutes


class NominationQuerySet(models.QuerySet["Nomination"]):
    """Nominations, by when they hold."""

    def in_force(self, at: datetime) -> "NominationQuerySet":
        """Those that hold their seat at that moment: the start counts, the end does not."""
        return self.filter(
            models.Q(ends_at__isnull=True) | models.Q(ends_at__gt=at), starts_at__lte=at
        )

    def lasting(self, now: datetime) -> "NominationQuerySet":
        """Those that hold their seat now or will later; one ended before it began never does."""
        return self.filter(
            models.Q(ends_at__isnull=True)
            | (models.Q(ends_at__gt=now) & models.Q(ends_at__gt=models.F("starts_at")))
        )


class Nomination(Record):
    """A person occupies a seat from a moment on, until another moment (None: still).

    A substitute's nomination `replaces` the one it follows. `designation` is the act of a
    representative, when the capacity needs one. A row says what was: it is ended, never rewritten.
    """

    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="nominations")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="nominations")
    capacity = impersonal(models.CharField("qualité", max_length=60))
    starts_at = models.DateTimeField("à compter du")
    ends_at = models.DateTimeField("jusqu’au", null=True, blank=True)
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    designation_reference = personal(
        models.CharField("acte de désignation", max_length=200, blank=True, default=""),
        purpose="preuve de la régularité du jury",
        retention="certification",
    )
    designation_date = personal(
        models.DateField("date de l’acte de désignation", null=True, blank=True),
        purpose="preuve de la régularité du jury",
        retention="certification",
    )

    objects = NominationQuerySet.as_manager()

    class Meta:
        verbose_name = "nomination"
        ordering = ["seat__position", "starts_at"]
        constraints = [
            ends_after_it_starts(
                "nomination_ends_after_it_starts",
                "Une nomination ne peut pas finir avant de commencer.",
                start="starts_at",
                end="ends_at",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="nominations_stay", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="a_nomination_is_ended_not_rewritten",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(
                    "seat", "person", "capacity", "starts_at", "replaces"
                ),
            ),
            frozen_by_minutes(
                "SELECT s.jury_id FROM certification_seat s WHERE s.id = row_.seat_id"
            ),
            pgtrigger.Trigger(
                name="one_seat_one_person",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="""
                    PERFORM pg_advisory_xact_lock(hashtext('jury:' || s.jury_id::text))
                        FROM certification_seat s WHERE s.id = NEW.seat_id;
                    IF NEW.starts_at = NEW.ends_at THEN RETURN NEW; END IF;
                    IF EXISTS (
                        SELECT 1 FROM certification_nomination o
                        JOIN certification_seat os ON os.id = o.seat_id
                        JOIN certification_seat ns ON ns.id = NEW.seat_id
                        WHERE o.id <> NEW.id AND os.jury_id = ns.jury_id
                          AND (o.person_id = NEW.person_id OR o.seat_id = NEW.seat_id)
                          -- Ended before it began: it never held the seat.
                          AND o.starts_at IS DISTINCT FROM o.ends_at
                          AND o.starts_at < COALESCE(NEW.ends_at, 'infinity')
                          AND NEW.starts_at < COALESCE(o.ends_at, 'infinity')
                    ) THEN
                        RAISE EXCEPTION 'seat taken, or person already on another seat'
                            USING ERRCODE = 'exclusion_violation';
                    END IF;
                    IF NEW.replaces_id IS NOT NULL AND NOT EXISTS (
                        SELECT 1 FROM certification_nomination o
                        WHERE o.id = NEW.replaces_id AND o.seat_id = NEW.seat_id
                    ) THEN
                        RAISE EXCEPTION 'a substitute follows somebody on the same seat'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} – {self.seat}"
