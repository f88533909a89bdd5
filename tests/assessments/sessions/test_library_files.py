"""A scenario leaves as a file and comes back as one; a wrong file is a sentence."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from assessments.sessions.models import Scenario
from assessments.sessions.rules import script_as_toml
from assessments.sessions.scripts import script_of
from tests.factories.framework import other_revision

pytestmark = pytest.mark.django_db


def url(name: str, scenario: Scenario) -> str:
    return reverse(f"sessions:{name}", kwargs={"pk": scenario.pk})


def test_export_then_import_elsewhere(desk, fire) -> None:
    answer = desk.get(url("export_scenario", fire))
    assert answer["Content-Disposition"] == 'attachment; filename="feu-immeuble-v1.toml"'
    text = answer.content.decode()
    assert text == script_as_toml(script_of(fire))
    into = reverse("sessions:import_scenario", kwargs={"code": "RNCP35553"})
    sent = SimpleUploadedFile("x.toml", text.replace("feu-immeuble", "feu-bis").encode())
    answer = desk.post(into, {"file": sent})
    copy = Scenario.objects.get(code="feu-bis")
    assert answer.url == url("scenario", copy)
    assert copy.state == "draft"
    assert desk.post(into, {"text": text}).status_code == 302  # pasted, and already known
    assert Scenario.objects.count() == 2


BAD = [
    ({}, "Choisissez un fichier"),
    ({"text": "code = "}, "n’est pas du TOML"),
    ({"text": "x = '\x00'"}, ""),
    ({"file": SimpleUploadedFile("x.toml", "é".encode("latin-1"))}, "pas en UTF-8"),
    ({"file": SimpleUploadedFile("x.toml", b"#" * 1_048_577)}, "dépasse 1 Mo"),
    ({"file": SimpleUploadedFile("x.toml", b"#" * 300_000)}, "dépasse 262144 caractères"),
]


@pytest.mark.parametrize(("sent", "words"), BAD)
def test_a_wrong_import_is_a_sentence(desk, sent, words) -> None:
    for each in sent.values():
        getattr(each, "seek", lambda _: None)(0)
    answer = desk.post(reverse("sessions:import_scenario", kwargs={"code": "RNCP35553"}), sent)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Scenario.objects.exists()


def test_a_story_of_another_qualification_does_not_fit(desk, fire) -> None:
    other_revision("RNCP35419")
    answer = desk.post(
        reverse("sessions:import_scenario", kwargs={"code": "RNCP35419"}),
        {"text": script_as_toml(script_of(fire))},
    )
    assert answer.status_code == 422
    assert "compétences inconnues" in answer.content.decode()
