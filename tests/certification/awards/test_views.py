"""The register, the publication, the candidate's results."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ccas import clock
from certification.awards import actions
from certification.awards.models import Award
from certification.deliberation.models import Deliberation
from tests.certification.awards.test_road import sat
from tests.factories.awards import SignatoryFactory, an_officer, published
from tests.factories.deliberation import EVENING, account, candidate

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
