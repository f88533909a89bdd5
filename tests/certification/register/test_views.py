"""The public page: three words, uniform answers, never an error."""

import pytest
from django.urls import reverse

from ccas import clock
from ccas.documents.models import Document
from certification.awards.models import Award
from certification.register.rules import grouped
from tests.certification.awards.test_road import sat
from tests.factories.awards import SignatoryFactory, an_officer, published, withdrawn
from tests.factories.deliberation import EVENING, candidate

pytestmark = pytest.mark.django_db


def word(answer) -> str:
    page = answer.content.decode()
    return next(one for one in ("AUTHENTIQUE", "RETIRÉ", "INCONNU") if f">{one}<" in page)


def test_the_address_of_a_qr_answers_authentic_then_withdrawn(client):
    SignatoryFactory()
    enrolment = candidate()
    person = enrolment.candidate.person
    person.given_names, person.birth_name, person.usual_name = "Éléonore Maud", "Lacaze", ""
    person.save()
    published(sat(enrolment), an_officer())
    document = Document.objects.get(kind="certificate")
    address = document.facts["document"]["verification_url"]
    path = "/verifier/" + address.split("/verifier/")[1]
    assert path == reverse("register:verify", args=[document.verification_code])
    answer = client.get(path)
    page = answer.content.decode()
    assert (answer.status_code, word(answer)) == (200, "AUTHENTIQUE")
    assert "É… M… L…" in page
    assert "LACAZE" not in page.upper()
    assert "aucune valeur" in page
    assert document.number in page
    typed = grouped(document.verification_code).lower()
    assert word(client.get(reverse("register:ask"), {"code": typed})) == "AUTHENTIQUE"
    transcript = Document.objects.get(kind="transcript")
    with clock.moved_to(EVENING):
        withdrawn(Award.objects.get())
    assert word(client.get(path)) == "RETIRÉ"
    other = reverse("register:verify", args=[transcript.verification_code])
    assert word(client.get(other)) == "AUTHENTIQUE"


@pytest.mark.parametrize(
    "typed",
    ["", "abc", "\x00", "é" * 40, "A" * 5000, "0" * 32, "<script>alert(1)</script>", "/", "../.."],
)
def test_anything_else_is_unknown_and_never_an_error(client, typed):
    answer = client.get(reverse("register:ask"), {"code": typed})
    assert (answer.status_code, word(answer)) == (200, "INCONNU")
    assert "<script>alert" not in answer.content.decode()


@pytest.mark.parametrize("path", ["abc", "%00", "%FF%FE", "a/b/c", "A" * 5000, "%2e%2e"])
def test_any_path_is_answered(client, path):
    answer = client.get(f"/verifier/{path}/")
    assert (answer.status_code, word(answer)) == (200, "INCONNU")
    assert answer["X-Robots-Tag"].startswith("noindex")
    assert "no-store" in answer["Cache-Control"]


def test_a_wrong_code_and_an_ungiven_one_get_the_same_answer(client):
    def body(code):
        return client.get(f"/verifier/{code}/").content.decode().replace(code, "")

    given = body("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
    wrong = body("UUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUU")
    assert strip(given) == strip(wrong)


def strip(page: str) -> str:
    """The page without what changes at each request (nonces, tokens)."""
    import re

    return re.sub(r'(nonce|content|value|hx-headers)=("[^"]*"|\'[^\']*\')', "", page)


def test_the_page_needs_no_account_and_no_script(client):
    page = client.get(reverse("register:ask"))
    assert page.status_code == 200
    assert '<form method="get"' in page.content.decode()
    assert client.post(reverse("register:ask")).status_code == 422
    assert client.post(reverse("register:verify", args=["0" * 32])).status_code == 405
