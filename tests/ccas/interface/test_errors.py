"""Error pages: what happened, what to do, in French; nothing leaks."""

import pytest
from django.contrib.messages import get_messages
from django.test import Client

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.urls("tests.ccas.interface.addresses"),
]


def test_an_absent_page_is_always_the_same_bytes(client):
    one, two = client.get("/absent/"), client.get("/absent-aussi/")
    assert one.status_code == two.status_code == 404
    assert one.content == two.content
    assert "Que faire" in one.text
    assert "absent" not in one.text


def test_a_signed_in_person_gets_the_same_404(client, officer, sign_in):
    outside = client.get("/absent/").content
    assert sign_in(officer).get("/absent/").content == outside


def test_a_refusal_let_through_is_422_with_its_sentences(client):
    response = client.get("/refused/")
    assert response.status_code == 422
    assert "Le jury est convoqué." in response.text
    assert "Sa composition ne change plus." in response.text


def test_a_conflict_shows_the_value_that_stands(client):
    response = client.get("/stale/")
    assert response.status_code == 409
    assert "Quelqu’un a écrit avant vous" in response.text
    assert "Cotation" in response.text


def test_htmx_gets_the_sentences_alone(client):
    response = client.get("/refused/", headers={"HX-Request": "true"})
    assert response.status_code == 422
    assert "<html" not in response.text
    assert 'role="alert"' in response.text


def test_a_breakdown_is_a_page_too(client):
    client.raise_request_exception = False
    response = client.get("/broken/")
    assert response.status_code == 500
    assert "L’erreur vient de nous" in response.text
    assert "panne" not in response.text


def test_a_wrong_method_is_said_in_french(client):
    response = client.get("/act/")
    assert response.status_code == 405
    assert response["Allow"] == "POST"
    assert "ne répond qu’à un bouton" in response.text


def test_a_form_without_its_token_is_refused_in_french():
    response = Client(enforce_csrf_checks=True).post("/button/")
    assert response.status_code == 403
    assert "trop longtemps" in response.text


def test_a_malformed_host_is_a_400():
    response = Client().get("/", headers={"host": "ailleurs.example"})
    assert response.status_code == 400
    assert "pas pu être lue" in response.text


def test_a_refused_button_leads_back_with_the_sentence(client):
    response = client.post("/button/", headers={"referer": "http://testserver/accessibilite/?a=1"})
    assert (response.status_code, response["Location"]) == (302, "/accessibilite/?a=1")
    assert [str(m) for m in get_messages(response.wsgi_request)] == ["Trop tôt."]


def test_a_refused_button_never_leads_to_another_site(client):
    response = client.post("/button/", headers={"referer": "https://ailleurs.example/x/"})
    assert response["Location"] == "/"


def test_an_accepted_button_goes_on(client):
    response = client.post("/button/", {"ok": "1"})
    assert [str(m) for m in get_messages(response.wsgi_request)] == ["Fait."]


def test_a_refused_htmx_button_gets_422(client):
    response = client.post("/button/", headers={"HX-Request": "true"})
    assert response.status_code == 422
    assert "Trop tôt." in response.text


def test_a_button_answers_post_only(client):
    assert client.get("/button/").status_code == 405


@pytest.mark.parametrize(
    "path", ["/accessibilite/", "/mentions-legales/", "/donnees-personnelles/"]
)
def test_the_pages_of_the_site_are_open_to_all(client, path):
    response = client.get(path)
    assert response.status_code == 200
    assert response.text.count("<h1") == 1


def test_what_is_kept_is_what_the_settings_say(client, settings):
    text = client.get("/donnees-personnelles/").text
    for term in settings.RETENTION_TERMS.values():
        assert term["reason"] in text


def test_the_policy_forbids_inline_script_and_style(client):
    response = client.get("/accessibilite/")
    policy = response["Content-Security-Policy"]
    assert "unsafe" not in policy
    nonce = policy.split("'nonce-")[1].split("'")[0]
    assert f'nonce="{nonce}"' in response.text
    assert "style=" not in response.text
    assert "onclick" not in response.text
    assert "<style" not in response.text
