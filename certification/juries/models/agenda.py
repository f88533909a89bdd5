"""For whom a jury meets, who withdraws for whom, and who was told to come."""

import pgtrigger
from django.db import models

from assessments.candidates.models import Enrolment
from assessments.framework.models import CompetencyBlock
from assessments.people.models import Person
from ccas.personal import impersonal, personal
from ccas.records import Record
from certification.juries.models.composition import Jury, Seat
from certification.juries.models.freezing import frozen_by_minutes


class AgendaItem(Record):
    """An enrolment on a jury's agenda, for some blocks.

    annulled: the jury whose decision on this candidate was annulled; its members sit no more.
    """

    jury = models.ForeignKey(Jury, on_delete=models.PROTECT, related_name="agenda")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="agenda_items")
    position = models.PositiveSmallIntegerField("rang")
    annulled = models.ForeignKey(
        Jury,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="agenda_after",
        verbose_name="jury dont la décision est annulée",
    )
    blocks = models.ManyToManyField(
        CompetencyBlock, related_name="agenda_items", verbose_name="blocs présentés"
    )

    class Meta:
        verbose_name = "candidat à l’ordre du jour"
        verbose_name_plural = "candidats à l’ordre du jour"
        ordering = ["jury", "position"]
        constraints = [
            models.UniqueConstraint(fields=["jury", "enrolment"], name="agenda_once"),
            models.UniqueConstraint(fields=["jury", "position"], name="agenda_position_once"),
            models.CheckConstraint(
                name="agenda_annuls_another_jury",
                condition=models.Q(annulled__isnull=True) | ~models.Q(annulled=models.F("jury")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.jury} {self.position}"


class LinkDismissal(Record):
    """A link that was found between a member and a candidate is a false positive, for a reason."""

    jury = models.ForeignKey(Jury, on_delete=models.PROTECT, related_name="dismissals")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="link_dismissals")
    enrolment = models.ForeignKey(
        Enrolment, on_delete=models.PROTECT, related_name="link_dismissals"
    )
    link = impersonal(models.CharField("lien écarté", max_length=80))
    reason = personal(
        models.TextField("motif"),
        purpose="preuve de l’impartialité du jury",
        retention="certification",
    )

    class Meta:
        verbose_name = "lien écarté"
        verbose_name_plural = "liens écartés"
        ordering = ["jury", "recorded_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["jury", "person", "enrolment", "link"],
                name="dismissal_once",
                violation_error_message="Ce lien est déjà écarté.",
            ),
            models.CheckConstraint(name="dismissal_has_a_reason", condition=~models.Q(reason="")),
        ]
        triggers = [
            pgtrigger.Protect(
                name="dismissals_stay", operation=pgtrigger.Update | pgtrigger.Delete
            ),
            frozen_by_minutes("row_.jury_id"),
        ]

    def __str__(self) -> str:
        return self.link


class Recusal(Record):
    """A member does not sit for one candidate."""

    jury = models.ForeignKey(Jury, on_delete=models.PROTECT, related_name="recusals")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="recusals")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="recusals")
    ground = personal(
        models.TextField("motif"),
        purpose="preuve de l’impartialité du jury",
        retention="certification",
    )
    found_by = models.CharField(
        "origine",
        max_length=10,
        choices=[("link", "lien trouvé"), ("member", "déport du membre")],
    )

    class Meta:
        verbose_name = "déport"
        ordering = ["jury", "recorded_at"]
        constraints = [
            models.UniqueConstraint(fields=["jury", "person", "enrolment"], name="recusal_once"),
            models.CheckConstraint(name="recusal_has_a_ground", condition=~models.Q(ground="")),
        ]
        triggers = [
            pgtrigger.Protect(name="recusals_stay", operation=pgtrigger.Delete),
            frozen_by_minutes("row_.jury_id"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.enrolment_id}"


class JurySummons(Record):
    """A member was told to come."""

    jury = models.ForeignKey(Jury, on_delete=models.PROTECT, related_name="summonses")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="jury_summonses")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="summonses")

    class Meta:
        verbose_name = "convocation d’un jury"
        verbose_name_plural = "convocations de jurys"
        ordering = ["jury", "seat__position"]
        constraints = [
            models.UniqueConstraint(fields=["jury", "person", "seat"], name="jury_summons_once"),
        ]
        triggers = [
            pgtrigger.Protect(name="summonses_stay", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="summoned_to_a_seat_of_the_jury",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    IF NOT EXISTS (SELECT 1 FROM certification_seat s
                                   WHERE s.id = NEW.seat_id AND s.jury_id = NEW.jury_id) THEN
                        RAISE EXCEPTION 'this seat is not one of the jury'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.jury} {self.person_id}"
