"""The twelve scenarios of RNCP35553: each one can be played, together they show everything."""

import re
from collections import Counter
from pathlib import Path

import pytest

import assessments.sessions
from assessments.framework.models import Competency
from assessments.sessions import actions
from assessments.sessions.models import Channel, DocumentNature, Scenario
from assessments.sessions.rules import Script, blocks_of, read_script, script_as_toml
from assessments.sessions.scripts import not_published_because, script_of
from tests.factories.framework import shipped_revision

SHIPPED = Path(assessments.sessions.__file__).parent / "data" / "RNCP35553"
FILES = sorted(SHIPPED.glob("*.toml"))
SCRIPTS = {path.stem: read_script(path.read_text(encoding="utf-8")) for path in FILES}
SUBJECTS = [
    "appel-langue-etrangere", "appel-silencieux", "arret-cardiaque", "canular",
    "carambolage-autoroute", "crue-eclair", "enfant-disparu-mer", "feu-immeuble", "fuite-gaz",
    "panne-radio", "rixe", "tuerie-de-masse",
]  # fmt: skip
WHOLE = {"RNCP35553BC01": 13, "RNCP35553BC02": 15, "RNCP35553BC03": 14}
#: Ranges that the regulator keeps for fiction.
FICTION = ("01 99 00", "02 61 91", "03 53 01", "04 65 71", "05 36 49", "06 39 98")

each = pytest.mark.parametrize("script", SCRIPTS.values(), ids=SCRIPTS.keys())


def words(script: Script) -> list[str]:
    """Every text that somebody reads."""
    return [
        script.title,
        script.brief,
        *(text for inject in script.injects for text in (inject.text, inject.expected)),
        *(text for paper in script.documents for text in (paper.title, paper.text)),
    ]


def test_twelve_subjects_each_in_its_file() -> None:
    assert sorted(SCRIPTS) == SUBJECTS
    assert {name: script.code for name, script in SCRIPTS.items()} == {n: n for n in SUBJECTS}


def test_together_they_show_the_42_competencies() -> None:
    shown = {line for script in SCRIPTS.values() for line in script.observable}
    assert Counter(block for block, _ in shown) == WHOLE
    # Its negative control: without the three that show BC03, something lacks.
    fewer = {
        line
        for name, script in SCRIPTS.items()
        if name not in ("crue-eclair", "panne-radio", "rixe")
        for line in script.observable
    }
    assert len(fewer) < 42


def test_each_block_is_shown_whole_by_several_stories() -> None:
    """A plan of one simulation per block has a choice."""
    for block, number in WHOLE.items():
        whole = [
            name
            for name, script in SCRIPTS.items()
            if sum(line[0] == block for line in script.observable) == number
        ]
        assert len(whole) >= 3, (block, whole)


@each
def test_a_story_shows_what_it_calls_for_and_nothing_else(script: Script) -> None:
    called = {line for inject in script.injects for line in inject.competencies}
    assert called == set(script.observable)
    assert all(inject.competencies for inject in script.injects)
    assert len(script.observable) <= 26, "nobody observes everything in one story"


@each
def test_a_story_is_played_within_its_time(script: Script) -> None:
    minutes = [inject.minute for inject in script.injects]
    assert 8 <= len(minutes) <= 14
    assert minutes == sorted(set(minutes))
    assert minutes[0] == 0
    assert minutes[-1] <= script.duration_minutes - 2, "the last reaction needs its time"
    assert 15 <= script.duration_minutes <= 40


@each
def test_a_story_is_whole(script: Script) -> None:
    assert {inject.channel for inject in script.injects} <= set(Channel.values)
    assert len({inject.channel for inject in script.injects}) >= 2
    assert 1 <= len(script.documents) <= 3
    assert {paper.nature for paper in script.documents} <= set(DocumentNature.values)
    assert all(blocks_of(paper.text) for paper in script.documents)
    assert len(script.brief.split()) >= 50
    assert all(len(inject.expected.split()) >= 12 for inject in script.injects)


BREAKING = re.compile(r"[^\s] [;:!?»]|« ")


@each
def test_typography(script: Script) -> None:
    for text in words(script):
        prose = "\n".join(
            block.text or "\n".join("\n".join(row) for row in block.rows)
            for block in blocks_of(text)
            if block.kind != "drawing"
        )
        for wrong in ("'", '"', "..."):
            assert wrong not in prose, prose
        assert text.count("«") == text.count("»"), text
        assert not BREAKING.search(prose), BREAKING.search(prose)
    assert BREAKING.search("Où ?")
    assert BREAKING.search("« Où")


def test_no_number_that_would_ring() -> None:
    numbers = [
        number
        for script in SCRIPTS.values()
        for text in words(script)
        for number in re.findall(r"\b0\d(?:[ .]\d\d){4}\b", text)
    ]
    assert len(numbers) > 10
    assert [number for number in numbers if not number.startswith(FICTION)] == []


@each
def test_the_canonical_file_says_the_same(script: Script) -> None:
    assert read_script(script_as_toml(script)) == script


@pytest.mark.django_db
def test_loaded_they_are_published_and_say_what_the_files_say(officer) -> None:
    loaded = actions.load_scenarios(shipped_revision(), SHIPPED, by=officer)
    assert [scenario.code for scenario in loaded] == SUBJECTS
    for scenario in loaded:
        assert scenario.state == "published"
        assert not_published_because(scenario) == []
        assert script_of(scenario) == SCRIPTS[scenario.code]
    shown = Competency.objects.filter(scenarios__in=loaded).distinct().count()
    assert shown == Competency.objects.filter(block__revision=shipped_revision()).count() == 42
    assert Scenario.objects.offered().count() == 12
