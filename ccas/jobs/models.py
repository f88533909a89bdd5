"""Work to do later, remembered by PostgreSQL. Redis only wakes the workers."""

import pgtrigger
from django.conf import settings
from django.db import models

from ccas.actors import Actor
from ccas.personal import impersonal
from ccas.records import Record


class JobState(models.TextChoices):
    WAITING = "waiting", "en attente"
    RUNNING = "running", "en cours"
    DONE = "done", "terminé"
    FAILED = "failed", "en échec"


class Job(Record):
    """One piece of work, done once. (kind, key) is unique: asking twice is asking once.

    A worker takes a lease (`lease_until`, `lease_token`); when it dies, the lease lapses and the
    sweeper gives the job to another. `occurred_at` is the business moment of the request.

    Workers take jobs by priority, the highest first, then by `turn`: the jobs of one `line` (a
    batch) have turns that follow each other, and a line that begins takes its place beside those
    under way, so that each moves on in step with the others.
    """

    kind = impersonal(models.CharField(max_length=60))
    key = impersonal(models.CharField(max_length=160))
    payload = impersonal(models.JSONField(default=dict))
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    requested_role = impersonal(models.CharField(max_length=30))
    state = models.CharField(max_length=10, choices=JobState, default=JobState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    lease_token = models.UUIDField(null=True)
    not_before = models.DateTimeField(null=True)
    line = impersonal(models.CharField(max_length=80, default="", blank=True))
    turn = models.BigIntegerField(default=0)
    priority = models.SmallIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    error = impersonal(models.TextField(default="", blank=True))
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "travail"
        verbose_name_plural = "travaux"
        constraints = [
            models.UniqueConstraint(fields=["kind", "key"], name="job_once"),
            models.CheckConstraint(
                name="job_lease_while_running",
                condition=models.Q(state="running", lease_until__isnull=False)
                | (~models.Q(state="running") & models.Q(lease_until__isnull=True)),
            ),
            models.CheckConstraint(
                name="job_finished_when_done",
                condition=models.Q(state="done", finished_at__isnull=False)
                | (~models.Q(state="done") & models.Q(finished_at__isnull=True)),
            ),
        ]
        indexes = [
            models.Index(
                fields=["recorded_at"],
                name="job_unfinished",
                condition=models.Q(state__in=["waiting", "running"]),
            ),
            models.Index(
                fields=["-priority", "turn", "recorded_at"],
                name="job_order",
                condition=models.Q(state__in=["waiting", "running"]),
            ),
            models.Index(fields=["line", "turn"], name="job_line"),
        ]
        triggers = [pgtrigger.Protect(name="jobs_stay", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"

    @property
    def actor(self) -> Actor:
        """Who asked for the work."""
        return Actor(self.requested_by_id, self.requested_role)

    def report(self, done: int, total: int) -> None:
        """Publish progress; visible at once when called outside a transaction."""
        Job.objects.filter(pk=self.pk).update(done=done, total=total)
