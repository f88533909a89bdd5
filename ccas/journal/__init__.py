"""The append-only log: acts, and nothing that names a person."""

from ccas.journal.writing import digest, plain, record

__all__ = ["digest", "plain", "record"]
