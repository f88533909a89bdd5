"""Juries and the seats of their plan."""

from datetime import datetime, time
from functools import cached_property

import pgtrigger
from django.db import models

from assessments.framework.models import QualificationRevision
from assessments.framework.rules.qualification import JuryRules
from assessments.people.models import Entity
from ccas import clock
from ccas.personal import impersonal
from ccas.records import Record


class JuryState(models.TextChoices):
    DRAFT = "draft", "en préparation"
    COMPOSED = "composed", "composé"
    CONVENED = "convened", "convoqué"
    OPEN = "open", "en délibération"
    CLOSED = "closed", "clos"
    CANCELLED = "cancelled", "annulé"


#: The states in which members know of the jury.
ANNOUNCED = (JuryState.CONVENED, JuryState.OPEN, JuryState.CLOSED)
#: The states in which people may still come and go.
LIVE = (JuryState.DRAFT, JuryState.COMPOSED, JuryState.CONVENED, JuryState.OPEN)

_STAMPS = ("composed_at", "convened_at", "opened_at", "closed_at")


def _dated(state: str, stamped: int) -> models.Q:
    """A state whose first `stamped` dates are set, and the others not."""
    condition = models.Q(state=state, cancelled_at__isnull=True)
    for rank, stamp in enumerate(_STAMPS):
        condition &= models.Q(**{f"{stamp}__isnull": rank >= stamped})
    return condition


#: What the summonses said: it stays as announced.
_ANNOUNCED_COLUMNS = (
    "revision_id", "route", "name", "sits_on", "begins_at", "place", "presiding_entity_id",
    "proposed_entity_id", "rotation_reason", "convened_at",
)  # fmt: skip


def _row(side: str) -> str:
    """These columns of OLD or NEW, in SQL."""
    return ", ".join(f'{side}."{column}"' for column in _ANNOUNCED_COLUMNS)


class Jury(Record):
    """A jury for one revision, sitting on a day. Its composition rules are the revision's.

    proposed_entity: whose turn it was to preside when the jury was created, so that the reason
    given for another choice keeps its meaning whatever other juries become.
    """

    revision = models.ForeignKey(
        QualificationRevision,
        on_delete=models.PROTECT,
        related_name="juries",
        verbose_name="certification",
    )
    route = impersonal(models.CharField("voie d’accès dont il suit les règles", max_length=3))
    name = impersonal(
        models.CharField(
            "nom",
            max_length=120,
            unique=True,
            error_messages={"unique": "Un jury porte déjà ce nom."},
        )
    )
    sits_on = impersonal(models.DateField("siège le"))
    begins_at = impersonal(models.TimeField("heure (Paris)", default=time(9)))
    place = impersonal(models.CharField("lieu", max_length=200))
    presiding_entity = models.ForeignKey(
        Entity,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="juries_presided",
        verbose_name="entité qui préside",
    )
    proposed_entity = models.ForeignKey(
        Entity,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="juries_proposed",
        verbose_name="entité dont c’était le tour",
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
                condition=_dated("draft", 0)
                | _dated("composed", 1)
                | _dated("convened", 2)
                | _dated("open", 3)
                | _dated("closed", 4)
                | models.Q(state="cancelled", cancelled_at__isnull=False, closed_at__isnull=True),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="juries_stay", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="convened_is_as_announced",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.state NOT IN ('draft', 'composed') AND "
                    f"({_row('OLD')}) IS DISTINCT FROM ({_row('NEW')})"
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def begins(self) -> datetime:
        """The moment members are asked to be there."""
        return datetime.combine(self.sits_on, self.begins_at, tzinfo=clock.PARIS)

    @cached_property
    def rules(self) -> JuryRules:
        """The JuryRules this jury follows."""
        rules = self.revision.rules.jury_for(self.route)
        if rules is None:
            raise ValueError(f"jury {self.pk}: no rules for route {self.route}")
        return rules


class Seat(Record):
    """A seat of the plan. `key` is unique inside the jury ("president", "operator:<entity>"…).

    capacities: codes accepted, copied from the rules with the entity's own.
    """

    jury = models.ForeignKey(Jury, on_delete=models.PROTECT, related_name="seats")
    position = models.PositiveSmallIntegerField()
    key = impersonal(models.CharField(max_length=60))
    label = impersonal(models.CharField("siège", max_length=300))
    presides = models.BooleanField("préside", default=False)
    trade = models.BooleanField("qualifié pour le métier", default=False)
    entity = models.ForeignKey(
        Entity,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="seats",
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
                    -- Both sides of an update: a seat does not leave a convened jury either.
                    IF TG_OP <> 'INSERT' AND EXISTS (
                        SELECT 1 FROM certification_jury j
                        WHERE j.id = OLD.jury_id AND j.state NOT IN ('draft', 'composed')
                    ) OR TG_OP <> 'DELETE' AND EXISTS (
                        SELECT 1 FROM certification_jury j
                        WHERE j.id = NEW.jury_id AND j.state NOT IN ('draft', 'composed')
                    ) THEN
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
