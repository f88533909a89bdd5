"""The library on screen: find, read, print, compare, write without losing a word, publish."""

import re

import pytest
from django.urls import reverse

from assessments.sessions import actions
from assessments.sessions.models import Scenario
from assessments.sessions.rows import as_data
from assessments.sessions.scripts import script_of
from tests.assessments.sessions.test_shipped_scenarios import SHIPPED
from tests.factories.framework import shipped_revision
from tests.factories.sessions import (
    InjectFactory,
    RegistrationFactory,
    ScenarioFactory,
    a_simulation,
    at,
    with_account,
)

pytestmark = pytest.mark.django_db

CREATE = reverse("sessions:create_scenario", kwargs={"code": "RNCP35553"})


def url(name: str, scenario: Scenario, **more) -> str:
    return reverse(f"sessions:{name}", kwargs={"pk": scenario.pk} | more)


def calls(*ranks: int) -> list[str]:
    """Ids of competencies of the first block."""
    first = shipped_revision().blocks.get(position=1)
    return [str(first.competencies.get(position=rank).pk) for rank in ranks]


def event(minute=5, channel="radio", text="Renfort.", expected="Engager.", ranks=(1,)) -> dict:
    """One row, as `typed` sends it: `ranks` of the first block are what it calls for."""
    return {
        "minute": minute, "channel": channel, "text": text, "expected": expected, "ranks": ranks,
    }  # fmt: skip


HEAD = {
    "code": "feu-de-cave", "title": "Feu de cave", "duration_minutes": "20",
    "brief": "Vous prenez l’appel.",
}  # fmt: skip


def typed(*events: dict, papers: tuple[dict, ...] = (), **changes) -> dict:
    rows = [
        {name: value for name, value in each.items() if name != "ranks"}
        | ({"competencies": calls(*each["ranks"])} if "ranks" in each else {})
        for each in events
    ]
    return HEAD | as_data(rows, "inject") | as_data(papers, "document") | changes


# -- Writing ---------------------------------------------------------------------------------


def test_write_a_scenario_on_the_screen(desk) -> None:
    paper = {"nature": "plan", "title": "La rue", "text": "    x--y\n", "handed_over": "on"}
    answer = desk.post(CREATE, typed(event(ranks=(1, 3)), {}, papers=(paper, {})))
    scenario = Scenario.objects.get()
    assert answer.url == url("scenario", scenario)
    assert scenario.state == "draft"
    assert list(scenario.competencies.values_list("position", flat=True)) == [1, 3]
    assert scenario.injects.get().competencies.count() == 2
    assert scenario.documents.get().text == "    x--y"  # a drawing keeps its blanks


@pytest.mark.parametrize(("wrong", "words"), [
    (event(minute=25), "minute 25 tombe hors du scénario"),
    (event(channel=""), "Par quel canal"),
    (event(minute=""), "À quelle minute"),
    (event(minute="vite"), "Renfort."),
    (event(minute=10**9), "Renfort."),
    (event(text=""), "Que dit ou montre"),
    (event(expected=""), "Quelle réaction est attendue"),
    (event(channel="pigeon"), "Renfort."),
    (event(expected="Engager.\x00"), "Renfort."),
    ({**event(ranks=()), "ranks": (), "channel": ""}, "Par quel canal"),
])  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(desk, wrong, words) -> None:
    answer = desk.post(CREATE, typed(event(minute=1, text="Premier appel."), wrong))
    content = answer.content.decode()
    assert answer.status_code == 422
    assert words in content
    assert "Premier appel." in content
    assert "Feu de cave" in content
    assert not Scenario.objects.exists()


def test_a_paper_has_a_title_and_a_text(desk) -> None:
    answer = desk.post(CREATE, typed(event(), papers=({"nature": "plan", "title": "La rue"},)))
    assert answer.status_code == 422
    assert "Un document porte un titre et un texte." in answer.content.decode()


def values(content: str, field: str) -> list[str]:
    """What the rows of the page hold, in order, for a text field."""
    found = re.findall(
        rf'<(?:input|textarea)[^>]*name="inject-\d+-{field}"[^>]*?(?:value="([^"]*)"|>\s*([^<]*))',
        content,
    )
    return [one or other for one, other in found]


BUTTONS = [
    ({"inject_add": "1"}, ["A", "", "B", "C"]),
    ({"inject_add": "3"}, ["A", "B", "C", ""]),
    ({"inject_add": "99"}, ["A", "B", "C", ""]),
    ({"inject_remove": "1"}, ["A", "C"]),
    ({"inject_remove": "9"}, ["A", "B", "C"]),
    ({"inject_up": "2"}, ["A", "C", "B"]),
    ({"inject_up": "0"}, ["A", "B", "C"]),
    ({"inject_down": "0"}, ["B", "A", "C"]),
    ({"inject_down": "2"}, ["A", "B", "C"]),
    ({"inject_down": "x"}, ["A", "B", "C"]),
    ({"document_add": "0"}, ["A", "B", "C"]),
]


@pytest.mark.parametrize(("button", "rows"), BUTTONS)
def test_rows_are_added_removed_moved_without_a_script(desk, button, rows) -> None:
    three = [event(minute, text=text) for minute, text in ((1, "A"), (4, "B"), (9, "C"))]
    answer = desk.post(CREATE, typed(*three, **button))
    content = answer.content.decode()
    assert answer.status_code == 200
    assert values(content, "text") == rows
    assert "Rien n’est encore enregistré" in content
    assert "Vous prenez l’appel." in content
    assert content.count("checked") >= len([row for row in rows if row])
    assert not Scenario.objects.exists()


def test_two_events_that_change_places_take_each_other_s_minute(desk) -> None:
    two = [event(1, text="A"), event(4, text="B", channel="112")]
    content = desk.post(CREATE, typed(*two, inject_up="1")).content.decode()
    assert values(content, "text") == ["B", "A"]
    assert values(content, "minute") == ["1", "4"]


def test_what_is_not_valid_yet_survives_a_button(desk) -> None:
    content = desk.post(
        CREATE, typed(event(minute="bientôt"), title="", inject_add="1")
    ).content.decode()
    assert values(content, "minute")[0] == "bientôt"


def test_a_flood_of_rows_is_cut(desk) -> None:
    answer = desk.post(CREATE, typed(event()) | {"inject-TOTAL_FORMS": "999999999"})
    assert answer.status_code == 422
    answer = desk.post(CREATE, typed(event()) | {"inject-TOTAL_FORMS": "9999", "inject_add": "0"})
    assert answer.content.decode().count('<fieldset class="scenario-row"') == 60


def test_modify_a_used_scenario_writes_a_version(desk, fire) -> None:
    a_simulation(RegistrationFactory(), scenario=fire)
    page = desk.get(url("edit_scenario", fire)).content.decode()
    assert "nouvelle version" in page
    assert values(page, "minute")[:3] == ["0", "1", "3"]
    desk.post(url("edit_scenario", fire), typed(event(), code=fire.code))
    second = Scenario.objects.get(version=2)
    assert (second.title, second.state) == ("Feu de cave", "draft")
    fire.refresh_from_db()
    assert fire.title != "Feu de cave"


def test_the_page_of_a_story_gives_back_what_it_holds(desk, fire) -> None:
    """Saved as it was opened, nothing changes."""
    page = desk.get(url("edit_scenario", fire)).content.decode()
    events = [
        {
            "minute": each.minute, "channel": each.channel, "text": each.text,
            "expected": each.expected,
            "competencies": list(each.competencies.values_list("pk", flat=True)),
        }
        for each in fire.injects.all()
    ]  # fmt: skip
    papers = [
        {"nature": p.nature, "title": p.title, "text": p.text.replace("\n", "\r\n")}
        | ({"handed_over": "on"} if p.handed_over else {})
        for p in fire.documents.all()
    ]
    for each in events:
        assert f'value="{each["competencies"][0]}" checked' in page
    before = script_of(fire)
    head = {
        name: str(getattr(fire, name)).replace("\n", "\r\n")
        for name in ("code", "title", "duration_minutes", "brief")
    }
    desk.post(url("edit_scenario", fire), typed(*events, papers=tuple(papers), **head))
    fire.refresh_from_db()
    assert script_of(fire) == before
    assert Scenario.objects.count() == 1


# -- Life ------------------------------------------------------------------------------------


def test_publish_retire_restore_by_buttons(desk) -> None:
    desk.post(CREATE, typed(event()))
    scenario = Scenario.objects.get()
    for verb, state, words in (
        ("publish", "published", "est au catalogue"),
        ("retire", "retired", "n’est plus proposé"),
        ("restore", "published", "de nouveau proposé"),
    ):
        answer = desk.post(url(f"{verb}_scenario", scenario), follow=True)
        scenario.refresh_from_db()
        assert scenario.state == state
        assert words in answer.content.decode()


def test_what_keeps_a_draft_back_is_on_its_page(desk) -> None:
    desk.post(CREATE, typed(event(), block_1=calls(1, 2)))
    scenario = Scenario.objects.get()
    assert "BC01 n° 2 est dite observable" in desk.get(url("scenario", scenario)).content.decode()
    refused = desk.post(url("publish_scenario", scenario), follow=True).content.decode()
    assert "BC01 n°\u00a02 est dite observable" in refused
    scenario.refresh_from_db()
    assert scenario.state == "draft"


def test_a_retired_story_is_not_in_the_form_of_a_plan(desk, officer) -> None:
    kept, retired = ScenarioFactory(title="Histoire gardée"), ScenarioFactory(title="Retirée")
    actions.retire_scenario(retired, by=officer)
    ScenarioFactory(title="Brouillon", state="draft", published_at=None)
    registration = RegistrationFactory(session__revision=kept.revision)
    content = desk.get(reverse("sessions:plan", kwargs={"pk": registration.pk})).content.decode()
    assert "Histoire gardée" in content
    assert "Retirée" not in content
    assert "Brouillon" not in content


# -- Finding and reading ---------------------------------------------------------------------


@pytest.fixture
def library(officer):
    return actions.load_scenarios(shipped_revision(), SHIPPED, by=officer)


def titles(answer) -> set[str]:
    found = re.findall(r'scenario-card__title"><a[^>]*>([^<]*)<', answer.content.decode())
    assert len(found) == len(set(found))
    return set(found)


def test_the_library_is_found_by_what_it_shows(desk, library) -> None:
    index = reverse("sessions:scenarios")
    assert len(titles(desk.get(index))) == 12
    assert titles(desk.get(index, {"q": "radio"})) == {
        "Panne du réseau radio : tenir la salle en mode dégradé".replace(" :", "\u00a0:")
    }
    first = shipped_revision().blocks.get(position=1)
    shown = titles(desk.get(index, {"block": first.pk}))
    assert len(shown) == 9  # all but the pile-up, the flood and the radio failure
    eighth = shipped_revision().blocks.get(position=3).competencies.get(position=8)
    assert len(titles(desk.get(index, {"competency": eighth.pk}))) == 3
    assert len(titles(desk.get(index, {"longest": 20}))) == 3
    assert len(titles(desk.get(index, {"channel": "sms"}))) == 2
    assert titles(desk.get(index, {"state": "retired"})) == set()
    assert "Aucun scénario ne répond" in desk.get(index, {"q": "zzz"}).content.decode()


@pytest.mark.parametrize("bad", [
    {"block": "x"}, {"competency": "9999999999"}, {"longest": "1"}, {"channel": "pigeon"},
    {"q": "\x00"}, {"state": "lost"},
])  # fmt: skip
def test_a_strange_filter_is_no_fault(desk, bad) -> None:
    assert desk.get(reverse("sessions:scenarios"), bad).status_code == 200


def test_a_retired_version_is_listed_when_asked_for(desk) -> None:
    ScenarioFactory(code="a", title="Ancien récit", state="retired", retired_at=at(9))
    ScenarioFactory(code="a", title="Récit nouveau", version=2)
    index = reverse("sessions:scenarios")
    assert titles(desk.get(index)) == {"Récit nouveau"}
    assert titles(desk.get(index, {"state": "retired"})) == {"Ancien récit"}


def test_the_library_costs_as_much_for_twelve_as_for_one(
    desk, fire, officer, django_assert_num_queries
) -> None:
    index = reverse("sessions:scenarios")
    desk.get(index)
    with django_assert_num_queries(9):
        desk.get(index)
    actions.load_scenarios(shipped_revision(), SHIPPED, by=officer)
    with django_assert_num_queries(9):
        desk.get(index)


def test_a_story_is_read_whole(desk, fire) -> None:
    content = desk.get(url("scenario", fire)).content.decode()
    for words in (
        "Ça brûle dans la cuisine", "Obtenir l’adresse avant tout", "BC01 n°&nbsp;1, 5, 7",
        "rue des Verriers (sens unique", "Aucune session ne l’a encore joué",
    ):  # fmt: skip
        assert words in content
    simulation = a_simulation(RegistrationFactory(), scenario=fire)
    content = desk.get(url("scenario", fire)).content.decode()
    assert simulation.registration.session.name in content
    assert "Écrire une nouvelle version" in content


def test_the_candidate_s_papers_hold_nothing_of_the_story(desk, officer) -> None:
    text = (SHIPPED / "appel-silencieux.toml").read_text(encoding="utf-8")
    scenario = actions.load_scenario(shipped_revision(), text, by=officer)
    content = desk.get(url("scenario_papers", scenario)).content.decode()
    assert "TN Montaubrac 23" in content
    main = content[content.index('<article class="paper paper--sheet">') :]
    for secret in ("supplément", "couteau", "ne répond que par", "Appel silencieux"):
        assert secret not in main, secret


def test_an_evaluator_reads_what_they_play_and_no_more(fire, sign_in) -> None:
    simulation = a_simulation(RegistrationFactory(), scenario=fire)
    actor = with_account(simulation.evaluators.first().person, "evaluator")
    own = sign_in(actor)
    assert own.get(url("scenario", fire)).status_code == 200
    assert own.get(url("scenario_papers", fire)).status_code == 200
    other = InjectFactory().scenario
    for name in ("scenario", "scenario_papers"):
        assert own.get(url(name, other)).status_code == 404
    for name in ("export_scenario", "edit_scenario"):
        assert own.get(url(name, fire)).status_code == 404


def test_two_versions_are_compared(desk, fire, officer) -> None:
    a_simulation(RegistrationFactory(), scenario=fire)
    desk.post(url("edit_scenario", fire), typed(event(), code=fire.code))
    second = Scenario.objects.get(version=2)
    content = desk.get(url("compare_scenarios", second, other=fire.pk)).content.decode()
    assert "De la version 1 à la version 2" in content
    assert "<del>d’immeuble" in content
    back = desk.get(url("compare_scenarios", fire, other=second.pk)).content.decode()
    assert "De la version 1 à la version 2" in back
    same = desk.get(url("compare_scenarios", fire, other=fire.pk)).content.decode()
    assert "disent la même chose" in same
    stranger = InjectFactory().scenario
    assert desk.get(url("compare_scenarios", fire, other=stranger.pk)).status_code == 404
