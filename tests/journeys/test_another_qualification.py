"""Another real notice, another jury, no practice: from notice to certificate, and no code."""

from datetime import date
from pathlib import Path

import pytest
from django.core.files.storage import storages
from pypdf import PdfReader

from ccas.documents.models import Document
from certification.awards.models import Award
from certification.demonstration.stage import at
from certification.invariants import broken_invariants
from tests.journeys.road import Road

pytestmark = pytest.mark.django_db
DATA = Path(__file__).resolve().parents[1] / "assessments" / "framework" / "data"
CODE = "RNCP35419"
JURY_DAY = date(2026, 3, 10)


@pytest.fixture
def road():
    return Road(
        (DATA / "flux-v4.1-two-notices.xml").read_bytes(),
        (DATA / f"{CODE}.toml").read_text(encoding="utf-8"),
        CODE,
        date(2025, 9, 1),
    )


def text_of(document: Document) -> str:
    with storages["documents"].open(document.file) as pdf:
        return " ".join(page.extract_text() for page in PdfReader(pdf).pages)


def test_both_routes_lead_to_the_certificate(road):
    student, veteran = road.enrol("d’Ornano-Źbik", "FC"), road.enrol("Le Guen", "VAE")
    road.simulate([student], date(2026, 2, 10))
    school = road.jury("FC", [student], JURY_DAY)
    experience = road.jury("VAE", [veteran], JURY_DAY)
    assert len(school) == len(experience) == 4, "two and two, as its notice says"
    assert set(school) != set(experience), "each route has the seats of its own rules"
    road.deliberate("FC", school, at(JURY_DAY, 9))
    road.deliberate("VAE", experience, at(JURY_DAY, 14), reasons="Dossier et entretien probants.")

    assert Award.objects.count() == 2
    certificates = Document.objects.filter(kind="certificate")
    assert {document.state for document in Document.objects.all()} == {"stored"}
    assert certificates.count() == 2
    text = " ".join(text_of(certificates.get(subject_id=student.awards.get().pk)).split())
    assert "Expert en ingénierie du logiciel" in text
    assert "École supérieure d’informatique" in text, "the correction, not the published capitals"
    assert CODE in text
    assert Document.objects.filter(kind="transcript").count() == 2
    assert Document.objects.filter(kind="minutes").count() == 2
    assert broken_invariants() == {}


def test_its_registration_ended_too(road):
    from ccas import clock
    from ccas.refusals import Refusal

    road.begin = date(2026, 3, 18)
    with pytest.raises(Refusal, match="17/03/2026"), clock.moved_to(road.begin):
        road.enrol("Trop Tard", "FC")
