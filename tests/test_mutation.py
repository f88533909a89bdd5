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
    return {mutant.words: mutant for mutant in mutation.mutants_of(path, 100)}


def test_each_thing_that_can_be_spoiled_is_spoiled_once(module):
    path, _ = module
    found = mutation.mutants_of(path, 100)
    assert sorted(mutant.words for mutant in found) == sorted(
        [
            "GtE → Gt", "18 → 19", "answer forgotten",
            "answer forgotten", "And → Or", "Lt → LtE", "150 → 151",
        ]
    )  # fmt: skip
    assert [m.words for m in mutation.mutants_of(path, 3)] == [m.words for m in found[:3]]


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


def write_test(path: Path, words: str) -> list[Path]:
    file = path.parent / "test_toy.py"
    file.write_text(f"import toy_rules\n\n\ndef test_it():\n    {words}\n")
    return [file]


@pytest.mark.parametrize(
    ("words", "lives"),
    [("assert toy_rules.adult(40)", True), ("assert toy_rules.adult(18)", False)],
)
def test_a_weak_test_lets_it_live_and_a_good_one_kills_it(module, words, lives):
    """The negative control of the whole runner."""
    path, toy = module
    tests = write_test(path, words)
    apart = ("-p", "no:django")  # this process has its own already
    assert mutation.survives(None, toy, tests, apart)
    assert mutation.survives(by_words(path)["GtE → Gt"], toy, tests, apart) is lives
