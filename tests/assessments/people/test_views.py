"""The directory on screen: who reads it, who writes in it, and that nothing typed is lost."""

import uuid
from datetime import date

import pytest
from django.urls import reverse
from pytest_django.asserts import assertNumQueries

from assessments.people.actions import adopt_entities
from assessments.people.models import Employer, Entity, Person, Unit
from ccas.actors import Actor
from tests.factories.framework import shipped_revision
from tests.factories.people import (
    AccreditationFactory,
    AvailabilityFactory,
    LinkFactory,
    PersonFactory,
    PostingFactory,
    UnitFactory,
)

pytestmark = pytest.mark.django_db

LIST = reverse("people:list")
READING = ["people:list", "people:units"]
WRITING = ["people:create", "people:create_unit", "people:create_employer"]
ABOUT = ["correct", "post", "accredit", "link", "availability"]


def about(name, person):
    return reverse(f"people:{name}", kwargs={"pk": person.pk})


def text(response, status=200):
    assert response.status_code == status
    return " ".join(response.content.decode().split())


def same_as_unknown(client, url, pk):
    """A forbidden object and an absent one: same status, same body."""
    absent = url.replace(str(pk), str(uuid.uuid4()))
    forbidden, unknown = client.get(url), client.get(absent)
    assert (forbidden.status_code, unknown.status_code) == (404, 404)
    assert len(forbidden.content) == len(unknown.content)
    return True


@pytest.mark.parametrize("name", READING)
@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("officer", 200),
        ("auditor", 200),
        ("administrator", 200),
        ("candidate", 404),
        ("evaluator", 404),
        ("president", 404),
    ],
)
def test_who_reads_the_directory(sign_in, make_actor, name, role, status):
    assert sign_in(make_actor(role)).get(reverse(name)).status_code == status


@pytest.mark.parametrize("name", WRITING)
@pytest.mark.parametrize(("role", "status"), [("officer", 200), ("auditor", 404)])
def test_who_writes_in_the_directory(sign_in, make_actor, name, role, status):
    client = sign_in(make_actor(role))
    assert client.get(reverse(name)).status_code == status
    if status == 404:
        assert client.post(reverse(name), {}).status_code == 404


@pytest.mark.parametrize("name", ["detail", *ABOUT])
def test_a_stranger_cannot_tell_a_person_from_nobody(sign_in, make_actor, name):
    person = PersonFactory()
    assert same_as_unknown(sign_in(make_actor("evaluator")), about(name, person), person.pk)


@pytest.mark.parametrize("name", ["detail", *ABOUT])
def test_an_officer_opens_every_page_of_a_person(sign_in, officer, name):
    person = PersonFactory()
    assert sign_in(officer).get(about(name, person)).status_code == 200


def test_a_person_reads_their_own_page_and_says_their_availability_only(sign_in, make_actor):
    actor = make_actor("evaluator")
    person = PersonFactory(user_id=actor.user_id)
    client = sign_in(actor)
    html = text(client.get(about("detail", person)))
    assert "Dire une disponibilité" in html
    assert "Ajouter une affectation" not in html
    assert client.get(about("availability", person)).status_code == 200
    for name in ("correct", "post", "accredit", "link"):
        assert client.get(about(name, person)).status_code == 404


def test_the_auditor_reads_without_any_way_to_write(sign_in, make_actor):
    person = PostingFactory().person
    html = text(sign_in(make_actor("auditor")).get(about("detail", person)))
    assert "Ajouter" not in html
    assert "Terminer" not in html


def test_anonymous_readers_are_sent_to_sign_in(client):
    assert client.get(LIST).status_code == 302


def test_search_by_name_whatever_the_accents_entity_and_capacity(sign_in, officer):
    adopt_entities(shipped_revision(), by=Actor.system())
    police = Entity.objects.get(code="PN")
    emile = PersonFactory(birth_name="Émile-Œillet", given_names="Zoé")
    PostingFactory(person=emile, unit=UnitFactory(entity=police, name="CIC 13"))
    noe = PersonFactory(birth_name="N’Diaye", given_names="Noé")
    AccreditationFactory(person=noe, entity=police, capacity="operator")
    ended = PersonFactory(birth_name="Roux", given_names="Léa")
    PostingFactory(person=ended, unit=UnitFactory(entity=police), ends_on=date(2024, 2, 1))
    client = sign_in(officer)

    def found(**query):
        html = text(client.get(LIST, query))
        return [name for name in ("Émile-Œillet Zoé", "N’Diaye Noé", "Roux Léa") if name in html]

    assert found() == ["Émile-Œillet Zoé", "N’Diaye Noé", "Roux Léa"]
    assert found(q="emile zoe") == ["Émile-Œillet Zoé"]
    assert found(q="DIAYE") == ["N’Diaye Noé"]
    assert found(q="personne") == []
    assert found(entity="PN") == ["Émile-Œillet Zoé", "N’Diaye Noé"]
    assert found(capacity="operator") == ["N’Diaye Noé"]
    assert found(entity="PN", capacity="operator", q="ndiaye") == []
    assert "Personne ne répond" in text(client.get(LIST, {"q": "zzz"}))
    assert found(entity="INCONNUE") == ["Émile-Œillet Zoé", "N’Diaye Noé", "Roux Léa"]


@pytest.mark.parametrize("query", [{"page": "x"}, {"page": "999"}, {"q": "\x00"}, {"q": "é" * 400}])
def test_a_silly_search_is_never_an_error(sign_in, officer, query):
    assert sign_in(officer).get(LIST, query).status_code == 200


def test_the_list_asks_as_many_queries_for_one_as_for_five(sign_in, officer):
    client = sign_in(officer)
    AccreditationFactory(person=PostingFactory().person)
    client.get(LIST)
    with assertNumQueries(8):
        client.get(LIST)
    for _ in range(4):
        AccreditationFactory(person=PostingFactory().person)
    with assertNumQueries(8):
        client.get(LIST)


def test_a_person_page_asks_as_many_queries_for_one_as_for_five(sign_in, officer):
    person = PersonFactory()
    client = sign_in(officer)

    def add():
        PostingFactory(person=person)
        AccreditationFactory(person=person)
        LinkFactory(person=person)
        LinkFactory(other=person)
        AvailabilityFactory(person=person)

    add()
    client.get(about("detail", person))
    with assertNumQueries(11):
        client.get(about("detail", person))
    for _ in range(4):
        add()
    with assertNumQueries(11):
        client.get(about("detail", person))


def test_creating_a_person(sign_in, officer):
    client = sign_in(officer)
    typed = {"birth_name": "de La Tour", "given_names": "Théophile", "sex": "M"}
    response = client.post(reverse("people:create"), typed)
    person = Person.objects.get()
    assert response.status_code == 302
    assert response["Location"] == about("detail", person)
    assert "Théophile de La Tour est dans l’annuaire." in text(client.get(response["Location"]))


def test_a_refused_form_keeps_what_was_typed_and_says_why(sign_in, officer):
    client = sign_in(officer)
    typed = {"birth_name": "Roux 3", "given_names": "Léa-Lou", "sex": "F", "email": "a@b.invalid"}
    html = text(client.post(reverse("people:create"), typed), 422)
    assert "« 3 »" in html
    for value in ("Roux 3", "Léa-Lou", "a@b.invalid"):
        assert f'value="{value}"' in html
    assert not Person.objects.exists()


def test_each_form_of_a_person_writes_and_comes_back_to_the_person(sign_in, officer):
    adopt_entities(shipped_revision(), by=Actor.system())
    person, other, unit = PersonFactory(), PersonFactory(), UnitFactory()
    client = sign_in(officer)
    for name, typed in {
        "post": {"unit": unit.pk, "starts_on": "2025-01-06", "function": "Formatrice"},
        "accredit": {
            "capacity": "operator",
            "entity": Entity.objects.get(code="GN").pk,
            "starts_on": "06/01/2025",
        },
        "link": {"kind": "trained", "other": other.pk},
        "availability": {
            "starts_at": "2031-01-06T08:00",
            "ends_at": "2031-01-06T18:00",
            "available": "no",
        },
        "correct": {"birth_name": "Roux", "given_names": "Léa", "sex": "F"},
    }.items():
        response = client.post(about(name, person), typed)
        assert response.status_code == 302, (name, response.content.decode()[-3000:])
        assert response["Location"] == about("detail", person)
    html = text(client.get(about("detail", person)))
    for words in ("Formatrice", "Gendarmerie nationale", "a formé", "Indisponible", "Léa Roux"):
        assert words in html
    posting = person.postings.get()
    ending = reverse("people:end_posting", kwargs={"pk": posting.pk})
    assert client.get(ending).status_code == 200
    assert client.post(ending, {"ends_on": "2025-02-01"}).status_code == 302
    posting.refresh_from_db()
    assert posting.ends_on == date(2025, 2, 1)


@pytest.mark.parametrize(
    ("name", "typed", "words"),
    [
        ("post", {"unit": str(uuid.uuid4()), "starts_on": "2025-13-45"}, "Cette date n’existe pas"),
        ("accredit", {"capacity": "roi", "starts_on": "2025-01-01"}, "roi"),
        ("link", {"kind": "family", "other": "pas-un-uuid"}, "choix"),
        (
            "availability",
            {
                "starts_at": "2031-01-06T08:00",
                "ends_at": "2031-01-06T07:00",
                "available": "yes",
            },
            "La fin d’une disponibilité est après son début.",
        ),
    ],
)
def test_wrong_input_is_a_422_with_a_sentence(sign_in, officer, name, typed, words):
    html = text(sign_in(officer).post(about(name, PersonFactory()), typed), 422)
    assert words in html


def test_nobody_is_offered_a_link_with_oneself(sign_in, officer):
    person = PersonFactory()
    client = sign_in(officer)
    response = client.post(about("link", person), {"kind": "family", "other": person.pk})
    assert response.status_code == 422


def test_units_and_employers(sign_in, officer):
    client = sign_in(officer)
    client.post(reverse("people:create_employer"), {"name": "SDIS 42", "siret": "28420001900018"})
    client.post(
        reverse("people:create_unit"),
        {"name": "CTA-CODIS 42", "city": "Saint-Étienne", "employer": Employer.objects.get().pk},
    )
    html = text(client.get(reverse("people:units")))
    for words in ("CTA-CODIS 42", "Saint-Étienne", "SDIS 42", "SIRET 28420001900018"):
        assert words in html
    again = text(client.post(reverse("people:create_unit"), {"name": "cta-codis 42"}), 422)
    assert "existe déjà" in again
    assert Unit.objects.count() == 1
