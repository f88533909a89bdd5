"""Badges as plain values: an issuer, a title, a key, and what a reader believes."""

import copy
import json
from datetime import UTC, datetime
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from certification.badges.rules import credential, multibase, signing, status
from certification.badges.rules.verifying import Trusted

KEY, OTHER_KEY = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
LIST = "https://certif.example/emetteurs/RNCP35553/retraits.json"
NOW = datetime(2026, 11, 29, 9, 30, tzinfo=UTC)
ISSUER = credential.Issuer(
    address="https://certif.example/emetteurs/RNCP35553.json",
    page="https://certif.example/emetteurs/RNCP35553/",
    name="Ministère de l’Intérieur et des Outre-mer",
    siret="11001401600015",
)
TITLE = credential.Achievement(
    address="https://certif.example/realisations/RNCP35553.1.json",
    page="https://certif.example/realisations/RNCP35553.1/",
    picture="https://certif.example/realisations/RNCP35553.1.svg",
    whole=True,
    code="RNCP35553",
    title="Opérateur – Coordonnateur",
    certification="Opérateur – Coordonnateur",
    qualification="RNCP35553",
    version=1,
    blocks=("BC01 – Recevoir", "BC02 – Engager"),
    practice_months=9,
)
NAME, EMAIL = "Éléonore Maud LACAZE D’HŒST", "E.Lacaze@Sdis.example"


def public(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)


METHOD = f"{ISSUER.address}#{multibase.key_word(public(KEY))}"


def unsigned(**changes: Any) -> dict[str, Any]:
    said = credential.credential(
        identifier="urn:uuid:7b6b9b5e-9d5d-4c9b-8f6c-0f0d3a1f2e11",
        issuer=ISSUER,
        what=TITLE,
        holder=[
            credential.identity("name", NAME, "sel"),
            credential.identity("emailAddress", EMAIL, "poivre"),
        ],
        awarded=datetime(2026, 10, 6, 22, tzinfo=UTC),
        issued=datetime(2026, 11, 1, 8, tzinfo=UTC),
        status=status.entry(LIST, 94_567),
    )
    return {**copy.deepcopy(said), **changes}


def badge(key: Ed25519PrivateKey = KEY, method: str = METHOD, **changes: Any) -> dict[str, Any]:
    return signing.signed(unsigned(**changes), key=key, method=method, now=NOW)


def written(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def trusted(revoked: bool | None = False) -> Trusted:
    return Trusted({ISSUER.address: LIST}, {METHOD: public(KEY)}, lambda _id, _place: revoked)
