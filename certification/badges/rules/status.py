"""The list that says which badges are revoked: one bit each, at a place that tells nothing.

Source: W3C Bitstring Status List 1.0. A verifier fetches the whole list: the issuer does not learn
which badge was looked at.
"""

import base64
import gzip
import zlib
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from certification.badges.rules.instants import written
from certification.badges.rules.standards import VC

#: Bits of the list: the least that the standard allows, so that a place hides among many.
LENGTH = 131_072
PURPOSE = "revocation"
ENTRY = "BitstringStatusListEntry"
#: For how long a list that was fetched may be relied upon.
LASTS = timedelta(days=1)


def encoded(revoked: Iterable[int]) -> str:
    """The places of the revoked badges as `encodedList`: gzip, then base64url after an `u`."""
    bits = bytearray(LENGTH // 8)
    for place in revoked:
        bits[place // 8] |= 0x80 >> place % 8
    packed = gzip.compress(bytes(bits), mtime=0)
    return "u" + base64.urlsafe_b64encode(packed).decode().rstrip("=")


def is_set(word: str, place: int) -> bool | None:
    """Whether the bit of this place is 1; None when the list cannot be read, or is too short."""
    if not word.startswith("u") or not 0 <= place < LENGTH:
        return None
    try:
        packed = base64.urlsafe_b64decode(word[1:] + "=" * (-len(word[1:]) % 4))
        bits = zlib.decompressobj(wbits=31).decompress(packed, LENGTH // 8)
    except (ValueError, zlib.error):
        return None
    if len(bits) * 8 <= place:
        return None
    return bool(bits[place // 8] & (0x80 >> place % 8))


def entry(address: str, place: int) -> dict[str, str]:
    """What a badge says of its place in the list at this address."""
    return {
        "id": f"{address}#{place}",
        "type": ENTRY,
        "statusPurpose": PURPOSE,
        "statusListIndex": str(place),
        "statusListCredential": address,
    }


def place_of(credential: Mapping[str, Any], address: str) -> int | None:
    """The place that a badge names in this very list; None when it names none there."""
    said = credential.get("credentialStatus")
    if isinstance(said, list) and len(said) == 1:
        said = said[0]
    if not isinstance(said, dict):
        return None
    kind, purpose = said.get("type"), said.get("statusPurpose")
    if (kind, purpose, said.get("statusListCredential")) != (ENTRY, PURPOSE, address):
        return None
    place = said.get("statusListIndex")
    if not isinstance(place, str) or not place.isascii() or not place.isdecimal():
        return None
    return int(place) if len(place) < 7 and int(place) < LENGTH else None


def status_list(
    *, address: str, issuer: str, revoked: Iterable[int], now: datetime
) -> dict[str, Any]:
    """The list as a credential, still to be signed."""
    return {
        "@context": [VC],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer,
        "validFrom": written(now),
        "validUntil": written(now + LASTS),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": PURPOSE,
            "encodedList": encoded(revoked),
        },
    }
