"""A copy of the three apps in which a wrong import can be written."""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ("ccas", "assessments", "certification")


def copy_of_the_apps(folder: Path) -> Path:
    """The Python files of the apps, and the contracts."""
    for app in APPS:
        shutil.copytree(ROOT / app, folder / app, ignore=_only_python)
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def _only_python(folder: str, names: list[str]) -> set[str]:
    return {
        name
        for name in names
        if name == "__pycache__" or not (name.endswith(".py") or (Path(folder) / name).is_dir())
    }


def write_import(folder: Path, into: str, line: str) -> None:
    """Add a line to a module of the copy; the module is made when the room has none yet."""
    path = folder / Path(*into.split("."))
    path = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as module:
        module.write(f"\n{line}\n")


def lint_imports(folder: Path, contract: str | None = None) -> subprocess.CompletedProcess[str]:
    """Run import-linter in a folder, on one contract or all."""
    program = Path(sys.executable).with_name("lint-imports")
    chosen = ["--contract", contract] if contract else []
    return subprocess.run(
        [program, "--no-cache", *chosen],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        # Wide lines: a contract's name must not be wrapped.
        env={"PATH": "/usr/bin:/bin", "COLUMNS": "300", "PYTHONPATH": str(folder)},
    )
