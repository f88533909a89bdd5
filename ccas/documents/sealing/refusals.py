"""What sealing gives, and what it says when it cannot."""

from __future__ import annotations

from dataclasses import dataclass


class SealUnavailable(Exception):
    """No seal for now. The message is a French sentence; the document waits, nothing is lost."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """A sealed file.

    ``level`` is "B-B", "B-T" (timestamped) or "B-LT" (with what proves that the certificate was
    not revoked); ``certificate`` is the SHA-256 of the sealing certificate, in hexadecimal.
    """

    content: bytes
    level: str
    certificate: str
