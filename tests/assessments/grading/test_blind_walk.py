"""Blind first, by every door: an evaluator whose sheet is open walks the whole platform.

Every address is read, under every hat of that person, before and after the other evaluator rates,
notes and signs: not a byte may change. The same walk by somebody who may see finds plenty.
"""

import re
from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch, reverse

from assessments.grading import actions
from assessments.sessions.models import PanelMember
from ccas import clock
from ccas.accounts.models import RoleGrant, User
from ccas.actors import Actor
from ccas.api.actions import create_token
from ccas.api.rooms import scopes
from tests.factories.grading import (
    DAY,
    a_simulation,
    actor_of,
    competencies_of,
    fill,
    opened_sheets,
    see,
    signed_sheets,
    tap,
)
from tests.permissions.table import routes

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

WITNESS = "TÉMOIN-DE-LECTURE"
#: The lead comes as an evaluator who also leads the session: what an evaluator sees, and more.
HATS = ["lead", "officer", "auditor"]
#: What is made anew for every page, and says nothing.
NOISE = re.compile(
    rb'name="client" value="[^"]+"|name="csrfmiddlewaretoken" value="[^"]+"|nonce="[^"]+"'
    rb'|"X-CSRFToken": "[^"]+"|data-client="[^"]+"|"server_now": ?"[^"]+"'
    rb'|"csrf": ?"[^"]+"'
)
#: An address that is only posted to says so whatever happened.
NO_SUCH_METHOD = 405
#: Addresses that end the walk, or that make a new secret for the one who asks.
#: Signing out, and second factors.
LEFT_OUT = ("account_logout", "mfa_")


@pytest.fixture(autouse=True)
def on_the_day():
    with clock.moved_to(DAY):
        yield


class Walker:
    """One person under one hat, and every address about the simulation they evaluate."""

    def __init__(self, simulation, sheets, actor, sign_in) -> None:
        self.browser: Client = sign_in(actor)
        self.actor = actor
        registration = simulation.registration
        candidate = registration.enrolment.candidate
        self.objects = [
            simulation.pk,
            *(sheet.pk for sheet in sheets),
            registration.session_id,
            registration.enrolment_id,
            candidate.pk,
            sheets[0].evaluator_id,
        ]
        self.headers = {"HTTP_AUTHORIZATION": f"Bearer {self._token()}"}

    def _token(self) -> str:
        known = [scope.code for scope in scopes()]
        _, secret = create_token(
            User.objects.get(pk=self.actor.user_id),
            role=self.actor.role,
            name="promenade",
            scopes=known,
            known_scopes=known,
            by=Actor.system(),
        )
        return secret

    def addresses(self) -> Iterator[str]:
        for name, wanted in sorted(routes().items()):
            if name.startswith(LEFT_OUT):
                continue
            if not wanted:
                yield reverse(name)
            elif wanted == {"pk"}:
                for pk in self.objects:
                    try:
                        yield reverse(name, kwargs={"pk": pk})
                    except NoReverseMatch:
                        break

    def read(self, paths) -> dict[str, tuple[int, bytes]]:
        """Path → what it answers; nothing of the walk itself is kept."""
        found = {}
        for path in paths:
            options = self.headers if path.startswith("/api/") else {}
            with transaction.atomic():
                got = self.browser.get(path, **options)
                transaction.set_rollback(True)
            content = b"".join(got.streaming_content) if got.streaming else got.content
            found[path] = (got.status_code, NOISE.sub(b"", content))
        return found


@pytest.fixture
def scene(officer):
    """A session with a simulation in common signed long ago, and one at work now."""
    before = a_simulation(blocks=(2,))
    pair = [seat.person for seat in before.evaluators.order_by("position")]
    signed_sheets(before)
    simulation = a_simulation(
        evaluators=pair,
        session=before.registration.session,
        blocks=(1,),
        starts_at=DAY.replace(hour=14),
    )
    session = simulation.registration.session
    for person in pair:
        PanelMember.objects.create(session=session, person=person)
    simulation.state, simulation.started_at = "done", simulation.starts_at
    simulation.ended_at = simulation.ends_at
    simulation.save()
    one, two = opened_sheets(simulation)
    fill(two, {0: "N"})
    return simulation, one, two


def other_at_work(one):
    """All that an evaluator may do before the other has signed, one thing after another."""
    by = actor_of(one.evaluator)
    first, *_ = competencies_of(one.simulation)

    def look_twice():
        actions.record_act(
            one, client_id=uuid4(), sequence=1, kind="unsure", competency=first, value="yes", by=by
        )

    yield lambda: see(one, WITNESS, 30, first)
    yield look_twice
    yield lambda: tap(one, first, "E", second=41)
    yield lambda: fill(one, "N")
    yield lambda: actions.sign_sheet(one, by=by)


def walked(walker, one):
    """What the walk reads before and after the other's work."""
    before = walker.read(walker.addresses())
    paths = [path for path, (status, _) in before.items() if status != NO_SUCH_METHOD]
    for step in other_at_work(one):
        step()
    return {path: before[path] for path in paths}, walker.read(paths)


def differing(before, after):
    return sorted(path for path in before if before[path] != after[path])


@pytest.mark.parametrize("hat", HATS)
def test_not_a_byte_of_the_other_s_work_under_any_hat(scene, sign_in, hat):
    simulation, one, two = scene
    role = "evaluator" if hat == "lead" else hat
    if hat == "lead":
        session = simulation.registration.session
        session.lead = two.evaluator
        session.save()
    RoleGrant.objects.get_or_create(
        user=two.evaluator.user, role=role, defaults={"starts_on": "2020-01-01"}
    )
    walker = Walker(simulation, [one, two], actor_of(two.evaluator, role), sign_in)
    before, after = walked(walker, one)
    assert sum(status == 200 for status, _ in before.values()) > 10
    assert "\n".join(differing(before, after)) == ""
    assert not [path for path, (_, page) in after.items() if WITNESS.encode() in page]


def test_the_same_walk_finds_it_once_one_s_own_sheet_is_signed(scene, sign_in):
    """Negative control: what the walk looks for is there to be found."""
    simulation, one, two = scene
    actor = actor_of(two.evaluator)
    walker = Walker(simulation, [one, two], actor, sign_in)
    before, _ = walked(walker, one)
    actions.sign_sheet(two, by=actor)
    after = walker.read(before)
    assert [path for path, (_, page) in after.items() if WITNESS.encode() in page]
    assert reverse("grading:sheet", args=[one.pk]) in differing(before, after)


def test_an_officer_who_does_not_evaluate_sees_the_count_grow(scene, sign_in, officer):
    """Negative control: the walk is not blind to counts."""
    simulation, one, two = scene
    before, after = walked(Walker(simulation, [one, two], officer, sign_in), one)
    session = reverse("grading:session", args=[simulation.registration.session_id])
    assert session in differing(before, after)
    assert not [path for path, (_, page) in after.items() if WITNESS.encode() in page]
