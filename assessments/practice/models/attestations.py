"""What attests a stint: a supervisor asked by a link, a paper, and the days that then count."""

import pgtrigger
from django.db import models
from django.db.models import Q

from assessments.practice.models.stints import Stint
from ccas.personal import impersonal, personal
from ccas.records import Record, ends_after_it_starts


class RequestState(models.TextChoices):
    ASKED = "asked", "en attente du responsable"
    ANSWERED = "answered", "à vérifier"
    CONFIRMED = "confirmed", "vérifiée"
    DECLINED = "declined", "le responsable n’atteste pas"
    REJECTED = "rejected", "réponse écartée"
    REVOKED = "revoked", "annulée"
    SUPERSEDED = "superseded", "à refaire : le poste a changé"


#: Somebody still has something to do.
OPEN_REQUESTS = (RequestState.ASKED, RequestState.ANSWERED)


def _proof[F: models.Field](field: F) -> F:
    return personal(field, purpose="preuve de l’exercice professionnel", retention="certification")


class AttestationRequest(Record):
    """A supervisor asked to attest a stint, and what they answered.

    supervisor_name, service, email: as the candidate gave them; an officer confirms them
    afterwards, for a candidate could have typed an address of their own. covers_from,
    covers_until, signed_name, signed_function: the supervisor's own words. reason: why it ended
    without counting. checked_how: how the officer recognised the service and the address.
    silence_told_at: when the officers were told that nobody answers.
    """

    stint = models.ForeignKey(Stint, on_delete=models.PROTECT, related_name="requests")
    supervisor_name = _proof(models.CharField("nom du responsable", max_length=150))
    service = _proof(models.CharField("service du responsable", max_length=200))
    email = personal(
        models.EmailField("adresse professionnelle du responsable"),
        purpose="demander l’attestation d’exercice",
        retention="certification",
    )
    state = models.CharField(
        "état", max_length=10, choices=RequestState, default=RequestState.ASKED
    )
    expires_at = models.DateTimeField("le lien sert jusqu’au")
    covers_from = _proof(models.DateField("atteste du", null=True, blank=True))
    covers_until = _proof(models.DateField("au", null=True, blank=True))
    signed_name = _proof(models.CharField("signée par", max_length=150, blank=True, default=""))
    signed_function = _proof(
        models.CharField("fonction du signataire", max_length=150, blank=True, default="")
    )
    answered_at = models.DateTimeField("répondue le", null=True, editable=False)
    checked_how = _proof(models.TextField("vérification", blank=True, default=""))
    reason = _proof(models.TextField("motif", blank=True, default=""))
    ended_at = models.DateTimeField("close le", null=True, editable=False)
    silence_told_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = "demande d’attestation"
        verbose_name_plural = "demandes d’attestation"
        ordering = ["stint", "recorded_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["stint"],
                name="request_one_open_for_a_stint",
                condition=Q(state__in=["asked", "answered"]),
                violation_error_message="Une demande d’attestation est déjà en cours.",
            ),
            models.CheckConstraint(
                name="request_answer_is_whole",
                condition=~Q(state__in=["answered", "confirmed"])
                | (
                    Q(answered_at__isnull=False, covers_until__gte=models.F("covers_from"))
                    & ~Q(signed_name="")
                    & ~Q(signed_function="")
                ),
            ),
            models.CheckConstraint(
                name="request_confirmed_says_how",
                condition=~Q(state="confirmed") | ~Q(checked_how=""),
            ),
            models.CheckConstraint(
                name="request_turned_down_says_why",
                condition=~Q(state__in=["declined", "rejected", "superseded"]) | ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="request_ended_has_a_time",
                condition=Q(state__in=["asked", "answered"], ended_at__isnull=True)
                | (~Q(state__in=["asked", "answered"]) & Q(ended_at__isnull=False)),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="requests_stay", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="request_begins_asked",
                operation=pgtrigger.Insert,
                condition=~pgtrigger.Q(new__state="asked"),
            ),
            pgtrigger.Protect(
                name="request_ended_is_ended",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("OLD.ended_at IS NOT NULL"),
            ),
            pgtrigger.Protect(
                name="request_confirmed_after_its_answer",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state="asked", new__state__in=["confirmed", "rejected"]),
            ),
            pgtrigger.Protect(
                name="request_asks_the_same",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("stint", "supervisor_name", "service", "email"),
            ),
            pgtrigger.Protect(
                name="request_answer_is_final",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.answered_at IS NOT NULL AND (OLD.answered_at, OLD.covers_from,"
                    " OLD.covers_until, OLD.signed_name, OLD.signed_function) IS DISTINCT FROM"
                    " (NEW.answered_at, NEW.covers_from, NEW.covers_until, NEW.signed_name,"
                    " NEW.signed_function)"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.supervisor_name}, {self.service}"

    @property
    def is_open(self) -> bool:
        """Whether somebody still has something to do."""
        return self.state in OPEN_REQUESTS


class AttestationLink(Record):
    """A link that left in a mail: its fingerprint only. The first answer uses all of them up.

    digest: SHA-256 of a token of 256 bits, in hex.
    """

    request = models.ForeignKey(AttestationRequest, on_delete=models.PROTECT, related_name="links")
    digest = impersonal(models.CharField(max_length=64, unique=True))

    class Meta:
        verbose_name = "lien d’attestation"
        verbose_name_plural = "liens d’attestation"

    def __str__(self) -> str:
        return str(self.pk)


class Attestation(Record):
    """A supervisor's word for some days of a stint: on paper, recorded by an officer, or by a link.

    request: the answer it comes from, confirmed by an officer; None for a paper.
    """

    stint = models.ForeignKey(Stint, on_delete=models.PROTECT, related_name="attestations")
    request = models.OneToOneField(
        AttestationRequest, on_delete=models.PROTECT, null=True, related_name="attestation"
    )
    covers_from = personal(
        models.DateField("atteste du"),
        purpose="preuve de l’exercice professionnel",
        retention="certification",
    )
    covers_until = personal(
        models.DateField("au"),
        purpose="preuve de l’exercice professionnel",
        retention="certification",
    )
    supervisor_name = personal(
        models.CharField("nom du responsable", max_length=150),
        purpose="preuve de l’exercice professionnel",
        retention="certification",
    )
    supervisor_function = personal(
        models.CharField("fonction du responsable", max_length=150),
        purpose="preuve de l’exercice professionnel",
        retention="certification",
    )
    signed_on = personal(
        models.DateField("signée le"),
        purpose="preuve de l’exercice professionnel",
        retention="certification",
    )
    reference = impersonal(models.CharField("référence de la pièce", max_length=120))
    voided_at = models.DateTimeField("annulée le", null=True, editable=False)
    void_reason = personal(
        models.TextField("motif d’annulation", blank=True, default=""),
        purpose="preuve de l’annulation",
        retention="certification",
    )

    class Meta:
        verbose_name = "attestation d’exercice"
        verbose_name_plural = "attestations d’exercice"
        ordering = ["stint", "covers_from"]
        constraints = [
            ends_after_it_starts(
                "attestation_ends_after_it_starts",
                "La période attestée finit avant d’avoir commencé.",
                start="covers_from",
                end="covers_until",
                lasting=False,
            ),
            models.CheckConstraint(
                name="attestation_void_has_a_reason",
                condition=models.Q(voided_at__isnull=True, void_reason="")
                | (models.Q(voided_at__isnull=False) & ~models.Q(void_reason="")),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="attestations_stay", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="attestation_inside_its_stint",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    IF NOT EXISTS (
                        SELECT 1 FROM assessments_stint s
                        WHERE s.id = NEW.stint_id AND s.cancelled_at IS NULL
                          AND s.starts_on <= NEW.covers_from
                          AND (s.ends_on IS NULL OR NEW.covers_until <= s.ends_on)
                    ) THEN
                        RAISE EXCEPTION 'an attestation covers days of its stint'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="attestation_by_link_is_confirmed",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    IF NEW.request_id IS NOT NULL AND NOT EXISTS (
                        SELECT 1 FROM assessments_attestationrequest r
                        WHERE r.id = NEW.request_id AND r.state = 'confirmed'
                          AND r.stint_id = NEW.stint_id AND r.covers_from = NEW.covers_from
                          AND r.covers_until = NEW.covers_until
                    ) THEN
                        RAISE EXCEPTION 'an answer by link counts once an officer confirmed it'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Protect(
                name="void_is_final",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("OLD.voided_at IS NOT NULL"),
            ),
            pgtrigger.Protect(
                name="attested_is_attested",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(
                    "stint",
                    "covers_from",
                    "covers_until",
                    "supervisor_name",
                    "supervisor_function",
                    "signed_on",
                    "reference",
                    "request",
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference}"
