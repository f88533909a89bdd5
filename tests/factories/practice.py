"""Invented stints, what interrupts them, what attests them."""

from datetime import UTC, date, datetime

import factory
from factory.django import DjangoModelFactory

from assessments.practice.models import (
    Attestation,
    AttestationLink,
    AttestationRequest,
    Interruption,
    Stint,
)
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


class RequestFactory(DjangoModelFactory):
    """A supervisor asked, who has not answered."""

    class Meta:
        model = AttestationRequest

    stint = factory.SubFactory(StintFactory)
    supervisor_name = "Commandant Solène d’Herbécourt"
    service = "Centre opérationnel de Hautval"
    email = "solene.dherbecourt@sdis.gouv.fr"
    expires_at = datetime(2026, 12, 31, 22, 59, tzinfo=UTC)


class LinkFactory(DjangoModelFactory):
    class Meta:
        model = AttestationLink

    request = factory.SubFactory(RequestFactory)


def answered(request: AttestationRequest, *, now: datetime, **words) -> AttestationRequest:
    """The same request, answered: what an officer has still to check."""
    said = {
        "covers_from": request.stint.starts_on,
        "covers_until": date(2026, 5, 31),
        "signed_name": request.supervisor_name,
        "signed_function": "Cheffe de centre",
    }
    AttestationRequest.objects.filter(pk=request.pk).update(
        state="answered", answered_at=now, **(said | words)
    )
    request.refresh_from_db()
    return request
