"""The runner of mutants: it spoils what runs, wherever imported; a weak test lets it live."""

import importlib.util
import sys
from pathlib import Path

import pytest

from tests import mutation

RULES = """
def adult(age: int) -> bool:
    return age >= 18


class Person:
    def __init__(self, age):
        self.age = age

    @property
    def votes(self):
        return adult(self.age) and self.age < 150
"""


@pytest.fixture
def module(tmp_path: Path):
    path = tmp_path / "toy_rules.py"
    path.write_text(RULES)
    spec = importlib.util.spec_from_file_location("toy_rules", path)
    found = importlib.util.module_from_spec(spec)
    sys.modules["toy_rules"] = found
    spec.loader.exec_module(found)
    yield path, found
    del sys.modules["toy_rules"]


def by_words(path: Path) -> dict[str, mutation.Mutant]:
    return {mutant.words: mutant for mutant in mutation.mutants_of(path)}


def test_each_thing_that_can_be_spoiled_is_spoiled_once(module):
    path, _ = module
    found = mutation.mutants_of(path)
    assert [(mutant.function, mutant.words) for mutant in found] == [
        ("adult", "answer forgotten"),
        ("adult", "GtE → Gt"),
        ("adult", "18 → 19"),
        ("Person.votes", "answer forgotten"),
        ("Person.votes", "And → Or"),
        ("Person.votes", "Lt → LtE"),
        ("Person.votes", "150 → 151"),
    ]
    drawn = mutation.mutants_of(path, 3)
    assert [m.words for m in mutation.mutants_of(path, 3)] == [m.words for m in drawn]
    assert len({m.words for m in drawn} & {m.words for m in found}) == 3


def test_a_mutant_is_known_by_its_line_not_by_its_number(module):
    path, _ = module
    assert by_words(path)["Lt → LtE"].key[1:] == (
        "return adult(self.age) and self.age < 150",
        "self.age < 150",
        "Lt → LtE",
    )


def test_the_spoiled_rule_is_met_wherever_the_true_one_was_imported(module):
    path, toy = module
    elsewhere, person = toy.adult, toy.Person(18)
    assert elsewhere(18) and person.votes
    mutation.put_in_place(by_words(path)["GtE → Gt"], toy)
    assert not elsewhere(18)
    assert elsewhere(19)
    assert not person.votes


def test_a_method_is_spoiled_too(module):
    path, toy = module
    person = toy.Person(17)
    assert not person.votes
    mutation.put_in_place(by_words(path)["And → Or"], toy)
    assert person.votes


def tried(module, tests: str) -> dict[str, bool]:
    """What was done to the toy rules → whether these tests saw it."""
    path, toy = module
    file = path.parent / "test_toy.py"
    file.write_text(f"import toy_rules\n\n\n{tests}")
    apart = ("-p", "no:django")  # this process has its own already
    found = mutation.tried(mutation.mutants_of(path), {path: toy}, [file], apart)
    return {f"{mutant.function} {mutant.words}": died for mutant, died in found}


def test_a_weak_test_lets_it_live_and_a_good_one_kills_it(module):
    """The negative control of the whole runner."""
    weak = tried(module, "def test_it():\n    assert toy_rules.adult(40)\n")
    assert [words for words, died in weak.items() if died] == ["adult answer forgotten"]
    good = tried(
        module,
        "def test_it():\n"
        "    assert toy_rules.adult(18)\n\n\n"
        "def test_both_ages():\n"
        "    votes = {age: toy_rules.Person(age).votes for age in (17, 18, 149, 150)}\n"
        "    assert votes == {17: False, 18: True, 149: True, 150: False}\n",
    )
    assert all(good.values()), good


def test_tests_that_fail_with_nothing_spoiled_prove_nothing(module, capfd):
    with pytest.raises(SystemExit, match="sans que rien soit abîmé"):
        tried(module, "def test_it():\n    assert not toy_rules.adult(40)\n")
    assert "assert not" in capfd.readouterr().out


def test_what_is_explained_still_exists():
    """A row of the page is a mutant of today's rules, with a reason."""
    known = mutation.explained()
    rules = {name: mutation.mutants_of(mutation.ROOT / name) for name, *_ in known}
    mutants = {mutant.key for found in rules.values() for mutant in found}
    assert not set(known) - mutants
    assert all(len(why) > 20 for why in known.values())
    assert known, "the page is read"
