"""Which Python the two commands choose, on machines that we imitate with small programs."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.setup.conftest import ROOT

SEARCH = ROOT / "setup" / "python.sh"


class Machine:
    """A PATH and a home of our own."""

    def __init__(self, folder: Path) -> None:
        self.bin = folder / "bin"
        self.home = folder / "home"
        self.bin.mkdir()
        self.home.mkdir()
        for tool in ("sh", "dirname"):
            found = next(p for p in (Path("/bin") / tool, Path("/usr/bin") / tool) if p.exists())
            (self.bin / tool).symlink_to(found)

    def program(self, path: Path, script: str) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
        return path

    def working(self, path: Path) -> Path:
        """A Python that works: this one."""
        return self.program(path, f'exec "{sys.executable}" "$@"')

    def old(self, path: Path) -> Path:
        """A Python that runs but is too old: it fails the question about its version."""
        return self.program(path, "exit 1")

    def dead_shim(self, path: Path) -> Path:
        """What pyenv leaves in PATH for a version that is not active."""
        return self.program(path, f"echo 'pyenv: {path.name}: command not found' >&2; exit 127")

    def without_ensurepip(self, path: Path) -> Path:
        """Debian's python3 without python3-venv."""
        script = f'case "$2" in *ensurepip*) exit 1;; esac; exec "{sys.executable}" "$@"'
        return self.program(path, script)

    def search(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["sh", SEARCH, *(arguments or ["--which"])],
            env={"PATH": str(self.bin), "HOME": str(self.home)},
            capture_output=True,
            text=True,
            check=False,
        )

    def found(self) -> Path:
        done = self.search()
        assert done.returncode == 0, done.stderr
        return Path(done.stdout.strip())


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_newest_name_first(machine: Machine):
    machine.working(machine.bin / "python3")
    machine.working(machine.bin / "python3.12")
    wished = machine.working(machine.bin / "python3.13")
    assert machine.found() == wished


def test_dead_shim_is_passed_over(machine: Machine):
    machine.dead_shim(machine.bin / "python3.14")
    machine.dead_shim(machine.bin / "python3.13")
    wished = machine.working(machine.bin / "python3.12")
    assert machine.found() == wished


def test_old_python_is_passed_over(machine: Machine):
    machine.old(machine.bin / "python3")
    wished = machine.working(machine.home / ".pyenv/versions/3.12.1/bin/python3")
    assert machine.found() == wished


def test_newest_pyenv_version_whatever_is_active(machine: Machine):
    machine.dead_shim(machine.bin / "python3.13")
    machine.old(machine.home / ".pyenv/versions/3.11.7/bin/python3")
    machine.working(machine.home / ".pyenv/versions/3.12.1/bin/python3")
    wished = machine.working(machine.home / ".pyenv/versions/3.13.0/bin/python3")
    assert machine.found() == wished


def test_python_that_cannot_make_environments_comes_last(machine: Machine):
    machine.without_ensurepip(machine.bin / "python3")
    wished = machine.working(machine.home / ".pyenv/versions/3.13.0/bin/python3")
    assert machine.found() == wished


def test_python_that_cannot_make_environments_rather_than_none(machine: Machine):
    wished = machine.without_ensurepip(machine.bin / "python3")
    assert machine.found() == wished


def test_uv_downloads_when_nothing_else_works(machine: Machine):
    machine.old(machine.bin / "python3")
    downloaded = machine.working(machine.home / "uv/python3.13")
    machine.program(
        machine.bin / "uv",
        'case "$1 $2" in\n'
        f'"python install") : > "{machine.home}/installed";;\n'
        f'"python find") [ "$3" = --managed-python ] && echo "{downloaded}";;\n'
        "esac",
    )
    assert machine.found() == downloaded
    assert (machine.home / "installed").exists()


def test_one_sentence_when_there_is_none(machine: Machine):
    machine.old(machine.bin / "python3")
    machine.dead_shim(machine.bin / "python3.13")
    done = machine.search()
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    for word in ("Python 3.12", "apt install", "dnf install", "brew install"):
        assert word in done.stderr


def test_it_runs_what_it_is_given_from_the_project(machine: Machine):
    machine.working(machine.bin / "python3.13")
    done = machine.search(
        "-c", "import os, sys; print(os.getcwd(), *sys.argv[1:])", "two words", ""
    )
    assert done.stdout == f"{ROOT} two words \n"
