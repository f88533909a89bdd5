"""The three keys of the platform's own statements: heads of the log, claims in QR codes, badges.

Each is a PEM file (PKCS#8) named by a setting. In development a throw-away key is made on first
use; production has its own, or refuses to start (see `checks`).
"""

import contextlib
import os
import uuid
from collections.abc import Callable
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from django.conf import settings


def journal_key() -> ed25519.Ed25519PrivateKey:
    """The key that signs heads. Raises RuntimeError when it is absent or of another kind."""
    key = _load(str(settings.JOURNAL_KEY_FILE), ed25519.Ed25519PrivateKey.generate)
    if not isinstance(key, ed25519.Ed25519PrivateKey):
        raise RuntimeError("JOURNAL_KEY_FILE is no Ed25519 key")
    return key


def claim_key() -> ec.EllipticCurvePrivateKey:
    """The key that signs claims: P-256, which every browser can verify (ES256)."""
    key = _load(str(settings.CLAIM_KEY_FILE), lambda: ec.generate_private_key(ec.SECP256R1()))
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise RuntimeError("CLAIM_KEY_FILE is no P-256 key")
    return key


def credential_key() -> ed25519.Ed25519PrivateKey:
    """The key that signs badges. Raises RuntimeError when it is absent or of another kind."""
    key = _load(str(settings.CREDENTIAL_KEY_FILE), ed25519.Ed25519PrivateKey.generate)
    if not isinstance(key, ed25519.Ed25519PrivateKey):
        raise RuntimeError("CREDENTIAL_KEY_FILE is no Ed25519 key")
    return key


@cache
def _load(name: str, generate: Callable[[], object]) -> object:
    path = Path(name)
    if not path.exists():
        if settings.ENVIRONMENT == "production":
            raise RuntimeError(f"no key at {path}")
        _make(path, generate())
    return serialization.load_pem_private_key(path.read_bytes(), password=None)


def _make(path: Path, key: object) -> None:
    """Write a throw-away key; of two processes at once, the first one's stays."""
    pem = key.private_bytes(  # type: ignore[attr-defined]
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        file.write(pem)
    with contextlib.suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()
