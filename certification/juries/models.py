"""Who decides: juries, their seats, and who sits on them from when to when."""

import pgtrigger
from django.db import models

from assessments.candidates.models import Enrolment
from assessments.framework.models import CompetencyBlock, QualificationRevision
from assessments.people.models import Entity, Person
from ccas.personal import impersonal, personal
from ccas.records import Record


class JuryState(models.TextChoices):
    DRAFT = "draft", "en préparation"
    COMPOSED = "composed", "composé"
    CONVENED = "convened", "convoqué"
    OPEN = "open", "en délibération"
    CLOSED = "closed", "clos"
    CANCELLED = "cancelled", "annulé"


class Jury(Record):
    """A jury for one revision, sitting on a day. Its composition rules are the revision's."""

    revision = models.ForeignKey(
        QualificationRevision, on_delete=models.PROTECT, related_name="juries",
        verbose_name="certification",
    )
    route = impersonal(
        models.CharField("voie d’accès dont il suit les règles", max_length=3)
    )
    name = impersonal(models.CharField("nom", max_length=120, unique=True))
    sits_on = impersonal(models.DateField("siège le"))
    place = impersonal(models.CharField("lieu", max_length=200))
    presiding_entity = models.ForeignKey(
        Entity, on_delete=models.PROTECT, null=True, blank=True, related_name="juries_presided",
        verbose_name="entité qui préside",
    )
    rotation_reason = impersonal(
        models.TextField("motif si l’alternance n’est pas suivie", blank=True, default="")
    )
    state = models.CharField("état", max_length=10, choices=JuryState, default=JuryState.DRAFT)
    composed_at = models.DateTimeField(null=True, editable=False)
    convened_at = models.DateTimeField(null=True, editable=False)
    opened_at = models.DateTimeField(null=True, editable=False)
    closed_at = models.DateTimeField(null=True, editable=False)
    cancelled_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = "jury"
        verbose_name_plural = "jurys"
        ordering = ["-sits_on", "name"]
        constraints = [
            models.CheckConstraint(
                name="jury_dates_follow_its_state",
                condition=models.Q(state="draft", convened_at__isnull=True)
                | models.Q(state="composed", composed_at__isnull=False, convened_at__isnull=True)
                | models.Q(state="convened", convened_at__isnull=False, opened_at__isnull=True)
                | models.Q(state="open", convened_at__isnull=False, opened_at__isnull=False)
                & models.Q(closed_at__isnull=True)
                | models.Q(state="closed", opened_at__isnull=False, closed_at__isnull=False)
                | models.Q(state="cancelled", cancelled_at__isnull=False),
            ),
        ]
        triggers = [pgtrigger.Protect(name="juries_stay", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.name

    @property
    def rules(self):
        """The JuryRules this jury follows."""
        return self.revision.rules.jury_for(self.route)


class Seat(Record):
    """A seat of the plan. `key` is unique inside the jury ("president", "operator:PN"…).

    capacities: codes accepted, copied from the rules with the entity's own.
    """

    jury = models.ForeignKey(Jury, on_delete=models.PROTECT, related_name="seats")
    position = models.PositiveSmallIntegerField()
    key = impersonal(models.CharField(max_length=60))
    label = impersonal(models.CharField("siège", max_length=300))
    presides = models.BooleanField("préside", default=False)
    trade = models.BooleanField("qualifié pour le métier", default=False)
    entity = models.ForeignKey(
        Entity, on_delete=models.PROTECT, null=True, blank=True, related_name="seats",
        verbose_name="entité",
    )
    capacities = impersonal(models.JSONField("qualités admises", default=list))

    class Meta:
        verbose_name = "siège"
        ordering = ["jury", "position"]
        constraints = [
            models.UniqueConstraint(fields=["jury", "key"], name="seat_key_once"),
            models.UniqueConstraint(fields=["jury", "position"], name="seat_position_once"),
            models.UniqueConstraint(
                fields=["jury"], condition=models.Q(presides=True), name="seat_one_president"
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="plan_is_set_before_convening",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func="""
                    IF EXISTS (SELECT 1 FROM certification_jury j
                               WHERE j.id = COALESCE(NEW.jury_id, OLD.jury_id)
                                 AND j.state NOT IN ('draft', 'composed')) THEN
                        RAISE EXCEPTION 'the jury is convened: its seats do not change'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.label


class Nomination(Record):
    """A person occupies a seat from a moment on, until another moment (None: still).

    A substitute's nomination `replaces` the one it follows. The act names the reference and date
    of the nomination; `designation` is the act of a representative, when the capacity needs one.
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
        purpose="preuve de la régularité du jury", retention="certification",
    )
    designation_date = personal(
        models.DateField("date de l’acte de désignation", null=True, blank=True),
        purpose="preuve de la régularité du jury", retention="certification",
    )

    class Meta:
        verbose_name = "nomination"
        ordering = ["seat__position", "starts_at"]
        constraints = [
            models.CheckConstraint(
                name="nomination_ends_after_it_starts",
                condition=models.Q(ends_at__isnull=True)
                | models.Q(ends_at__gte=models.F("starts_at")),
                violation_error_message="Une nomination ne peut pas finir avant de commencer.",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="nominations_stay", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="one_seat_one_person",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="""
                    PERFORM pg_advisory_xact_lock(hashtext('jury:' || s.jury_id::text))
                        FROM certification_seat s WHERE s.id = NEW.seat_id;
                    IF EXISTS (
                        SELECT 1 FROM certification_nomination o
                        JOIN certification_seat os ON os.id = o.seat_id
                        JOIN certification_seat ns ON ns.id = NEW.seat_id
                        WHERE o.id <> NEW.id AND os.jury_id = ns.jury_id
                          AND (o.person_id = NEW.person_id OR o.seat_id = NEW.seat_id)
                          AND o.starts_at < COALESCE(NEW.ends_at, 'infinity')
                          AND NEW.starts_at < COALESCE(o.ends_at, 'infinity')
                    ) THEN
                        RAISE EXCEPTION 'seat taken, or person already on another seat'
                            USING ERRCODE = 'exclusion_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} – {self.seat}"


class AgendaItem(Record):
    """An enrolment on a jury's agenda, for some blocks."""

    jury = models.ForeignKey(Jury, on_delete=models.PROTECT, related_name="agenda")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="agenda_items")
    position = models.PositiveSmallIntegerField("rang")
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
        purpose="preuve de l’impartialité du jury", retention="certification",
    )

    class Meta:
        verbose_name = "lien écarté"
        verbose_name_plural = "liens écartés"
        ordering = ["jury", "recorded_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["jury", "person", "enrolment", "link"], name="dismissal_once"
            ),
            models.CheckConstraint(
                name="dismissal_has_a_reason", condition=~models.Q(reason="")
            ),
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
        purpose="preuve de l’impartialité du jury", retention="certification",
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
            models.UniqueConstraint(
                fields=["jury", "person", "enrolment"], name="recusal_once"
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="recusals_stay", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="frozen_by_minutes",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="""
                    IF EXISTS (
                        SELECT 1 FROM certification_minutes m
                        JOIN certification_deliberation d ON d.id = m.deliberation_id
                        WHERE m.state = 'signed' AND d.jury_id = NEW.jury_id
                          AND NOT EXISTS (SELECT 1 FROM certification_deliberation n
                                          WHERE n.replaces_id = d.id AND n.jury_id = d.jury_id)
                    ) THEN
                        RAISE EXCEPTION 'the minutes are signed: nothing of this deliberation changes'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
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

    def __str__(self) -> str:
        return f"{self.jury} {self.person_id}"
