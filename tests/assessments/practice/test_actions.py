"""Declaring, correcting, attesting: what each act changes, and what it refuses."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from assessments.practice import actions
from assessments.practice.models import Attestation, Interruption, Stint
from assessments.practice.rules import Count
from assessments.practice.summary import summary, with_practice
from ccas import clock
from ccas.jobs.models import Job
from ccas.journal.models import JournalEntry
from ccas.refusals import Refusal
from tests.factories.candidates import EnrolmentFactory
from tests.factories.people import EmployerFactory, UnitFactory
from tests.factories.practice import AttestationFactory, InterruptionFactory, StintFactory
from tests.factories.sessions import with_account

pytestmark = pytest.mark.django_db

TODAY = date(2026, 6, 15)


@pytest.fixture(autouse=True)
def _on_a_given_day():
    with clock.moved_to(TODAY):
        yield


@pytest.fixture
def enrolment():
    return EnrolmentFactory()


@pytest.fixture
def candidate(enrolment):
    return with_account(enrolment.candidate.person, "candidate")


def values(**changes):
    return {
        "employer": EmployerFactory(),
        "unit": UnitFactory(),
        "function": "Opérateur radio",
        "starts_on": date(2025, 9, 1),
    } | changes


def paper(**changes):
    return {
        "covers_from": date(2025, 9, 1),
        "covers_until": date(2026, 5, 31),
        "supervisor_name": "Capitaine Yann Kervella-Ott",
        "supervisor_function": "Chef de salle",
        "signed_on": date(2026, 6, 2),
        "reference": "ATT-17",
    } | changes


def test_a_candidate_declares_a_stint_with_its_interruptions(enrolment, candidate) -> None:
    stint = actions.declare_stint(
        enrolment,
        by=candidate,
        interruptions=[(date(2025, 11, 3), date(2025, 11, 16))],
        **values(),
    )
    assert (stint.starts_on, stint.ends_on) == (date(2025, 9, 1), None)
    assert stint.interruptions.get().ends_on == date(2025, 11, 16)
    line = JournalEntry.objects.get(verb="practice.declare")
    assert line.subject_id == str(stint.pk)
    assert line.details["starts_on"] == "2025-09-01"


@pytest.mark.parametrize(("changes", "words"), [
    ({"ends_on": date(2025, 8, 31)}, "avant d’avoir commencé"),
    ({"starts_on": date(2026, 6, 16)}, "dans le futur"),
    ({"function": "  "}, "fonction exercée"),
    ({"working_time_percent": 0}, "entre 1 et 100"),
    ({"working_time_percent": 101}, "entre 1 et 100"),
    ({"interruptions": [(date(2025, 8, 1), date(2025, 9, 2))]}, "sort du poste"),
])  # fmt: skip
def test_a_stint_refused_writes_nothing(enrolment, candidate, changes, words) -> None:
    with pytest.raises(Refusal, match=words):
        actions.declare_stint(enrolment, by=candidate, **values(**changes))
    assert not Stint.objects.exists()
    assert not Interruption.objects.exists()
    assert not JournalEntry.objects.filter(verb__startswith="practice").exists()


@pytest.mark.parametrize("role", ["evaluator", "auditor", "jury_member", "president", "tutor"])
def test_who_may_not_declare(enrolment, make_actor, role) -> None:
    with pytest.raises(Refusal, match="Seuls le candidat et le gestionnaire"):
        actions.declare_stint(enrolment, by=make_actor(role), **values())


def test_a_candidate_declares_for_themselves_only(enrolment) -> None:
    other = with_account(EnrolmentFactory().candidate.person, "candidate")
    with pytest.raises(Refusal, match="Seuls le candidat"):
        actions.declare_stint(enrolment, by=other, **values())


def test_a_person_declares_under_the_candidate_role_only(enrolment, candidate) -> None:
    """The same account acting as a tutor has no say."""
    tutor = with_account(enrolment.candidate.person, "tutor")
    with pytest.raises(Refusal, match="Seuls le candidat"):
        actions.declare_stint(enrolment, by=tutor, **values())
    assert actions.declare_stint(enrolment, by=candidate, **values())


def test_an_ended_enrolment_changes_no_more(officer) -> None:
    ended = EnrolmentFactory(state="ended", ended_at=clock.now())
    with pytest.raises(Refusal, match="ne change plus"):
        actions.declare_stint(ended, by=officer, **values())


def test_an_attestation_counts_and_has_the_title_reviewed(enrolment, officer) -> None:
    stint = StintFactory(enrolment=enrolment)
    assert summary(enrolment).missing == Count(9, 0)
    row = actions.record_attestation(stint, by=officer, **paper())
    found = summary(enrolment)
    assert found.complete
    assert found.attested_on == date(2026, 5, 31)  # 8 months and 30 days of May
    job = Job.objects.get(kind="awards.review")
    assert job.key == f"enrolment:{enrolment.pk}:attestation:{row.pk}"
    assert job.payload == {"enrolment": str(enrolment.pk)}
    line = JournalEntry.objects.get(verb="practice.attest")
    assert "Kervella" not in str(line.details)


@pytest.mark.parametrize(("changes", "words"), [
    ({"covers_from": date(2025, 8, 31)}, "sort du poste"),
    ({"covers_until": date(2026, 6, 16), "signed_on": date(2026, 6, 15)}, "ce qui a eu lieu"),
    ({"covers_until": date(2025, 8, 1)}, "avant d’avoir commencé"),
    ({"signed_on": date(2026, 6, 16)}, "datée du futur"),
    ({"signed_on": date(2026, 5, 30)}, "signée avant la fin"),
    ({"reference": " "}, "référence de la pièce"),
    ({"supervisor_name": ""}, "nom et la fonction"),
])  # fmt: skip
def test_an_attestation_refused_writes_nothing(officer, changes, words) -> None:
    with pytest.raises(Refusal, match=words):
        actions.record_attestation(StintFactory(), by=officer, **paper(**changes))
    assert not Attestation.objects.exists()
    assert not Job.objects.exists()


def test_only_the_officer_attests_and_voids(enrolment, candidate) -> None:
    stint = StintFactory(enrolment=enrolment)
    with pytest.raises(Refusal, match="Seul le gestionnaire"):
        actions.record_attestation(stint, by=candidate, **paper())
    row = AttestationFactory(stint=stint)
    with pytest.raises(Refusal, match="Seul le gestionnaire"):
        actions.void_attestation(row, reason="Je me suis trompé.", by=candidate)


def test_days_are_attested_once(officer) -> None:
    stint = StintFactory()
    actions.record_attestation(stint, by=officer, **paper())
    with pytest.raises(Refusal, match="recoupe une attestation en vigueur"):
        actions.record_attestation(
            stint, by=officer, **paper(covers_from=date(2026, 5, 31), covers_until=date(2026, 6, 1))
        )
    after = paper(
        covers_from=date(2026, 6, 1), covers_until=date(2026, 6, 10), signed_on=date(2026, 6, 11)
    )
    assert actions.record_attestation(stint, by=officer, **after)


def test_a_void_attestation_stays_and_counts_no_more(enrolment, officer) -> None:
    row = AttestationFactory(stint__enrolment=enrolment)
    assert summary(enrolment).complete
    with pytest.raises(Refusal, match="demande un motif"):
        actions.void_attestation(row, reason=" ", by=officer)
    actions.void_attestation(row, reason="Le responsable n’exerçait plus.", by=officer)
    assert summary(enrolment).missing == Count(9, 0)
    assert Attestation.objects.get().void_reason == "Le responsable n’exerçait plus."
    assert JournalEntry.objects.get(verb="practice.void").details["reason"].startswith("hmac:")
    with pytest.raises(Refusal, match="déjà annulée"):
        actions.void_attestation(row, reason="Encore.", by=officer)


CORRECTIONS = [
    # what changes, whether the attestation falls
    ({"starts_on": date(2025, 9, 2)}, True),
    ({"function": "Chef de salle"}, True),
    ({"unit": "other"}, True),
    ({"employer": "other"}, True),
    ({"ends_on": date(2026, 5, 30)}, True),
    ({"ends_on": date(2026, 5, 31)}, False),
    ({"ends_on": date(2026, 6, 10)}, False),
    ({"working_time_percent": 80}, False),
    ({}, False),
]


@pytest.mark.parametrize(("changes", "falls"), CORRECTIONS)
def test_a_correction_that_contradicts_an_attestation_voids_it(
    candidate, enrolment, changes, falls
):
    stint = StintFactory(enrolment=enrolment)
    row = AttestationFactory(stint=stint)
    fields = {
        "employer": stint.employer,
        "unit": stint.unit,
        "function": stint.function,
        "starts_on": stint.starts_on,
        "ends_on": stint.ends_on,
    }
    others = {"unit": UnitFactory, "employer": EmployerFactory}
    fields |= {k: others[k]() if v == "other" else v for k, v in changes.items()}
    actions.correct_stint(stint, by=candidate, **fields)
    row.refresh_from_db()
    assert bool(row.voided_at) is falls
    assert summary(enrolment).complete is not falls
    stint.refresh_from_db()
    assert all(getattr(stint, name) == value for name, value in fields.items())


def test_a_correction_keeps_interruptions_inside(officer) -> None:
    row = InterruptionFactory()
    stint = row.stint
    with pytest.raises(Refusal, match="sort du poste"):
        actions.correct_stint(
            stint,
            employer=stint.employer,
            unit=stint.unit,
            function=stint.function,
            starts_on=date(2025, 11, 5),
            by=officer,
        )


def test_an_interruption_takes_days_away_even_attested(enrolment, candidate) -> None:
    stint = StintFactory(enrolment=enrolment)
    AttestationFactory(stint=stint)
    actions.add_interruption(
        stint, starts_on=date(2025, 12, 1), ends_on=date(2025, 12, 31), by=candidate
    )
    assert summary(enrolment).attested == Count(8, 0)
    with pytest.raises(Refusal, match="se chevauchent"):
        actions.add_interruption(
            stint, starts_on=date(2025, 12, 31), ends_on=date(2026, 1, 2), by=candidate
        )


def test_taking_an_interruption_away_voids_what_covered_it(enrolment, candidate) -> None:
    stint = StintFactory(enrolment=enrolment)
    covered = InterruptionFactory(stint=stint)
    later = InterruptionFactory(stint=stint, starts_on=date(2026, 6, 5), ends_on=None)
    row = AttestationFactory(stint=stint)
    actions.remove_interruption(later, by=candidate)
    row.refresh_from_db()
    assert row.voided_at is None
    actions.remove_interruption(covered, by=candidate)
    row.refresh_from_db()
    assert row.voided_at
    with pytest.raises(Refusal, match="déjà été retirée"):
        actions.remove_interruption(covered, by=candidate)


def test_a_withdrawn_stint_counts_no_more(enrolment, candidate) -> None:
    stint = StintFactory(enrolment=enrolment)
    assert summary(enrolment).done
    actions.withdraw_stint(stint, by=candidate)
    assert not summary(enrolment).done
    with pytest.raises(Refusal, match="a été retiré"):
        actions.withdraw_stint(stint, by=candidate)


def test_an_attested_stint_is_not_withdrawn(candidate, enrolment) -> None:
    row = AttestationFactory(stint__enrolment=enrolment)
    with pytest.raises(Refusal, match="est attesté"):
        actions.withdraw_stint(row.stint, by=candidate)


def test_the_months_come_from_the_route(officer) -> None:
    enrolment = EnrolmentFactory()
    months = enrolment.revision.rules.route(enrolment.route).practice_months
    assert summary(enrolment).required_months == months > 0
    unknown = EnrolmentFactory.build(revision=enrolment.revision, route="CL")
    unknown.counted_stints = []
    assert summary(unknown).required_months == 0


def test_the_count_of_many_takes_as_many_queries_as_of_one(django_assert_num_queries) -> None:
    def read(expected: int) -> None:
        with django_assert_num_queries(4):
            found = [summary(enrolment) for enrolment in with_practice(type(one).objects.all())]
        assert len(found) == expected

    one = AttestationFactory().stint.enrolment
    read(1)
    for _ in range(2):
        AttestationFactory()
    read(3)


RAW = [
    ("UPDATE assessments_attestation SET covers_until = covers_until + 1", "attested_is_attested"),
    ("UPDATE assessments_attestation SET stint_id = stint_id, reference = 'X'", "attested_is"),
    ("DELETE FROM assessments_attestation", "attestations_stay"),
    ("DELETE FROM assessments_stint", "stints_stay"),
    ("UPDATE assessments_stint SET starts_on = starts_on - 30", "does not change"),
    ("UPDATE assessments_stint SET ends_on = '2026-05-30'", "does not change"),
    ("UPDATE assessments_stint SET cancelled_at = now()", "does not change"),
    ("UPDATE assessments_interruption SET starts_on = '2025-08-01'", "inside its stint"),
    ("UPDATE assessments_interruption SET ends_on = '2025-11-10'", "do not grow"),
    ("DELETE FROM assessments_interruption", "do not grow"),
    ("UPDATE assessments_attestation SET void_reason = 'sans date'", "void_has_a_reason"),
]


def test_an_interruption_ends_after_it_starts_whoever_writes_it() -> None:
    with pytest.raises(IntegrityError, match="interruption_ends_after"), transaction.atomic():
        InterruptionFactory(starts_on=date(2025, 11, 3), ends_on=date(2025, 11, 1))


@pytest.mark.parametrize(("statement", "words"), RAW)
def test_the_database_itself_refuses(statement, words) -> None:
    stint = AttestationFactory().stint
    InterruptionFactory(stint=stint)
    with (
        pytest.raises(Exception, match=words),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_the_database_lets_what_is_allowed_pass() -> None:
    """The negative control of the table above."""
    stint = AttestationFactory().stint
    with connection.cursor() as cursor:
        cursor.execute("UPDATE assessments_stint SET ends_on = '2026-05-31'")
        cursor.execute(
            "UPDATE assessments_attestation SET voided_at = now(), void_reason = 'erreur'"
        )
        cursor.execute("UPDATE assessments_stint SET starts_on = starts_on - 30")
    stint.refresh_from_db()
    assert stint.starts_on == date(2025, 8, 2)
    with pytest.raises(Exception, match="void_is_final"), transaction.atomic():
        Attestation.objects.update(voided_at=None, void_reason="")


def test_an_attestation_outside_its_stint_is_refused_by_the_database() -> None:
    with pytest.raises(IntegrityError, match="days of its stint"), transaction.atomic():
        AttestationFactory(covers_from=date(2025, 8, 31))
