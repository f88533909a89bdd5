"""A group of tests runs in one process, else what they share is built as many times."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.groups import group_of

ROOT = Path(__file__).resolve().parents[1]
MODULE = """
import os
from pathlib import Path

import pytest

pytestmark = [pytest.mark.xdist_group("costly")]


@pytest.fixture(scope="module")
def built():
    Path("built", os.environ["PYTEST_XDIST_WORKER"]).touch()


@pytest.mark.parametrize("number", range(12))
def test_one(built, number):
    pass
"""
HOOK = """
from tests.groups import ByGroup


def pytest_xdist_make_scheduler(config, log):
    return ByGroup(config, log)
"""


def builders(folder: Path, hook: str) -> set[str]:
    """The processes that built what the group shares, when its tests run on two."""
    (folder / "built").mkdir(parents=True)
    (folder / "test_costly.py").write_text(MODULE, encoding="utf-8")
    (folder / "conftest.py").write_text(hook, encoding="utf-8")
    (folder / "pytest.ini").write_text("[pytest]\nmarkers = xdist_group\n", encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-n", "2", "--dist", "loadgroup"]
    done = subprocess.run(
        [*command, "-p", "no:django", "-p", "no:cacheprovider", "--rootdir", str(folder)],
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return {one.name for one in (folder / "built").iterdir()}


@pytest.mark.slow
def test_a_group_stays_in_one_process(tmp_path):
    assert len(builders(tmp_path / "held", HOOK)) == 1


def test_groups_are_read_where_they_are_written():
    assert group_of(ROOT / "tests" / "permissions" / "test_table.py") == "permissions"
    assert group_of(ROOT / "tests" / "browser" / "test_browser.py") == "browser"
    assert group_of(ROOT / "tests" / "conftest.py") is None
    assert group_of(ROOT / "tests" / "nowhere.py") is None


def test_what_lives_as_long_as_a_folder_ends_with_it():
    """pytest lets a fixture of a folder that is no package live until the end of the run."""
    shared = [
        path.parent
        for path in (ROOT / "tests").rglob("conftest.py")
        if 'scope="package"' in path.read_text(encoding="utf-8")
    ]
    assert shared
    assert [folder for folder in shared if not (folder / "__init__.py").exists()] == []
