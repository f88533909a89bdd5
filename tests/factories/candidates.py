"""Invented candidates, their enrolments (begun before the registration end) and held blocks."""

from datetime import date

import factory
from factory.django import DjangoModelFactory

from assessments.candidates.models import AcquiredBlock, BlockSource, Candidate, Enrolment
from tests.factories.framework import shipped_revision
from tests.factories.people import PersonFactory


class CandidateFactory(DjangoModelFactory):
    class Meta:
        model = Candidate

    person = factory.SubFactory(PersonFactory)
    number = factory.Sequence(lambda n: f"C-{n + 1:05d}")
    birth_year = 1994
    birth_month = 2
    birth_day = 28
    birth_place_code = "29019"
    birth_place = "Brest"


class EnrolmentFactory(DjangoModelFactory):
    """By formation continue; `EnrolmentFactory(vae=True)` by experience, admissibility recorded."""

    class Meta:
        model = Enrolment

    class Params:
        vae = factory.Trait(
            route="VAE",
            admissibility_date=factory.SelfAttribute("began_on"),
            admissibility_reference="Décision de recevabilité 2025-112",
        )

    candidate = factory.SubFactory(CandidateFactory)
    revision = factory.LazyFunction(shipped_revision)
    route = "FC"
    began_on = date(2025, 9, 1)


class AcquiredBlockFactory(DjangoModelFactory):
    """A block held by equivalence, unless told otherwise: a decision points at its row later."""

    class Meta:
        model = AcquiredBlock

    candidate = factory.SubFactory(CandidateFactory)
    block = factory.LazyFunction(lambda: shipped_revision().blocks.get(position=1))
    block_code = factory.LazyAttribute(lambda row: row.block.code)
    acquired_on = date(2025, 12, 1)
    source = BlockSource.EQUIVALENCE
    equivalence_reference = factory.LazyAttribute(
        lambda row: "Acte d’équivalence 2025-7" if row.source == BlockSource.EQUIVALENCE else ""
    )
