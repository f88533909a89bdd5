"""The pages of the qualifications."""

import uuid
from datetime import date

import pytest
from django.urls import reverse
from pytest_django.asserts import assertNumQueries

from assessments.framework.actions import load_notice
from assessments.framework.models import Qualification
from ccas import clock
from ccas.actors import Actor
from tests.factories.framework import other_revision, shipped_revision

from .reading_files import NOTICE_XML, RULES_TOML

pytestmark = pytest.mark.django_db


def address(revision):
    return reverse("framework:detail", kwargs={"pk": revision.qualification_id})


def page(client, url):
    response = client.get(url)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize("role", ["candidate", "evaluator", "officer", "auditor", "president"])
def test_whoever_is_signed_in_reads_the_list_and_the_page(sign_in, make_actor, role):
    revision = shipped_revision()
    client = sign_in(make_actor(role))
    assert "RNCP35553" in page(client, reverse("framework:list"))
    assert "3 blocs, 42 compétences" in page(client, address(revision))


def test_an_anonymous_reader_is_sent_to_sign_in(client):
    for url in (reverse("framework:list"), address(shipped_revision())):
        assert client.get(url).status_code == 302


def test_only_loaders_are_told_how_to_load(sign_in, make_actor):
    command = "manage.py load_notice"
    assert command in page(sign_in(make_actor("officer")), reverse("framework:list"))
    assert command not in page(sign_in(make_actor("auditor")), reverse("framework:list"))


def test_the_list_without_any_qualification(sign_in, officer):
    assert "Aucune certification n’est chargée." in page(
        sign_in(officer), reverse("framework:list")
    )


def test_the_page_shows_blocks_routes_jury_figures_and_corrections(sign_in, officer):
    html = page(sign_in(officer), address(shipped_revision()))
    for words in (
        "Assurer le suivi opérationnel et administratif",
        "La fiche ne compose pas de jury pour cette voie.",
        "Exercice professionnel",
        "exercice professionnel : 9 mois attestés",
        "5 membres",
        "3 × Opérateur",
        "Représentant du chef désigné par la fiche (acte de désignation)",
        "référence non communiquée",
        "<td>356</td>",
        "non indiqué par la fiche",
        "<td>opértionnel</td>",
    ):
        assert words in html, words
    assert html.count("Dans aucun bloc") == 1
    assert "Équivalences reconnues" not in html
    assert html.count("Capacités attestées (42, dont 1 dans aucun bloc)") == 1


@pytest.mark.parametrize(("day", "shown"), [("2026-04-19", False), ("2026-04-20", True)])
def test_the_end_of_the_registration_is_announced_from_the_day_after(sign_in, officer, day, shown):
    revision = shipped_revision()
    with clock.moved_to(date.fromisoformat(day)):
        html = page(sign_in(officer), address(revision))
        assert ("a pris fin le 19/04/2026" in html) is shown
        listed = page(sign_in(officer), reverse("framework:list"))
        assert ("Enregistrement terminé" in listed) is shown


def test_each_revision_shows_its_hashes_and_what_changed(sign_in, officer):
    first = shipped_revision()
    second = load_notice(
        NOTICE_XML.replace(b"19/04/2026", b"19/04/2031"), RULES_TOML, by=Actor.system()
    ).revision
    html = page(sign_in(officer), address(first))
    assert "Révision 2" in html
    assert "« 19/04/2026 » devient « 19/04/2031 »" in html
    for revision in (first, second):
        assert revision.notice_sha256 in html


def test_a_qualification_with_a_jury_of_another_form(sign_in, officer):
    html = page(sign_in(officer), address(other_revision("RNCP35419")))
    assert "2 × Membre professionnel du secteur" in html
    assert "Formation initiale (élève ou étudiant), Formation continue : 4 membres" in html
    assert "La fiche l’ouvre ; le certificateur ne l’a pas ouverte." in html
    assert "Présidence en alternance" not in html
    assert "RNCP11543 donne RNCP35419BC01 : Décision d’essai du 1er avril 2021." in html


def test_an_unknown_id_is_a_404(sign_in, officer):
    client = sign_in(officer)
    assert client.get(reverse("framework:detail", kwargs={"pk": uuid.uuid4()})).status_code == 404
    hollow = Qualification.objects.create(code="RNCP99999")
    assert client.get(reverse("framework:detail", kwargs={"pk": hollow.pk})).status_code == 404


def test_the_list_asks_as_many_queries_for_one_as_for_three(sign_in, officer):
    shipped_revision()
    client = sign_in(officer)
    url = reverse("framework:list")
    client.get(url)
    with assertNumQueries(3):
        client.get(url)
    other_revision("RNCP35419")
    other_revision("RNCP37488")
    with assertNumQueries(3):
        client.get(url)


def test_the_page_asks_as_many_queries_for_eighteen_as_for_forty_two(sign_in, officer):
    urls = [address(shipped_revision()), address(other_revision("RNCP35419"))]
    client = sign_in(officer)
    client.get(urls[0])
    for url in urls:
        with assertNumQueries(7):
            client.get(url)
