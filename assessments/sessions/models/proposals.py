"""Timetables proposed for a session: searched by a worker, looked at, accepted or not."""

import pgtrigger
from django.db import models

from assessments.sessions.models.sessions import AssessmentSession
from ccas.forgotten import only_forgets
from ccas.personal import impersonal, personal
from ccas.records import Record


class ProposalState(models.TextChoices):
    SEARCHING = "searching", "en recherche"
    READY = "ready", "à examiner"
    IMPOSSIBLE = "impossible", "impossible"
    UNFOUND = "unfound", "rien trouvé"
    ACCEPTED = "accepted", "appliquée"
    DISCARDED = "discarded", "écartée"


class PlanProposal(Record):
    """A timetable that is not one yet. It cites the problem it answers by its digest.

    plan: the rows of `planner.problem.Plan`, ids and minutes only. objective, bound: the number
    made small and what no plan goes under. sentences: why there is none.
    """

    session = models.ForeignKey(
        AssessmentSession, on_delete=models.PROTECT, related_name="proposals"
    )
    state = models.CharField(
        "état", max_length=10, choices=ProposalState, default=ProposalState.SEARCHING
    )
    problem_sha256 = impersonal(models.CharField(max_length=64, blank=True, default=""))
    plan = impersonal(models.JSONField(default=list, blank=True))
    made_of = impersonal(models.JSONField(default=dict, blank=True))
    sentences = personal(
        models.JSONField("ce qui empêche", default=list, blank=True),
        purpose="dire au gestionnaire ce qui empêche un emploi du temps",
        retention="session",
    )
    stage = impersonal(models.CharField("étape", max_length=80, blank=True, default=""))
    solutions = models.PositiveIntegerField("emplois du temps trouvés", default=0)
    objective = models.PositiveIntegerField(null=True)
    bound = models.PositiveIntegerField(null=True)
    seconds = models.FloatField(default=0)
    stop_asked = models.BooleanField(default=False)
    found_at = models.DateTimeField(null=True, editable=False)
    accepted_at = models.DateTimeField(null=True, editable=False)
    discarded_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = "emploi du temps proposé"
        verbose_name_plural = "emplois du temps proposés"
        ordering = ["-recorded_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["session"],
                condition=models.Q(state="searching"),
                name="one_search_at_a_time",
                violation_error_message="Un emploi du temps est déjà en recherche.",
            ),
            models.CheckConstraint(
                name="proposal_dates_follow_its_state",
                condition=models.Q(
                    state="searching",
                    found_at__isnull=True,
                    accepted_at__isnull=True,
                    discarded_at__isnull=True,
                )
                | models.Q(
                    state__in=["ready", "impossible", "unfound"],
                    found_at__isnull=False,
                    accepted_at__isnull=True,
                    discarded_at__isnull=True,
                )
                | models.Q(state="accepted", found_at__isnull=False, accepted_at__isnull=False)
                | models.Q(state="discarded", discarded_at__isnull=False),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="proposals_stay", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="accepted_is_accepted",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    f"OLD.state = 'accepted' AND NOT {only_forgets('sentences', emptied='[]')}"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session_id} {self.state}"

    @property
    def gap_percent(self) -> float | None:
        """How much shorter a timetable could be at most, in percent of this one's objective."""
        if not self.objective or self.bound is None:
            return None
        return round(100 * max(self.objective - self.bound, 0) / self.objective, 1)
