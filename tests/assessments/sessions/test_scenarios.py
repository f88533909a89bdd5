"""Writing scenarios, versions, and the ones that ship with RNCP35553."""

import itertools
from pathlib import Path

import pytest

import assessments.sessions
from assessments.framework.models import Competency
from assessments.sessions import actions
from assessments.sessions.models import Scenario
from ccas.refusals import Refusal
from tests.factories.framework import other_revision, shipped_revision
from tests.factories.sessions import RegistrationFactory, a_simulation

pytestmark = pytest.mark.django_db

SHIPPED = Path(assessments.sessions.__file__).parent / "data" / "RNCP35553"


@pytest.fixture
def values(officer):
    revision = shipped_revision()
    return {
        "revision": revision,
        "code": "feu-de-cave",
        "title": "Feu de cave",
        "brief": "Vous prenez l’appel.",
        "duration_minutes": 25,
        "injects": [
            (3, "radio", "Renfort demandé.", "Engager."), (0, "112", "Fumée.", "Localiser."),
        ],
        "competencies": list(revision.blocks.get(position=1).competencies.all()),
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


def test_the_same_again_changes_nothing(values) -> None:
    assert write(values) == write(values)
    assert Scenario.objects.count() == 1


def test_before_use_it_is_corrected_after_use_it_is_a_new_version(values) -> None:
    first = write(values)
    assert write(values, title="Feu de sous-sol") == first
    first.refresh_from_db()
    assert (first.title, first.version) == ("Feu de sous-sol", 1)
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


@pytest.fixture
def shipped(officer):
    return {
        scenario.code: set(scenario.competencies.values_list("pk", flat=True))
        for scenario in actions.load_scenarios(shipped_revision(), SHIPPED, by=officer)
    }


def test_the_shipped_scenarios_cover_every_competency(shipped) -> None:
    assert len(shipped) >= 4
    every = set(Competency.objects.values_list("pk", flat=True))
    assert set.union(*shipped.values()) == every
    assert len(every) == 42


def test_two_or_three_shipped_scenarios_cover_three_blocks(shipped) -> None:
    every = set(Competency.objects.values_list("pk", flat=True))

    def enough(number: int) -> list[tuple[str, ...]]:
        return [
            codes
            for codes in itertools.combinations(sorted(shipped), number)
            if set.union(*(shipped[code] for code in codes)) == every
        ]

    assert ("crue-eclair-camping", "feu-appartement") in enough(2)
    assert ("accident-matieres-dangereuses", "disparition-inquietante",
            "rixe-arme-blanche-panne") in enough(3)  # fmt: skip


def test_loading_twice_changes_nothing(shipped, officer) -> None:
    again = actions.load_scenarios(shipped_revision(), SHIPPED, by=officer)
    assert len(again) == Scenario.objects.count() == len(shipped)
    assert {scenario.version for scenario in again} == {1}


BAD = [
    ("code = ", "n’est pas du TOML"),
    ("title = 'x'", "il manque 'observable'"),
    ("observable = 3", "il manque"),
    (
        "code='a'\ntitle='t'\nbrief='b'\nduration_minutes=9\ninjects=[]\n"
        "[[observable]]\nblock='RNCP35553BC01'\npositions=[1, 99]",
        "RNCP35553BC01 n° 99",
    ),
]


@pytest.mark.parametrize(("text", "words"), BAD)
def test_a_wrong_file_is_refused_by_name_and_nothing_is_loaded(
    tmp_path, officer, text, words
) -> None:
    good = (SHIPPED / "feu-appartement.toml").read_text()
    (tmp_path / "a-good.toml").write_text(good)
    (tmp_path / "b-wrong.toml").write_text(text)
    with pytest.raises(Refusal, match=r"b-wrong\.toml") as refused:
        actions.load_scenarios(shipped_revision(), tmp_path, by=officer)
    assert words in refused.value.sentences[0]
    assert not Scenario.objects.exists()


def test_an_empty_folder_is_refused(tmp_path, officer) -> None:
    with pytest.raises(Refusal, match="aucun scénario"):
        actions.load_scenarios(shipped_revision(), tmp_path, by=officer)
