"""Candidates on screen: who sees whom, and that nothing typed is lost."""

import uuid
from datetime import date

import pytest
from django.db.models import Q
from django.urls import reverse
from pytest_django.asserts import assertNumQueries

from assessments.candidates import standing
from assessments.candidates.models import AcquiredBlock, Candidate, Enrolment
from ccas import access
from tests.factories.candidates import AcquiredBlockFactory, CandidateFactory, EnrolmentFactory
from tests.factories.framework import other_revision, shipped_revision
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db

LIST = reverse("candidates:list")
REGISTER = reverse("candidates:register")
MINE = reverse("candidates:mine")


def address(name, obj):
    return reverse(f"candidates:{name}", kwargs={"pk": obj.pk})


def text(response, status=200):
    assert response.status_code == status, response.content.decode()[-2000:]
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("officer", 200),
        ("auditor", 200),
        ("administrator", 404),
        ("candidate", 404),
        ("evaluator", 404),
        ("president", 404),
    ],
)
def test_who_reads_the_list(sign_in, make_actor, role, status):
    assert sign_in(make_actor(role)).get(LIST).status_code == status


@pytest.mark.parametrize("name", ["detail", "correct", "enrol", "equivalence"])
@pytest.mark.parametrize("role", ["candidate", "evaluator", "jury_member", "president", "tutor"])
def test_a_stranger_cannot_tell_a_candidate_from_nobody(sign_in, make_actor, name, role):
    candidate = CandidateFactory()
    client = sign_in(make_actor(role))
    forbidden = client.get(address(name, candidate))
    unknown = client.get(address(name, candidate).replace(str(candidate.pk), str(uuid.uuid4())))
    assert (forbidden.status_code, unknown.status_code) == (404, 404)
    assert len(forbidden.content) == len(unknown.content)


@pytest.mark.parametrize("name", ["close", "end_block"])
def test_acts_are_closed_to_those_who_only_read(sign_in, make_actor, officer, name):
    obj = EnrolmentFactory() if name == "close" else AcquiredBlockFactory()
    assert sign_in(make_actor("auditor")).get(address(name, obj)).status_code == 404
    assert sign_in(make_actor("auditor")).post(address(name, obj), {}).status_code == 404
    assert sign_in(officer).get(address(name, obj)).status_code == 200


def test_a_candidate_sees_their_own_file_and_no_other(sign_in, make_actor):
    actor = make_actor("candidate")
    own = CandidateFactory(person__user_id=actor.user_id)
    EnrolmentFactory(candidate=own)
    other = CandidateFactory()
    client = sign_in(actor)
    assert own.number in text(client.get(address("detail", own)))
    html = text(client.get(MINE))
    assert own.number in html
    assert "3 blocs à présenter devant le jury." in html
    assert "28/02/1994, Brest" in html
    assert "Corriger" not in html
    assert "Clore" not in html
    assert client.get(address("detail", other)).status_code == 404
    for name in ("correct", "enrol", "equivalence"):
        assert client.get(address(name, own)).status_code == 404


def test_the_same_person_under_another_role_does_not_see_the_file(sign_in, make_actor):
    actor = make_actor("candidate")
    candidate = CandidateFactory(person__user_id=actor.user_id)
    evaluator = make_actor("evaluator", candidate.person.user)
    assert sign_in(evaluator).get(address("detail", candidate)).status_code == 404


def test_a_candidate_account_without_a_file_is_told_so(sign_in, make_actor):
    assert "Aucun dossier" in text(sign_in(make_actor("candidate")).get(MINE))
    assert sign_in(make_actor("officer")).get(MINE).status_code == 404


def test_another_room_may_open_a_file_without_its_identity(sign_in, make_actor, monkeypatch):
    candidate = CandidateFactory(birth_place="Landerneau")
    EnrolmentFactory(candidate=candidate)
    conditions = [*access._visibility["candidate"]]
    monkeypatch.setitem(access._visibility, "candidate", conditions)
    actor = make_actor("evaluator")
    assert sign_in(actor).get(address("detail", candidate)).status_code == 404
    access.register_visibility("candidate", lambda by: Q(number=candidate.number))
    html = text(sign_in(actor).get(address("detail", candidate)))
    assert "3 blocs à présenter" in html
    assert "Landerneau" not in html
    assert "Registre" not in html


def test_blocks_are_held_to_present_or_to_come_back_for(sign_in, officer, monkeypatch):
    enrolment = EnrolmentFactory()
    first, second, _third = enrolment.revision.blocks.order_by("position")
    AcquiredBlockFactory(candidate=enrolment.candidate, block=first)
    said = "Le jury du 1er juin demande une mise en situation de plus."
    monkeypatch.setattr(standing, "_histories", [])
    monkeypatch.setattr(standing, "_pages", [])
    standing.register_history(lambda enrolments, by: {(enrolments[0].pk, second.pk): said})
    standing.register_pages(
        lambda enrolments, by: {enrolments[0].pk: [("Exercice professionnel", "/pratique/")]}
    )
    html = text(sign_in(officer).get(address("detail", enrolment.candidate)))
    assert "1 bloc acquis sur 3, 2 à présenter." in html
    assert "Acquis le 01/12/2025, par équivalence (Acte d’équivalence 2025-7)." in html
    assert "À représenter" in html
    assert said in html
    assert '<a class="fr-link" href="/pratique/">Exercice professionnel</a>' in html


def test_a_block_that_was_ended_is_to_present_again_and_stays_in_the_ledger(sign_in, officer):
    enrolment = EnrolmentFactory()
    AcquiredBlockFactory(
        candidate=enrolment.candidate, ended_on=date(2026, 2, 1), end_reference="TA de Lille"
    )
    html = text(sign_in(officer).get(address("detail", enrolment.candidate)))
    assert "3 blocs à présenter" in html
    assert "TA de Lille" in html


def test_search_and_filters(sign_in, officer):
    zoe = CandidateFactory(person__birth_name="Œillet", person__given_names="Zoé")
    noe = CandidateFactory(person__birth_name="N’Diaye", person__given_names="Noé")
    lea = CandidateFactory(person__birth_name="Roux", person__given_names="Léa")
    EnrolmentFactory(candidate=zoe)
    EnrolmentFactory(candidate=noe, vae=True)
    EnrolmentFactory(candidate=noe, revision=other_revision("RNCP35419"))
    client = sign_in(officer)

    def found(**query):
        html = text(client.get(LIST, query))
        return [each for each in (zoe, noe, lea) if each.number in html]

    assert found() == [zoe, noe, lea]
    assert found(q="diaye noe") == [noe]
    assert found(q=lea.number.lower()) == [lea]
    assert found(q="zzz") == []
    assert found(route="VAE") == [noe]
    assert found(qualification="RNCP35419") == [noe]
    assert found(qualification="RNCP35419", route="VAE") == []  # one enrolment meets both
    assert found(state="open") == [zoe, noe]
    assert found(state="none") == [lea]
    assert found(state="awarded") == []


@pytest.mark.parametrize(
    "query", [{"page": "-3"}, {"q": "\x00"}, {"q": "%_\\'"}, {"state": "x"}, {"q": "é" * 300}]
)
def test_a_silly_search_is_never_an_error(sign_in, officer, query):
    assert sign_in(officer).get(LIST, query).status_code == 200


def test_the_list_asks_as_many_queries_for_one_as_for_five(sign_in, officer):
    client = sign_in(officer)
    AcquiredBlockFactory(candidate=EnrolmentFactory().candidate)
    client.get(LIST)
    with assertNumQueries(7):
        client.get(LIST)
    for _ in range(4):
        AcquiredBlockFactory(candidate=EnrolmentFactory().candidate)
    with assertNumQueries(7):
        client.get(LIST)


def test_a_file_asks_as_many_queries_for_one_enrolment_as_for_three(
    sign_in, officer, django_assert_max_num_queries
):
    candidate = EnrolmentFactory().candidate
    client = sign_in(officer)
    client.get(address("detail", candidate))
    with django_assert_max_num_queries(30) as one:
        client.get(address("detail", candidate))
    EnrolmentFactory(candidate=candidate, revision=other_revision("RNCP35419"))
    EnrolmentFactory(candidate=candidate, revision=other_revision("RNCP37488"))
    AcquiredBlockFactory(candidate=candidate)
    with django_assert_max_num_queries(30) as three:
        client.get(address("detail", candidate))
    assert len(three.captured_queries) == len(one.captured_queries)


REGISTERED = {
    "birth_name": "de La Tour",
    "given_names": "Théophile",
    "sex": "M",
    "birth_year": "1990",
    "birth_place": "Łódź (Pologne)",
    "birth_place_code": "99122",
    "extra_time_percent": "33",
}


def test_registering_with_a_presumed_date(sign_in, officer):
    client = sign_in(officer)
    response = client.post(REGISTER, REGISTERED)
    candidate = Candidate.objects.get()
    assert response["Location"] == address("detail", candidate)
    html = text(client.get(response["Location"]))
    assert "est inscrit sous le numéro C-00001" in html
    assert "1990 (date présumée), Łódź (Pologne)" in html
    assert "33 %" in html
    assert "Inscrire à une certification" in html


def test_registering_somebody_of_the_directory(sign_in, officer):
    person = PersonFactory()
    client = sign_in(officer)
    url = f"{REGISTER}?person={person.pk}"
    assert "déjà dans l’annuaire" in text(client.get(url))
    client.post(url, {key: REGISTERED[key] for key in REGISTERED if "birth_" in key or "x" in key})
    assert Candidate.objects.get().person == person
    assert client.get(url).status_code == 404
    assert client.get(f"{REGISTER}?person=rien").status_code == 404


def test_a_refused_registration_keeps_what_was_typed(sign_in, officer):
    typed = {**REGISTERED, "birth_place_code": "20004", "birth_day": "31", "birth_month": "2"}
    html = text(sign_in(officer).post(REGISTER, typed), 422)
    assert "2A ou 2B" in html
    assert "n’existe pas au calendrier" in html
    for value in ("de La Tour", "Théophile", "Łódź (Pologne)", "20004", "31"):
        assert f'value="{value}"' in html
    assert not Candidate.objects.exists()


def test_enrolling_after_the_end_is_refused_with_the_sentence(sign_in, officer):
    candidate, revision = CandidateFactory(), shipped_revision()
    client = sign_in(officer)
    typed = {"revision": revision.pk, "route": "FC", "began_on": "2026-09-01"}
    html = text(client.post(address("enrol", candidate), typed), 422)
    assert "L’enregistrement de la certification RNCP35553 a pris fin le 19/04/2026" in html
    assert 'value="2026-09-01"' in html
    assert not Enrolment.objects.exists()
    typed["began_on"] = "2025-09-01"
    assert client.post(address("enrol", candidate), typed).status_code == 302
    assert Enrolment.objects.get().began_on == date(2025, 9, 1)


def test_enrolling_by_experience(sign_in, officer):
    candidate, revision = CandidateFactory(), shipped_revision()
    client = sign_in(officer)
    typed = {"revision": revision.pk, "route": "VAE"}
    html = text(client.post(address("enrol", candidate), typed), 422)
    assert "La référence de l’acte de recevabilité manque." in html
    typed |= {"admissibility_date": "02/03/2026", "admissibility_reference": "Décision 12"}
    client.post(address("enrol", candidate), typed)
    assert "Décision 12" in text(client.get(address("detail", candidate)))


def test_only_the_present_revision_and_open_routes_are_offered(sign_in, officer):
    candidate, revision = CandidateFactory(), shipped_revision()
    client = sign_in(officer)
    html = text(client.get(address("enrol", candidate)))
    assert "Contrat d’apprentissage" not in html
    typed = {"revision": uuid.uuid4(), "route": "CA", "began_on": "2025-09-01"}
    assert client.post(address("enrol", candidate), typed).status_code == 422
    assert str(revision.pk) in html


def test_equivalence_then_its_end(sign_in, officer):
    enrolment = EnrolmentFactory()
    candidate = enrolment.candidate
    block = enrolment.revision.blocks.get(position=1)
    client = sign_in(officer)
    typed = {"block": block.pk, "acquired_on": "2026-01-05", "reference": "Acte 7"}
    assert client.post(address("equivalence", candidate), typed).status_code == 302
    again = text(client.post(address("equivalence", candidate), typed), 422)
    assert "choix" in again
    row = AcquiredBlock.objects.get()
    wrong = {"ended_on": "2020-01-01", "reference": "Jugement"}
    assert "précède l’acquisition" in text(client.post(address("end_block", row), wrong), 422)
    right = {"ended_on": "2026-02-01", "reference": "Jugement"}
    assert client.post(address("end_block", row), right).status_code == 302
    row.refresh_from_db()
    assert row.ended_on == date(2026, 2, 1)


def test_closing_and_correcting(sign_in, officer):
    enrolment = EnrolmentFactory()
    client = sign_in(officer)
    assert client.post(address("close", enrolment), {"reason": " "}).status_code == 422
    assert client.post(address("close", enrolment), {"reason": "Abandon"}).status_code == 302
    html = text(client.get(address("detail", enrolment.candidate)))
    assert "Clos sans titre" in html
    form = text(client.get(address("correct", enrolment.candidate)))
    assert 'value="Brest"' in form
    client.post(address("correct", enrolment.candidate), REGISTERED)
    assert "Théophile de La Tour" in text(client.get(address("detail", enrolment.candidate)))
