"""What the register answers: steps in order, a file compared byte for byte, a name typed."""

from datetime import timedelta
from itertools import product

import pytest
from django.core.files.storage import storages
from django.db import connection
from django.urls import reverse

from ccas import clock
from ccas.documents import files
from ccas.documents.models import Document
from ccas.jobs import queue
from ccas.jobs.models import Job
from ccas.journal import sealing, verifier
from ccas.journal.verification import public_keys
from certification.awards.models import Award
from certification.register.counting import forget_old
from certification.register.models import VerificationCount
from certification.register.reading import NOTHING, read, read_file, read_named
from certification.register.rules import NO_NAME, WRONG_NAME
from certification.register.steps import FINGERPRINT, REGISTER, SEAL, STANDING, WHOLE
from tests.ccas.journal.papers import seal_faults
from tests.certification.awards.test_road import sat
from tests.factories.awards import SignatoryFactory, an_officer, published, withdrawn
from tests.factories.deliberation import EVENING, candidate
from tests.kept import standing

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("register")]


@pytest.fixture(scope="module")
def issued(django_db_setup, django_db_blocker, tmp_path_factory):
    """The stored certificate of Éléonore Maud Lacaze, known as D’Hœst, and its bytes: made once
    for this module and rolled back after it."""
    storage = storages["documents"]
    storage.__dict__.pop("base_location", None)
    storage.__dict__.pop("location", None)
    storage._location = tmp_path_factory.mktemp("papers")
    with standing(django_db_blocker):
        SignatoryFactory()
        enrolment = candidate()
        person = enrolment.candidate.person
        person.given_names, person.birth_name = "Éléonore Maud", "Lacaze"
        person.usual_name = "d’Hœst"
        person.save()
        published(sat(enrolment), an_officer())
        document = Document.objects.get(kind="certificate")
        job = Job.objects.get(kind="documents.render", key=f"document:{document.pk}")
        queue.run(job.pk)
        document.refresh_from_db()
        assert document.state == "stored"
        content = files.read(document)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        yield document, content


@pytest.fixture
def certificate(issued) -> Document:
    return issued[0]


@pytest.fixture
def content(issued) -> bytes:
    return issued[1]


def states(reading) -> dict[str, str]:
    return {step.label: step.state for step in reading.steps}


def test_a_code_tells_what_can_be_told_without_the_file(certificate):
    reading = read(certificate.verification_code)
    assert reading.word == "AUTHENTIQUE"
    assert states(reading)[REGISTER] == states(reading)[STANDING] == "right"
    assert states(reading)[FINGERPRINT] == "open"
    assert "se scelle" in reading.steps[0].sentence
    assert not reading.sealed
    sealing.seal()
    reading = read(certificate.verification_code)
    assert "du journal scellé" in reading.steps[0].sentence
    assert reading.sealed


def test_the_file_is_known_by_its_fingerprint_with_or_without_its_code(certificate, content):
    for typed in ("", certificate.verification_code):
        reading = read_file(content, typed)
        assert reading.word == "AUTHENTIQUE"
        assert set(states(reading).values()) == {"right"}
        assert list(states(reading)) == [REGISTER, FINGERPRINT, SEAL, WHOLE, STANDING]
        assert reading.code == certificate.verification_code


def test_a_dropped_file_is_looked_for_in_an_index(certificate):
    """However many documents there are, whoever drops files on the page reads one row."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    plan = Document.objects.filter(sha256=certificate.sha256).explain()
    assert "document_sha256" in plan


def test_one_bit_makes_it_unknown(certificate, content):
    spoiled = (content[:-1], content + b"\n", bytes([content[0] ^ 1]) + content[1:])
    for one, typed in product(spoiled, ("", certificate.verification_code)):
        reading = read_file(one, typed)
        assert reading.word == "INCONNU"
        assert states(reading)[FINGERPRINT] == "wrong"
        assert "wrong" in (states(reading)[SEAL], states(reading)[WHOLE])
        assert (reading.pairs, reading.code) == ((), "")


def test_a_withdrawn_title_says_so_to_the_file_too(certificate, content):
    with clock.moved_to(EVENING):
        withdrawn(Award.objects.get())
    reading = read_file(content)
    assert reading.word == "RETIRÉ"
    assert states(reading)[FINGERPRINT] == "right"
    assert states(reading)[STANDING] == "wrong"


def test_the_name_is_shown_to_who_knows_it(certificate):
    for name, good in {"eleonore lacaze": True, "Lacaze": False, "\x00": False}.items():
        reading, found = read_named(certificate.verification_code, name)
        assert found is good
        shown = dict(reading.pairs)["Titulaire"]
        assert shown == ("Éléonore Maud LACAZE D’HŒST" if good else "É… M… L… D’H…")


def test_a_name_beside_an_unknown_code_says_nothing(certificate):
    assert read_named("0" * 32, "Éléonore Lacaze") == (NOTHING, False)


def test_on_the_page_a_wrong_name_is_told_the_same_whatever_is_wrong(client, certificate):
    def answer(name: str):
        said = {"code": certificate.verification_code, "name": name}
        return client.post(reverse("register:ask"), said)

    good = answer("eleonore lacaze")
    assert good.status_code == 200
    assert "LACAZE" in good.content.decode()
    for name in ("Zoé Martin", "Éléonore Lacazes", "Lacaze"):
        wrong = answer(name)
        assert wrong.status_code == 422
        assert WRONG_NAME in wrong.content.decode()
        assert "LACAZE" not in wrong.content.decode()
    assert NO_NAME in answer("  ").content.decode()


def test_names_are_not_to_be_guessed(client, certificate, settings):
    settings.VERIFICATION_LIMITS = {**settings.VERIFICATION_LIMITS, "name": (3, 3600)}
    said = {"code": certificate.verification_code, "name": "Zoé Martin"}
    statuses = [client.post(reverse("register:ask"), said).status_code for _ in range(5)]
    assert statuses == [422, 422, 422, 429, 429]
    said["name"] = "eleonore lacaze"
    assert client.post(reverse("register:ask"), said).status_code == 429


def test_the_bundle_and_the_proof_are_enough_without_us(client, certificate, content):
    sealing.seal()
    bundle = client.get(reverse("register:bundle")).json()
    proof = client.get(reverse("register:proof", args=[certificate.verification_code])).json()
    assert verifier.check_proof(content, proof, bundle["keys"]) == []
    assert seal_faults(content, bundle["authorities"]) == []
    assert seal_faults(content + b"x", bundle["authorities"]) != []


def test_the_square_of_an_issued_document_holds_its_claim(certificate):
    document = certificate.facts["document"]
    assert document["claim"].startswith(f"1~certificate~{certificate.number}~20261006~")
    assert len(f"{document['verification_url']}#{document['claim']}") < 260


def test_the_proof_of_a_document_is_downloaded_and_checked_without_us(client, certificate, content):
    address = reverse("register:proof", args=[certificate.verification_code])
    assert client.get(address).status_code == 404  # not sealed yet
    sealing.seal()
    proof = client.get(address).json()
    assert verifier.check_proof(content, proof, public_keys()) == []
    assert verifier.check_proof(content + b"x", proof, public_keys()) != []
    assert "lacaze" not in str(proof).lower()
    assert client.get(reverse("register:proof", args=["0" * 32])).status_code == 404


def test_what_is_counted_is_forgotten_after_a_day(client):
    client.get(reverse("register:ask"), {"code": "0" * 32})
    assert VerificationCount.objects.count() == 2  # this address, and everybody
    assert forget_old() == 0
    with clock.moved_to(clock.now() + timedelta(days=2)):
        assert forget_old() == 2
