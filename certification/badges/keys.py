"""The key that signs badges, and the addresses at which anybody finds the public ones."""

from cryptography.hazmat.primitives import serialization
from django.conf import settings

from ccas.journal.keys import credential_key
from certification.badges.rules import multibase

__all__ = ["credential_key", "current_word", "method_of", "words"]


def current_word() -> str:
    """The public key that signs now, as a Multikey."""
    public = credential_key().public_key()
    return multibase.key_word(
        public.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    )


def words() -> list[str]:
    """Every public key whose badges count: the current one first."""
    return [current_word(), *settings.CREDENTIAL_FORMER_KEYS]


def method_of(issuer: str, word: str) -> str:
    """The address of a key of an issuer, as proofs name it."""
    return f"{issuer}#{word}"
