"""The claim that a QR code carries after its address: checked by a browser without a network.

`1~kind~number~YYYYMMDD~name~signature`: nothing personal in clear. `name` is a keyed digest of the
holder's name, whose key is the verification code: who reads the paper can compare the name, nobody
else can look for it. Signed with ES256 (RFC 7518: r and s, 32 bytes each), over the code too, so
that a claim cannot be put beside another code.
"""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from datetime import date
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from ccas.journal.keys import claim_key
from ccas.names import name_parts

VERSION = "1"
#: Bytes kept of the digest of the name: guessing it takes the code, then 2^64 tries.
NAME_BYTES = 8


def claim(*, kind: str, number: str, issued_on: date, code: str, name: str) -> str:
    """The claim of a document. name: of its holder, as printed; "" when it has none."""
    said = "~".join([VERSION, kind, number, f"{issued_on:%Y%m%d}", name_digest(code, name)])
    der = claim_key().sign(_signed(code, said), ec.ECDSA(hashes.SHA256()))
    r, s = decode_dss_signature(der)
    return f"{said}~{_word(r.to_bytes(32) + s.to_bytes(32))}"


def square_of(document: Mapping[str, Any]) -> str:
    """What the QR code of a document holds: its address, and the claim when it has one."""
    address, said = document["verification_url"], document.get("claim")
    return f"{address}#{said}" if address and said else address


def name_digest(code: str, name: str) -> str:
    """What stands for a name in the claim of a document."""
    words = " ".join(sorted(name_parts(name)))
    if not words:
        return ""
    return _word(hmac.new(code.encode(), words.encode(), hashlib.sha256).digest()[:NAME_BYTES])


def public_jwk() -> dict[str, Any]:
    """The public key, as browsers import it (RFC 7517)."""
    numbers = claim_key().public_key().public_numbers()
    return {
        "kty": "EC",
        "crv": "P-256",
        "x": _word(numbers.x.to_bytes(32)),
        "y": _word(numbers.y.to_bytes(32)),
    }


def _signed(code: str, said: str) -> bytes:
    return f"ccas-claim\n{code}\n{said}".encode()


def _word(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
