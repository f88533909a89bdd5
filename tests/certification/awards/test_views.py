"""The register, the publication, the candidate's results."""

import zipfile
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ccas import clock
from ccas.documents.actions import render_document
from ccas.documents.models import Document
from ccas.jobs.models import Job
from ccas.journal.models import JournalEntry
from certification.awards import actions
from certification.awards.models import Award, Signatory
from certification.deliberation import actions as deliberating
from certification.deliberation.models import Deliberation
from tests.certification.awards.test_road import sat
from tests.factories.awards import SignatoryFactory, an_officer, published
from tests.factories.deliberation import EVENING, account, candidate
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db


def owner(enrolment):
    return account(enrolment.candidate.person, "candidate")


def test_results_are_hidden_until_published_and_from_others_always(client, sign_in):
    SignatoryFactory()
    mine, theirs = candidate(account_too=True), candidate(account_too=True)
    room = sat(mine, theirs, c1={"b2": "not_validated"})
    address = reverse("awards:result", args=[room.presentations[0].pk])
    sign_in(owner(mine))
    assert client.get(address).status_code == 404
    hidden = client.get(reverse("awards:results")).content.decode()
    assert "Aucun résultat" in hidden
    published(room, an_officer())
    page = client.get(address).content.decode()
    assert page.index("Deux blocs de compétences sur trois sont acquis") < page.index("Vos blocs")
    assert page.index("Vos blocs") < page.index("Les motifs du jury") < page.index("Vos documents")
    assert "Une mise en situation à engagements multiples." in page
    assert "recours gracieux" in page
    assert str(room.presentations[0].pk) in client.get(reverse("awards:results")).content.decode()
    sign_in(owner(theirs))
    assert client.get(address).status_code == 404
    sign_in(room.president)
    assert client.get(address).status_code == 404


def test_the_officer_publishes_from_the_screen(client, sign_in):
    SignatoryFactory()
    enrolment = candidate()
    enrolment.candidate.person.email = ""
    enrolment.candidate.person.save()
    room = sat(enrolment)
    officer = an_officer()
    address = reverse("awards:publication", args=[room.deliberation.pk])
    sign_in(officer)
    with clock.moved_to(EVENING):
        page = client.get(address).content.decode()
        assert "La date de publication n’est pas fixée." in page
        assert "par courrier" in page
        wrong = client.post(address, {"not_before": "31/02/2026 10:00"})
        assert wrong.status_code == 422
        client.post(address, {"not_before": "06/10/2026 17:00"})
        publish = reverse("awards:publish", args=[room.deliberation.pk])
        assert client.get(publish).status_code == 405
        client.post(publish)
    assert Deliberation.objects.get().published_at is not None
    sign_in(room.president)
    assert client.get(address).status_code == 404
    assert client.post(publish).status_code == 404


def test_an_officer_without_a_signatory_is_led_to_appoint_one(client, sign_in):
    room = sat(candidate())
    officer = an_officer()
    person = PersonFactory(birth_name="de La Tour-d’Hautefeuille", given_names="Odile")
    qualification = room.deliberation.jury.revision.qualification
    appoint = reverse("awards:appoint")
    sign_in(officer)
    with clock.moved_to(EVENING):
        deliberating.schedule_publication(room.deliberation, not_before=EVENING, by=officer)
        publication = reverse("awards:publication", args=[room.deliberation.pk])
        page = client.get(publication).content.decode()
        assert f"{appoint}?certification={qualification.code}" in page
        assert "Sans signataire" in client.get(reverse("awards:signatories")).content.decode()
        form = client.get(appoint, {"certification": qualification.code}).content.decode()
        assert f'value="{qualification.pk}" selected' in form
        said = {
            "qualification": qualification.pk,
            "person": person.pk,
            "title": "La sous-directrice de la formation",
            "act_reference": "",
            "act_date": "2026-02-01",
        }
        wrong = client.post(appoint, said)
        assert wrong.status_code == 422
        assert "référence de l’acte de délégation manque" in wrong.content.decode()
        assert "La sous-directrice" in wrong.content.decode()
        assert not Signatory.objects.exists()
        said["act_reference"] = "Arrêté n° 2026-77"
        assert client.post(appoint, said).status_code == 302
        assert str(Signatory.objects.get().starts_on) == "2026-02-01"
        assert appoint not in client.get(publication).content.decode()
        listed = client.get(reverse("awards:signatories")).content.decode()
        assert "Arrêté n° 2026-77" in listed and "Sans signataire" not in listed
    for actor in (room.president, owner(room.presentations[0].enrolment)):
        sign_in(actor)
        assert client.get(appoint).status_code == 404
        assert client.get(reverse("awards:signatories")).status_code == 404


def test_the_register_is_for_its_readers(client, sign_in, make_actor):
    SignatoryFactory()
    room = published(sat(candidate(account_too=True)), an_officer())
    award = Award.objects.get()
    pages = [reverse("awards:list"), reverse("awards:detail", args=[award.pk])]
    for actor in (make_actor("officer"), make_actor("auditor")):
        sign_in(actor)
        for address in pages:
            assert award.candidate.number in client.get(address).content.decode()
        assert award.candidate.number not in client.get(pages[0], {"q": "zzzz"}).content.decode()
        assert client.get(pages[0], {"q": "\x00", "page": "zut"}).status_code in (200, 422)
    for actor in (room.president, make_actor("evaluator"), owner(award.enrolment)):
        sign_in(actor)
        for address in pages:
            assert client.get(address).status_code == 404


def test_queries_of_the_register_do_not_grow(client, sign_in):
    officer = an_officer()
    counts = []
    for number in (1, 4):
        room = sat(*[candidate() for _ in range(number)])
        actions.deliver(room.deliberation.pk, by=officer)
        sign_in(officer)
        client.get(reverse("awards:list"))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("awards:list"))
        counts.append(len(queries))
    assert counts[0] == counts[1] < 15


@pytest.fixture
def batch():
    """A published deliberation of two candidates, its documents waiting."""
    SignatoryFactory()
    return published(sat(candidate(), candidate()), an_officer())


def test_the_batch_is_followed_and_taken_away_once_complete(batch, client, sign_in, officer):
    page_url = reverse("awards:publication", args=[batch.deliberation.pk])
    zip_url = reverse("awards:archive", args=[batch.deliberation.pk])
    sign_in(officer)
    page = client.get(page_url).content.decode()
    assert "Attend son sceau" in page
    assert "Relevé de compétences" in page
    assert "0 sur 2" in page
    assert zip_url not in page
    assert client.get(zip_url).url == page_url
    for document in Document.objects.all():
        render_document(document.pk, by=officer)
    page = client.get(page_url).content.decode()
    assert zip_url in page
    assert "2 sur 2" in page
    response = client.get(zip_url)
    content = b"".join(response.streaming_content)
    assert zipfile.ZipFile(BytesIO(content)).testzip() is None
    assert response["Content-Type"] == "application/zip"
    assert JournalEntry.objects.get(verb="access.open").details["screen"] == "archive"


def test_what_was_given_up_is_tried_again_from_the_page(batch, client, sign_in, officer):
    page_url = reverse("awards:publication", args=[batch.deliberation.pk])
    retry_url = reverse("awards:retry", args=[batch.deliberation.pk])
    sign_in(officer)
    assert retry_url not in client.get(page_url).content.decode()
    assert "Aucun document n’attend" in client.post(retry_url, follow=True).content.decode()
    document = Document.objects.filter(kind="transcript").first()
    Job.objects.filter(key=f"document:{document.pk}").update(state="failed", error="Disque plein")
    page = client.get(page_url).content.decode()
    assert f"{document.number} : Disque plein" in page
    assert retry_url in page
    assert "1 document est repris." in client.post(retry_url, follow=True).content.decode()
    assert not Job.objects.filter(state="failed").exists()


def test_a_notice_without_its_decision_says_that_only_specimens_leave(
    batch, client, sign_in, officer, settings
):
    address = reverse("awards:publication", args=[batch.deliberation.pk])
    page = sign_in(officer).get(address).content.decode()
    assert "seuls des spécimens sont délivrés" in page
    assert "la référence de la décision d’enregistrement" in page
    assert "Aucune clé de sceau" not in page
    settings.SEAL_PKCS12 = ""
    assert "Aucune clé de sceau" in client.get(address).content.decode()


def test_the_papers_of_one_deliberation_are_one_batch(batch):
    lines = set(Job.objects.filter(kind="documents.render").values_list("line", flat=True))
    assert lines == {f"deliberation:{batch.deliberation.pk}", ""}, "minutes stand alone"
