"""An officer is a candidate too, some day: what their own file proves is written by somebody else.

By any role they hold, on screen or by a program: the actions refuse, and nothing is written.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from assessments.candidates import actions
from assessments.candidates.models import AcquiredBlock, Enrolment
from assessments.candidates.permissions import NOT_ONES_OWN
from assessments.practice.actions import record_attestation, void_attestation
from assessments.practice.models import Attestation
from ccas.accounts.models import User
from ccas.actors import Actor
from ccas.refusals import Refusal
from tests.factories.candidates import AcquiredBlockFactory, EnrolmentFactory
from tests.factories.framework import shipped_revision
from tests.factories.practice import AttestationFactory, StintFactory

pytestmark = pytest.mark.django_db

IDENTITY = {"birth_name": "Angevin", "given_names": "Solène", "sex": "F"}
BIRTH = {
    "birth_year": 1990, "birth_month": 5, "birth_day": 4,
    "birth_place_code": "49007", "birth_place": "Angers",
}  # fmt: skip
PAPER = {
    "covers_from": date(2026, 1, 1), "covers_until": date(2026, 1, 31),
    "supervisor_name": "Gwendal Le Bihan", "supervisor_function": "chef de salle",
    "signed_on": date(2026, 2, 1), "reference": "Pièce 4",
}  # fmt: skip


def equivalence(enrolment: Enrolment, by: Actor) -> Any:
    return actions.record_equivalence(
        enrolment.candidate,
        by=by,
        block=enrolment.revision.blocks.get(position=1),
        acquired_on=date(2026, 1, 1),
        reference="Acte 7",
    )


def stint_of(enrolment: Enrolment) -> Any:
    return StintFactory(enrolment=enrolment, starts_on=date(2026, 1, 1), ends_on=date(2026, 1, 31))


ACTS: dict[str, Callable[[Enrolment, Actor], Any]] = {
    "correct_identity": lambda own, by: actions.correct_identity(
        own.candidate, by=by, **IDENTITY, **BIRTH
    ),
    "enrol": lambda own, by: actions.enrol(
        own.candidate, by=by, revision=shipped_revision(), route="FC", began_on=date(2025, 9, 1)
    ),
    "close_enrolment": lambda own, by: actions.close_enrolment(own, by=by, reason="Abandon"),
    "record_equivalence": equivalence,
    "acquire_block": lambda own, by: actions.acquire_block(
        own.candidate,
        own.revision.blocks.get(position=1),
        acquired_on=date(2026, 1, 1),
        by=by,
    ),
    "end_held_block": lambda own, by: actions.end_held_block(
        AcquiredBlockFactory(candidate=own.candidate, block=own.revision.blocks.get(position=2)),
        by=by,
        ended_on=date(2026, 1, 1),
        reference="Acte 8",
    ),
    "record_attestation": lambda own, by: record_attestation(stint_of(own), by=by, **PAPER),
    "void_attestation": lambda own, by: void_attestation(
        AttestationFactory(stint=stint_of(own), covers_until=date(2026, 1, 31)),
        by=by,
        reason="erreur",
    ),
}


@pytest.fixture
def own(officer) -> Enrolment:
    """The officer's own way to the title."""
    enrolment = EnrolmentFactory()
    enrolment.candidate.person.user = User.objects.get(pk=officer.user_id)
    enrolment.candidate.person.save()
    return enrolment


@pytest.mark.parametrize("name", ACTS)
def test_nobody_writes_in_their_own_file(own, officer, name):
    with pytest.raises(Refusal, match=NOT_ONES_OWN):
        ACTS[name](own, officer)
    assert not AcquiredBlock.objects.filter(ended_on__isnull=False).exists()
    assert not Attestation.objects.filter(voided_at__isnull=False).exists()


@pytest.mark.parametrize("name", ["record_equivalence", "record_attestation", "close_enrolment"])
def test_another_officer_does(own, make_actor, name, monkeypatch):
    assert ACTS[name](own, make_actor("officer")).pk


@pytest.mark.parametrize("name", ["record_equivalence", "record_attestation"])
def test_without_the_guard_they_would(own, officer, name, monkeypatch):
    """Negative control: the role alone let them in."""
    for module in ("assessments.candidates.ledger", "assessments.practice.actions.attesting"):
        monkeypatch.setattr(f"{module}.require_another", lambda by, candidate: None)
    assert ACTS[name](own, officer).pk


def test_the_screen_says_it(own, officer, sign_in):
    block = own.revision.blocks.get(position=1)
    said = {"block": str(block.pk), "acquired_on": "2026-01-01", "reference": "Acte 7"}
    address = reverse("candidates:equivalence", args=[own.candidate_id])
    answer = sign_in(officer).post(address, said)
    assert answer.status_code == 422
    assert NOT_ONES_OWN in answer.text
    assert not AcquiredBlock.objects.exists()
