"""A signature whose parts were encoded once is the one that pyHanko would have made."""

from __future__ import annotations

import asyncio
from hashlib import sha256

import pytest
from asn1crypto import cms
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from pyhanko.sign.signers import Signer
from pyhanko_certvalidator.registry import SimpleCertificateStore

from ccas.documents.sealing import keys
from ccas.documents.sealing.authority import load_pkcs12
from ccas.documents.sealing.keys import ProcessSigner
from ccas.loops import apart


class Plain(Signer):
    """pyHanko's own signer, around the same key."""

    def __init__(self, private, certificate, others):
        store = SimpleCertificateStore()
        store.register_multiple(others)
        super().__init__(signing_cert=certificate, cert_registry=store, embed_roots=False)
        self._private = private

    async def async_sign_raw(self, data, digest_algorithm, dry_run=False):
        return self._private.sign(data, PKCS1v15(), SHA256())


def signed(signer: Signer, digest: bytes) -> bytes:
    def sign() -> cms.ContentInfo:
        return asyncio.run(signer.async_sign(digest, "sha256", use_pades=True, is_pdf_sig=True))

    return apart(sign).dump()


@pytest.fixture
def parts():
    private, certificate, others = load_pkcs12()
    return private, keys._asn1(certificate), [keys._asn1(one) for one in others]


@pytest.mark.parametrize("content", [b"", b"un relev\xc3\xa9", b"x" * 4096])
def test_the_same_bytes_as_pyhanko_s_own(parts, content):
    digest = sha256(content).digest()
    prepared = ProcessSigner(*parts)
    prepared.prepare()
    assert signed(prepared, digest) == signed(Plain(*parts), digest)
    assert signed(prepared, digest) == signed(Plain(*parts), digest), "and the second time"


def test_another_certificate_is_another_signature(parts, tmp_path, settings):
    """The control: what was encoded once belongs to a key, not to the process."""
    from ccas.documents.sealing.authority import make_authority

    digest = sha256(b"x").digest()
    prepared = ProcessSigner(*parts)
    prepared.prepare()
    first = signed(prepared, digest)
    make_authority(tmp_path, name="Un autre certificateur", bits=2048)
    settings.SEAL_PKCS12 = str(tmp_path / "seal.p12")
    private, certificate, others = load_pkcs12()
    other = ProcessSigner(private, keys._asn1(certificate), [keys._asn1(one) for one in others])
    other.prepare()
    assert signed(other, digest) != first
