"""Who is told, what happened, and each call: waiting, made, or given up."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from ccas.personal import impersonal
from ccas.records import Record
from ccas.webhooks.rules import LONGEST_ADDRESS


class Endpoint(Record):
    """A system that is told. secret: encrypted at rest; it signs, so that it must be read again."""

    name = impersonal(models.CharField("système", max_length=80))
    address = impersonal(models.CharField("adresse", max_length=LONGEST_ADDRESS))
    kinds = ArrayField(models.CharField(max_length=40), verbose_name="événements")
    secret = impersonal(models.TextField("secret chiffré"))
    ended_at = models.DateTimeField("arrêté le", null=True, editable=False)

    class Meta:
        verbose_name = "destinataire d’appels"
        verbose_name_plural = "destinataires d’appels"
        ordering = ["name", "recorded_at"]
        constraints = [
            models.CheckConstraint(
                name="endpoint_says_what_it_wants", condition=Q(kinds__len__gt=0) & ~Q(name="")
            )
        ]
        triggers = [
            pgtrigger.Protect(name="endpoints_stay", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="endpoint_is_as_made",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("address", "kinds", "occurred_at"),
            ),
            pgtrigger.Protect(
                name="endpoint_ended_is_ended",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("OLD.ended_at IS NOT NULL"),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Event(Record):
    """What happened, once: the same key twice is the same event. data: identifiers, no name."""

    kind = impersonal(models.CharField("événement", max_length=40))
    key = impersonal(models.CharField(max_length=160, unique=True))
    data = impersonal(models.JSONField("ce qui est dit"))

    class Meta:
        verbose_name = "événement annoncé"
        verbose_name_plural = "événements annoncés"
        ordering = ["-recorded_at"]
        triggers = [
            pgtrigger.Protect(
                name="events_are_as_written", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class DeliveryState(models.TextChoices):
    WAITING = "waiting", "en attente"
    DONE = "done", "reçu"
    GIVEN_UP = "given_up", "abandonné"


class Delivery(Record):
    """One event for one system. round: 1, then one more each time an administrator replays it.

    status: of the last answer, 0 when there was none; reason: a code (see `calling`).
    """

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="deliveries")
    endpoint = models.ForeignKey(Endpoint, on_delete=models.PROTECT, related_name="deliveries")
    round = models.PositiveSmallIntegerField("envoi", default=1)
    state = models.CharField(
        "état", max_length=10, choices=DeliveryState, default=DeliveryState.WAITING
    )
    attempts = models.PositiveSmallIntegerField("essais", default=0)
    status = models.PositiveSmallIntegerField("réponse", default=0)
    reason = impersonal(models.CharField("ce qui manque", max_length=40, blank=True, default=""))
    ended_at = models.DateTimeField("terminé le", null=True, editable=False)

    class Meta:
        verbose_name = "appel"
        ordering = ["-recorded_at", "-round"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "endpoint", "round"], name="delivery_once_a_round"
            ),
            models.CheckConstraint(
                name="delivery_ended_has_a_time",
                condition=Q(state="waiting", ended_at__isnull=True)
                | (~Q(state="waiting") & Q(ended_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="delivery_done_was_received",
                condition=~Q(state="done") | Q(status__gte=200, status__lt=300),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="deliveries_stay", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="delivery_ended_is_ended",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("OLD.ended_at IS NOT NULL"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} {self.endpoint_id} {self.round}"
