"""The rules of the house that a reader of the tree can check."""

import ast
import re
import tomllib
from pathlib import Path

import pytest
from django.db import models

from ccas.personal import impersonal, needs_declaration, personal, undeclared

ROOT = Path(__file__).resolve().parents[2]
CODE = [ROOT / name for name in ("ccas", "assessments", "certification", "setup")]
FORBIDDEN_NAMES = {"utils", "util", "common", "helpers", "helper", "services", "misc"}
LONGEST = 400
#: Data about a qualification may stand in data files, in tests and in the demonstration only.
#: (RS256 and its kin are names of signatures.)
QUALIFICATION_WORDS = re.compile(r"\b(?!RS(?:256|384|512)\b)(?:RNCP|RS)\d{3,}(?:BC\d+)?\b")


def python_files(*folders: Path):
    for folder in folders:
        for path in sorted(folder.rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def entity_words() -> re.Pattern[str]:
    """The codes and names of the entities that the shipped rules files speak of."""
    words = set()
    for path in (ROOT / "assessments").rglob("data/*.toml"):
        for entity in tomllib.loads(path.read_text()).get("entities", []):
            words |= {entity["code"], entity["name"], entity["short_name"]}
    assert len(words) >= 8
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, sorted(words))) + r")(?!\w)", re.I)


def strings_of(source: str) -> list[str]:
    """Every string literal and every name of a module, docstrings left out."""
    tree = ast.parse(source)
    docs = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs
    ] + [node.id for node in ast.walk(tree) if isinstance(node, ast.Name)]


def speaks_of_a_qualification(source: str, entities: re.Pattern[str]) -> list[str]:
    """The RNCP codes and entity names that stand in a module's code."""
    return [
        text
        for text in strings_of(source)
        if QUALIFICATION_WORDS.search(text) or entities.search(text)
    ]


def test_no_qualification_and_no_entity_stands_in_the_code():
    entities = entity_words()
    found = {
        str(path.relative_to(ROOT)): words
        for path in python_files(*CODE)
        if "demonstration" not in path.parts
        and (words := speaks_of_a_qualification(path.read_text(), entities))
    }
    assert found == {}


@pytest.mark.parametrize("line", ['code = "RNCP35553BC01"', 'if entity == "BSPP": pass'])
def test_a_qualification_in_the_code_would_be_seen(line):
    assert speaks_of_a_qualification(line, entity_words())
    assert not speaks_of_a_qualification('"""RNCP35553"""', entity_words())


def too_long(paths, longest: int = LONGEST) -> dict[str, int]:
    return {
        str(path.relative_to(ROOT)): lines
        for path in paths
        if (lines := len(path.read_text().splitlines())) > longest
    }


def test_no_file_is_too_long():
    templates = [p for p in (ROOT / "templates").rglob("*") if p.suffix in {".html", ".css"}]
    assert too_long([*python_files(*CODE, ROOT / "tests"), *templates]) == {}
    assert too_long([Path(__file__)], longest=10), "the check sees a long file"


def test_no_drawer_of_odds_and_ends():
    names = {path.stem for path in python_files(*CODE, ROOT / "tests")}
    names |= {path.parent.name for path in python_files(*CODE, ROOT / "tests")}
    assert names & FORBIDDEN_NAMES == set()


def undocumented(source: str) -> list[str]:
    """Public functions and classes of a module that have no docstring."""
    return [
        node.name
        for node in ast.parse(source).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]


def test_rules_and_actions_say_what_they_do():
    pieces = [
        path
        for path in python_files(ROOT / "assessments", ROOT / "certification")
        if {"rules", "actions"} & {path.stem, path.parent.name}
    ]
    assert len(pieces) > 10
    found = {str(p.relative_to(ROOT)): n for p in pieces if (n := undocumented(p.read_text()))}
    assert found == {}
    assert undocumented("def decide(): pass") == ["decide"]


def test_every_free_valued_column_says_what_it_holds():
    assert list(undeclared({"ccas", "assessments", "certification"})) == []


def test_a_column_that_says_nothing_is_seen():
    silent = models.CharField(max_length=10)
    assert needs_declaration(silent)
    assert not hasattr(silent, "personal")
    assert impersonal(models.TextField()).personal is None
    declared = personal(models.DateField(), purpose="identité", retention="certification")
    assert declared.personal.retention == "certification"
    assert not needs_declaration(models.CharField(max_length=1, choices=[("a", "A")]))
    assert not needs_declaration(models.DateTimeField())


def test_every_retention_term_named_by_a_column_exists(settings):
    from django.apps import apps

    terms = {
        field.personal.retention
        for model in apps.get_models()
        for field in model._meta.local_concrete_fields
        if getattr(field, "personal", None)
    }
    assert terms
    assert terms <= set(settings.RETENTION_TERMS)


INLINE = re.compile(
    r"<script(?![^>]*\b(?:src|nonce|type=\"application/json\")\b)|\sstyle=|\son\w+=\""
)


def test_no_inline_script_or_style():
    pages = [
        path
        for path in (ROOT / "templates").rglob("*.html")
        if not {"pdf", "mail"} & set(path.relative_to(ROOT / "templates").parts)
    ]
    assert len(pages) > 10
    found = {str(p.relative_to(ROOT)): INLINE.findall(p.read_text()) for p in pages}
    assert {name: hits for name, hits in found.items() if hits} == {}
    assert INLINE.search('<p style="x">')
    assert INLINE.search("<script>")
