"""The key that seals, loaded once in the life of a process.

pyHanko's own signer reads and checks the private key again at each signature: most of the cost of
a seal. Here it is read once.
"""

from __future__ import annotations

import contextlib
import threading
from dataclasses import dataclass
from datetime import UTC, datetime

from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from django.conf import settings
from pkcs11 import Session
from pkcs11.exceptions import PKCS11Error
from pyhanko.config.pkcs11 import TokenCriteria
from pyhanko.sign.general import SigningError
from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session
from pyhanko_certvalidator.registry import SimpleCertificateStore

from ccas.documents.sealing.authority import chain_file, load_pkcs12
from ccas.documents.sealing.prepared import Prepared
from ccas.documents.sealing.refusals import SealUnavailable

DIGEST = "sha256"


@dataclass(frozen=True, slots=True)
class SealKey:
    """A key ready to seal, its certificate and those around it. ``session``: of its token, if any,
    which must be closed before another is opened: one is logged in once in a process."""

    signer: Prepared
    certificate: x509.Certificate
    others: tuple[asn1.Certificate, ...]
    session: Session | None = None

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the certificate, in hexadecimal."""
        return self.certificate.fingerprint(SHA256()).hex()


class ProcessSigner(Prepared):
    """Signs with a key held in memory, read and checked once."""

    def __init__(
        self, private: RSAPrivateKey, certificate: asn1.Certificate, others: list[asn1.Certificate]
    ) -> None:
        store = SimpleCertificateStore()
        store.register_multiple(others)
        super().__init__(signing_cert=certificate, cert_registry=store, embed_roots=False)
        self._private = private

    async def async_sign_raw(
        self, data: bytes, digest_algorithm: str, dry_run: bool = False
    ) -> bytes:
        """Sign; a dry run only tells the size."""
        if digest_algorithm != DIGEST:
            raise SigningError(f"only {DIGEST} is signed, not {digest_algorithm}")
        if dry_run:
            return bytes(self._private.key_size // 8)
        return self._private.sign(data, PKCS1v15(), SHA256())


class TokenSigner(Prepared, PKCS11Signer):
    """Signs with a key that never leaves its token."""


_lock = threading.Lock()
_kept: dict[tuple[str, ...], SealKey] = {}


def key() -> SealKey:
    """The key in force; raises `SealUnavailable` when it is absent, expired or not yet valid.

    An expired key is read again each time, so that a renewed file serves without a restart.
    """
    place = (
        settings.SEAL_PKCS12,
        settings.SEAL_PKCS11_MODULE,
        settings.SEAL_PKCS11_TOKEN,
        settings.SEAL_PKCS11_LABEL,
        settings.SEAL_PKCS11_PIN,
        settings.SEAL_CHAIN,
        str(settings.SEAL_AUTHORITY_DIR),
    )
    with _lock:
        found = _kept.get(place)
        if found is None or _out_of_time(found.certificate):
            _forget()
            found = _load()
            if sentence := _out_of_time(found.certificate):
                raise SealUnavailable(sentence)
            _kept[place] = found
        return found


def forget() -> None:
    """Read the key again at the next seal: a token that failed may have been taken out."""
    with _lock:
        _forget()


def _forget() -> None:
    for one in _kept.values():
        _close(one.session)
    _kept.clear()


def _close(session: Session | None) -> None:
    """Leave a token; one that is gone has left already."""
    if session is not None:
        with contextlib.suppress(PKCS11Error):
            session.close()


def _out_of_time(certificate: x509.Certificate) -> str:
    """Why the certificate may not seal now; empty when it may. The true clock, never a moved one:
    readers check a seal against the true one."""
    now = datetime.now(UTC)
    if now < certificate.not_valid_before_utc:
        return (
            "Le certificat du sceau n’est valable qu’à partir du "
            f"{certificate.not_valid_before_utc:%d/%m/%Y}."
        )
    if now > certificate.not_valid_after_utc:
        return f"Le certificat du sceau a expiré le {certificate.not_valid_after_utc:%d/%m/%Y}."
    return ""


def _load() -> SealKey:
    if settings.SEAL_PKCS11_MODULE:
        return _from_token()
    private, certificate, others = load_pkcs12()
    around = [_asn1(one) for one in others]
    signer = ProcessSigner(private, _asn1(certificate), around)
    return _made(signer, certificate, others)


def _from_token() -> SealKey:
    """The key of a PKCS#11 token: it never leaves it; one session for the process."""
    others = chain_file()
    session = None
    try:
        session = open_pkcs11_session(
            settings.SEAL_PKCS11_MODULE,
            token_criteria=TokenCriteria(label=settings.SEAL_PKCS11_TOKEN),
            user_pin=settings.SEAL_PKCS11_PIN,
        )
        signer = TokenSigner(
            session,
            cert_label=settings.SEAL_PKCS11_LABEL,
            ca_chain=[_asn1(one) for one in others],
            embed_roots=False,
        )
        loaded = signer.signing_cert
    except (PKCS11Error, SigningError, OSError, RuntimeError) as error:
        _close(session)
        raise SealUnavailable(
            f"Le module qui garde la clé du sceau ne répond pas ({type(error).__name__})."
        ) from error
    return _made(signer, x509.load_der_x509_certificate(loaded.dump()), others, session)


def _made(
    signer: Prepared,
    certificate: x509.Certificate,
    others: list[x509.Certificate],
    session: Session | None = None,
) -> SealKey:
    signer.prepare()
    unique = {one.fingerprint(SHA256()): one for one in others}
    return SealKey(
        signer,
        certificate,
        tuple(_asn1(one) for one in unique.values()),
        session,
    )


def _asn1(certificate: x509.Certificate) -> asn1.Certificate:
    return asn1.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))
