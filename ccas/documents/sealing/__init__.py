"""The seal: what makes a file ours, and how anyone checks that it is.

`seal` gives the sealed bytes or raises `SealUnavailable`; `validate` gives named steps. Both import
pyHanko, half a second of processor: only who seals or checks pays for it.
"""

from __future__ import annotations

from ccas.documents.sealing.authority import chain_pem, is_throwaway, roots_pem
from ccas.documents.sealing.reading import Step, Validation, named
from ccas.documents.sealing.refusals import Sealed, SealUnavailable

__all__ = [
    "SealUnavailable",
    "Sealed",
    "Step",
    "Validation",
    "chain_pem",
    "is_throwaway",
    "named",
    "roots_pem",
    "seal",
    "validate",
]


def seal(content: bytes) -> Sealed:
    """Seal a PDF: PAdES, no change allowed after. Raises `SealUnavailable` while it cannot be."""
    from ccas.documents.sealing.sealer import seal as do  # noqa: PLC0415 - see above

    return do(content)


def validate(content: bytes, roots: bytes | None = None) -> Validation:
    """Check the seal of any bytes, step by step. ``roots``: PEM; ours by default. Never raises."""
    from ccas.documents.sealing.validating import validate as do  # noqa: PLC0415 - see above

    return do(content, roots)
