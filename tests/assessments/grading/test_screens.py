"""The screens: who reaches them, what they show, how they answer to bad input."""

import json
import re
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from assessments.grading import actions
from assessments.grading.models import Rating, SheetAct
from assessments.sessions.models import SimulationState
from ccas import clock
from tests.factories.grading import (
    DAY,
    a_simulation,
    actor_of,
    competencies_of,
    fill,
    opened_sheets,
    tap,
)
from tests.kept import Kept

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_the_day():
    with clock.moved_to(DAY):
        yield


def planned():
    """A simulation, planned on its day."""
    with clock.moved_to(DAY):
        return a_simulation(blocks=(1,), unseen=1)


one = Kept(planned)


@pytest.fixture
def simulation():
    return one()


@pytest.fixture
def sheet(simulation):
    return opened_sheets(simulation)[0]


@pytest.fixture
def evaluator(sheet, sign_in):
    return sign_in(actor_of(sheet.evaluator))


def said(**fields):
    return {"client": str(uuid4()), "sequence": "1", "kind": "rate"} | fields


def text_of(response):
    return re.sub(r"\s+", " ", response.content.decode().replace("\xa0", " "))


# -- The day --------------------------------------------------------------------------------------


def test_the_day_says_the_state_of_each_sheet(simulation, sheet, evaluator):
    url = reverse("grading:today")
    assert "À ouvrir" in text_of(evaluator.get(url))
    tap(sheet, competencies_of(simulation)[0], "A")
    assert "En cours 1/13" in text_of(evaluator.get(url))
    fill(sheet)
    actions.sign_sheet(sheet, by=actor_of(sheet.evaluator))
    page = text_of(evaluator.get(url))
    assert "Signée à 09:30" in page
    assert "En attente de l’autre évaluateur" in page
    other = opened_sheets(simulation)[1]
    fill(other)
    actions.sign_sheet(other, by=actor_of(other.evaluator))
    assert reverse("grading:harmonise", args=[simulation.pk]) in text_of(evaluator.get(url))


def test_who_did_not_come_is_struck_through_and_has_no_button(simulation, evaluator):
    simulation.state = SimulationState.EXCUSED
    simulation.save()
    page = text_of(evaluator.get(reverse("grading:today")))
    assert "<s>" in page
    assert reverse("grading:open", args=[simulation.pk]) not in page


def test_another_day_is_one_link_away(evaluator):
    page = evaluator.get(reverse("grading:today"), {"jour": "2026-03-16"})
    assert "?jour=2026-03-17" in page.content.decode()
    for wrong in ("hier", "2026-02-30", "\0", ""):
        assert evaluator.get(reverse("grading:today"), {"jour": wrong}).status_code == 200


def test_opening_leads_to_one_s_own_sheet(sign_in):
    simulation = a_simulation()
    second = simulation.evaluators.get(position=2).person
    client = sign_in(actor_of(second))
    response = client.post(reverse("grading:open", args=[simulation.pk]))
    own = simulation.sheets.get(evaluator=second)
    assert response.url == reverse("grading:sheet", args=[own.pk])
    assert simulation.sheets.count() == 2


# -- The sheet without script ---------------------------------------------------------------------


def test_every_competency_has_its_line_and_its_four_targets(simulation, sheet, evaluator):
    page = text_of(evaluator.get(reverse("grading:sheet", args=[sheet.pk])))
    assert page.count('class="grid-target"') == 13 * 4
    assert page.count("grid-line--owed") == 13
    assert "0/13" in page
    assert "Rien à enregistrer" in page
    assert "L’appelant donne une adresse incomplète." in page
    assert "Fait préciser la commune et le numéro." in page
    assert "Hors scénario" in page


def test_a_plain_form_rates_and_comes_back_to_its_line(simulation, sheet, evaluator):
    line = competencies_of(simulation)[0]
    response = evaluator.post(
        reverse("grading:act", args=[sheet.pk]), said(competency=line.pk, value="A")
    )
    assert response.status_code == 302
    assert response.url.endswith(f"#ligne-{line.pk}")
    page = text_of(evaluator.get(reverse("grading:sheet", args=[sheet.pk])))
    assert "1/13" in page
    assert re.search(r"Enregistré à \d\d:\d\d:\d\d", page)
    assert page.count('aria-pressed="true"') == 1


def test_a_plain_form_that_comes_too_late_shows_both_values(simulation, sheet, evaluator):
    line = competencies_of(simulation)[0]
    first = tap(sheet, line, "A").act
    tap(sheet, line, "E")
    response = evaluator.post(
        reverse("grading:act", args=[sheet.pk]),
        said(competency=line.pk, value="N", previous=first.pk),
    )
    assert response.status_code == 409
    page = text_of(response)
    assert "Garder « En cours d’acquisition »" in page
    assert "Mettre « Non acquis »" in page
    form = page[page.index('class="grid-clash__choice"') :]
    previous = re.search(r'name="previous" value="([^"]+)"', form).group(1)
    again = evaluator.post(
        reverse("grading:act", args=[sheet.pk]),
        said(competency=line.pk, value="N", previous=previous),
    )
    assert again.status_code == 302
    assert Rating.objects.get().value == "N"


def test_signing_lists_what_is_missing_then_locks(simulation, sheet, evaluator):
    lines = competencies_of(simulation)
    for line in lines[:-2]:
        tap(sheet, line, "A")
    url = reverse("grading:sign", args=[sheet.pk])
    refused = evaluator.post(url)
    assert refused.status_code == 422
    page = text_of(refused)
    assert "Il manque 2 réponses" in page
    assert "compétence 12" in page and "compétence 13" in page
    for line in lines[-2:]:
        tap(sheet, line, "O")
    assert evaluator.post(url).status_code == 302
    page = text_of(evaluator.get(reverse("grading:sheet", args=[sheet.pk])))
    assert "Grille signée le 17 mars 2026 à 09:30" in page
    assert '<button type="submit" class="grid-target"' not in page


def test_what_the_scenario_does_not_show_goes_in_one_tap(sheet, evaluator):
    url = reverse("grading:not_observable", args=[sheet.pk])
    evaluator.post(url, {"client": str(uuid4())})
    assert list(sheet.ratings.values_list("value", flat=True)) == ["O"]
    assert evaluator.post(url, {"client": "\0"}).status_code in {302, 422}


# -- What the live sheet is told, and may keep ----------------------------------------------------


def config_in(page):
    found = re.search(r'<script id="grille-config" type="application/json">(.*?)</script>', page)
    return json.loads(found.group(1))


def test_the_live_sheet_is_told_its_lines_its_events_and_its_phases(simulation, sheet, evaluator):
    response = evaluator.get(reverse("grading:sheet", args=[sheet.pk]))
    config = config_in(response.content.decode())
    assert config["person"] == str(sheet.evaluator.user_id)
    assert [line["id"] for line in config["lines"]] == [
        competency.pk for competency in competencies_of(simulation)
    ]
    assert [line["observable"] for line in config["lines"]] == [True] * 12 + [False]
    assert [inject["second"] for inject in config["injects"]] == [120, 540]
    assert [phase["code"] for phase in config["phases"]] == ["briefing", "simulation", "rating"]
    assert config["zero"] == config["phases"][1]["starts_at"]
    assert "value" not in json.dumps(config), "no rating travels in the page that a device keeps"


def test_extra_time_is_in_the_phases(simulation, sheet, evaluator):
    candidate = simulation.registration.enrolment.candidate
    url = reverse("grading:sheet", args=[sheet.pk])

    def minutes():
        page = evaluator.get(url).content.decode()
        return [
            (datetime.fromisoformat(one["ends_at"]) - datetime.fromisoformat(one["starts_at"]))
            // timedelta(minutes=1)
            for one in config_in(page)["phases"]
        ]

    plain = minutes()
    candidate.extra_time_percent = 33
    candidate.save()
    longer = minutes()
    assert longer[0] > plain[0]
    assert longer[1] > plain[1]
    assert longer[2] == plain[2], "rating takes the evaluators no longer"


def test_only_one_s_own_open_sheet_may_be_kept_by_the_device(simulation, sheet, evaluator, sign_in):
    url = reverse("grading:sheet", args=[sheet.pk])
    response = evaluator.get(url)
    assert response["X-Device-Copy"] == "sheet"
    assert response["Cache-Control"] == "private, no-store"
    for other in opened_sheets(simulation):
        fill(other)
        actions.sign_sheet(other, by=actor_of(other.evaluator))
    signed = evaluator.get(url)
    assert signed.status_code == 200
    assert "X-Device-Copy" not in signed
    assert f'data-sheet-closed="{sheet.pk}"' in signed.content.decode()
    for path in ("grading:today", "grading:offline"):
        assert "X-Device-Copy" not in evaluator.get(reverse(path))


def test_the_key_of_a_device_is_of_one_person_and_survives_a_new_secret(sheet, sign_in, settings):
    url = reverse("grading:device")
    told = sign_in(actor_of(sheet.evaluator)).get(url)
    assert told["Cache-Control"] == "private, no-store"
    mine = told.json()
    assert mine["person"] == str(sheet.evaluator.user_id)
    assert mine["keys"] == sign_in(actor_of(sheet.evaluator)).get(url).json()["keys"]
    other = sheet.simulation.evaluators.get(position=2).person
    assert sign_in(actor_of(other)).get(url).json()["keys"] != mine["keys"]
    client = sign_in(actor_of(sheet.evaluator))
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-key-of-the-tests"
    client = sign_in(actor_of(sheet.evaluator))
    renewed = client.get(url).json()["keys"]
    assert renewed[1:] == mine["keys"]
    assert renewed[0] != mine["keys"][0]


def test_the_worker_is_a_script_of_the_sheets_alone(client):
    response = client.get(reverse("grading:worker"))
    assert response["Content-Type"] == "text/javascript; charset=utf-8"
    assert response["Service-Worker-Allowed"] == "/grilles/"
    script = response.content.decode()
    assert re.match(r'const VERSION = "[0-9a-f]{16}";\n', script)
    assert "worker-src 'self'" in response["Content-Security-Policy"]


def test_undo_gives_the_line_back(simulation, sheet, evaluator):
    line = competencies_of(simulation)[0]
    act = tap(sheet, line, "A").act
    url = reverse("grading:act", args=[sheet.pk])
    assert evaluator.post(url, said(kind="undo", previous=act.pk)).status_code == 302
    page = text_of(evaluator.get(reverse("grading:sheet", args=[sheet.pk])))
    assert "0/13" in page


HOSTILE = [
    {},
    {"client": "x"},
    {"client": "é\r\nX-Bad: 1", "sequence": "1"},
    {"sequence": "-1"},
    {"sequence": "9" * 500},
    {"competency": "\0"},
    {"competency": "9" * 40},
    {"value": "\0"},
    {"value": "A" * 5000},
    {"kind": "drop table"},
    {"kind": "note", "text": "\0"},
    {"kind": "note", "text": "x" * 100_000},
    {"previous": "\0"},
    {"previous": "a:b"},
    {"previous": ":"},
    {"previous": "1:2:3"},
    {"second": "NaN"},
    {"second": "1e9"},
    {"device_offset_ms": "9" * 30},
]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_fields_are_refused_with_a_sentence(simulation, sheet, evaluator, hostile):
    line = competencies_of(simulation)[0]
    fields = said(competency=line.pk, value="A") | hostile if hostile else {}
    response = evaluator.post(reverse("grading:act", args=[sheet.pk]), fields)
    assert response.status_code in {409, 422}
    assert not SheetAct.objects.exists()


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"{not json", "application/json"),
        (b"\xff\xfe\x00" * 50, "application/x-www-form-urlencoded"),
        (b"kind=" + b"a" * 2_100_000, "application/x-www-form-urlencoded"),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
        (b"", "text/plain"),
    ],
)
def test_hostile_bodies_are_never_a_500(sheet, evaluator, body, kind):
    evaluator.raise_request_exception = False
    response = evaluator.post(reverse("grading:act", args=[sheet.pk]), data=body, content_type=kind)
    assert 400 <= response.status_code < 500
    assert not SheetAct.objects.exists()


@pytest.mark.parametrize("name", ["act", "sign", "not_observable", "reopen"])
def test_what_writes_answers_to_post_alone(sheet, evaluator, name):
    assert evaluator.get(reverse(f"grading:{name}", args=[sheet.pk])).status_code == 405


@pytest.mark.parametrize("name", ["sheet", "history"])
def test_what_reads_answers_to_get_alone(sheet, evaluator, name):
    assert evaluator.post(reverse(f"grading:{name}", args=[sheet.pk])).status_code == 405


def test_the_history_keeps_every_act(simulation, sheet, evaluator):
    line = competencies_of(simulation)[0]
    tap(sheet, line, "A")
    last = tap(sheet, line, "N").act
    actions.record_act(
        sheet,
        client_id=uuid4(),
        sequence=1,
        kind="undo",
        previous_act=last,
        by=actor_of(sheet.evaluator),
    )
    page = text_of(evaluator.get(reverse("grading:history", args=[sheet.pk])))
    assert page.count('class="grid-history__act"') == 3
    assert "Annulation sur RNCP35553BC01.1" in page
