"""Invented people, the units where they serve, and what ties them together."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import factory
from factory.django import DjangoModelFactory

from assessments.people.models import (
    Accreditation,
    Availability,
    Employer,
    Entity,
    Link,
    LinkKind,
    Person,
    Posting,
    Unit,
)

PARIS = ZoneInfo("Europe/Paris")


class EntityFactory(DjangoModelFactory):
    class Meta:
        model = Entity
        django_get_or_create = ("code",)

    code = factory.Sequence(lambda n: f"ENT{n}")
    name = factory.LazyAttribute(lambda entity: f"Direction générale {entity.code}")
    short_name = factory.LazyAttribute(lambda entity: entity.code)


class EmployerFactory(DjangoModelFactory):
    class Meta:
        model = Employer
        django_get_or_create = ("name",)

    name = factory.Sequence(lambda n: f"Service départemental n° {n}")


class UnitFactory(DjangoModelFactory):
    class Meta:
        model = Unit
        django_get_or_create = ("name",)

    name = factory.Sequence(lambda n: f"Centre opérationnel n° {n}")
    city = "Saint-Étienne"
    entity = factory.SubFactory(EntityFactory)


class PersonFactory(DjangoModelFactory):
    class Meta:
        model = Person

    birth_name = factory.Iterator(
        ["Le Goff", "d’Aubigné", "N’Diaye-Roche", "Œillet", "de La Tour", "Çelik", "Ziegler-Muñoz"]
    )
    given_names = factory.Iterator(
        ["Maëlys Anne", "Théophile", "Noémie", "Jean-Baptiste Éric", "Zoé", "Ömer", "Inès Lou"]
    )
    sex = factory.Iterator(["F", "M"])
    email = factory.Sequence(lambda n: f"personne{n}@exemple.invalid")


class PostingFactory(DjangoModelFactory):
    class Meta:
        model = Posting

    person = factory.SubFactory(PersonFactory)
    unit = factory.SubFactory(UnitFactory)
    function = "Opérateur"
    starts_on = date(2024, 1, 1)


class AccreditationFactory(DjangoModelFactory):
    class Meta:
        model = Accreditation

    person = factory.SubFactory(PersonFactory)
    capacity = "operator"
    entity = factory.SubFactory(EntityFactory)
    starts_on = date(2024, 1, 1)


class LinkFactory(DjangoModelFactory):
    class Meta:
        model = Link

    person = factory.SubFactory(PersonFactory)
    other = factory.SubFactory(PersonFactory)
    kind = LinkKind.TRAINED
    starts_on = date(2025, 1, 6)


class AvailabilityFactory(DjangoModelFactory):
    class Meta:
        model = Availability

    person = factory.SubFactory(PersonFactory)
    starts_at = datetime(2026, 11, 17, 8, tzinfo=PARIS)
    ends_at = datetime(2026, 11, 17, 18, tzinfo=PARIS)
