"""A claim as issued documents bear it."""

import base64
from datetime import date

from ccas.documents.claims import claim

CODE = "AP1G3VE0GXA4TPYSRTHKZWPTD8EVCYYJ"
NAME = "Éléonore Maud LACAZE D’HŒST"


def a_claim() -> str:
    """Of a certificate of October 2026."""
    return claim(
        kind="certificate", number="RNCP35553-2026-000123", issued_on=date(2026, 10, 6), code=CODE,
        name=NAME,
    )  # fmt: skip


def raw(word: str) -> bytes:
    """The bytes of base64url text."""
    return base64.urlsafe_b64decode(word + "=" * (-len(word) % 4))
