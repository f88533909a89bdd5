"""The project's own environment, .venv, made from requirements.lock with hashes required."""

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from setup.packages import HOMEBREW_LIBRARIES, install, venv_need
from setup.places import LOCK, PYTHON, ROOT, VENV, var
from setup.processes import Trouble, say

OLDEST_PYTHON = (3, 12)


def ensure_environment(venv: Path = VENV, lock: Path = LOCK) -> None:
    """Make or update the environment; does nothing while the lock is the one it was made from."""
    venv = venv.resolve()  # may be a link to a place with more room
    stamp = venv / "requirements.sha256"
    wanted = hashlib.sha256(lock.read_bytes()).hexdigest()
    with _alone(var() / "environment.lock"):
        sound = _runs(venv / "bin" / "python")
        if sound and stamp.exists() and stamp.read_text().strip() == wanted:
            return
        begun = time.monotonic()
        if not sound:
            _make(venv)
        say(f"Installation des bibliothèques dans {venv} (requirements.lock, empreintes exigées)…")
        done = subprocess.run(
            [
                *(venv / "bin" / "python", "-m", "pip", "install", "--quiet", "--no-input"),
                *("--disable-pip-version-check", "--require-hashes", "-r", lock),
            ],
            stdin=subprocess.DEVNULL,
            env={
                name: value
                for name, value in os.environ.items()
                if name not in ("PIP_USER", "PIP_TARGET")
            },
            check=False,
        )
        if done.returncode != 0:
            raise Trouble(
                "L'installation des bibliothèques a échoué : voyez les lignes de pip ci-dessus."
            )
        stamp.write_text(wanted + "\n")
        say(f"Environnement prêt en {seconds(begun)}.")


def _make(venv: Path) -> None:
    if importlib.util.find_spec("ensurepip") is None:
        install(venv_need(sys.version_info[:2]))
    # A half-made or foreign environment (moved, its Python gone) is replaced, never repaired.
    shutil.rmtree(venv, ignore_errors=True)
    done = subprocess.run(
        [sys.executable, "-m", "venv", venv],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise Trouble(
            f"{sys.executable} ne peut pas créer {venv} : {(done.stderr or done.stdout).strip()}"
        )


def _runs(python: Path) -> bool:
    """It runs, is recent enough, has pip, and was made at this very place: none can be moved."""
    look = (
        "import sys, importlib.util as u; "
        f"sys.exit(not (sys.version_info[:2] >= {OLDEST_PYTHON} and u.find_spec('pip')))"
    )
    try:
        done = subprocess.run(
            [python, "-c", look], stdin=subprocess.DEVNULL, capture_output=True, check=False
        )
    except OSError:
        return False
    scripts = python.with_name("pip")
    first = scripts.read_bytes().split(b"\n", 2)[:2] if scripts.exists() else []
    return done.returncode == 0 and any(os.fsencode(str(python.parent)) in line for line in first)


@contextlib.contextmanager
def _alone(file: Path) -> Iterator[None]:
    """Two commands at once on a fresh clone: the second waits for the first."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def seconds(begun: float) -> str:
    """The time since then, as one writes it in French."""
    return f"{time.monotonic() - begun:.1f} s".replace(".", ",")


def environment_for(settings: str, **more: str) -> dict[str, str]:
    """The variables of our programs: the person's own, and ours."""
    own = os.environ | {
        "DJANGO_SETTINGS_MODULE": settings,
        "PATH": f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}",
        "VIRTUAL_ENV": str(VENV),
        "PYTHONUNBUFFERED": "1",
    }
    if sys.platform == "darwin":
        # A Python that is not Homebrew's does not look there; the system drops the variable on the
        # way.
        own["DYLD_FALLBACK_LIBRARY_PATH"] = ":".join(HOMEBREW_LIBRARIES)
    return own | more


def make_lock() -> None:
    """Remake requirements.lock, for every platform, with hashes and no download address."""
    uv = shutil.which("uv") or shutil.which("uv", path=VENV / "bin")
    if not uv:
        raise Trouble(
            "Il manque uv, qui fait requirements.lock : pip install uv, puis relancez la commande."
        )
    subprocess.run(
        [
            *(
                uv,
                "pip",
                "compile",
                "--universal",
                "--generate-hashes",
                "--no-emit-index-url",
                "--no-header",
            ),
            *(
                "--python-version",
                "3.12",
                "pyproject.toml",
                "--group",
                "dev",
                "--group",
                "services",
            ),
            *("--quiet", "-o", LOCK.name),
        ],
        cwd=ROOT,
        check=True,
    )


if __name__ == "__main__":
    try:
        make_lock() if sys.argv[1:] == ["lock"] else ensure_environment()
    except Trouble as trouble:
        sys.exit(str(trouble))
    say(str(LOCK if sys.argv[1:] == ["lock"] else PYTHON))
