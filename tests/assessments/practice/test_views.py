"""The screens: who opens what, what is typed and kept, how many queries."""

from datetime import date

import pytest
from django.urls import reverse

from assessments.practice.models import Attestation, Stint
from ccas import clock
from tests.factories.candidates import EnrolmentFactory
from tests.factories.people import EmployerFactory, UnitFactory
from tests.factories.practice import AttestationFactory, InterruptionFactory, StintFactory
from tests.factories.sessions import with_account

pytestmark = pytest.mark.django_db

UNKNOWN = "0b5e1f6e-3b0a-4b6e-9d7e-6c1f6a1d2e3f"


@pytest.fixture(autouse=True)
def _on_a_given_day():
    with clock.moved_to(date(2026, 6, 15)):
        yield


@pytest.fixture
def rows():
    """One enrolment with everything: stint, interruption, attestation."""
    attestation = AttestationFactory()
    interruption = InterruptionFactory(stint=attestation.stint)
    stint = attestation.stint
    return {
        "enrolment": stint.enrolment, "declare": stint.enrolment, "correct": stint,
        "interrupt": stint, "attest": stint, "withdraw": stint, "void": attestation,
        "resume": interruption,
    }  # fmt: skip


@pytest.fixture
def people(rows, make_actor, officer):
    return {
        "officer": officer,
        "candidate": with_account(rows["enrolment"].candidate.person, "candidate"),
        "auditor": make_actor("auditor"),
        "other candidate": with_account(EnrolmentFactory().candidate.person, "candidate"),
        "evaluator": make_actor("evaluator"),
        "jury member": make_actor("jury_member"),
    }


READS = {
    "enrolment": {"officer", "candidate", "auditor"},
    "declare": {"officer", "candidate"},
    "correct": {"officer", "candidate"},
    "interrupt": {"officer", "candidate"},
    "attest": {"officer"},
    "void": {"officer"},
}


@pytest.mark.parametrize("name", READS)
def test_who_opens_what(name, rows, people, sign_in) -> None:
    url = reverse(f"practice:{name}", kwargs={"pk": rows[name].pk})
    unknown = reverse(f"practice:{name}", kwargs={"pk": UNKNOWN})
    for who, actor in people.items():
        client = sign_in(actor)
        answer, absent = client.get(url), client.get(unknown)
        assert answer.status_code == (200 if who in READS[name] else 404), who
        assert absent.status_code == 404
        if who not in READS[name]:
            assert answer.content == absent.content


@pytest.mark.parametrize("name", ["withdraw", "resume"])
def test_who_presses_what(name, rows, people, sign_in) -> None:
    url = reverse(f"practice:{name}", kwargs={"pk": rows[name].pk})
    for who in ("auditor", "other candidate", "evaluator", "jury member"):
        assert sign_in(people[who]).post(url).status_code == 404, who
    client = sign_in(people["candidate"])
    assert client.get(url).status_code == 405
    assert client.post(url).status_code == 302


def test_the_list_shows_what_the_detail_opens(rows, people, sign_in) -> None:
    number = rows["enrolment"].candidate.number
    for who in ("officer", "auditor"):
        assert number in sign_in(people[who]).get(reverse("practice:list")).content.decode()
    answer = sign_in(people["candidate"]).get(reverse("practice:list"))
    assert answer.url == reverse("practice:enrolment", kwargs={"pk": rows["enrolment"].pk})
    assert sign_in(people["evaluator"]).get(reverse("practice:list")).status_code == 404


def test_the_page_says_what_lacks_and_until_when(people, rows, sign_in) -> None:
    url = reverse("practice:enrolment", kwargs={"pk": rows["enrolment"].pk})
    content = sign_in(people["candidate"]).get(url).content.decode()
    assert "Il manque 13 jours d’exercice attesté sur les 9 mois exigés" in content
    assert "Attestés : <strong>8 mois et 17 jours</strong>" in content
    assert "Enregistrer une attestation" not in content
    assert "Enregistrer une attestation" in sign_in(people["officer"]).get(url).content.decode()


def test_an_auditor_reads_and_writes_nothing(people, rows, sign_in) -> None:
    url = reverse("practice:enrolment", kwargs={"pk": rows["enrolment"].pk})
    content = sign_in(people["auditor"]).get(url).content.decode()
    assert "Corriger" not in content
    assert "<form" not in content.split("<main")[1].split("</main>")[0]


def typed(**changes) -> dict:
    return {
        "employer": EmployerFactory().pk,
        "unit": UnitFactory().pk,
        "function": "Opératrice 112",
        "starts_on": "2025-09-01",
        "ends_on": "",
        "working_time_percent": "80",
    } | changes


def test_declaring_keeps_what_was_typed_when_refused(people, rows, sign_in) -> None:
    client = sign_in(people["candidate"])
    url = reverse("practice:declare", kwargs={"pk": rows["enrolment"].pk})
    before = Stint.objects.count()
    answer = client.post(url, typed(ends_on="2025-08-31"))
    content = answer.content.decode()
    assert answer.status_code == 422
    assert "avant d’avoir commencé" in content
    for kept in ("Opératrice 112", "2025-09-01", "2025-08-31", 'value="80"'):
        assert kept in content
    assert Stint.objects.count() == before
    assert client.post(url, typed()).status_code == 302
    assert Stint.objects.count() == before + 1


@pytest.mark.parametrize("bad", [
    {"starts_on": "2025-02-30"}, {"starts_on": "hier"}, {"function": "a" * 300},
    {"function": "a\x00b"}, {"employer": "x"}, {"unit": UNKNOWN}, {"working_time_percent": "120"},
])  # fmt: skip
def test_bad_input_is_a_sentence(people, rows, sign_in, bad) -> None:
    url = reverse("practice:declare", kwargs={"pk": rows["enrolment"].pk})
    assert sign_in(people["candidate"]).post(url, typed(**bad)).status_code == 422


def test_an_officer_attests_then_voids(people, sign_in) -> None:
    stint = StintFactory()
    client = sign_in(people["officer"])
    url = reverse("practice:attest", kwargs={"pk": stint.pk})
    paper = {
        "covers_from": "2025-09-01", "covers_until": "2026-05-31",
        "supervisor_name": "Adjudant Ronan Péron-Diallo", "supervisor_function": "Chef de salle",
        "signed_on": "2026-05-30", "reference": "ATT-9",
    }  # fmt: skip
    refused = client.post(url, paper)
    assert refused.status_code == 422
    assert "signée avant la fin" in refused.content.decode()
    assert "Péron-Diallo" in refused.content.decode()
    assert client.post(url, paper | {"signed_on": "2026-06-01"}).status_code == 302
    row = Attestation.objects.get(stint=stint)
    void = reverse("practice:void", kwargs={"pk": row.pk})
    assert client.post(void, {"reason": ""}).status_code == 422
    assert client.post(void, {"reason": "Pièce illisible."}).status_code == 302
    page = client.get(reverse("practice:enrolment", kwargs={"pk": stint.enrolment_id}))
    assert "Pièce illisible." in page.content.decode()


def test_correcting_warns_that_an_attestation_falls(people, rows, sign_in) -> None:
    url = reverse("practice:correct", kwargs={"pk": rows["correct"].pk})
    client = sign_in(people["candidate"])
    assert "annule l’attestation" in client.get(url).content.decode()
    rows["void"].voided_at, rows["void"].void_reason = clock.now(), "erreur"
    rows["void"].save()
    assert "annule l’attestation" not in client.get(url).content.decode()


@pytest.mark.parametrize("name", ["list", "enrolment"])
def test_as_many_queries_for_three_as_for_one(
    name, officer, sign_in, django_assert_max_num_queries
) -> None:
    client = sign_in(officer)
    enrolment = EnrolmentFactory()
    url = reverse(f"practice:{name}", kwargs=None if name == "list" else {"pk": enrolment.pk})
    counts = []
    for more in (1, 2):
        for rank in range(more):
            stint = StintFactory(enrolment=enrolment, starts_on=date(2025, 9, 1 + rank))
            InterruptionFactory(stint=stint)
            AttestationFactory(stint=stint)
            AttestationFactory()
        client.get(url)
        with django_assert_max_num_queries(25) as captured:
            assert client.get(url).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]
