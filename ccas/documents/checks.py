"""What the machine must have for documents to be made."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable, Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

from ccas.documents.glyphs import FACES, FONTS
from ccas.documents.sealing.authority import is_configured

INSTALL = (
    "Debian et Ubuntu : apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 — "
    "Fedora : dnf install pango harfbuzz — macOS : brew install pango"
)
#: What WeasyPrint opens, under its Linux and macOS names.
PANGO = ("libpango-1.0.so.0", "libpango-1.0.dylib", "libpango-1.0.0.dylib")
PANGOFT2 = ("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib", "libpangoft2-1.0.0.dylib")
SUBSETTER = (
    "libharfbuzz-subset.so.0",
    "libharfbuzz-subset.dylib",
    "libharfbuzz-subset.0.dylib",
)
#: Homebrew's folders, where the loader of macOS does not look by itself.
FOLDERS = ("", "/opt/homebrew/lib/", "/usr/local/lib/") if sys.platform == "darwin" else ("",)


def opens(names: Sequence[str], load: Callable[[str], Any] = ctypes.CDLL) -> bool:
    """Whether one of these libraries can be loaded."""
    for name in names:
        for folder in FOLDERS:
            try:
                load(folder + name)
            except OSError:
                continue
            return True
    return False


def missing_libraries(load: Callable[[str], Any] = ctypes.CDLL) -> list[CheckMessage]:
    """Name the system libraries that are not there, with the command that installs them."""
    messages: list[CheckMessage] = []
    if not (opens(PANGO, load) and opens(PANGOFT2, load)):
        messages.append(
            Error(
                "Pango, qui compose les PDF, manque : aucun document ne peut être établi.",
                hint=INSTALL,
                id="ccas.E040",
            )
        )
    if not opens(SUBSETTER, load):
        messages.append(
            Warning(
                "HarfBuzz-subset manque : chaque document prend jusqu’à dix fois plus de temps.",
                hint=INSTALL,
                id="ccas.W041",
            )
        )
    return messages


def missing_fonts() -> list[CheckMessage]:
    """Name the bundled fonts that are absent or are not static TrueType."""
    messages: list[CheckMessage] = []
    for name in FACES:
        try:
            sound = (FONTS / name).read_bytes()[:4] == b"\x00\x01\x00\x00"
        except OSError:
            sound = False
        if not sound:
            messages.append(
                Error(
                    f"La police embarquée « {name} » manque ou n’est pas une police TrueType.",
                    hint=f"Rétablissez {FONTS / name} depuis le dépôt : git checkout -- {FONTS}",
                    id="ccas.E042",
                )
            )
    return messages


@register(Tags.security, deploy=True)
def documents_can_be_sealed(app_configs: Any, **kwargs: Any) -> Sequence[CheckMessage]:
    """A service has a key of the certifier's, or names the roots that its workers' key leads to."""
    messages: list[CheckMessage] = []
    if not (is_configured() or settings.SEAL_ROOTS):
        messages.append(
            Error(
                "Aucune clé de sceau n’est configurée : aucun document ne pourra être remis.",
                hint="Donnez SEAL_PKCS12, ou SEAL_PKCS11_MODULE, aux travailleurs ; et SEAL_ROOTS, "
                "les racines publiées, à tous.",
                id="ccas.E043",
            )
        )
    elif not settings.SEAL_TSA_URL:
        messages.append(
            Warning(
                "Aucune autorité d’horodatage n’est configurée : les sceaux ne se vérifient plus "
                "après l’expiration de leur certificat.",
                hint="Donnez SEAL_TSA_URL et SEAL_TSA_ROOTS.",
                id="ccas.W044",
            )
        )
    return messages


@register()
def documents_can_be_made(app_configs: Any, **kwargs: Any) -> Sequence[CheckMessage]:
    """Pango, the subsetter and the bundled fonts are there."""
    return [*missing_libraries(), *missing_fonts()]
