"""Returns to the passeport de compétences: what was sent, line by line, and what was answered."""

import uuid

import pgtrigger
from django.db import models

from ccas.forgotten import FORGOTTEN, append_only, only_forgets
from ccas.personal import impersonal, personal
from ccas.records import Record
from certification.awards.models import Award


class ReturnState(models.TextChoices):
    PREPARED = "prepared", "préparé"
    DEPOSITED = "deposited", "déposé"
    ANSWERED = "answered", "répondu"
    CANCELLED = "cancelled", "abandonné"


class LineState(models.TextChoices):
    WAITING = "waiting", "en attente"
    ACCEPTED = "accepted", "acceptée"
    REJECTED = "rejected", "rejetée"
    CANCELLED = "cancelled", "abandonnée"


#: Lines that keep their title from standing in another return.
LIVING = [LineState.WAITING, LineState.ACCEPTED]


class PassportReturn(Record):
    """One file for the Caisse des Dépôts. Its bytes never change; a correction is another return.
    At its term they go; their fingerprint stays.

    flow_id: `idFlux` of the file. version: of the schema it follows.
    """

    flow_id = impersonal(models.UUIDField("identifiant du flux", default=uuid.uuid4, unique=True))
    version = impersonal(models.CharField("version du schéma", max_length=20))
    xml = personal(
        models.TextField("fichier"),
        purpose="preuve de ce qui a été déclaré au passeport de compétences",
        retention="passport",
    )
    sha256 = impersonal(models.CharField("empreinte", max_length=64))
    state = models.CharField(
        "état", max_length=10, choices=ReturnState, default=ReturnState.PREPARED
    )
    deposited_at = models.DateTimeField("déposé le", null=True, editable=False)
    answered_at = models.DateTimeField("répondu le", null=True, editable=False)
    cancelled_at = models.DateTimeField("abandonné le", null=True, editable=False)

    class Meta:
        verbose_name = "retour au passeport de compétences"
        verbose_name_plural = "retours au passeport de compétences"
        ordering = ["-occurred_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="return_state_has_its_times",
                condition=models.Q(
                    state="prepared",
                    deposited_at__isnull=True,
                    answered_at__isnull=True,
                    cancelled_at__isnull=True,
                )
                | models.Q(
                    state="deposited",
                    deposited_at__isnull=False,
                    answered_at__isnull=True,
                    cancelled_at__isnull=True,
                )
                | models.Q(
                    state="answered",
                    deposited_at__isnull=False,
                    answered_at__isnull=False,
                    cancelled_at__isnull=True,
                )
                | models.Q(
                    state="cancelled",
                    deposited_at__isnull=True,
                    answered_at__isnull=True,
                    cancelled_at__isnull=False,
                ),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="returns_stay", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="return_is_written_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    f"NOT {only_forgets('xml')} AND"
                    " (OLD.flow_id, OLD.version, OLD.xml, OLD.sha256) IS DISTINCT FROM"
                    " (NEW.flow_id, NEW.version, NEW.xml, NEW.sha256)"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"retour {self.flow_id}"

    @property
    def is_forgotten(self) -> bool:
        """Whether its file went at its term."""
        return self.xml == FORGOTTEN


class PassportLine(Record):
    """One title in one return. Its identifier never comes again, here or in another return."""

    passport_return = models.ForeignKey(
        PassportReturn, on_delete=models.PROTECT, related_name="lines"
    )
    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="passport_lines")
    technical_id = impersonal(
        models.UUIDField("identifiant du passage", default=uuid.uuid4, unique=True)
    )
    position = models.PositiveIntegerField("rang")
    state = models.CharField("état", max_length=10, choices=LineState, default=LineState.WAITING)
    answered_at = models.DateTimeField("répondue le", null=True, editable=False)
    message = personal(
        models.TextField("motif du rejet", blank=True, default=""),
        purpose="corriger ce que le passeport a rejeté",
        retention="passport",
    )
    code = impersonal(models.CharField("code du rejet", max_length=100, blank=True, default=""))

    class Meta:
        verbose_name = "ligne d’un retour"
        verbose_name_plural = "lignes d’un retour"
        ordering = ["passport_return", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["passport_return", "position"], name="passport_line_one_rank"
            ),
            models.UniqueConstraint(
                fields=["award"],
                condition=models.Q(state__in=["waiting", "accepted"]),
                name="passport_line_one_living",
                violation_error_message="Ce titre est déjà dans un retour.",
            ),
            models.CheckConstraint(
                name="passport_line_answer_has_a_time",
                condition=models.Q(state__in=["accepted", "rejected"], answered_at__isnull=False)
                | models.Q(state__in=["waiting", "cancelled"], answered_at__isnull=True),
            ),
            models.CheckConstraint(
                name="passport_line_rejected_says_why",
                condition=models.Q(state="rejected") & ~models.Q(message="")
                | ~models.Q(state="rejected") & models.Q(message=""),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="passport_lines_stay", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="passport_line_answered_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    f"NOT {only_forgets('message')}"
                    " AND (OLD.state IN ('accepted', 'rejected', 'cancelled')"
                    " OR (OLD.technical_id, OLD.award_id)"
                    " IS DISTINCT FROM (NEW.technical_id, NEW.award_id))"
                ),
            ),
            pgtrigger.Trigger(
                name="answered_once_deposited",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("state"),
                func="""
                    IF NEW.state IN ('accepted', 'rejected') AND NOT EXISTS (
                        SELECT 1 FROM certification_passportreturn r
                        WHERE r.id = NEW.passport_return_id AND r.deposited_at IS NOT NULL
                    ) THEN
                        RAISE EXCEPTION 'a return is answered once deposited'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.technical_id} {self.state}"


class PassportReceipt(Record):
    """A receipt that was read, kept as it came: the same file is never read twice."""

    passport_return = models.ForeignKey(
        PassportReturn, on_delete=models.PROTECT, related_name="receipts"
    )
    name = impersonal(models.CharField("nom du fichier", max_length=200, blank=True, default=""))
    content = personal(
        models.TextField("compte rendu"),
        purpose="preuve de la réponse de la Caisse des Dépôts",
        retention="passport",
    )
    sha256 = impersonal(models.CharField("empreinte", max_length=64, unique=True))
    accepted = models.PositiveIntegerField("lignes acceptées")
    rejected = models.PositiveIntegerField("lignes rejetées")

    class Meta:
        verbose_name = "compte rendu du passeport"
        verbose_name_plural = "comptes rendus du passeport"
        ordering = ["passport_return", "recorded_at"]
        triggers = append_only("receipts_stay", "content")

    def __str__(self) -> str:
        return f"compte rendu {self.sha256[:12]}"
