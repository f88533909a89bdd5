"""Invented signatories, and deliberations brought to published results."""

from datetime import date

import factory
from factory.django import DjangoModelFactory

from ccas import clock
from ccas.accounts.models import RoleGrant, User
from ccas.actors import Actor
from certification.awards import actions
from certification.awards.models import Award, AwardWithdrawal, Signatory
from certification.deliberation import actions as deliberating
from tests.factories.deliberation import EVENING, Room
from tests.factories.framework import shipped_revision
from tests.factories.people import PersonFactory


class SignatoryFactory(DjangoModelFactory):
    """A delegate, by an act of January 2026."""

    class Meta:
        model = Signatory

    person = factory.SubFactory(
        PersonFactory, birth_name="d’Aubigny-Lacaze", usual_name="", given_names="Hervé"
    )
    qualification = factory.LazyFunction(lambda: shipped_revision().qualification)
    title = "Sous-directeur de la formation"
    authority = "Pour le ministre et par délégation,"
    act_reference = "Décision portant délégation de signature n° 2026-118"
    act_date = date(2026, 1, 12)
    starts_on = date(2026, 1, 12)


def an_officer() -> Actor:
    """A certification officer."""
    user = User.objects.create_user(f"officer-{User.objects.count()}@awards.invalid")
    RoleGrant.objects.create(user=user, role="officer", starts_on="2020-01-01")
    return user.acting_as("officer")


def published(room: Room, officer: Actor) -> Room:
    """Titles delivered, results published, documents issued (not rendered)."""
    with clock.moved_to(EVENING):
        actions.deliver(room.deliberation.pk, by=officer)
        deliberating.schedule_publication(room.deliberation, not_before=EVENING, by=officer)
        actions.publish_results(room.deliberation, by=officer)
        actions.issue_results(room.deliberation.pk, by=officer)
    room.deliberation.refresh_from_db()
    return room


def an_administrator() -> Actor:
    """Who pronounces what another proposed."""
    user = User.objects.create_user(f"administrator-{User.objects.count()}@awards.invalid")
    RoleGrant.objects.create(user=user, role="administrator", starts_on="2020-01-01")
    return user.acting_as("administrator")


def proposed(award: Award, **said) -> AwardWithdrawal:
    """A withdrawal proposed today, for a fraud established today."""
    said = {
        "ground": "fraud",
        "found_on": clock.today(),
        "reference": "Procès-verbal 2026-9",
        "reasons": "Identité usurpée.",
        "by": an_officer(),
    } | said
    return actions.propose_withdrawal(award, **said)


def withdrawn(award: Award) -> Award:
    """A title withdrawn today: proposed, answered and pronounced by two people."""
    if not award.qualification.signatories.exists():
        SignatoryFactory(qualification=award.qualification)
    withdrawal = proposed(award)
    actions.answer_withdrawal(withdrawal, text="Je n’ai rien à dire.", by=an_officer())
    return actions.pronounce_withdrawal(withdrawal, by=an_administrator())
