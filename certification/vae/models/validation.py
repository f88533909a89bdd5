"""Livret 2: the file of validation, what it tells of each competency, its frozen versions."""

import pgtrigger
from django.conf import settings
from django.db import models

from assessments.candidates.models import Enrolment
from assessments.framework.models import Competency, CompetencyBlock
from ccas.files.models import ReceivedFile
from ccas.personal import impersonal, personal
from ccas.records import Record

WHY = {"purpose": "dossier de validation de la VAE", "retention": "certification"}
#: The longest answer to one question, in characters.
LONGEST = 6000


class FileState(models.TextChoices):
    DRAFT = "draft", "en préparation"
    SUBMITTED = "submitted", "déposé"
    RETURNED = "returned", "rendu pour être complété"
    VERIFIED = "verified", "vérifié"
    BEFORE_JURY = "before_jury", "devant le jury"


#: States in which the candidate writes.
WRITTEN = (FileState.DRAFT, FileState.RETURNED)


def while_written(name: str, file: str) -> pgtrigger.Trigger:
    """The trigger that lets a table change only while its file is written.

    file: SQL that gives the id of the file from `row_`, the row written or erased.
    """
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        declare=[("row_", "RECORD")],
        func=f"""
            IF TG_OP = 'DELETE' THEN row_ := OLD; ELSE row_ := NEW; END IF;
            IF EXISTS (
                SELECT 1 FROM certification_validationfile f
                WHERE f.id = ({file}) AND f.state NOT IN ('draft', 'returned')
            ) THEN
                RAISE EXCEPTION 'a submitted file does not change'
                    USING ERRCODE = 'check_violation';
            END IF;
            RETURN row_;
        """,  # noqa: S608  (names written here)
    )


class ValidationFile(Record):
    """One candidate’s file for one enrolment; each submission freezes a version of it.

    version: how many were submitted. submitted_on: the day of the last one, in Paris. presented:
    the version before the jury; it stays while the candidate writes a later one.
    """

    enrolment = models.OneToOneField(
        Enrolment, on_delete=models.PROTECT, related_name="validation_file"
    )
    state = models.CharField("état", max_length=12, choices=FileState, default=FileState.DRAFT)
    blocks = models.ManyToManyField(
        CompetencyBlock, through="TargetedBlock", related_name="+", verbose_name="blocs visés"
    )
    version = models.PositiveSmallIntegerField("versions déposées", default=0)
    submitted_on = personal(models.DateField("déposé le", null=True, editable=False), **WHY)
    verified_on = personal(models.DateField("vérifié le", null=True, editable=False), **WHY)
    presented = models.ForeignKey(
        "ValidationVersion", on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = "dossier de validation"
        verbose_name_plural = "dossiers de validation"
        ordering = ["submitted_on", "recorded_at"]
        constraints = [
            models.CheckConstraint(
                name="validation_file_submitted_has_a_version",
                condition=models.Q(state="draft", version=0, submitted_on__isnull=True)
                | (~models.Q(state="draft") & models.Q(version__gte=1, submitted_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="validation_file_verified_has_a_day",
                condition=models.Q(state__in=["verified", "before_jury"], verified_on__isnull=False)
                | (
                    ~models.Q(state__in=["verified", "before_jury"])
                    & models.Q(verified_on__isnull=True)
                ),
            ),
            models.CheckConstraint(
                name="validation_file_before_the_jury_is_presented",
                condition=~models.Q(state="before_jury") | models.Q(presented__isnull=False),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="validation_files_stay", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="validation_file_keeps_its_enrolment",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.enrolment_id <> NEW.enrolment_id OR NEW.version < OLD.version"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.state}"


class TargetedBlock(models.Model):
    """A block that the file aims at."""

    file = models.ForeignKey(ValidationFile, on_delete=models.PROTECT, related_name="+")
    competencyblock = models.ForeignKey(CompetencyBlock, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["file", "competencyblock"], name="targeted_block_once"),
        ]
        triggers = [while_written("file_keeps_its_blocks", "row_.file_id")]

    def __str__(self) -> str:
        return f"{self.file_id} {self.competencyblock_id}"


class Narrative(Record):
    """What a candidate tells of one competency. Its evidence is a set of files of its own.

    revision: counts the saves; a save that starts from an older one is told. last_save: the
    client’s own id of the last save, so that the same one twice changes nothing.
    """

    file = models.ForeignKey(ValidationFile, on_delete=models.PROTECT, related_name="narratives")
    competency = models.ForeignKey(Competency, on_delete=models.PROTECT, related_name="+")
    situation = personal(
        models.TextField("situation", max_length=LONGEST, blank=True, default=""), **WHY
    )
    action = personal(models.TextField("action", max_length=LONGEST, blank=True, default=""), **WHY)
    result = personal(
        models.TextField("résultat", max_length=LONGEST, blank=True, default=""), **WHY
    )
    revision = models.PositiveIntegerField(default=0)
    last_save = models.UUIDField(null=True, editable=False)
    saved_at = models.DateTimeField("enregistré le", null=True, editable=False)

    class Meta:
        verbose_name = "récit"
        ordering = ["file", "competency__block__position", "competency__position"]
        constraints = [
            models.UniqueConstraint(fields=["file", "competency"], name="narrative_once"),
        ]
        triggers = [
            while_written("narrative_keeps_to_its_file", "row_.file_id"),
            pgtrigger.Protect(name="narratives_stay", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="narrative_saves_count",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "NEW.revision < OLD.revision OR ((OLD.situation, OLD.action, OLD.result)"
                    " IS DISTINCT FROM (NEW.situation, NEW.action, NEW.result)"
                    " AND NEW.revision <= OLD.revision)"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file_id} {self.competency_id}"


class Evidence(Record):
    """A piece of evidence: a file received, what it shows, and of which competencies.

    detached_at: taken out of the file; the versions that hold it keep it.
    """

    file = models.ForeignKey(ValidationFile, on_delete=models.PROTECT, related_name="evidence")
    received = models.OneToOneField(ReceivedFile, on_delete=models.PROTECT, related_name="+")
    title = personal(models.CharField("ce que montre cette pièce", max_length=150), **WHY)
    competencies = models.ManyToManyField(
        Competency, through="EvidenceCompetency", related_name="+", verbose_name="compétences"
    )
    detached_at = models.DateTimeField("retirée le", null=True, editable=False)

    class Meta:
        verbose_name = "pièce"
        ordering = ["file", "recorded_at"]
        triggers = [
            while_written("evidence_keeps_to_its_file", "row_.file_id"),
            pgtrigger.Protect(name="evidence_stays", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.title


class EvidenceCompetency(models.Model):
    """A piece of evidence speaks of this competency."""

    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="+")
    competency = models.ForeignKey(Competency, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["evidence", "competency"], name="evidence_competency_once"
            ),
        ]
        triggers = [
            while_written(
                "evidence_keeps_its_competencies",
                "SELECT e.file_id FROM certification_evidence e WHERE e.id = row_.evidence_id",
            )
        ]

    def __str__(self) -> str:
        return f"{self.evidence_id} {self.competency_id}"


class ValidationVersion(Record):
    """What was submitted, frozen: facts and their hash. Never changed; only verified, once.

    number: 1 for the first. sha256: of the facts in canonical JSON.
    """

    file = models.ForeignKey(ValidationFile, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField("numéro")
    submitted_on = personal(models.DateField("déposée le"), **WHY)
    facts = personal(models.JSONField("contenu déposé"), **WHY)
    sha256 = impersonal(models.CharField("empreinte", max_length=64))
    papers = models.ManyToManyField(ReceivedFile, through="VersionPaper", related_name="versions")
    verified_at = models.DateTimeField("vérifiée le", null=True, editable=False)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = "version déposée"
        verbose_name_plural = "versions déposées"
        ordering = ["file", "number"]
        constraints = [
            models.UniqueConstraint(fields=["file", "number"], name="validation_version_once"),
            models.CheckConstraint(
                name="validation_version_is_numbered",
                condition=models.Q(number__gte=1) & ~models.Q(sha256=""),
            ),
            models.CheckConstraint(
                name="validation_version_verified_by_somebody",
                condition=models.Q(verified_at__isnull=True, verified_by__isnull=True)
                | models.Q(verified_at__isnull=False, verified_by__isnull=False),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="versions_stay", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="version_is_frozen",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(
                    "file", "number", "submitted_on", "facts", "sha256", "occurred_at"
                ),
            ),
            pgtrigger.Protect(
                name="verified_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.verified_at IS NOT NULL AND (OLD.verified_at, OLD.verified_by_id)"
                    " IS DISTINCT FROM (NEW.verified_at, NEW.verified_by_id)"
                ),
            ),
            pgtrigger.Trigger(
                name="version_follows_the_last",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    IF NEW.number IS DISTINCT FROM 1 + (
                        SELECT f.version FROM certification_validationfile f
                        WHERE f.id = NEW.file_id AND f.state IN ('draft', 'returned')
                    ) THEN
                        RAISE EXCEPTION 'versions follow each other'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file_id} n° {self.number}"


class VersionPaper(models.Model):
    """A file that a frozen version holds."""

    version = models.ForeignKey(ValidationVersion, on_delete=models.PROTECT, related_name="+")
    received = models.ForeignKey(ReceivedFile, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "received"], name="version_paper_once"),
        ]
        triggers = [
            while_written(
                "version_keeps_its_papers",
                "SELECT v.file_id FROM certification_validationversion v"
                " WHERE v.id = row_.version_id",
            ),
            pgtrigger.Protect(
                name="version_papers_stay", operation=pgtrigger.Update | pgtrigger.Delete
            ),
            pgtrigger.Trigger(
                name="version_holds_clean_papers",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    IF NOT EXISTS (
                        SELECT 1 FROM ccas_receivedfile r
                        WHERE r.id = NEW.received_id AND r.state = 'clean' AND r.removed_at IS NULL
                    ) THEN
                        RAISE EXCEPTION 'a version holds files found clean'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.received_id}"


class FileReturn(Record):
    """The office gives a file back, with its reasons. Never changed."""

    version = models.ForeignKey(ValidationVersion, on_delete=models.PROTECT, related_name="returns")
    reasons = personal(models.TextField("ce qu’il faut revoir", max_length=3000), **WHY)
    returned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = "retour"
        ordering = ["version", "recorded_at"]
        constraints = [
            models.CheckConstraint(
                name="return_says_why",
                condition=~models.Q(reasons=""),
                violation_error_message="Un dossier rendu dit ce qu’il faut revoir.",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="returns_stay", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.version_id}"
