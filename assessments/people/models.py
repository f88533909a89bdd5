"""Services, units, employers, and the people who serve, sit, train and evaluate."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models

from assessments.people import rules
from ccas.names import folded
from ccas.personal import impersonal, personal
from ccas.records import Record, ends_after_it_starts


def sort_key(*names: str) -> str:
    """Names without accents, in lower case: the order of a directory, whatever the collation."""
    plain = folded(" ".join(names)).casefold()
    return " ".join("".join(c if c.isalnum() else " " for c in plain).split())


class Sex(models.TextChoices):
    FEMALE = "F", "femme"
    MALE = "M", "homme"


class Entity(Record):
    """A service that takes part in juries (as the rules file of a qualification names it)."""

    code = impersonal(models.CharField("code", max_length=20, unique=True))
    name = impersonal(models.CharField("nom", max_length=200))
    short_name = impersonal(models.CharField("nom court", max_length=60))

    class Meta:
        verbose_name = "entité"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.short_name


class Employer(Record):
    """Who employs: administration or company."""

    name = impersonal(models.CharField("nom", max_length=200, unique=True))
    siret = impersonal(models.CharField("SIRET", max_length=14, blank=True, default=""))

    class Meta:
        verbose_name = "employeur"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Unit(Record):
    """Where people serve: an operational centre, a training service, a headquarters."""

    entity = models.ForeignKey(
        Entity,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="units",
        verbose_name="entité",
    )
    employer = models.ForeignKey(
        Employer,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="units",
        verbose_name="employeur",
    )
    name = impersonal(models.CharField("nom", max_length=200, unique=True))
    city = impersonal(models.CharField("commune", max_length=120, blank=True, default=""))

    class Meta:
        verbose_name = "unité"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Person(Record):
    """A person known to the certification, with or without an account."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="person",
    )
    birth_name = personal(
        models.CharField("nom de naissance", max_length=150),
        purpose="identité portée sur les actes",
        retention="certification",
    )
    usual_name = personal(
        models.CharField("nom d’usage", max_length=150, blank=True, default=""),
        purpose="s’adresser à la personne par le nom qu’elle porte",
        retention="certification",
    )
    given_names = personal(
        models.CharField("prénoms", max_length=150),
        purpose="identité portée sur les actes",
        retention="certification",
    )
    sex = models.CharField("sexe", max_length=1, choices=Sex)
    email = personal(
        models.EmailField("adresse électronique", blank=True, default=""),
        purpose="convocations et notifications",
        retention="account",
    )
    sort_name = personal(
        models.CharField("nom de classement", max_length=320, editable=False, db_index=True),
        purpose="classement alphabétique des listes",
        retention="certification",
    )

    class Meta:
        verbose_name = "personne"
        ordering = ["sort_name", "id"]

    def __str__(self) -> str:
        return self.display_name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.sort_name = sort_key(self.usual_name or self.birth_name, self.given_names)[:320]
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, "sort_name"}
        super().save(*args, **kwargs)

    @property
    def first_name(self) -> str:
        """The first of the given names (hyphenated ones stay whole)."""
        return rules.first_name(self.given_names)

    @property
    def display_name(self) -> str:
        """First given name and the name in use: « Maëlys Le Goff »."""
        return rules.display_name(self.given_names, self.usual_name, self.birth_name)


class Posting(Record):
    """A person serves in a unit from a day on, until a day included (None: still there)."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="postings")
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="postings", verbose_name="unité"
    )
    function = personal(
        models.CharField("fonction", max_length=150, blank=True, default=""),
        purpose="recherche des liens avec les candidats",
        retention="session",
    )
    starts_on = personal(
        models.DateField("depuis le"),
        purpose="recherche des liens avec les candidats",
        retention="session",
    )
    ends_on = personal(
        models.DateField("jusqu’au", null=True, blank=True),
        purpose="recherche des liens avec les candidats",
        retention="session",
    )

    class Meta:
        verbose_name = "affectation"
        ordering = ["person", "starts_on"]
        constraints = [
            ends_after_it_starts(
                "posting_ends_after_it_starts",
                "Une affectation ne peut pas finir avant d’avoir commencé.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} – {self.unit}"

    def covers(self, day: date) -> bool:
        """Whether the person serves there on that day."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


class Accreditation(Record):
    """The capacity in which a person may sit, for an entity or none, between two days.

    `capacity` is a code of the rules file ("operator", "entity_head_representative"…).
    The act (designation of a representative, nomination order) is cited when there is one.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="accreditations")
    capacity = impersonal(models.CharField("qualité", max_length=60))
    entity = models.ForeignKey(
        Entity,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="accreditations",
        verbose_name="entité",
    )
    starts_on = personal(
        models.DateField("à compter du"),
        purpose="preuve de la régularité du jury",
        retention="certification",
    )
    ends_on = personal(
        models.DateField("jusqu’au", null=True, blank=True),
        purpose="preuve de la régularité du jury",
        retention="certification",
    )
    act_reference = personal(
        models.CharField("référence de l’acte", max_length=200, blank=True, default=""),
        purpose="preuve de la régularité du jury",
        retention="certification",
    )
    act_date = personal(
        models.DateField("date de l’acte", null=True, blank=True),
        purpose="preuve de la régularité du jury",
        retention="certification",
    )

    class Meta:
        verbose_name = "habilitation"
        ordering = ["person", "starts_on"]
        constraints = [
            ends_after_it_starts(
                "accreditation_ends_after_it_starts",
                "Une habilitation ne peut pas finir avant de commencer.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} – {self.capacity}"

    def covers(self, day: date) -> bool:
        """Whether the accreditation is in force on that day."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


class LinkKind(models.TextChoices):
    TRAINED = "trained", "a formé"
    SUPERVISED = "supervised", "a encadré"
    ACCOMPANIED = "accompanied", "a accompagné"
    FAMILY = "family", "lien familial ou personnel"
    PROFESSIONAL = "professional", "lien professionnel déclaré"


class Link(Record):
    """`person` trained, supervised, accompanied (…) `other`, dated. Read in both directions
    for personal and professional links."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="links_from")
    other = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="links_to")
    kind = models.CharField("nature", max_length=15, choices=LinkKind)
    starts_on = personal(
        models.DateField("depuis le", null=True, blank=True),
        purpose="impartialité des évaluateurs et des jurys",
        retention="session",
    )
    ends_on = personal(
        models.DateField("jusqu’au", null=True, blank=True),
        purpose="impartialité des évaluateurs et des jurys",
        retention="session",
    )

    class Meta:
        verbose_name = "lien"
        ordering = ["person", "recorded_at"]
        constraints = [
            models.CheckConstraint(
                name="link_between_two_people",
                condition=~models.Q(person=models.F("other")),
                violation_error_message="Un lien unit deux personnes différentes.",
            ),
            ends_after_it_starts(
                "link_ends_after_it_starts",
                "Un lien ne peut pas finir avant d’avoir commencé.",
                undated=True,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.kind} {self.other_id}"


class Availability(Record):
    """A person said they are free, or not, between two moments."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="availabilities")
    starts_at = models.DateTimeField("du")
    ends_at = models.DateTimeField("au")
    available = models.BooleanField("disponible", default=True)

    class Meta:
        verbose_name = "disponibilité"
        ordering = ["person", "starts_at"]
        constraints = [
            ends_after_it_starts(
                "availability_ends_after_it_starts",
                "La fin d’une disponibilité est après son début.",
                start="starts_at",
                end="ends_at",
                lasting=False,
                at_once=False,
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.starts_at:%Y-%m-%d}"
