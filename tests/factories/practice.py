"""Invented stints, what interrupts them, what attests them."""

from datetime import date

import factory
from factory.django import DjangoModelFactory

from assessments.practice.models import Attestation, Interruption, Stint
from tests.factories.candidates import EnrolmentFactory
from tests.factories.people import EmployerFactory, UnitFactory


class StintFactory(DjangoModelFactory):
    """Still running, unless told otherwise."""

    class Meta:
        model = Stint

    enrolment = factory.SubFactory(EnrolmentFactory)
    employer = factory.SubFactory(EmployerFactory)
    unit = factory.SubFactory(UnitFactory)
    function = "Opératrice de traitement de l’alerte"
    starts_on = date(2025, 9, 1)


class InterruptionFactory(DjangoModelFactory):
    class Meta:
        model = Interruption

    stint = factory.SubFactory(StintFactory)
    starts_on = date(2025, 11, 3)
    ends_on = date(2025, 11, 16)


class AttestationFactory(DjangoModelFactory):
    """Covers the first nine months of the stint, unless told otherwise."""

    class Meta:
        model = Attestation

    stint = factory.SubFactory(StintFactory)
    covers_from = factory.SelfAttribute("stint.starts_on")
    covers_until = date(2026, 5, 31)
    supervisor_name = "Commandant Solène d’Herbécourt"
    supervisor_function = "Cheffe de centre"
    signed_on = factory.SelfAttribute("covers_until")
    reference = factory.Sequence(lambda n: f"ATT-2026-{n + 1:03d}")
