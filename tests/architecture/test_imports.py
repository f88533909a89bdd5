"""The contracts on imports hold, each of them bites, and no two rooms need each other."""

import shutil
import tomllib
from pathlib import Path

import pytest

from tests.architecture.cycles import cycles, modules_of, named_imports
from tests.architecture.wrong_imports import (
    APPS,
    ROOT,
    copy_of_the_apps,
    lint_imports,
    write_import,
)

#: For each contract, imports that it must refuse: where, what.
WRONG = {
    "apps": [
        ("ccas.clock", "import assessments.framework.models"),
        ("assessments.grading.actions", "from certification.juries import models"),
        ("ccas.workflow", "def late():\n    from certification.home import views"),
    ],
    "assessments": [
        ("assessments.framework.models", "from assessments.people import models as right"),
        ("assessments.people.models", "from assessments.candidates import models as right"),
        ("assessments.candidates.models", "from assessments.practice import models as right"),
        ("assessments.practice.models", "from assessments.sessions import models as right"),
        ("assessments.sessions.models", "from assessments.grading import models as right"),
        ("assessments.framework.models", "import assessments.models"),
    ],
    "certification": [
        ("certification.juries.rules", "from certification.deliberation import rules as right"),
        ("certification.deliberation.rules", "from certification.awards import rules as right"),
        ("certification.awards.rules", "from certification.register import rules as right"),
        ("certification.register.rules", "from certification.home import urls as right"),
        ("certification.juries.rules", "import certification.models"),
        ("certification.home.urls", "from certification import invariants"),
    ],
    "platform": [
        ("ccas.clock", "from ccas import journal"),
        ("ccas.journal.writing", "from ccas import workflow"),
        ("ccas.workflow", "from ccas import access"),
        ("ccas.access", "from ccas.interface import navigation"),
        ("ccas.interface.forms", "from ccas.jobs import queue"),
        ("ccas.interface.navigation", "from ccas.exchange import lists"),
        ("ccas.exchange.lists", "from ccas.jobs import queue"),
        ("ccas.jobs.queue", "from ccas.documents import models as right"),
        ("ccas.documents.models", "from ccas.outbox import models as right"),
        ("ccas.outbox.models", "from ccas.accounts import models as right"),
        ("ccas.accounts.models", "from ccas.api import models as right"),
    ],
    "rules": [
        ("assessments.practice.rules", "from django.utils import timezone"),
        ("certification.juries.rules.links", "from assessments.framework import models as unpure"),
        ("certification.deliberation.rules", "from ccas import journal"),
        ("ccas.periods", "import django"),
    ],
}
#: A module that no layer names: the plan must say where it belongs.
HOMELESS = {
    "assessments": "assessments.attic",
    "certification": "certification.attic",
    "platform": "ccas.attic",
}


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_of_the_apps(tmp_path_factory.mktemp("apps"))


@pytest.fixture
def copy(pristine: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(pristine, tmp_path / "copy"))


def test_contracts_hold():
    done = lint_imports(ROOT)
    assert done.returncode == 0, done.stdout
    assert f"{len(WRONG)} kept, 0 broken" in done.stdout


def test_every_contract_has_wrong_imports_to_refuse():
    config = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    assert {contract["id"] for contract in config["contracts"]} == set(WRONG)
    assert set(config["root_packages"]) == set(APPS)


def test_no_contract_has_an_exception():
    config = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    for contract in config["contracts"]:
        assert not contract.get("ignore_imports") and not contract.get("exhaustive_ignores")


@pytest.mark.parametrize("contract", WRONG)
def test_contract_bites(copy: Path, contract: str):
    for into, line in WRONG[contract]:
        write_import(copy, into, line)
    done = lint_imports(copy, contract)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "0 kept, 1 broken" in done.stdout
    # Each wrong import is named, or it would pass when written alone.
    missed = [into for into, _line in WRONG[contract] if f"{into} -> " not in done.stdout]
    assert missed == [], done.stdout


@pytest.mark.parametrize(("contract", "module"), HOMELESS.items())
def test_a_module_outside_the_plan_is_refused(copy: Path, contract: str, module: str):
    write_import(copy, module, "ROOM = 'a room that no contract knows'")
    done = lint_imports(copy, contract)
    assert done.returncode == 1, done.stdout + done.stderr
    assert module in done.stdout


# -- cycles, counted by other means than import-linter ---------------------------------------------


def test_no_cycle_between_apps():
    assert cycles(named_imports(ROOT, depth=1)) == []


def test_no_cycle_between_rooms():
    imports = named_imports(ROOT, depth=2)
    assert len(imports) > 20  # the count below looked at something
    assert cycles(imports) == []


def test_every_module_is_seen_by_the_count():
    assert {app: modules_of(ROOT, app) > 5 for app in APPS} == dict.fromkeys(APPS, True)


@pytest.mark.parametrize(
    ("depth", "into", "line", "expected"),
    [
        (1, "ccas.clock", "import assessments.framework.models", ["assessments", "ccas"]),
        (
            2,
            "assessments.framework.models",
            "from assessments.people.models import Person",
            ["assessments.framework", "assessments.people"],
        ),
        (
            2,
            "ccas.journal.writing",
            "def late():\n    from ccas import workflow",
            ["ccas.journal", "ccas.workflow"],
        ),
    ],
)
def test_a_cycle_is_counted(copy: Path, depth: int, into: str, line: str, expected: list[str]):
    # The left module may not know its right neighbour yet: make sure that it does.
    write_import(copy, "assessments.people.models", "from assessments.framework import models as m")
    write_import(copy, into, line)
    found = cycles(named_imports(copy, depth=depth))
    assert len(found) == 1
    assert set(expected) <= set(found[0])
