"""Qualifications, their revisions, blocks and competencies. A revision never changes."""

import hashlib
from datetime import date
from functools import cached_property

import pgtrigger
from django.db import models

from assessments.framework.reading import notice_of, rules_of
from assessments.framework.rules.qualification import Notice, QualificationRules
from ccas.personal import impersonal
from ccas.records import Record

FROZEN = [
    pgtrigger.Protect(name="never_changes", operation=pgtrigger.Update | pgtrigger.Delete),
]


class Qualification(Record):
    """A registration at France compétences (RNCP…). Everything it says stands in its revisions."""

    code = impersonal(models.CharField("code", max_length=20, unique=True))

    class Meta:
        verbose_name = "certification"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code

    @property
    def current(self) -> "QualificationRevision":
        """The latest revision, the one that new enrolments begin under."""
        return self.revisions.latest("number")


class QualificationRevision(Record):
    """A notice and its rules file, as loaded, by their hashes.

    Enrolments, scenarios, juries and decisions cite the revision they were made under.
    """

    qualification = models.ForeignKey(
        Qualification, on_delete=models.PROTECT, related_name="revisions"
    )
    number = models.PositiveSmallIntegerField("révision")
    notice_xml = impersonal(models.TextField("fiche (XML)"))
    notice_sha256 = impersonal(models.CharField(max_length=64))
    rules_toml = impersonal(models.TextField("règles (TOML)"))
    rules_sha256 = impersonal(models.CharField(max_length=64))
    changes = impersonal(models.JSONField("ce qui a changé", default=list))

    title = impersonal(models.CharField("intitulé", max_length=800))
    level = models.PositiveSmallIntegerField("niveau", null=True)
    certifier_name = impersonal(models.CharField("certificateur", max_length=300))
    certifier_siret = impersonal(models.CharField("SIRET", max_length=14, blank=True))
    decision_date = impersonal(models.DateField("date de décision", null=True))
    decision_reference = impersonal(
        models.CharField("référence de la décision", max_length=200, blank=True, default="")
    )
    registration_end = impersonal(models.DateField("fin d’enregistrement", null=True))
    last_award_date = impersonal(models.DateField("dernière délivrance possible", null=True))

    class Meta:
        verbose_name = "révision de certification"
        verbose_name_plural = "révisions de certification"
        ordering = ["qualification", "number"]
        constraints = [
            models.UniqueConstraint(fields=["qualification", "number"], name="revision_once"),
            models.UniqueConstraint(
                fields=["qualification", "notice_sha256", "rules_sha256"],
                name="revision_same_files_once",
            ),
        ]
        triggers = FROZEN

    def __str__(self) -> str:
        return f"{self.qualification.code} rév. {self.number}"

    @staticmethod
    def hash_of(text: str) -> str:
        """SHA-256 of a file's text, in hexadecimal."""
        return hashlib.sha256(text.encode()).hexdigest()

    @cached_property
    def notice(self) -> Notice:
        """The notice, read again from the stored file."""
        return notice_of(self.notice_xml)

    @cached_property
    def rules(self) -> QualificationRules:
        """The rules file, read again from the stored file."""
        return rules_of(self.rules_toml, self.notice_xml)

    def registration_ended(self, day: date) -> bool:
        """Whether no enrolment may begin on that day."""
        return self.registration_end is not None and day > self.registration_end


class CompetencyBlock(models.Model):
    """A block of a revision. `title` carries the corrections; `title_published` does not."""

    revision = models.ForeignKey(
        QualificationRevision, on_delete=models.PROTECT, related_name="blocks"
    )
    code = impersonal(models.CharField("code", max_length=30))
    position = models.PositiveSmallIntegerField()
    title = impersonal(models.CharField("intitulé", max_length=800))
    title_published = impersonal(models.CharField("intitulé publié", max_length=800))
    assessment = impersonal(models.TextField("modalités d’évaluation", blank=True))

    class Meta:
        verbose_name = "bloc de compétences"
        verbose_name_plural = "blocs de compétences"
        ordering = ["revision", "position"]
        constraints = [
            models.UniqueConstraint(fields=["revision", "code"], name="block_code_once"),
            models.UniqueConstraint(fields=["revision", "position"], name="block_position_once"),
        ]
        triggers = FROZEN

    def __str__(self) -> str:
        return f"{self.code} – {self.title}"

    @property
    def short_code(self) -> str:
        """The part that names the block inside its qualification: "BC01"."""
        return self.code.removeprefix(self.revision.qualification.code) or self.code


class Competency(models.Model):
    """One line of a block, known by its id and never matched by its text."""

    block = models.ForeignKey(
        CompetencyBlock, on_delete=models.PROTECT, related_name="competencies"
    )
    position = models.PositiveSmallIntegerField()
    text = impersonal(models.TextField("compétence"))
    text_published = impersonal(models.TextField("texte publié"))
    critical = models.BooleanField("critique", default=False)

    class Meta:
        verbose_name = "compétence"
        ordering = ["block__position", "position"]
        constraints = [
            models.UniqueConstraint(fields=["block", "position"], name="competency_position_once"),
        ]
        triggers = FROZEN

    def __str__(self) -> str:
        return f"{self.block.code}.{self.position:02d}"
