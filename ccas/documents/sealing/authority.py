"""Which authority seals: the configured one, or a throw-away one where nothing is of value."""

from __future__ import annotations

import os
import secrets
import shutil
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from django.conf import settings

from ccas.documents.sealing.refusals import SealUnavailable

#: RSA, since ECDSA would raise the file above the PDF version that PDF/A-3 allows.
BITS = 3072


def is_configured() -> bool:
    """Whether a key of the certifier's is named: a PKCS#12 file or a PKCS#11 token."""
    return bool(settings.SEAL_PKCS12 or settings.SEAL_PKCS11_MODULE)


def is_throwaway() -> bool:
    """Whether the seal proves nothing: what it seals may only be a specimen."""
    return not is_configured() and settings.SEAL_THROWAWAY


def roots_pem() -> bytes:
    """The trusted roots, present and past, as the public reads them. Empty when none is known."""
    if settings.SEAL_ROOTS:
        return _read(settings.SEAL_ROOTS, "les racines publiées")
    if is_throwaway():
        return (throwaway() / "root.pem").read_bytes()
    return b"".join(pem(one) for one in _others() if one.subject == one.issuer)


def chain_pem() -> bytes:
    """What a reader may download: the sealing certificate, then those above it, as far as they are
    known here. A process that only shows pages needs no key: the chain named beside it will do."""
    found = chain_file()
    if settings.SEAL_PKCS12 or is_throwaway():
        _, certificate, others = load_pkcs12()
        found = [certificate, *others]
    return b"".join(dict.fromkeys(pem(one) for one in found))


def tsa_roots_pem() -> bytes:
    """The roots that timestamps must lead to; those of the seal when no others are named."""
    if settings.SEAL_TSA_ROOTS:
        return _read(settings.SEAL_TSA_ROOTS, "les racines de l’horodatage")
    return roots_pem()


def chain_file() -> list[x509.Certificate]:
    """The certificates named beside the key, if any."""
    if not settings.SEAL_CHAIN:
        return []
    return x509.load_pem_x509_certificates(
        _read(settings.SEAL_CHAIN, "la chaîne de certificats du sceau")
    )


def pem(certificate: x509.Certificate) -> bytes:
    """A certificate as text."""
    return certificate.public_bytes(serialization.Encoding.PEM)


def load_pkcs12() -> tuple[rsa.RSAPrivateKey, x509.Certificate, list[x509.Certificate]]:
    """The key, its certificate and the others of the configured or throw-away PKCS#12 file."""
    path = Path(settings.SEAL_PKCS12) if settings.SEAL_PKCS12 else throwaway() / "seal.p12"
    password = settings.SEAL_PASSWORD if settings.SEAL_PKCS12 else ""
    raw = _read(str(path), "la clé du sceau")
    try:
        private, certificate, others = pkcs12.load_key_and_certificates(
            raw, password.encode() or None
        )
    except ValueError as error:
        raise SealUnavailable(
            "La clé du sceau est illisible : fichier ou mot de passe erroné."
        ) from error
    if not isinstance(private, rsa.RSAPrivateKey) or certificate is None:
        raise SealUnavailable(
            "Le fichier de la clé du sceau ne contient pas une clé RSA certifiée."
        )
    return private, certificate, [*others, *chain_file()]


def _others() -> list[x509.Certificate]:
    """The certificates around the key, without opening a token."""
    if settings.SEAL_PKCS12:
        return load_pkcs12()[2]
    return chain_file()


def _read(path: str, what: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise SealUnavailable(
            f"Le fichier qui contient {what} manque ou ne s’ouvre pas."
        ) from error


@cache
def _throwaway_in(folder: Path) -> Path:
    """Make the authority of this folder unless it is there; two processes at once make one."""
    if not folder.exists():
        new = folder.with_name(f".{folder.name}-{secrets.token_hex(4)}")
        new.mkdir(parents=True, mode=0o700)
        make_authority(new)
        try:
            new.rename(folder)
        except OSError:  # another process was first: its authority stands
            shutil.rmtree(new)
    return folder


def throwaway() -> Path:
    """The folder of the throw-away authority, made on first use. Refused in production."""
    if not settings.SEAL_THROWAWAY:
        raise SealUnavailable("Aucune clé de sceau n’est configurée.")
    return _throwaway_in(Path(settings.SEAL_AUTHORITY_DIR))


def make_authority(
    folder: Path,
    *,
    name: str = "Autorité jetable, sans valeur",
    bits: int = BITS,
    days: int = 3650,
    begun: datetime | None = None,
) -> None:
    """Write ``root.pem`` and ``seal.p12`` (no password): a root, a certificate it signed, a key.

    ``begun`` is when both begin to be valid, yesterday by default; they last ``days``.
    """
    root_key = rsa.generate_private_key(public_exponent=65537, key_size=bits)
    seal_key = rsa.generate_private_key(public_exponent=65537, key_size=bits)
    start = begun or datetime.now(UTC) - timedelta(days=1)
    root_name = _named(name)
    root = (
        _certificate(root_name, root_name, root_key.public_key(), start, days)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(key_cert_sign=True, crl_sign=True), critical=True)
        .add_extension(
            x509.SubjectKeyIdentifier.from_public_key(root_key.public_key()), critical=False
        )
        .sign(root_key, hashes.SHA256())
    )
    certificate = (
        _certificate(_named(f"Sceau — {name}"), root_name, seal_key.public_key(), start, days)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(
            _usage(digital_signature=True, content_commitment=True),
            critical=True,
        )
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()),
            critical=False,
        )
        .sign(root_key, hashes.SHA256())
    )
    (folder / "root.pem").write_bytes(pem(root))
    packed = pkcs12.serialize_key_and_certificates(
        b"seal", seal_key, certificate, [root], serialization.NoEncryption()
    )
    descriptor = os.open(folder / "seal.p12", os.O_WRONLY | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(packed)


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:64])])


def _certificate(
    subject: x509.Name, issuer: x509.Name, public: rsa.RSAPublicKey, start: datetime, days: int
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=days))
    )


def _usage(**granted: bool) -> x509.KeyUsage:
    names = (
        *("digital_signature", "content_commitment", "key_encipherment", "data_encipherment"),
        *("key_agreement", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only"),
    )
    return x509.KeyUsage(**{name: granted.get(name, False) for name in names})
