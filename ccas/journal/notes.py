"""Heads of the log as text: C2SP checkpoints in C2SP signed notes, signed with Ed25519.

https://c2sp.org/tlog-checkpoint and https://c2sp.org/signed-note, so that any witness or monitor
of transparency logs reads them.
"""

import base64
import hashlib

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519
from django.conf import settings

from ccas.journal.keys import journal_key

ED25519 = b"\x01"


def origin() -> str:
    """The name of the log, which is also that of its key: no blank, no plus, no scheme."""
    return settings.JOURNAL_ORIGIN


def public_bytes(key: ed25519.Ed25519PrivateKey) -> bytes:
    """The 32 bytes of the public key."""
    return key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)


def key_id(name: str, public: bytes) -> bytes:
    """The four bytes that tell keys of one name apart."""
    return hashlib.sha256(name.encode() + b"\n" + ED25519 + public).digest()[:4]


def verifier_key() -> str:
    """The public key as one word to publish: `name+hash+key`."""
    public = public_bytes(journal_key())
    word = base64.b64encode(ED25519 + public).decode()
    return f"{origin()}+{key_id(origin(), public).hex()}+{word}"


def checkpoint(size: int, root: bytes) -> str:
    """The signed head of a log of `size` leaves."""
    text = f"{origin()}\n{size}\n{base64.b64encode(root).decode()}\n"
    key = journal_key()
    signature = key_id(origin(), public_bytes(key)) + key.sign(text.encode())
    return f"{text}\n— {origin()} {base64.b64encode(signature).decode()}\n"
