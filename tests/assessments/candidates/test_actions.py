"""Registering, enrolling, and the ledger: what is written, what is refused, by whom."""

import threading
from datetime import date

import pytest
from django.db import connection, transaction

from assessments.candidates import actions
from assessments.candidates.models import AcquiredBlock, Candidate, Enrolment
from assessments.framework.actions import load_notice
from assessments.people.models import Person
from ccas import clock
from ccas.actors import Actor
from ccas.journal.models import JournalEntry
from ccas.refusals import Refusal
from tests.factories.candidates import AcquiredBlockFactory, CandidateFactory, EnrolmentFactory
from tests.factories.framework import OTHERS, other_revision, shipped_revision
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db

BIRTH = {
    "birth_year": 1990,
    "birth_month": None,
    "birth_day": None,
    "birth_place_code": "2a004",
    "birth_place": " Ajaccio ",
}
MAELYS = {"birth_name": "Le Goff", "given_names": "Maëlys", "sex": "F"}
VAE = {
    "route": "VAE",
    "admissibility_date": date(2026, 3, 2),
    "admissibility_reference": "Décision 2026-12",
}


@pytest.fixture
def no_decision_follows(db):
    """A block held by decision waits, at commit, for the decision that points at it.

    That decision and the deferred constraint belong further down the road, and are tested there;
    here nothing is committed, so that the ledger can be tested alone.
    """
    yield
    transaction.set_rollback(True)


def written():
    return (
        Person.objects.count(),
        Candidate.objects.count(),
        Enrolment.objects.count(),
        AcquiredBlock.objects.count(),
        JournalEntry.objects.count(),
    )


def test_a_candidate_is_registered_with_a_number_and_a_presumed_date(officer):
    first = actions.register_candidate(by=officer, **MAELYS, **BIRTH)
    assert (first.number, first.birth_place_code, first.birth_place) == (
        "C-00001",
        "2A004",
        "Ajaccio",
    )
    second = actions.register_candidate(by=officer, person=PersonFactory(), **BIRTH)
    assert second.number == "C-00002"
    Candidate.objects.filter(pk=second.pk).update(number="C-99999")
    third = actions.register_candidate(by=officer, person=PersonFactory(), **BIRTH)
    fourth = actions.register_candidate(by=officer, person=PersonFactory(), **BIRTH)
    assert (third.number, fourth.number) == ("C-100000", "C-100001")


def test_somebody_is_registered_once(officer):
    candidate = CandidateFactory()
    before = written()
    with pytest.raises(Refusal, match="déjà inscrit comme candidat"):
        actions.register_candidate(by=officer, person=candidate.person, **BIRTH)
    assert written() == before


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"birth_year": 2024}, "entre 15 et 110 ans"),
        ({"birth_place_code": "20004"}, "2A ou 2B"),
        ({"birth_place": ""}, "Le lieu de naissance manque"),
        ({"birth_name": "Roux 2"}, "« 2 »"),
        ({"extra_time_percent": 101}, "de 0 à 100"),
        ({"extra_time_percent": -1}, "de 0 à 100"),
    ],
)
def test_a_refused_registration_writes_nothing(officer, changes, words):
    before = written()
    with pytest.raises(Refusal, match=words):
        actions.register_candidate(by=officer, **{**MAELYS, **BIRTH, **changes})
    assert written() == before


def test_identity_is_corrected_and_journalled_by_digest(officer):
    candidate = actions.register_candidate(by=officer, **MAELYS, **BIRTH)
    actions.correct_identity(candidate, by=officer, **MAELYS, **BIRTH)
    assert not JournalEntry.objects.filter(verb="candidate.correct").exists()
    actions.correct_identity(candidate, by=officer, **MAELYS, **{**BIRTH, "birth_place": "Bastia"})
    candidate.refresh_from_db()
    assert candidate.birth_place == "Bastia"
    entry = JournalEntry.objects.get(verb="candidate.correct")
    assert entry.details["before"]["birth_place"].startswith("hmac:")
    assert "Ajaccio" not in str(entry.details)


class TestEnrolment:
    @pytest.fixture
    def candidate(self):
        return CandidateFactory(person__birth_name="Roux", person__given_names="Léa")

    @pytest.fixture
    def revision(self):
        return shipped_revision()

    def test_by_training(self, officer, candidate, revision):
        enrolment = actions.enrol(
            candidate, by=officer, revision=revision, route="FC", began_on=date(2025, 9, 1)
        )
        assert (enrolment.state, enrolment.began_on) == ("open", date(2025, 9, 1))
        entry = JournalEntry.objects.get(verb="enrolment.begin")
        assert entry.details["route"] == "FC"

    def test_by_experience_it_begins_when_it_is_admissible(self, officer, candidate, revision):
        enrolment = actions.enrol(candidate, by=officer, revision=revision, **VAE)
        assert enrolment.began_on == date(2026, 3, 2)
        assert enrolment.admissibility_reference == "Décision 2026-12"

    def test_on_the_last_day_and_not_the_day_after(self, officer, candidate, revision):
        before = written()
        with (
            clock.moved_to(date(2026, 4, 20)),
            pytest.raises(Refusal, match="RNCP35553 a pris fin le 19/04/2026"),
        ):
            actions.enrol(
                candidate, by=officer, revision=revision, route="FC", began_on=date(2026, 4, 20)
            )
        assert written() == before
        actions.enrol(
            candidate, by=officer, revision=revision, route="FC", began_on=date(2026, 4, 19)
        )

    def test_a_renewed_registration_opens_enrolments_again(self, officer, candidate, revision):
        notice = revision.notice_xml.replace("19/04/2026", "19/04/2031").encode()
        renewed = load_notice(notice, revision.rules_toml, by=officer).revision
        day = {"route": "FC", "began_on": date(2026, 9, 1)}
        with pytest.raises(Refusal, match="a pris fin"):
            actions.enrol(candidate, by=officer, revision=revision, **day)
        assert actions.enrol(candidate, by=officer, revision=renewed, **day).revision == renewed

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"route": "CL"}, "« Candidature individuelle » n’est pas ouverte"),
            ({"began_on": None}, "début de la formation manque"),
            ({**VAE, "began_on": None, "admissibility_reference": "  "}, "référence de l’acte"),
            ({**VAE, "began_on": None, "admissibility_date": None}, "date de l’acte"),
        ],
    )
    def test_refusals_write_nothing(self, officer, candidate, revision, changes, words):
        before = written()
        values = {"route": "FC", "began_on": date(2025, 9, 1), **changes}
        with pytest.raises(Refusal, match=words):
            actions.enrol(candidate, by=officer, revision=revision, **values)
        assert written() == before

    def test_one_open_enrolment_per_qualification(self, officer, candidate, revision):
        day = {"route": "FC", "began_on": date(2025, 9, 1)}
        first = actions.enrol(candidate, by=officer, revision=revision, **day)
        with pytest.raises(Refusal, match="déjà un parcours en cours vers la certification RNCP"):
            actions.enrol(candidate, by=officer, revision=revision, **day)
        other = other_revision("RNCP35419")
        actions.enrol(candidate, by=officer, revision=other, **day)
        actions.close_enrolment(first, by=officer, reason="Mutation outre-mer")
        again = actions.enrol(candidate, by=officer, revision=revision, **day)
        actions.award_enrolment(again, by=Actor.system())
        with pytest.raises(Refusal, match="Léa Roux a déjà obtenu la certification RNCP35553"):
            actions.enrol(candidate, by=officer, revision=revision, **day)

    def test_closing_needs_a_reason_and_an_open_enrolment(self, officer, candidate):
        enrolment = EnrolmentFactory(candidate=candidate)
        with pytest.raises(Refusal, match="demande un motif"):
            actions.close_enrolment(enrolment, by=officer, reason="  ")
        closed = actions.close_enrolment(enrolment, by=officer, reason="Abandon")
        assert closed.state == "ended"
        assert closed.ended_at is not None
        with pytest.raises(Refusal, match="n’est pas prévue à l’état « clos sans titre »"):
            actions.close_enrolment(enrolment, by=officer, reason="Abandon")
        with pytest.raises(Refusal, match="la délivrance du titre n’est pas prévue"):
            actions.award_enrolment(enrolment, by=Actor.system())
        entry = JournalEntry.objects.get(verb="enrolment.close")
        assert entry.details["reason"].startswith("hmac:")


@pytest.mark.usefixtures("no_decision_follows")
class TestLedger:
    @pytest.fixture
    def enrolment(self):
        return EnrolmentFactory()

    @pytest.fixture
    def block(self, enrolment):
        return enrolment.revision.blocks.get(position=2)

    def test_a_block_held_by_decision(self, enrolment, block, make_actor):
        row = actions.acquire_block(
            enrolment.candidate, block, acquired_on=date(2026, 6, 1), by=make_actor("president")
        )
        assert (row.block_code, row.source, row.equivalence_reference) == (
            "RNCP35553BC02",
            "decision",
            "",
        )

    def test_a_block_is_held_once_and_again_after_it_was_ended(self, enrolment, block, officer):
        candidate = enrolment.candidate
        row = actions.acquire_block(candidate, block, acquired_on=date(2026, 6, 1), by=officer)
        with pytest.raises(Refusal, match="BC02 est déjà acquis depuis le 01/06/2026"):
            actions.acquire_block(candidate, block, acquired_on=date(2026, 7, 1), by=officer)
        ended = actions.end_held_block(
            row, by=officer, ended_on=date(2026, 8, 1), reference="TA de Lille, 3 juillet 2026"
        )
        assert ended.ended_on == date(2026, 8, 1)
        with pytest.raises(Refusal, match="déjà été retiré le 01/08/2026"):
            actions.end_held_block(row, by=officer, ended_on=date(2026, 8, 2), reference="Encore")
        actions.acquire_block(candidate, block, acquired_on=date(2026, 9, 1), by=officer)
        assert candidate.acquired.count() == 2

    def test_an_equivalence_needs_an_act_and_an_enrolment(self, enrolment, block, officer):
        candidate = enrolment.candidate
        values = {"block": block, "acquired_on": date(2026, 1, 5), "reference": "Acte 7"}
        row = actions.record_equivalence(candidate, by=officer, **values)
        assert (row.source, row.equivalence_reference) == ("equivalence", "Acte 7")
        stranger = CandidateFactory()
        before = written()
        with pytest.raises(Refusal, match="n’a pas de parcours"):
            actions.record_equivalence(stranger, by=officer, **values)
        with pytest.raises(Refusal, match="référence de l’acte d’équivalence manque"):
            actions.record_equivalence(candidate, by=officer, **{**values, "reference": " "})
        assert written() == before

    def test_two_blocks_numbered_01_of_two_qualifications_are_two_blocks(self, officer):
        flux = (OTHERS / "flux-v4.1-two-notices.xml").read_bytes()
        rows = []
        candidate = CandidateFactory()
        for code in ("RNCP35419", "RNCP37488"):
            xml = flux.replace(f"<CODE>{code}BC01<".encode(), b"<CODE>01<")
            rules = (OTHERS / f"{code}.toml").read_text().replace(f'"{code}BC01"', '"01"')
            revision = load_notice(xml, rules, by=officer, code=code).revision
            block = revision.blocks.get(code="01")
            rows.append(
                actions.acquire_block(candidate, block, acquired_on=date(2026, 1, 1), by=officer)
            )
        assert [row.block_code for row in rows] == ["RNCP35419/01", "RNCP37488/01"]


CALLS = {
    "register_candidate": lambda by: actions.register_candidate(by=by, **MAELYS, **BIRTH),
    "correct_identity": lambda by: actions.correct_identity(
        CandidateFactory(), by=by, **MAELYS, **BIRTH
    ),
    "enrol": lambda by: actions.enrol(
        CandidateFactory(),
        by=by,
        revision=shipped_revision(),
        route="FC",
        began_on=date(2025, 9, 1),
    ),
    "close_enrolment": lambda by: actions.close_enrolment(
        EnrolmentFactory(), by=by, reason="Abandon"
    ),
    "record_equivalence": lambda by: actions.record_equivalence(
        EnrolmentFactory().candidate,
        by=by,
        block=shipped_revision().blocks.get(position=1),
        acquired_on=date(2026, 1, 1),
        reference="Acte 7",
    ),
}
LEDGER_CALLS = {
    "acquire_block": lambda by: actions.acquire_block(
        CandidateFactory(),
        shipped_revision().blocks.get(position=1),
        acquired_on=date(2026, 1, 1),
        by=by,
    ),
    "end_held_block": lambda by: actions.end_held_block(
        AcquiredBlockFactory(), by=by, ended_on=date(2026, 1, 1), reference="Acte 8"
    ),
}


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize(
    "role", ["candidate", "evaluator", "president", "auditor", "administrator"]
)
def test_only_keepers_write_in_a_file(make_actor, name, role):
    with pytest.raises(Refusal, match="Seul un gestionnaire"):
        CALLS[name](make_actor(role))


@pytest.mark.parametrize("name", LEDGER_CALLS)
@pytest.mark.parametrize("role", ["candidate", "evaluator", "jury_member", "auditor"])
def test_only_a_jury_or_an_act_writes_in_the_ledger(make_actor, name, role):
    with pytest.raises(Refusal, match="par la décision d’un jury ou par un acte daté"):
        LEDGER_CALLS[name](make_actor(role))


@pytest.mark.usefixtures("no_decision_follows")
@pytest.mark.parametrize("name", [*CALLS, *LEDGER_CALLS])
def test_an_officer_does(officer, name):
    assert {**CALLS, **LEDGER_CALLS}[name](officer).pk


@pytest.mark.django_db(transaction=True)
def test_candidates_registered_at_once_get_different_numbers():
    numbers, errors = [], []
    barrier = threading.Barrier(4)

    def register():
        try:
            barrier.wait(timeout=10)
            by = Actor.system()
            numbers.append(actions.register_candidate(by=by, **MAELYS, **BIRTH).number)
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=register) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert errors == []
    assert sorted(numbers) == ["C-00001", "C-00002", "C-00003", "C-00004"]
