"""Appeals against the decision of a jury, and what an accepted one forbids afterwards."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from ccas.personal import personal
from ccas.records import Record
from certification.appeals import rules
from certification.deliberation.models import BlockDecision, Presentation
from certification.juries.models import AgendaItem
from certification.vae.rules.territories import HOME, TERRITORIES

WHY = {"purpose": "examen du recours", "retention": "certification"}


class AppealState(models.TextChoices):
    RECEIVED = "received", "à examiner"
    ACCEPTED = "accepted", "accepté"
    REFUSED = "refused", "rejeté"
    DROPPED = "dropped", "abandonné par le candidat"


DECIDED = (AppealState.ACCEPTED, AppealState.REFUSED)


class Appeal(Record):
    """A candidate challenges what a jury decided. What was received and answered never changes.

    last_day: the last one to appeal as it was counted at registration; None when the result was
    not notified yet, so that no delay ran. decided_on: the day of the answer, or of the judgment.
    """

    presentation = models.ForeignKey(Presentation, on_delete=models.PROTECT, related_name="appeals")
    kind = models.CharField("nature", max_length=12, choices=list(rules.KINDS.items()))
    channel = models.CharField("voie", max_length=10, choices=list(rules.CHANNELS.items()))
    received_on = personal(models.DateField("reçu le"), **WHY)
    grounds = personal(models.TextField("ce que dit le recours", max_length=5000), **WHY)
    reference = personal(
        models.CharField("courrier ou requête", max_length=200, blank=True, default=""), **WHY
    )
    territory = models.CharField(
        "lieu de résidence",
        max_length=10,
        choices=[(code, place.label) for code, place in TERRITORIES.items()],
        default=HOME,
    )
    last_day = personal(models.DateField("dernier jour", null=True), **WHY)
    late = models.BooleanField("tardif", default=False)
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(
        "état", max_length=10, choices=AppealState, default=AppealState.RECEIVED
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_on = personal(models.DateField("répondu le", null=True), **WHY)
    decided_at = models.DateTimeField(null=True, editable=False)
    reasons = personal(models.TextField("motifs", blank=True, default=""), **WHY)
    decision_reference = personal(
        models.CharField("jugement", max_length=200, blank=True, default=""), **WHY
    )

    class Meta:
        verbose_name = "recours"
        verbose_name_plural = "recours"
        ordering = ["-received_on", "-recorded_at"]
        constraints = [
            models.CheckConstraint(
                name="appeal_ends_by_somebody",
                condition=Q(
                    state="received",
                    decided_by__isnull=True,
                    decided_on__isnull=True,
                    decided_at__isnull=True,
                    reasons="",
                    decision_reference="",
                )
                | (
                    ~Q(state="received")
                    & Q(
                        decided_by__isnull=False,
                        decided_on__isnull=False,
                        decided_at__isnull=False,
                        decided_on__gte=F("received_on"),
                    )
                ),
            ),
            models.CheckConstraint(
                name="appeal_is_answered_with_reasons",
                condition=~Q(state__in=["accepted", "refused"]) | ~Q(reasons=""),
                violation_error_message="Une réponse à un recours dit ses motifs.",
            ),
            models.CheckConstraint(name="appeal_says_why", condition=~Q(grounds="")),
            models.CheckConstraint(
                name="appeal_late_is_counted",
                condition=Q(late=True, last_day__isnull=False, received_on__gt=F("last_day"))
                | Q(late=False, last_day__isnull=True)
                | Q(late=False, last_day__isnull=False, received_on__lte=F("last_day")),
            ),
            models.CheckConstraint(
                name="appeal_on_screen_is_in_time",
                condition=~Q(channel="screen") | Q(late=False, kind="gracious"),
            ),
            models.CheckConstraint(
                name="appeal_in_court_bears_its_numbers",
                condition=Q(kind="gracious")
                | (~Q(reference="") & (~Q(state__in=["accepted", "refused"])))
                | (~Q(reference="") & ~Q(decision_reference="")),
            ),
            models.UniqueConstraint(
                fields=["presentation", "kind"],
                condition=Q(state="received"),
                name="appeal_one_at_a_time",
                violation_error_message="Un recours de cette nature attend déjà sa réponse.",
            ),
            models.UniqueConstraint(
                fields=["presentation"],
                condition=Q(state="accepted"),
                name="appeal_annuls_once",
                violation_error_message="Cette décision est déjà annulée.",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="appeals_stay", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="what_was_received_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.state <> 'received' OR"
                    " (OLD.presentation_id, OLD.kind, OLD.channel, OLD.received_on, OLD.grounds,"
                    " OLD.reference, OLD.territory, OLD.last_day, OLD.late, OLD.registered_by_id,"
                    " OLD.occurred_at) IS DISTINCT FROM (NEW.presentation_id, NEW.kind,"
                    " NEW.channel, NEW.received_on, NEW.grounds, NEW.reference, NEW.territory,"
                    " NEW.last_day, NEW.late, NEW.registered_by_id, NEW.occurred_at)"
                ),
            ),
            pgtrigger.Protect(
                name="an_appeal_is_received_first",
                operation=pgtrigger.Insert,
                condition=pgtrigger.Condition("NEW.state <> 'received'"),
            ),
            pgtrigger.Trigger(
                name="challenges_what_was_told",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    IF NOT EXISTS (
                        SELECT 1 FROM certification_presentation p
                        JOIN certification_deliberation d ON d.id = p.deliberation_id
                        WHERE p.id = NEW.presentation_id AND d.published_at IS NOT NULL
                          AND p.outcome NOT IN ('awarded', 'deferred')
                          AND (d.published_at AT TIME ZONE 'Europe/Paris')::date <= NEW.received_on
                    ) OR EXISTS (
                        SELECT 1 FROM certification_appeal a
                        WHERE a.presentation_id = NEW.presentation_id AND a.state = 'accepted'
                    ) THEN
                        RAISE EXCEPTION 'there is no decision to challenge'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="answered_by_nobody_of_that_jury",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="""
                    IF NEW.state IN ('accepted', 'refused') AND NEW.kind = 'gracious' AND EXISTS (
                        SELECT 1 FROM certification_presentation p
                        JOIN certification_deliberation d ON d.id = p.deliberation_id
                        JOIN certification_seat s ON s.jury_id = d.jury_id
                        JOIN certification_nomination n ON n.seat_id = s.id
                        JOIN assessments_person m ON m.id = n.person_id
                        WHERE p.id = NEW.presentation_id AND m.user_id = NEW.decided_by_id
                    ) THEN
                        RAISE EXCEPTION 'a member of that jury does not answer the appeal'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.presentation_id} {self.kind} {self.received_on}"


#: The annulled presentation of an enrolment that nothing replaces yet, and its jury.
_WAITING = """
    SELECT p.id AS presentation_id, d.jury_id AS jury_id
    FROM certification_appeal a
    JOIN certification_presentation p ON p.id = a.presentation_id
    JOIN certification_deliberation d ON d.id = p.deliberation_id
    WHERE a.state = 'accepted' AND p.enrolment_id = NEW.enrolment_id
      AND NOT EXISTS (SELECT 1 FROM certification_presentation r WHERE r.replaces_id = p.id)
"""


class AgendaAfterAppeal(AgendaItem):
    """Whoever comes back after an accepted appeal comes with the jury to exclude written."""

    class Meta:
        proxy = True
        verbose_name = "passage après un recours"
        verbose_name_plural = "passages après un recours"
        triggers = [
            pgtrigger.Trigger(
                name="names_the_annulled_jury",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("annulled_id", "enrolment_id"),
                func=f"""
                    IF EXISTS (SELECT 1 FROM ({_WAITING}) w
                               WHERE w.jury_id IS DISTINCT FROM NEW.annulled_id) THEN
                        RAISE EXCEPTION 'the decision of another jury is annulled: name it'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,  # noqa: S608  (written here, never typed)
            ),
        ]


class PresentationAfterAppeal(Presentation):
    """The new presentation says which one it replaces: both stay."""

    class Meta:
        proxy = True
        verbose_name = "nouveau passage"
        verbose_name_plural = "nouveaux passages"
        triggers = [
            pgtrigger.Trigger(
                name="replaces_the_annulled_one",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=f"""
                    IF EXISTS (SELECT 1 FROM ({_WAITING}) w
                               WHERE w.presentation_id IS DISTINCT FROM NEW.replaces_id) THEN
                        RAISE EXCEPTION 'the annulled presentation is replaced, not forgotten'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,  # noqa: S608  (written here, never typed)
            ),
        ]


class DecisionAfterAppeal(BlockDecision):
    """Nobody of the annulled jury takes part in the new decision."""

    class Meta:
        proxy = True
        verbose_name = "décision après un recours"
        verbose_name_plural = "décisions après un recours"
        triggers = [
            pgtrigger.Trigger(
                name="nobody_of_the_annulled_jury",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert
                | pgtrigger.UpdateOf("inputs", "decided_by_id", "presentation_id"),
                func="""
                    IF EXISTS (
                        SELECT 1 FROM certification_presentation p
                        JOIN certification_appeal a
                          ON a.presentation_id = p.replaces_id AND a.state = 'accepted'
                        JOIN certification_presentation o ON o.id = p.replaces_id
                        JOIN certification_deliberation d ON d.id = o.deliberation_id
                        JOIN certification_seat s ON s.jury_id = d.jury_id
                        JOIN certification_nomination n ON n.seat_id = s.id
                        WHERE p.id = NEW.presentation_id
                          AND (n.person_id = NEW.decided_by_id
                            OR ((NEW.inputs->'present' ? n.person_id::text
                                 OR NEW.inputs->'cast' ? n.person_id::text)
                                AND NOT COALESCE(
                                    NEW.inputs->'recused' ? n.person_id::text, false)))
                    ) THEN
                        RAISE EXCEPTION 'a member of the annulled jury does not judge again'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]
