"""Callers with a token, and a whole little world: sessions, sheets, a jury, published results."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from ccas.accounts.models import User
from ccas.actors import Actor
from ccas.api.actions import create_token
from ccas.api.models import ApiToken
from ccas.api.rooms import scopes
from ccas.documents.models import Document
from tests.factories import deliberation as sitting
from tests.factories import grading
from tests.factories.awards import SignatoryFactory, an_officer, published
from tests.factories.deliberation import Room, account

EVERY_SCOPE = tuple(scope.code for scope in scopes())


@dataclass
class Caller:
    """A program with a token."""

    token: ApiToken
    secret: str

    def get(self, address: str, **said: Any):
        """GET below /api/v1/ (or a whole address, as `next` gives it)."""
        return self._send("get", address, **said)

    def post(self, address: str, data: Any, **said: Any):
        """POST JSON."""
        said = {"content_type": "application/json"} | said
        return self._send("post", address, data=data, **said)

    def _send(self, method: str, address: str, headers: dict | None = None, **said: Any):
        path = address if "://" in address else f"/api/v1/{address}"
        headers = {"Authorization": f"Bearer {self.secret}"} | (headers or {})
        return getattr(Client(), method)(path, headers=headers, **said)


def caller_for(actor: Actor, *, only: tuple[str, ...] = EVERY_SCOPE, days: int = 30) -> Caller:
    """A token for that actor's account, made by the platform."""
    return Caller(
        *create_token(
            User.objects.get(pk=actor.user_id),
            role=actor.role,
            name="essai",
            scopes=only,
            known_scopes=EVERY_SCOPE,
            days=days,
            by=Actor.system(),
        )
    )


@pytest.fixture
def caller(db):
    """caller(actor, only=scopes, days=30) -> Caller."""
    return caller_for


@dataclass
class World:
    """One of everything that the API shows, and somebody under each role."""

    room: Room
    actors: dict[str, Actor]
    ids: dict[str, str]


def a_world() -> World:
    """A jury with published results, a session with an open sheet and two signed ones."""
    enrolments = [sitting.candidate(account_too=True), sitting.candidate(account_too=True)]
    room = sitting.opened(enrolments)
    for presentation in room.presentations:
        sitting.concluded(room, presentation, b2="not_validated")
    SignatoryFactory()
    officer = an_officer()
    published(sitting.signed(room), officer)
    enrolment = enrolments[0]
    simulation = grading.a_simulation(enrolment=enrolment)
    (sheet, _other) = grading.opened_sheets(simulation)
    first = room.presentations[0]
    actors = {
        "officer": officer,
        "candidate": account(enrolment.candidate.person, "candidate"),
        "evaluator": grading.actor_of(sheet.evaluator),
        "president": room.president,
        "jury_member": room.members[0],
        "auditor": account(sitting.PersonFactory(), "auditor"),
        "administrator": account(sitting.PersonFactory(), "administrator"),
        "tutor": account(sitting.PersonFactory(), "tutor"),
    }
    ids = {
        "notices": enrolment.revision.qualification_id,
        "revisions": enrolment.revision_id,
        "candidates": enrolment.candidate_id,
        "enrolments": enrolment.pk,
        "sessions": simulation.registration.session_id,
        "simulations": simulation.pk,
        "sheets": sheet.pk,
        "juries": room.jury.pk,
        "decisions": first.pk,
        "documents": _a_document(first),
    }
    return World(room, actors, {name: str(pk) for name, pk in ids.items()})


def _a_document(presentation):
    owner = presentation.enrolment.candidate.person.user_id
    return Document.objects.filter(owner_id=owner).order_by("number").first().pk


@pytest.fixture
def world(db) -> World:
    """One of everything."""
    return a_world()
