"""Writing scenarios: by hand, from files; versions; what is offered and what is no more."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

import assessments.sessions
from assessments.sessions import actions
from assessments.sessions.models import Scenario
from assessments.sessions.rules import read_script, script_as_toml
from assessments.sessions.scripts import script_of
from ccas.refusals import Refusal
from tests.factories.framework import other_revision, shipped_revision
from tests.factories.sessions import RegistrationFactory, a_simulation

pytestmark = pytest.mark.django_db

SHIPPED = Path(assessments.sessions.__file__).parent / "data" / "RNCP35553"


@pytest.fixture
def values(officer):
    revision = shipped_revision()
    first = list(revision.blocks.get(position=1).competencies.order_by("position"))
    return {
        "revision": revision,
        "code": "feu-de-cave",
        "title": "Feu de cave",
        "brief": "Vous prenez l’appel.",
        "duration_minutes": 25,
        "injects": [
            (3, "radio", "Renfort demandé.", "Engager.", [each.pk for each in first]),
            (0, "112", "Fumée.", "Localiser.", [first[0].pk]),
        ],
        "documents": [
            ("plan", "La rue", "## La rue\n\n    x---y"),
            ("order", "Pour l’animateur", "- Attendre.", False),
        ],
        "competencies": first,
        "by": officer,
    }  # fmt: skip


def write(values, **changes) -> Scenario:
    merged = values | changes
    return actions.write_scenario(merged.pop("revision"), **merged)


def test_write_a_scenario(values) -> None:
    scenario = write(values)
    assert scenario.version == 1
    assert [inject.minute for inject in scenario.injects.all()] == [0, 3]
    assert scenario.competencies.count() == 13
    assert [inject.competencies.count() for inject in scenario.injects.all()] == [1, 13]
    assert list(scenario.documents.values_list("position", "nature", "handed_over")) == [
        (1, "plan", True),
        (2, "order", False),
    ]
    assert scenario.state == "draft"


def test_the_same_again_changes_nothing(values) -> None:
    assert write(values) == write(values)
    assert Scenario.objects.count() == 1


def test_before_use_it_is_corrected_after_use_it_is_a_new_version(values) -> None:
    first = write(values)
    assert write(values, title="Feu de sous-sol") == first
    first.refresh_from_db()
    assert (first.title, first.version) == ("Feu de sous-sol", 1)
    actions.publish_scenario(first, by=values["by"])
    a_simulation(RegistrationFactory(), scenario=first)
    second = write(values, injects=values["injects"][:1])
    assert second.version == 2
    assert first.injects.count() == 2
    assert write(values, injects=values["injects"][:1]) == second


@pytest.mark.parametrize(("changes", "words"), [
    ({"brief": " "}, "consigne"),
    ({"title": ""}, "porte un titre"),
    ({"duration_minutes": 3}, "tombe hors du scénario"),
    ({"competencies": []}, "aucune compétence"),
    ({"injects": [(1, "pigeon", "Message.", "Lire.")]}, "canal inconnu, « pigeon »"),
    ({"injects": [(1, "radio", "Message.", "")]}, "réaction attendue"),
    ({"injects": [(1, "radio", " ", "Lire.")]}, "ne dit rien"),
    ({"documents": [("sheet", " ", "Texte.")]}, "n’a pas de titre"),
    ({"documents": [("sheet", "Plan", "")]}, "n° 1 est vide"),
    ({"documents": [("song", "Plan", "Texte.")]}, "nature inconnue, « song »"),
    ({"code": "un code"}, "lettres, des chiffres et des tirets"),
    ({"code": "a" * 61}, "dépasse 60 caractères"),
    ({"title": "a" * 201}, "dépasse 200 caractères"),
])  # fmt: skip
def test_a_scenario_refused(values, changes, words) -> None:
    with pytest.raises(Refusal, match=words):
        write(values, **changes)
    assert not Scenario.objects.exists()


def test_competencies_of_another_qualification_are_refused(values) -> None:
    foreign = other_revision("RNCP35419").blocks.first().competencies.first()
    with pytest.raises(Refusal, match="n’est pas de RNCP35553"):
        write(values, competencies=[foreign])


def test_only_the_officer_writes(values, make_actor) -> None:
    with pytest.raises(Refusal, match="Seul le gestionnaire"):
        write(values, by=make_actor("evaluator"))


def test_a_competency_called_for_is_said_observable(values) -> None:
    kept = values["competencies"][:3]
    with pytest.raises(Refusal, match="ne dit pas observable") as refused:
        write(values, competencies=kept)
    assert len(refused.value.sentences) == 1  # the event of minute 3 only
    assert not Scenario.objects.exists()


# -- Draft, published, retired ---------------------------------------------------------------


@pytest.fixture
def published(values):
    return actions.publish_scenario(write(values), by=values["by"])


def played(scenario) -> Scenario:
    a_simulation(RegistrationFactory(), scenario=scenario)
    return scenario


def test_a_story_is_offered_once_published(values) -> None:
    draft = write(values)
    assert not Scenario.objects.offered().exists()
    actions.publish_scenario(draft, by=values["by"])
    assert Scenario.objects.offered().get() == draft
    with pytest.raises(Refusal, match="à l’état « publié »"):
        actions.publish_scenario(draft, by=values["by"])


@pytest.mark.parametrize(("changes", "words"), [
    ({"injects": []}, "aucun événement"),
    ({"injects": [(0, "112", "Fumée.", "Localiser.")]}, "aucun événement ne les appelle"),
])  # fmt: skip
def test_what_keeps_a_draft_from_being_offered(values, changes, words) -> None:
    draft = write(values, **changes)
    with pytest.raises(Refusal, match=words):
        actions.publish_scenario(draft, by=values["by"])
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_a_competency_never_called_for_is_named(values) -> None:
    events = [(0, "112", "Fumée.", "Localiser.", [each.pk for each in values["competencies"][1:]])]
    with pytest.raises(Refusal) as refused:
        actions.publish_scenario(write(values, injects=events), by=values["by"])
    assert refused.value.sentences == [
        "La compétence BC01 n° 1 est dite observable, mais aucun événement ne l’appelle : dites"
        " lequel, ou retirez-la."
    ]


def test_what_is_published_stays_fit_to_be_offered(values, published) -> None:
    with pytest.raises(Refusal, match="aucun événement"):
        write(values, injects=[])
    assert published.injects.count() == 2
    assert write(values, title="Feu de sous-sol") == published  # never played: corrected in place


def test_the_next_version_takes_the_place_of_the_one_before(values, published) -> None:
    played(published)
    second = write(values, title="Feu de sous-sol")
    assert (second.version, second.state) == (2, "draft")
    assert Scenario.objects.offered().get() == published
    actions.publish_scenario(second, by=values["by"])
    published.refresh_from_db()
    assert (published.state, Scenario.objects.offered().get()) == ("retired", second)


def test_a_retired_story_is_offered_no_more_and_may_come_back(values, published) -> None:
    officer = values["by"]
    actions.retire_scenario(played(published), by=officer)  # used, and still retired
    assert not Scenario.objects.offered().exists()
    assert actions.restore_scenario(published, by=officer).state == "published"
    second = actions.publish_scenario(write(values, title="Feu de sous-sol"), by=officer)
    with pytest.raises(Refusal, match="La version 2 de ce scénario est au catalogue"):
        actions.restore_scenario(published, by=officer)
    actions.retire_scenario(second, by=officer)
    assert actions.restore_scenario(published, by=officer).version == 1


def test_writing_after_a_retirement_makes_a_version(values, published) -> None:
    actions.retire_scenario(published, by=values["by"])
    assert write(values, title="Feu de sous-sol").version == 2


@pytest.mark.parametrize("verb", ["publish_scenario", "retire_scenario", "restore_scenario"])
def test_only_the_officer_keeps_the_catalogue(values, make_actor, verb) -> None:
    with pytest.raises(Refusal, match="Seul le gestionnaire"):
        getattr(actions, verb)(write(values), by=make_actor("auditor"))


# -- Files -----------------------------------------------------------------------------------


def load(text: str, officer) -> Scenario:
    return actions.load_scenario(shipped_revision(), text, by=officer)


@pytest.fixture
def file() -> str:
    return (SHIPPED / "feu-immeuble.toml").read_text(encoding="utf-8")


def test_loading_twice_changes_nothing(officer) -> None:
    first = actions.load_scenarios(shipped_revision(), SHIPPED, by=officer)
    again = actions.load_scenarios(shipped_revision(), SHIPPED, by=officer)
    assert first == again
    assert Scenario.objects.count() == len(again) == 12
    assert {scenario.version for scenario in again} == {1}


def test_a_file_that_changed_is_read_again(file, officer) -> None:
    first = load(file, officer)
    assert load(file + "# une note\n", officer) == first
    second = load(file.replace("22 h 40", "23 h 40"), officer)
    assert (second.pk, second.version) == (first.pk, 1)
    assert "23\u00a0h 40" in second.brief
    played(second)
    third = load(file, officer)
    assert (third.version, third.state) == (2, "published")
    second.refresh_from_db()
    assert second.state == "retired"
    assert load(file.replace("22 h 40", "23 h 40"), officer) == second  # it was loaded once


def test_a_file_never_undoes_what_an_officer_wrote(file, officer) -> None:
    scenario = load(file, officer)
    Scenario.objects.filter(pk=scenario.pk).update(title="Réécrit par le service")
    assert load(file, officer).title == "Réécrit par le service"
    new = load(file.replace("22 h 40", "23 h 40"), officer)
    assert new.version == 2
    scenario.refresh_from_db()
    assert scenario.title == "Réécrit par le service"


def test_a_story_that_was_retired_stays_so(file, officer) -> None:
    actions.retire_scenario(load(file, officer), by=officer)
    new = load(file.replace("22 h 40", "23 h 40"), officer)
    assert (new.version, new.state) == (2, "draft")
    assert not Scenario.objects.offered().exists()


def test_an_imported_file_is_a_draft_and_goes_out_as_it_came(file, officer) -> None:
    scenario = actions.import_scenario(shipped_revision(), file, by=officer)
    assert scenario.state == "draft"
    assert script_as_toml(script_of(scenario)) == script_as_toml(read_script(file))


HEAD = """
code='a'
title='t'
brief='b'
duration_minutes=9
"""
ONE = "[[observable]]\nblock='RNCP35553BC01'\npositions=[1]\n"
BAD = [
    ("code = ", "n’est pas du TOML"),
    ("title = 'x'", "il manque « code »"),
    ("observable = 3", "« observable » doit être une suite de tables"),
    (HEAD + "injects=[]\n[[observable]]\nblock='RNCP35553BC01'\npositions=[1, 99]",
     "RNCP35553BC01 n° 99"),
    (HEAD + ONE + "[[injects]]\nminute='x'\nchannel='112'\ntext='t'\nexpected='e'",
     "événement n° 1 : « minute » doit être un nombre entier"),
    (HEAD + ONE + "[[injects]]\nminute=true\nchannel='112'\ntext='t'\nexpected='e'",
     "« minute » doit être un nombre entier"),
    (HEAD + ONE + "[[injects]]\nminute=-1\nchannel='112'\ntext='t'\nexpected='e'",
     "« minute » doit être un nombre entier"),
    (HEAD + "injects=[]\n" + ONE + "[[documents]]\ntitle=['x']\ntext='t'\nnature='plan'",
     "document n° 1 : « title » doit être un texte"),
    (HEAD + "injects=[]\n" + ONE
     + "[[documents]]\ntitle='x'\ntext='t'\nnature='plan'\nhanded_over=1",
     "doit être true ou false"),
    (HEAD.replace("9", "99999") + "injects=[]\n" + ONE, "« duration_minutes » doit être"),
    (HEAD + ONE + "[[injects]]\nminute=1\nchannel='112'\ntext='t'\nexpected='e'\n" * 61,
     "« injects » compte 61 lignes, 60 au plus"),
    (HEAD + "# " + "x" * 262_144, "dépasse 262144 caractères"),
    (HEAD + "# \x00", "caractère nul"),
    (HEAD + "brief='b'", "n’est pas du TOML"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "words"), BAD)
def test_a_wrong_file_is_refused_by_name_and_nothing_is_loaded(
    tmp_path, officer, file, text, words
) -> None:
    (tmp_path / "a-good.toml").write_text(file)
    (tmp_path / "b-wrong.toml").write_text(text)
    with pytest.raises(Refusal, match=r"b-wrong\.toml") as refused:
        actions.load_scenarios(shipped_revision(), tmp_path, by=officer)
    assert any(words in sentence for sentence in refused.value.sentences)
    assert not Scenario.objects.exists()


def test_a_file_that_is_not_utf8(tmp_path, officer) -> None:
    (tmp_path / "a.toml").write_bytes("code = 'é'".encode("latin-1"))
    with pytest.raises(Refusal, match="n’est pas en UTF-8"):
        actions.load_scenarios(shipped_revision(), tmp_path, by=officer)


def test_an_empty_folder_is_refused(tmp_path, officer) -> None:
    with pytest.raises(Refusal, match="aucun scénario"):
        actions.load_scenarios(shipped_revision(), tmp_path, by=officer)


def test_the_command_loads_what_ships_and_says_so(capsys) -> None:
    shipped_revision()
    call_command("load_scenarios", "RNCP35553")
    said = capsys.readouterr().out
    assert len(said.splitlines()) == Scenario.objects.offered().count() == 12
    assert "Feu d’immeuble, une famille réfugiée au balcon (v1) : publié." in said
    call_command("load_scenarios", "RNCP35553")
    assert Scenario.objects.count() == 12


def test_the_command_refuses_in_words(tmp_path) -> None:
    with pytest.raises(CommandError, match="RNCP35553 n’est pas chargée"):
        call_command("load_scenarios", "RNCP35553")
    other_revision("RNCP35419")
    with pytest.raises(CommandError, match="Aucun scénario n’est livré avec RNCP35419"):
        call_command("load_scenarios", "RNCP35419")
    (tmp_path / "a.toml").write_text("code = ")
    with pytest.raises(CommandError, match="Rien n’a été chargé"):
        call_command("load_scenarios", "RNCP35419", folder=tmp_path)
