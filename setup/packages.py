"""System libraries and programs: found, or installed where we may, or one sentence."""

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from setup.processes import Trouble, say

HOMEBREW_LIBRARIES = ("/opt/homebrew/lib", "/usr/local/lib")


@dataclass(frozen=True, slots=True)
class Need:
    """Something of the system, and what it is called where."""

    what: str
    debian: str
    fedora: str
    macos: str

    def sentence(self) -> str:
        """How to install it, for who must do it by hand."""
        return (
            f"Il manque {self.what}. Installez-le puis relancez la commande — "
            f"Debian, Ubuntu : sudo apt-get install {self.debian} · "
            f"Fedora : sudo dnf install {self.fedora} · macOS : brew install {self.macos}"
        )


PANGO = Need(
    "Pango, qui compose les PDF",
    "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0",
    "pango harfbuzz",
    "pango",
)
CHROMIUM = Need(
    "Chromium, pour les tests de pages (celui de snap ne convient pas)",
    "chromium",
    "chromium",
    "--cask google-chrome",
)
ANTIVIRUS = Need(
    "clamd, l'antivirus, pour les tests de fichiers reçus",
    "clamav-daemon",
    "clamd",
    "clamav",
)

POPPLER = Need(
    "Poppler, qui lit et dessine les PDF, pour les tests de documents",
    "poppler-utils",
    "poppler-utils",
    "poppler",
)


TOKEN = Need(
    "SoftHSM, un jeton de sécurité logiciel, pour les tests de la clé PKCS#11",
    "softhsm2",
    "softhsm",
    "softhsm",
)


def venv_need(version: tuple[int, int]) -> Need:
    """The module that makes environments, which Debian packs apart."""
    name = f"python{version[0]}.{version[1]}"
    return Need(f"le module venv de {name}", f"{name}-venv", "python3", "python@3.13")


def is_debian() -> bool:
    """Debian or one of its children, with apt-get at hand."""
    return (
        sys.platform == "linux"
        and Path("/etc/debian_version").exists()
        and bool(shutil.which("apt-get"))
    )


def _privilege() -> list[str] | None:
    """What to put before a command to run it as root; None when we may not."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo"):
        asked = subprocess.run(
            ["sudo", "-n", "true"], capture_output=True, check=False, stdin=subprocess.DEVNULL
        )
        if asked.returncode == 0:
            return ["sudo", "-n"]
    return None


def install(need: Need) -> None:
    """Install it by apt where we are root or sudo asks no password; else the sentence."""
    privilege = _privilege() if is_debian() else None
    if privilege is None:
        raise Trouble(need.sentence())
    say(f"Il manque {need.what} : apt-get install {need.debian}…")
    quiet = [
        *privilege,
        "env",
        "DEBIAN_FRONTEND=noninteractive",
        "apt-get",
        "-qq",
        "-o",
        "Dpkg::Use-Pty=0",
    ]
    options = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "check": False}
    # A source that fails to refresh need not stop us: the install below says what is really
    # missing.
    subprocess.run([*quiet, "update"], **options)  # type: ignore[call-overload]
    packages = need.debian.split()
    done = subprocess.run(
        [*quiet, "install", "-y", "--no-install-recommends", *packages], **options
    )  # type: ignore[call-overload]
    if done.returncode != 0:
        raise Trouble(need.sentence())


def _loads(names: Sequence[str]) -> bool:
    for name in names:
        try:
            ctypes.CDLL(name)
        except OSError:
            continue
        return True
    return False


def has_pango() -> bool:
    """Pango, its FreeType part, HarfBuzz's subsetter (without it, PDFs take ten times longer)."""
    if sys.platform == "darwin":
        names = ("libpango-1.0.dylib", "libpangoft2-1.0.dylib", "libharfbuzz-subset.dylib")
        return all(
            _loads([name, *(f"{folder}/{name}" for folder in HOMEBREW_LIBRARIES)]) for name in names
        )
    names = ("libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz-subset.so.0")
    return all(_loads([name]) for name in names)


def ensure_pango() -> None:
    """Pango is there when this returns."""
    if not has_pango():
        install(PANGO)
        if not has_pango():
            raise Trouble(PANGO.sentence())


def find_chromium() -> Path | None:
    """A Chromium or Chrome that a test can drive: not Ubuntu's snap, which sees few folders."""
    if os.environ.get("CCAS_CHROMIUM"):
        return Path(os.environ["CCAS_CHROMIUM"])
    for name in ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"):
        found = shutil.which(name)
        if found and not _is_snap(Path(found)):
            return Path(found)
    for name in ("Google Chrome", "Chromium"):
        program = Path(f"/Applications/{name}.app/Contents/MacOS/{name}")
        if program.exists():
            return program
    return None


def _is_snap(program: Path) -> bool:
    real = program.resolve()
    if "snap" in real.parts or real.name == "snap":
        return True
    # Ubuntu's transitional package: a few lines of shell that call the snap, or say to install it.
    return real.stat().st_size < 8192 and b"snap" in real.read_bytes()


def _chromium_is_a_snap() -> bool:
    try:
        return "ID=ubuntu" in Path("/etc/os-release").read_text().splitlines()
    except OSError:
        return False


def ensure_chromium(playwright: Path) -> Path | None:
    """Chromium's path; None when Playwright's own copy is to be used."""
    found = find_chromium()
    if found:
        return found
    if _chromium_is_a_snap():
        # Ubuntu's package is the snap: Playwright's download instead.
        if _privilege() is None:
            raise Trouble(
                "Il manque Chromium, pour les tests de pages (celui d'Ubuntu, un snap, ne va pas). "
                f"Installez-le puis relancez : {playwright} install --with-deps chromium"
            )
        say("Il manque Chromium : playwright install --with-deps chromium…")
        done = subprocess.run(
            [playwright, "install", "--with-deps", "chromium"],
            stdin=subprocess.DEVNULL,
            check=False,
        )
        if done.returncode != 0:
            raise Trouble(CHROMIUM.sentence())
        return None
    install(CHROMIUM)
    found = find_chromium()
    if found is None:
        raise Trouble(CHROMIUM.sentence())
    return found


def _program(name: str) -> str | None:
    """Where a program lies, in the folders of servers too."""
    folders = (*os.environ.get("PATH", "").split(os.pathsep), "/usr/sbin", "/usr/local/sbin")
    return shutil.which(name, path=os.pathsep.join((*folders, "/opt/homebrew/sbin")))


def _ensure(need: Need, *programs: str) -> None:
    if not all(map(_program, programs)):
        install(need)
        if not all(map(_program, programs)):
            raise Trouble(need.sentence())


def ensure_antivirus() -> None:
    """Clamd is there when this returns; tests run one of their own, with a signature of theirs."""
    _ensure(ANTIVIRUS, "clamd")


def ensure_poppler() -> None:
    """What turns a PDF into text and pictures is there when this returns."""
    _ensure(POPPLER, "pdftotext", "pdftoppm")


def ensure_token() -> None:
    """A software token is there when this returns; where it cannot be, a sentence says which tests
    will be skipped: only a certifier who keeps the key in a token needs what they prove."""
    try:
        _ensure(TOKEN, "softhsm2-util")
    except Trouble as trouble:
        say(f"{trouble} Sans lui, ces tests-là sont passés ; les autres se font.")
