"""A test that drives a browser may fail once, nothing else may; a bench chosen runs alone."""

import os
from pathlib import Path

import pytest

from setup import verify
from setup.processes import Supervisor

INI = "[pytest]\naddopts = -p no:randomly -p no:django\nmarkers =\n    browser: a real Chromium\n"
#: Fails until its file is there, which it makes: the second time it passes.
ONCE = """
import pathlib, pytest
{mark}
def test_{name}():
    been = pathlib.Path("{name}.been")
    again = been.exists()
    been.touch()
    assert again
"""
ALWAYS = """
import pytest
{mark}
def test_{name}():
    assert False
"""
AT_FULL_SIZE = """
import os, pathlib
def test_{name}():
    pathlib.Path("{name}.been").touch()
    assert os.environ["CCAS_BENCH"] == "full"
"""
BROWSER = "@pytest.mark.browser"


@pytest.fixture
def run(tmp_path: Path, monkeypatch) -> verify.Run:
    """A run whose project is an empty folder with pytest's settings."""
    monkeypatch.setattr(verify, "ROOT", tmp_path)
    monkeypatch.setattr(verify, "PROCESSES", 0)
    (tmp_path / "pytest.ini").write_text(INI)
    with Supervisor(tmp_path / "run") as supervisor:
        env = {**os.environ, "PYTEST_ADDOPTS": ""}
        for name in [name for name in env if name.startswith("PYTEST_XDIST")]:
            del env[name]
        yield verify.Run(supervisor, env)


def write(folder: Path, **bodies: str) -> None:
    for name, body in bodies.items():
        mark = BROWSER if name.startswith("browser") else ""
        (folder / f"test_{name}.py").write_text(body.format(mark=mark, name=name))


def test_a_browser_slow_once_is_told_and_passes(run, tmp_path, capfd):
    write(tmp_path, browser_slow=ONCE, other=ONCE.replace("assert again", "assert True"))
    assert run.tests([]) == 0
    assert "FIGURE browser_tests_tried_twice 1 tests" in capfd.readouterr().out


def test_a_browser_that_fails_twice_fails(run, tmp_path):
    write(tmp_path, browser_wrong=ALWAYS, browser_slow=ONCE)
    assert run.tests([]) == 1


def test_anything_else_is_tried_once(run, tmp_path, capfd):
    write(tmp_path, race=ONCE, browser_slow=ONCE)
    assert run.tests([]) == 1
    assert "tried_twice" not in capfd.readouterr().out


def test_what_is_chosen_by_hand_is_tried_once(run, tmp_path):
    write(tmp_path, browser_slow=ONCE)
    assert run.tests(["."]) == 1


def test_a_bench_named_by_its_tests_is_that_alone_and_at_full_size(run, tmp_path):
    write(tmp_path, chosen=AT_FULL_SIZE, other=ALWAYS)
    assert run.bench(["test_chosen.py"]) == 0
    assert (tmp_path / "chosen.been").exists()


def test_options_of_a_bench_name_no_test(run, tmp_path):
    """Control: everything is measured, and this folder has no program to begin with."""
    write(tmp_path, chosen=AT_FULL_SIZE)
    assert run.bench(["--each", "1"]) != 0
    assert not (tmp_path / "chosen.been").exists()
