"""Asking the antivirus, by clamd's own protocol. No answer is no verdict: the file stays locked.

A scanner that says « OK » to everything is worse than none: before it is believed, it must find
the harmless test signature that every antivirus knows (EICAR).
"""

from __future__ import annotations

import socket
import struct
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings

CONNECT_SECONDS = 3
ANSWER_SECONDS = 40
CHUNK = 64 * 1024
#: How long a scanner that found the test signature is believed, in seconds.
TRUSTED_SECONDS = 60
# In two halves, so that no scanner takes this program for the thing itself.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"

_trusted_until: dict[str, float] = {}


class ScannerAway(Exception):
    """The scanner is down, slow, or cannot be believed: ask again later."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """clean, or the name of what was found."""

    clean: bool
    found: str = ""


def configured() -> bool:
    """Whether a scanner is set (CLAMAV_URL)."""
    return bool(settings.CLAMAV_URL)


def scan(content: bytes) -> Verdict:
    """Ask whether these bytes are clean. Raises ScannerAway unless the answer is a clear one."""
    _refuse_a_liar()
    return _ask(content)


def _refuse_a_liar() -> None:
    url = settings.CLAMAV_URL
    if _trusted_until.get(url, 0) > time.monotonic():
        return
    if _ask(EICAR).clean:
        raise ScannerAway("the scanner does not find the test signature")
    _trusted_until[url] = time.monotonic() + TRUSTED_SECONDS


def answers() -> bool:
    """Whether the scanner is there. What it is worth is asked before each verdict."""
    try:
        with _connection() as link:
            link.sendall(b"zPING\0")
            return _answer(link) == "PONG"
    except OSError:
        return False


def forget() -> None:
    """Trust no scanner until it has found the test signature again."""
    _trusted_until.clear()


def _ask(content: bytes) -> Verdict:
    try:
        with _connection() as link:
            link.sendall(b"zINSTREAM\0")
            for at in range(0, len(content), CHUNK):
                piece = content[at : at + CHUNK]
                link.sendall(struct.pack(">I", len(piece)) + piece)
            link.sendall(struct.pack(">I", 0))
            answer = _answer(link)
    except OSError as error:
        raise ScannerAway(type(error).__name__) from error
    if answer == "stream: OK":
        return Verdict(clean=True)
    if answer.startswith("stream: ") and answer.endswith(" FOUND"):
        return Verdict(clean=False, found=answer[8:-6][:100])
    raise ScannerAway(f"unclear answer: {answer[:80]!r}")


def _connection() -> socket.socket:
    address = urlsplit(settings.CLAMAV_URL)
    if address.scheme == "unix":
        link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        link.settimeout(CONNECT_SECONDS)
        link.connect(address.path)
    else:
        link = socket.create_connection(
            (address.hostname or "localhost", address.port or 3310), CONNECT_SECONDS
        )
    link.settimeout(ANSWER_SECONDS)
    return link


def _answer(link: socket.socket) -> str:
    """Everything up to the final NUL; the whole takes ANSWER_SECONDS at most."""
    deadline = time.monotonic() + ANSWER_SECONDS
    received = b""
    while not received.endswith(b"\0"):
        link.settimeout(max(0.1, deadline - time.monotonic()))
        piece = link.recv(4096)
        if not piece or len(received) > 4096 or time.monotonic() > deadline:
            break
        received += piece
    return received.rstrip(b"\0").decode("utf-8", "replace")
