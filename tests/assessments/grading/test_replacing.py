"""An evaluator replaced on the day: their sheet is kept, takes nothing more, and another begins."""

import json
from uuid import uuid4

import pytest
from django.urls import reverse

from assessments.grading import actions
from assessments.grading.models import Rating
from assessments.people.models import Link
from assessments.sessions.models import EvaluatorReplacement, PanelMember
from ccas.journal.models import JournalEntry
from ccas.refusals import Refusal
from tests.factories.grading import (
    a_person,
    a_simulation,
    actor_of,
    competencies_of,
    fill,
    opened_sheets,
    signed_consensus,
    tap,
)
from tests.factories.people import PostingFactory

pytestmark = pytest.mark.django_db


def on_the_panel(simulation):
    """A person with an account, of the panel, of a unit of their own."""
    person = a_person()
    PostingFactory(person=person)
    PanelMember.objects.create(session=simulation.registration.session, person=person)
    return person


@pytest.fixture
def simulation():
    simulation = a_simulation(blocks=(1,))
    for seat in simulation.evaluators.all():
        PanelMember.objects.create(session=simulation.registration.session, person=seat.person)
    return simulation


@pytest.fixture
def leaving(simulation):
    return simulation.evaluators.get(position=1).person


@pytest.fixture
def newcomer(simulation):
    return on_the_panel(simulation)


def replace(simulation, old, new, by, reason="Malaise en cours d’épreuve."):
    return actions.replace_evaluator(simulation, old=old, new=new, reason=reason, by=by)


def test_the_sheet_of_who_leaves_is_kept_and_a_blank_one_begins(
    simulation, leaving, newcomer, officer
):
    old = opened_sheets(simulation)[0]
    tap(old, competencies_of(simulation)[0], "A")
    new = replace(simulation, leaving, newcomer, officer)
    old.refresh_from_db()
    assert (old.state, old.signed_at, old.ratings.count()) == ("superseded", None, 1)
    assert (new.evaluator, new.state, new.acts.count()) == (newcomer, "open", 0)
    assert simulation.evaluators.get(position=1).person == newcomer
    assert EvaluatorReplacement.objects.get().reason == "Malaise en cours d’épreuve."
    verbs = set(JournalEntry.objects.values_list("verb", flat=True))
    assert {"simulation.replace_evaluator", "sheet.replace", "sheet.open"} <= verbs


def test_what_their_device_still_sends_is_refused_in_a_sentence_and_journalled(
    simulation, leaving, newcomer, officer, sign_in
):
    old = opened_sheets(simulation)[0]
    replace(simulation, leaving, newcomer, officer)
    line = competencies_of(simulation)[0]
    body = {
        "client": str(uuid4()), "made": 1, "sent_at": 1,
        "acts": [{"sequence": 1, "kind": "rate", "competency": line.pk, "value": "A"}],
    }  # fmt: skip
    answer = sign_in(actor_of(leaving)).post(
        reverse("grading:journal", args=[old.pk]), json.dumps(body), "application/json"
    )
    receipt = answer.json()["receipts"][0]
    assert receipt["state"] == "refused"
    assert "Vous n’évaluez plus cette mise en situation" in receipt["sentence"]
    refused = JournalEntry.objects.get(verb="sheet.refuse")
    assert (refused.details["reason"], refused.subject_id) == ("replaced", str(old.pk))
    assert not Rating.objects.exists()


def test_someone_who_left_and_comes_back_has_another_sheet(simulation, leaving, newcomer, officer):
    first = opened_sheets(simulation)[0]
    replace(simulation, leaving, newcomer, officer)
    again = replace(simulation, newcomer, leaving, officer)
    assert (again.evaluator, again.revision, again.pk != first.pk) == (leaving, 2, True)


def test_before_the_sheets_are_open_only_the_seat_changes(simulation, leaving, newcomer, officer):
    assert replace(simulation, leaving, newcomer, officer) is None
    assert {sheet.evaluator for sheet in opened_sheets(simulation)} >= {newcomer}


def test_a_consensus_in_force_is_void(simulation, leaving, newcomer, officer):
    consensus = signed_consensus(simulation)
    replace(simulation, leaving, newcomer, officer)
    consensus.refresh_from_db()
    assert consensus.state == "void"


@pytest.mark.parametrize("why", ["no reason", "nul", "role", "linked", "panel", "seated", "absent"])
def test_what_is_refused_leaves_all_as_it_was(simulation, leaving, newcomer, officer, why):
    sheet = opened_sheets(simulation)[0]
    fill(sheet)
    old, new, by, reason = leaving, newcomer, officer, "Lien déclaré."
    match why:
        case "no reason":
            reason, words = "  ", "demande un motif"
        case "nul":
            reason, words = "a\0b", "octet nul"
        case "role":
            by, words = actor_of(leaving), "gestionnaire"
        case "linked":
            candidate = simulation.registration.enrolment.candidate.person
            Link.objects.create(person=new, other=candidate, kind="trained", starts_on="2020-01-01")
            words = new.display_name
        case "panel":
            new, words = a_person(), "n’est pas évaluateur de cette session"
        case "seated":
            new, words = simulation.evaluators.get(position=2).person, "évalue déjà"
        case "absent":
            old, words = a_person(), "n’évalue pas cette mise en situation"
    with pytest.raises(Refusal, match=words):
        replace(simulation, old, new, by, reason)
    sheet.refresh_from_db()
    assert sheet.state == "open"
    assert not EvaluatorReplacement.objects.exists()
