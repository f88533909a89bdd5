"""The claim of a QR code: what it binds, and what it refuses."""

from datetime import date

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from ccas.documents.claims import claim, name_digest, public_jwk
from ccas.documents.models import new_verification_code
from ccas.journal.keys import claim_key
from tests.certification.register.claims import CODE, NAME, a_claim, raw


def verified(said: str, code: str = CODE) -> bool:
    head, _, signature = said.rpartition("~")
    signed = raw(signature)
    der = encode_dss_signature(int.from_bytes(signed[:32]), int.from_bytes(signed[32:]))
    try:
        claim_key().public_key().verify(
            der, f"ccas-claim\n{code}\n{head}".encode(), ec.ECDSA(hashes.SHA256())
        )
    except InvalidSignature:
        return False
    return True


def test_a_claim_is_short_signed_and_names_nobody():
    said = a_claim()
    assert verified(said)
    assert len(said) < 160
    assert said.startswith("1~certificate~RNCP35553-2026-000123~20261006~")
    assert not any(word in said.lower() for word in ("eleonore", "lacaze", "éléonore"))
    assert len(raw(said.rpartition("~")[2])) == 64


@pytest.mark.parametrize(
    "change",
    [
        ("000123", "000124"),
        ("20261006", "20261007"),
        ("~certificate~", "~transcript~"),
        ("1~", "2~"),
    ],
)
def test_no_word_of_it_may_change(change):
    assert not verified(a_claim().replace(*change, 1))


def test_it_stands_beside_its_own_code_only():
    assert not verified(a_claim(), new_verification_code())


def test_a_name_compares_without_case_or_accent_and_only_with_the_code():
    digest = name_digest(CODE, NAME)
    assert digest == name_digest(CODE, "lacaze ELEONORE maud d'hoest")
    assert digest != name_digest(CODE, "Éléonore Lacaze")
    assert digest != name_digest(new_verification_code(), NAME)
    assert name_digest(CODE, "") == name_digest(CODE, " - ") == ""
    nobody = claim(kind="minutes", number="1", issued_on=date(2026, 1, 1), code=CODE, name="")
    assert nobody.split("~")[4] == ""


def test_the_public_key_is_that_of_the_signature():
    jwk, numbers = public_jwk(), claim_key().public_key().public_numbers()
    assert (jwk["kty"], jwk["crv"]) == ("EC", "P-256")
    assert int.from_bytes(raw(jwk["x"])) == numbers.x
    assert "d" not in jwk
