"""The demonstration is the first customer: every outcome, every invariant, and twice is once."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from assessments.candidates.models import Enrolment
from assessments.grading.room import board_of
from assessments.sessions.models import AssessmentSession, Simulation
from assessments.sessions.planner.checker import faults
from assessments.sessions.planner.reading import plan_of, problem_of
from assessments.sessions.reading import planned_in
from ccas import clock
from ccas.accounts.models import User
from ccas.documents.models import Document
from ccas.journal.models import JournalEntry
from certification.awards.expected import missing_documents
from certification.awards.models import Award
from certification.awards.notices import to_tell_on_paper
from certification.deliberation.actions import cast_ballot, close_ballot, decide_block
from certification.deliberation.balloting import still_to_vote
from certification.deliberation.models import (
    BallotRound,
    BlockDecision,
    Deliberation,
    Minutes,
    Presentation,
)
from certification.demonstration import elders, jury_day
from certification.demonstration.session_days import NAME
from certification.demonstration.stage import address, at
from certification.demonstration.stations import SESSION, begins
from certification.invariants import INVARIANTS, broken_invariants
from certification.surveys import promotions
from certification.surveys.models import InsertionSurvey, PromotionSnapshot

ROOT = Path(__file__).resolve().parents[3]
pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("demonstration"), pytest.mark.slow]


@pytest.fixture
def officer_sees(sign_in):
    """What a page of the officer shows."""

    def read(name: str) -> str:
        officer = User.objects.get(email=address("gestion")).acting_as("officer")
        return sign_in(officer).get(reverse(name)).content.decode()

    return read


def test_the_cohort_is_what_was_promised():
    concluded = Presentation.objects.filter(concluded_at__isnull=False)
    outcomes = Counter(concluded.values_list("outcome", flat=True))
    assert sum(outcomes.values()) >= 12
    assert set(outcomes) == {
        "awarded",
        "partial",
        "not_validated",
        "adjourned",
        "absent",
        "excused",
    }
    assert set(Enrolment.objects.values_list("route", flat=True)) == {"FC", "VAE"}
    session = AssessmentSession.objects.get(name=NAME)
    assert (session.ends_on - session.starts_on).days == 1
    assert {
        simulation.evaluators.count()
        for simulation in Simulation.objects.filter(registration__session=session)
    } == {2}
    bases = set(BlockDecision.objects.values_list("basis", flat=True))
    assert bases == {"by_rule", "against_rule", "without_proposal"}


def test_the_timetable_that_was_held_had_no_conflict():
    """Lunch, evening, rest and pairs, by the checker that judges every plan."""
    session = AssessmentSession.objects.get(name=NAME)
    held = planned_in(session)
    assert faults(problem_of(session, judged=True), plan_of(session, held)) == []


def test_the_room_of_today_is_at_work():
    """The visitor's candidate is expected; elsewhere one plays, one may leave, one is helped."""
    session = AssessmentSession.objects.get(name=SESSION)
    plays = Simulation.objects.filter(registration__session=session)
    states = Counter(plays.values_list("state", flat=True))
    if states == {"planned": 4}:
        return  # built around midnight
    assert states == {"planned": 1, "running": 2, "done": 1}
    board = board_of(session, clock.today(), by=User.objects.get(
        email=address("gestion")).acting_as("officer"))  # fmt: skip
    assert (board.running, board.to_release, board.waiting) == (2, 1, 2)
    assert (board.signed, board.troubles, len(board.calls)) == (1, 1, 1)
    played = Simulation.objects.filter(started_at__isnull=False)
    again = Counter(played.values_list("registration__enrolment", "scenario"))
    assert set(again.values()) == {1}, "nobody plays the same story twice"


@pytest.mark.parametrize(("hour", "around"), [(0, False), (1, True), (14, True), (20, False)])
def test_the_room_begins_around_now_but_near_midnight(hour, around):
    with clock.moved_to(at(date(2026, 11, 29), hour, 10)):
        found = begins()
    assert {moment.date() for moment in found} == {date(2026, 11, 29)}
    assert (len(set(found)) == len(found)) is around


def test_a_jury_sits_and_has_decided_nothing():
    """What is left to the visitor who presides: lawful, open, two candidates in the room."""
    sitting = Deliberation.objects.get(closed_at__isnull=True)
    assert {one["verdict"] for one in sitting.indicators} <= {"ok", "warn"}
    expected = sitting.presentations.order_by("position")
    assert [one.attendance for one in expected] == ["present", "present"]
    assert {one.outcome for one in expected} == {None}
    assert not BlockDecision.objects.filter(presentation__in=expected).exists()
    assert (sitting.jury.sits_on - clock.paris(sitting.jury.convened_at).date()).days >= 15
    assert sitting.jury.recusals.count() == 1
    president = User.objects.get(email=address("presidence")).acting_as("president")
    ballot = BallotRound.objects.get(presentation__deliberation=sitting)
    assert ballot.presentation == expected[0]
    assert ballot.ballots.count() == 3
    awaited = still_to_vote(sitting, ballot)
    assert {held.person.user.email for held in awaited} == {
        address("presidence"),
        address("jury-police"),
    }
    for held in awaited:
        role = "president" if held.seat.presides else "jury_member"
        cast_ballot(ballot, choice="for", by=held.person.user.acting_as(role))
    close_ballot(ballot, by=president)
    decision = decide_block(
        expected[0],
        ballot.block,
        decision="validated",
        votes_for=4,
        votes_against=1,
        reasons="Le dossier et l’entretien l’établissent.",
        by=president,
    )
    assert decision.basis == "without_proposal"


def test_every_document_is_there():
    kinds = Counter(Document.objects.filter(state="stored").values_list("kind", flat=True))
    assert not Document.objects.exclude(state="stored").exists()
    assert missing_documents() == []
    # Those of the first promotion were given before the platform (`demonstration.elders`).
    titles = Award.objects.exclude(presentation__deliberation__jury__name=elders.NAME)
    assert kinds["certificate"] == titles.count() == 7
    assert kinds["minutes"] == 2
    present = Presentation.objects.filter(
        attendance="present", deliberation__jury__name=jury_day.NAME
    ).count()
    assert kinds["transcript"] == present
    assert kinds["block_certificate"] > 0
    titles = Document.objects.filter(kind__in=["certificate", "block_certificate", "transcript"])
    assert all(document.specimen for document in titles)


def test_every_indicator_is_in_the_minutes():
    minutes = Minutes.objects.get(deliberation__jury__name=jury_day.NAME)
    facts = str(minutes.facts)
    decisions = BlockDecision.objects.filter(presentation__deliberation=minutes.deliberation_id)
    identifiers = {row["id"] for decision in decisions for row in decision.indicators}
    assert len(identifiers) >= 8
    assert [name for name in identifiers if name not in facts] == []


def test_the_first_promotion_has_something_to_show(officer_sees):
    """Counted at six months with an answer in numbers; at two years, surveys still wait."""
    counted = PromotionSnapshot.objects.get(months=6)
    total = promotions.total_of(counted.facts)
    assert (total.certified, total.asked, total.respondents, total.neutralised) == (8, 8, 7, 1)
    assert (total.employed, total.target_job) == (5, 4)
    waiting = InsertionSurvey.objects.filter(state="asked")
    assert set(waiting.values_list("months", flat=True)) == {24}
    assert waiting.count() == 3
    assert not to_tell_on_paper().exists()
    assert "83" in officer_sees("figures:show")
    assert "Fulgence" in officer_sees("surveys:list")


def test_what_must_never_be_false_is_not():
    assert broken_invariants() == {}


def test_built_twice_is_built_once():
    lines, documents = JournalEntry.objects.count(), Document.objects.count()
    call_command("build_demo", verbosity=0)
    assert (JournalEntry.objects.count(), Document.objects.count()) == (lines, documents)


#: For each invariant: SQL that would make it false. The triggers refuse it; without them, the
#: query sees it.
BREAKS = {
    1: [
        "UPDATE assessments_acquiredblock SET ended_on = '2026-11-01', end_reference = 'x'",
        "UPDATE assessments_attestation SET voided_at = now(), void_reason = 'x'",
    ],
    2: ["UPDATE certification_blockdecision SET acquired_block_id = NULL"],
    3: [
        "UPDATE certification_blockdecision SET indicators = '[]'",
        "UPDATE certification_blockdecision SET inputs = '{}'",
    ],
    4: [
        "UPDATE certification_blockdecision SET votes_for = 6 WHERE verdict = 'validated'",
        "UPDATE certification_blockdecision SET decided_by_id ="
        " (SELECT id FROM assessments_person WHERE birth_name = 'Quéméneur')",
    ],
    5: [
        "UPDATE certification_minutes SET facts = '{}'",
        "UPDATE certification_presentation SET recorded_at = now() + interval '1 day'",
    ],
    6: [
        "UPDATE assessments_rating SET value = 'N' WHERE value = 'A'",
        "DELETE FROM assessments_sheetact WHERE kind = 'rate'",
    ],
    7: [
        "UPDATE ccas_series SET last_number = last_number + 2",
        "UPDATE ccas_document SET rank = rank + 1000, number = number || 'x'",
    ],
    8: [
        "INSERT INTO certification_award SELECT (jsonb_populate_record(a,"
        " jsonb_build_object('id', gen_random_uuid()))).* FROM certification_award a LIMIT 1",
    ],
    10: [
        "DELETE FROM ccas_journalentry WHERE verb = 'minutes.seal'",
        "UPDATE ccas_journalentry SET role = ''",
    ],
    11: ["ALTER TABLE assessments_stint ALTER COLUMN occurred_at DROP NOT NULL"],
    15: [
        "UPDATE ccas_leaf SET salt = '\\x00' WHERE index = 4",
        "DELETE FROM ccas_treenode WHERE level = 1",
    ],
}
#: What no trigger can refuse: an honest act (a withdrawn block, a voided attestation) that only
#: becomes false beside a title, and the owner of the tables changing them.
SEEN_ONLY = {(1, 0), (1, 1), (11, 0)}
CASES = [(number, rank) for number, tries in BREAKS.items() for rank in range(len(tries))]


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize(("number", "rank"), CASES)
def test_the_database_refuses_it(number, rank):
    if (number, rank) in SEEN_ONLY:
        with transaction.atomic():
            run(BREAKS[number][rank])
        return
    with pytest.raises(DatabaseError), transaction.atomic():
        run(BREAKS[number][rank])


@pytest.mark.parametrize(("number", "rank"), CASES)
def test_the_query_sees_it(number, rank):
    with transaction.atomic():
        run("SET LOCAL session_replication_role = replica")
        if number == 8:
            run("DROP INDEX award_one_in_force")
        run(BREAKS[number][rank])
        seen = broken_invariants()
        transaction.set_rollback(True)
    assert number in seen


#: Invariants that are attacked beside their room, where what they speak of is quickly made.
ELSEWHERE = {
    9: "tests/faults/test_candidate_invariants.py",
    12: "tests/architecture/test_house.py",
    13: "tests/faults/test_room_invariants.py",
    14: "tests/faults/test_room_invariants.py",
    25: "tests/faults/test_candidate_invariants.py",
    **dict.fromkeys(range(20, 25), "tests/certification/vae/test_proving.py"),
    30: "tests/certification/juries/test_invariants.py",
    31: "tests/certification/juries/test_invariants.py",
    40: "tests/ccas/documents/test_seal_invariant.py",
    50: "tests/certification/passport/test_invariant.py",
    60: "tests/certification/surveys/test_invariants.py",
    61: "tests/certification/surveys/test_invariants.py",
    70: "tests/certification/badges/test_road.py",
    80: "tests/certification/appeals/test_invariants.py",
    81: "tests/certification/appeals/test_invariants.py",
    82: "tests/certification/awards/test_withdrawing.py",
}


def test_each_invariant_has_its_attempt():
    assert {invariant.number for invariant in INVARIANTS} == set(BREAKS) | set(ELSEWHERE)
    assert not set(BREAKS) & set(ELSEWHERE)
    assert [path for path in ELSEWHERE.values() if not (ROOT / path).exists()] == []
