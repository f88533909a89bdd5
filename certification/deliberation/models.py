"""How a jury decides: presences, decisions, minutes. Signed minutes freeze it all."""

import pgtrigger
from django.db import models

from assessments.candidates.models import AcquiredBlock, Enrolment
from assessments.framework.models import CompetencyBlock
from assessments.people.models import Person
from certification.juries.models import Jury, Seat
from ccas.personal import impersonal, personal
from ccas.records import Record


def frozen_by_minutes(path: str) -> pgtrigger.Trigger:
    """A trigger that refuses any change once the deliberation's minutes are signed.

    path: SQL that gives the deliberation's id from the row named `row_`.
    """
    return pgtrigger.Trigger(
        name="frozen_by_minutes",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        declare=[("row_", "RECORD")],
        func=f"""
            IF TG_OP = 'INSERT' THEN row_ := NEW; ELSE row_ := OLD; END IF;
            IF EXISTS (
                SELECT 1 FROM certification_minutes m
                WHERE m.state = 'signed' AND m.deliberation_id = ({path})
            ) THEN
                RAISE EXCEPTION 'the minutes are signed: nothing of this deliberation changes'
                    USING ERRCODE = 'check_violation';
            END IF;
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            -- A row cannot be moved into a frozen deliberation either.
            row_ := NEW;
            IF TG_OP = 'UPDATE' AND EXISTS (
                SELECT 1 FROM certification_minutes m
                WHERE m.state = 'signed' AND m.deliberation_id = ({path})
            ) THEN
                RAISE EXCEPTION 'the minutes are signed: nothing of this deliberation changes'
                    USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        """,
    )


class DeliberationState(models.TextChoices):
    OPEN = "open", "ouverte"
    SUSPENDED = "suspended", "suspendue"
    CLOSED = "closed", "close"


class Deliberation(Record):
    """One sitting of a jury. A new deliberation after an annulment `replaces` the old one."""

    jury = models.ForeignKey(Jury, on_delete=models.PROTECT, related_name="deliberations")
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    state = models.CharField(
        "état", max_length=10, choices=DeliberationState, default=DeliberationState.OPEN
    )
    opened_at = models.DateTimeField("ouverte le", editable=False)
    suspended_at = models.DateTimeField(null=True, editable=False)
    closed_at = models.DateTimeField("close le", null=True, editable=False)
    indicators = personal(
        models.JSONField("indicateurs à l’ouverture", default=list),
        purpose="preuve de la régularité du jury", retention="certification",
    )
    publish_not_before = models.DateTimeField("publication au plus tôt", null=True, blank=True)
    published_at = models.DateTimeField("résultats publiés le", null=True, editable=False)

    class Meta:
        verbose_name = "délibération"
        ordering = ["-opened_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["jury"], condition=models.Q(replaces__isnull=True), name="deliberation_once"
            ),
            models.CheckConstraint(
                name="deliberation_closed_has_a_time",
                condition=models.Q(state="closed", closed_at__isnull=False)
                | (~models.Q(state="closed") & models.Q(closed_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="deliberation_published_once_closed",
                condition=models.Q(published_at__isnull=True) | models.Q(state="closed"),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="deliberations_stay", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="closed_by_minutes",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(
                    "jury", "replaces", "state", "opened_at", "suspended_at", "closed_at",
                    "indicators", "occurred_at", "recorded_at",
                ),
                func="""
                    IF EXISTS (SELECT 1 FROM certification_minutes m
                               WHERE m.deliberation_id = OLD.id AND m.state = 'signed') THEN
                        RAISE EXCEPTION 'the minutes are signed: nothing of this deliberation changes'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Protect(
                name="published_is_published",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__published_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.jury}"


class AttendanceKind(models.TextChoices):
    ARRIVAL = "arrival", "arrivée"
    DEPARTURE = "departure", "départ"


class Attendance(Record):
    """A member arrives or leaves; the sitting set is evaluated again and kept."""

    deliberation = models.ForeignKey(
        Deliberation, on_delete=models.PROTECT, related_name="attendances"
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="attendances")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="attendances")
    kind = models.CharField(max_length=10, choices=AttendanceKind)
    at = models.DateTimeField("à")
    indicators = personal(
        models.JSONField("indicateurs du jury siégeant", default=list),
        purpose="preuve de la régularité du jury", retention="certification",
    )

    class Meta:
        verbose_name = "émargement"
        ordering = ["deliberation", "at", "recorded_at"]
        triggers = [frozen_by_minutes("row_.deliberation_id")]

    def __str__(self) -> str:
        return f"{self.kind} {self.person_id}"


class PresentationAttendance(models.TextChoices):
    EXPECTED = "expected", "attendu"
    PRESENT = "present", "présent"
    ABSENT = "absent", "absent"
    EXCUSED = "excused", "absent, excusé"


class Outcome(models.TextChoices):
    AWARDED = "awarded", "titre obtenu"
    PARTIAL = "partial", "validation partielle"
    NOT_VALIDATED = "not_validated", "non validé"
    ABSENT = "absent", "absent"
    EXCUSED = "excused", "absent excusé"
    ADJOURNED = "adjourned", "ajourné dans l’attente de l’exercice professionnel"


class Presentation(Record):
    """One enrolment before one deliberation. The outcome is derived, never typed."""

    deliberation = models.ForeignKey(
        Deliberation, on_delete=models.PROTECT, related_name="presentations"
    )
    enrolment = models.ForeignKey(
        Enrolment, on_delete=models.PROTECT, related_name="presentations"
    )
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    position = models.PositiveSmallIntegerField("rang")
    blocks = models.ManyToManyField(
        CompetencyBlock, related_name="presentations", verbose_name="blocs présentés"
    )
    attendance = models.CharField(
        "présence",
        max_length=10,
        choices=PresentationAttendance,
        default=PresentationAttendance.EXPECTED,
    )
    attended_at = models.DateTimeField("présence constatée à", null=True, editable=False)
    concluded_at = models.DateTimeField("conclu à", null=True, editable=False)
    outcome = models.CharField(
        "issue", max_length=15, choices=Outcome, null=True, editable=False
    )
    outcome_inputs = personal(
        models.JSONField("éléments de l’issue", default=dict),
        purpose="rejouer la décision", retention="certification",
    )

    class Meta:
        verbose_name = "passage devant le jury"
        verbose_name_plural = "passages devant le jury"
        ordering = ["deliberation", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["deliberation", "enrolment"], name="presentation_once"
            ),
            models.UniqueConstraint(
                fields=["deliberation", "position"], name="presentation_position_once"
            ),
            models.CheckConstraint(
                name="presentation_concluded_has_an_outcome",
                condition=models.Q(concluded_at__isnull=True, outcome__isnull=True)
                | models.Q(concluded_at__isnull=False, outcome__isnull=False),
            ),
            models.CheckConstraint(
                name="presentation_outcome_follows_attendance",
                condition=models.Q(outcome__isnull=True)
                | models.Q(attendance="absent", outcome="absent")
                | models.Q(attendance="excused", outcome="excused")
                | models.Q(
                    attendance="present",
                    outcome__in=["awarded", "partial", "not_validated", "adjourned"],
                ),
            ),
        ]
        triggers = [frozen_by_minutes("row_.deliberation_id")]

    def __str__(self) -> str:
        return f"{self.enrolment} – {self.deliberation}"


class PresentedBlock(Presentation.blocks.through):
    """The blocks of a presentation, so that triggers hold them too."""

    class Meta:
        proxy = True
        verbose_name = "bloc présenté"
        verbose_name_plural = "blocs présentés"
        triggers = [
            frozen_by_minutes(
                "SELECT p.deliberation_id FROM certification_presentation p"
                " WHERE p.id = row_.presentation_id"
            ),
            pgtrigger.Trigger(
                name="decided_stays_presented",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func="""
                    IF EXISTS (SELECT 1 FROM certification_blockdecision d
                               WHERE d.presentation_id = OLD.presentation_id
                                 AND d.block_id = OLD.competencyblock_id) THEN
                        RAISE EXCEPTION 'a decided block stays presented'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="presents_a_block_of_the_revision",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="""
                    IF NOT EXISTS (
                        SELECT 1 FROM certification_presentation p
                        JOIN assessments_enrolment e ON e.id = p.enrolment_id
                        JOIN assessments_competencyblock b ON b.revision_id = e.revision_id
                        WHERE p.id = NEW.presentation_id AND b.id = NEW.competencyblock_id
                    ) THEN
                        RAISE EXCEPTION 'this block belongs to another revision'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]


class Verdict(models.TextChoices):
    VALIDATED = "validated", "validé"
    NOT_VALIDATED = "not_validated", "non validé"


class Basis(models.TextChoices):
    BY_RULE = "by_rule", "selon la règle"
    AGAINST_RULE = "against_rule", "contre la proposition"
    WITHOUT_PROPOSAL = "without_proposal", "sans proposition"


class BlockDecision(Record):
    """The proposal on one side, the decision on the other, and everything it was made from."""

    presentation = models.ForeignKey(
        Presentation, on_delete=models.PROTECT, related_name="decisions"
    )
    block = models.ForeignKey(CompetencyBlock, on_delete=models.PROTECT, related_name="decisions")
    proposal = models.CharField("proposition", max_length=15, choices=Verdict, null=True)
    proposal_reasons = personal(
        models.JSONField("motifs de la proposition", default=list),
        purpose="preuve de la décision", retention="certification",
    )
    verdict = models.CharField("décision", max_length=15, choices=Verdict)
    basis = models.CharField("fondement", max_length=20, choices=Basis)
    reasons = personal(
        models.TextField("motifs", blank=True, default=""),
        purpose="motivation de la décision", retention="certification",
    )
    what_would_show = personal(
        models.TextField("ce qui démontrerait la compétence", blank=True, default=""),
        purpose="voie de retour du candidat", retention="certification",
    )
    votes_for = models.PositiveSmallIntegerField("pour")
    votes_against = models.PositiveSmallIntegerField("contre")
    abstentions = models.PositiveSmallIntegerField("abstentions", default=0)
    casting_vote = models.BooleanField("voix prépondérante du président", default=False)
    decided_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="decisions_presided"
    )
    decided_at = models.DateTimeField("décidé le")
    rule_version = impersonal(models.CharField(max_length=40))
    inputs = personal(
        models.JSONField("éléments de la décision"),
        purpose="rejouer la décision", retention="certification",
    )
    inputs_sha256 = impersonal(models.CharField(max_length=64))
    indicators = personal(
        models.JSONField("indicateurs pour ce candidat"),
        purpose="preuve de la régularité du jury", retention="certification",
    )
    acquired_block = models.OneToOneField(
        AcquiredBlock, on_delete=models.PROTECT, null=True, related_name="decision"
    )

    class Meta:
        verbose_name = "décision par bloc"
        verbose_name_plural = "décisions par bloc"
        ordering = ["presentation", "block__position"]
        constraints = [
            models.UniqueConstraint(fields=["presentation", "block"], name="decision_once"),
            models.CheckConstraint(
                name="decision_gives_its_reasons",
                condition=models.Q(basis="by_rule", verdict="validated") | ~models.Q(reasons=""),
                violation_error_message="Cette décision doit être motivée.",
            ),
            models.CheckConstraint(
                name="decision_basis_is_true",
                condition=models.Q(basis="without_proposal", proposal__isnull=True)
                | models.Q(basis="by_rule", proposal=models.F("verdict"))
                | (
                    models.Q(basis="against_rule", proposal__isnull=False)
                    & ~models.Q(proposal=models.F("verdict"))
                ),
            ),
            models.CheckConstraint(
                name="decision_follows_the_votes",
                condition=models.Q(verdict="validated", votes_for__gt=models.F("votes_against"))
                | models.Q(verdict="not_validated", votes_against__gt=models.F("votes_for"))
                | models.Q(votes_for=models.F("votes_against"), casting_vote=True),
            ),
            models.CheckConstraint(
                name="decision_holds_a_block_only_if_validated",
                condition=models.Q(acquired_block__isnull=True) | models.Q(verdict="validated"),
            ),
        ]
        triggers = [
            frozen_by_minutes(
                "SELECT p.deliberation_id FROM certification_presentation p"
                " WHERE p.id = row_.presentation_id"
            ),
            pgtrigger.Trigger(
                name="decides_a_presented_block",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("presentation_id", "block_id"),
                func="""
                    IF NOT EXISTS (
                        SELECT 1 FROM certification_presentation_blocks pb
                        WHERE pb.presentation_id = NEW.presentation_id
                          AND pb.competencyblock_id = NEW.block_id
                    ) THEN
                        RAISE EXCEPTION 'this block is not presented'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.presentation_id} {self.block_id} {self.verdict}"


class MinutesState(models.TextChoices):
    DRAFT = "draft", "à signer"
    SIGNED = "signed", "signé"


class Minutes(Record):
    """The proof. `facts` are set when signing begins; every signature bears their hash."""

    deliberation = models.OneToOneField(
        Deliberation, on_delete=models.PROTECT, related_name="minutes"
    )
    state = models.CharField(
        "état", max_length=10, choices=MinutesState, default=MinutesState.DRAFT
    )
    facts = personal(
        models.JSONField("faits", default=dict),
        purpose="contenu du procès-verbal", retention="certification",
    )
    facts_sha256 = impersonal(models.CharField(max_length=64, blank=True, default=""))
    signed_at = models.DateTimeField("signé le", null=True, editable=False)

    class Meta:
        verbose_name = "procès-verbal"
        verbose_name_plural = "procès-verbaux"
        constraints = [
            models.CheckConstraint(
                name="minutes_signed_have_facts",
                condition=models.Q(state="draft", signed_at__isnull=True)
                | (models.Q(state="signed", signed_at__isnull=False) & ~models.Q(facts_sha256="")),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="minutes_stay", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="signed_is_signed",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state="signed"),
            ),
        ]

    def __str__(self) -> str:
        return f"procès-verbal {self.deliberation}"


class MinutesSignature(Record):
    """A member signs the hash of the facts, or refuses with a reason. The president is last."""

    minutes = models.ForeignKey(Minutes, on_delete=models.PROTECT, related_name="signatures")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="minutes_signatures")
    facts_sha256 = impersonal(models.CharField(max_length=64))
    signed_at = models.DateTimeField("signé le")
    refused = models.BooleanField("refus de signer", default=False)
    reason = personal(
        models.TextField("motif du refus", blank=True, default=""),
        purpose="preuve du refus de signer", retention="certification",
    )

    class Meta:
        verbose_name = "signature du procès-verbal"
        verbose_name_plural = "signatures du procès-verbal"
        ordering = ["minutes", "signed_at"]
        constraints = [
            models.UniqueConstraint(fields=["minutes", "person"], name="minutes_signed_once"),
            models.CheckConstraint(
                name="refusal_has_a_reason",
                condition=models.Q(refused=False, reason="")
                | (models.Q(refused=True) & ~models.Q(reason="")),
            ),
        ]
        triggers = [
            frozen_by_minutes(
                "SELECT x.deliberation_id FROM certification_minutes x WHERE x.id = row_.minutes_id"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}"
