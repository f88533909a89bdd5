"""Opening, signing, reopening, freezing: who may, what is written, what is refused."""

import pytest

from assessments.grading import actions
from assessments.grading.models import Consensus
from assessments.sessions.models import SimulationState
from ccas.actors import Actor
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
    signed_sheets,
    tap,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def simulation():
    return a_simulation(blocks=(1,))


def verbs():
    return list(JournalEntry.objects.order_by("pk").values_list("verb", flat=True))


# -- Opening --------------------------------------------------------------------------------------


def test_each_evaluator_gets_one_sheet_and_again_the_same(simulation):
    first = opened_sheets(simulation)
    assert [sheet.evaluator_id for sheet in first] == list(
        simulation.evaluators.order_by("position").values_list("person", flat=True)
    )
    assert opened_sheets(simulation) == first
    assert verbs().count("sheet.open") == 2


def test_the_pair_the_officer_and_the_lead_open_and_nobody_else(simulation, make_actor):
    pair = actor_of(simulation.evaluators.first().person)
    lead = a_person()
    session = simulation.registration.session
    session.lead = lead
    session.save()
    for by in (pair, make_actor("officer"), actor_of(lead), Actor.system()):
        assert len(actions.open_sheets(simulation, by=by)) == 2
    for by in (actor_of(a_person()), make_actor("auditor"), make_actor("candidate")):
        with pytest.raises(Refusal, match="Seuls les évaluateurs"):
            actions.open_sheets(simulation, by=by)


@pytest.mark.parametrize("state", ["absent", "excused", "cancelled"])
def test_no_sheet_for_who_did_not_come(simulation, state):
    simulation.state = SimulationState(state)
    simulation.save()
    with pytest.raises(Refusal, match="Aucune grille à remplir"):
        opened_sheets(simulation)


def test_no_sheet_without_an_evaluator():
    with pytest.raises(Refusal, match="Aucun évaluateur"):
        opened_sheets(a_simulation(evaluators=[]))


# -- Signing --------------------------------------------------------------------------------------


def test_signing_names_each_missing_line_and_changes_nothing(simulation):
    sheet = opened_sheets(simulation)[0]
    lines = competencies_of(simulation)
    for line in lines[1:]:
        tap(sheet, line, "O")
    with pytest.raises(Refusal) as caught:
        actions.sign_sheet(sheet, by=actor_of(sheet.evaluator))
    (sentence,) = caught.value.sentences
    assert sentence.startswith("RNCP35553BC01, compétence 1")
    sheet.refresh_from_db()
    assert sheet.state == "open"
    assert "sheet.sign" not in verbs()


def test_one_signs_one_s_own_sheet_once(simulation, officer):
    sheet, other = opened_sheets(simulation)
    fill(sheet)
    for by in (actor_of(other.evaluator), officer, actor_of(sheet.evaluator, "officer")):
        with pytest.raises(Refusal, match="Seul l’évaluateur"):
            actions.sign_sheet(sheet, by=by)
    signed = actions.sign_sheet(sheet, by=actor_of(sheet.evaluator))
    assert signed.signed_at is not None
    with pytest.raises(Refusal, match="état « signée »"):
        actions.sign_sheet(sheet, by=actor_of(sheet.evaluator))
    assert verbs().count("sheet.sign") == 1


# -- Reopening ------------------------------------------------------------------------------------


def test_a_revision_starts_from_the_same_ratings_and_notes(simulation, officer):
    sheets = opened_sheets(simulation)
    old = sheets[0]
    lines = competencies_of(simulation)
    actions.record_act(
        old,
        client_id="6f9619ff-8b86-4011-b42d-00c04fc964ff",
        sequence=1,
        kind="note",
        competency=lines[2],
        text="hésite",
        second=40,
        by=actor_of(old.evaluator),
    )
    fill(old, {3: "N"})
    actions.sign_sheet(old, by=actor_of(old.evaluator))
    new = actions.reopen_sheet(old, reason="Ligne sautée.", by=officer)
    assert (new.revision, new.state, new.reopen_reason) == (2, "open", "Ligne sautée.")
    assert not new.other_sheet_seen
    assert list(new.ratings.values_list("competency", "value")) == list(
        old.ratings.values_list("competency", "value")
    )
    assert list(new.observations.values_list("competency", "text", "second")) == [
        (lines[2].pk, "hésite", 40)
    ]
    old.refresh_from_db()
    assert (old.state, old.ratings.count()) == ("superseded", 13)
    assert opened_sheets(simulation)[0] == new
    assert tap(new, lines[3], "A").value == "A"
    with pytest.raises(Refusal, match="remplacée par une révision"):
        tap(old, lines[3], "A")
    assert actions.sign_sheet(new, by=actor_of(new.evaluator)).state == "signed"


def test_reopening_voids_the_consensus_and_says_the_other_sheet_had_been_seen(simulation, officer):
    consensus = signed_consensus(simulation)
    sheet = simulation.sheets.first()
    new = actions.reopen_sheet(sheet, reason="Erreur.", by=officer)
    assert new.other_sheet_seen
    consensus.refresh_from_db()
    assert consensus.state == "void"
    fill_again = actor_of(new.evaluator)
    actions.sign_sheet(new, by=fill_again)
    second = actions.open_consensus(simulation, by=fill_again)
    assert (second.version, second.state) == (2, "open")
    assert Consensus.objects.count() == 2
    assert {"sheet.supersede", "sheet.reopen", "consensus.void"} <= set(verbs())


def test_what_had_been_seen_stays_seen(simulation, officer):
    one, two = signed_sheets(simulation)
    again = actions.reopen_sheet(one, reason="Un.", by=officer)
    assert again.other_sheet_seen
    actions.reopen_sheet(two, reason="Deux.", by=officer)
    actions.sign_sheet(again, by=actor_of(again.evaluator))
    assert actions.reopen_sheet(again, reason="Trois.", by=officer).other_sheet_seen


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [("  ", "demande un motif"), ("a\0", "octet nul"), ("a" * 2001, "trop long")],
)
def test_a_reopening_says_why(simulation, officer, reason, sentence):
    sheet = signed_sheets(simulation)[0]
    with pytest.raises(Refusal, match=sentence):
        actions.reopen_sheet(sheet, reason=reason, by=officer)
    sheet.refresh_from_db()
    assert sheet.state == "signed"


def test_only_the_lead_or_an_officer_reopens_and_never_one_s_own_simulation(
    simulation, make_actor, officer
):
    sheet, other = signed_sheets(simulation)
    lead = a_person()
    session = simulation.registration.session
    session.lead = other.evaluator
    session.save()
    judge_and_party = [
        actor_of(other.evaluator),
        actor_of(other.evaluator, "officer"),
        actor_of(sheet.evaluator, "officer"),
    ]
    for by in (*judge_and_party, make_actor("auditor"), make_actor("president")):
        with pytest.raises(Refusal, match="Seul le responsable"):
            actions.reopen_sheet(sheet, reason="Pour voir.", by=by)
    session.lead = lead
    session.save()
    assert actions.reopen_sheet(sheet, reason="Ligne sautée.", by=actor_of(lead)).revision == 2
    assert actions.reopen_sheet(other, reason="Aussi.", by=officer).revision == 2


def test_an_open_sheet_is_not_reopened(simulation, officer):
    with pytest.raises(Refusal, match="état « en cours »"):
        actions.reopen_sheet(opened_sheets(simulation)[0], reason="Non.", by=officer)


# -- Freezing -------------------------------------------------------------------------------------


def test_once_a_deliberation_has_read_them_sheets_stay_closed(simulation, officer):
    consensus = signed_consensus(simulation)
    enrolment = simulation.registration.enrolment
    elsewhere = signed_sheets(a_simulation())[0]
    assert actions.freeze_sheets([enrolment], by=officer) == 2
    assert actions.freeze_sheets([enrolment], by=officer) == 0
    assert verbs().count("sheet.freeze") == 1
    with pytest.raises(Refusal, match="Une délibération a lu"):
        actions.reopen_sheet(simulation.sheets.first(), reason="Trop tard.", by=officer)
    consensus.refresh_from_db()
    assert consensus.state == "signed"
    assert actions.reopen_sheet(elsewhere, reason="Autre candidat.", by=officer).revision == 2


def test_freezing_is_the_president_s_or_the_officer_s(simulation, make_actor):
    enrolment = simulation.registration.enrolment
    for role in ("president", "officer"):
        assert actions.freeze_sheets([enrolment], by=make_actor(role)) == 0
    for role in ("evaluator", "jury_member", "auditor", "candidate"):
        with pytest.raises(Refusal, match="Seul le président"):
            actions.freeze_sheets([enrolment], by=make_actor(role))
