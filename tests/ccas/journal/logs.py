"""Logs made for the tests: in memory, for thousands of tamperings, and in the database."""

import base64
import hashlib
import secrets
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ccas import journal
from ccas.accounts.models import User
from ccas.journal import merkle, notes
from ccas.journal.leaves import canonical

NAME = "essai.example/journal"


@dataclass
class Log:
    """Leaves, and the signed heads taken on the way. `key`: name+hash+key."""

    leaves: list[bytes]
    notes: list[str]
    key: str


def in_memory(size: int, every: int, name: str = NAME, leaves: list[bytes] | None = None) -> Log:
    """A log of `size` leaves (or of these) with a head after each `every` and at the end."""
    secret = Ed25519PrivateKey.generate()
    public = notes.public_bytes(secret)
    ident = notes.key_id(name, public)
    word = base64.b64encode(notes.ED25519 + public).decode()
    leaves = leaves or [a_leaf(rank) for rank in range(size)]
    hashes = [merkle.leaf_hash(leaf) for leaf in leaves]
    signed = []
    for count in sorted({*range(every, size, every), size}):
        root = base64.b64encode(slow_root(hashes[:count])).decode()
        text = f"{name}\n{count}\n{root}\n"
        mark = base64.b64encode(ident + secret.sign(text.encode())).decode()
        signed.append(f"{text}\n— {name} {mark}\n")
    return Log(leaves, signed, f"{name}+{ident.hex()}+{word}")


def a_leaf(rank: int) -> bytes:
    """A plausible line."""
    return canonical(
        {
            "v": 1, "id": rank + 1, "verb": "rating.act", "role": "evaluator",
            "details": {"count": rank, "sha256": hashlib.sha256(bytes([rank % 251])).hexdigest()},
            "salt": secrets.token_hex(16),
        }
    )  # fmt: skip


def slow_root(hashes: list[bytes]) -> bytes:
    """MTH of RFC 6962, written as the RFC reads; an oracle."""
    if not hashes:
        return hashlib.sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    half = 1
    while half * 2 < len(hashes):
        half *= 2
    return merkle.node_hash(slow_root(hashes[:half]), slow_root(hashes[half:]))


def written(actor, count: int) -> None:
    """Lines in the database's journal."""
    user = User.objects.get(pk=actor.user_id)
    for rank in range(count):
        journal.record("user.test", user, by=actor, rank=rank)
