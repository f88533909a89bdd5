"""A software security token (SoftHSM), with a key that is made inside it and never leaves it."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pkcs11
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from pkcs11 import Attribute, CertificateType, KeyType, ObjectClass
from pkcs11.util.rsa import encode_rsa_public_key

MODULES = (
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib64/softhsm/libsofthsm2.so",
    "/usr/lib64/pkcs11/libsofthsm2.so",
    "/opt/homebrew/lib/softhsm/libsofthsm2.so",
    "/usr/local/lib/softhsm/libsofthsm2.so",
)
PIN, LABEL, TOKEN = "112-17-18", "sceau", "Jeton d’essai"


@dataclass(frozen=True, slots=True)
class Token:
    """Where it is, and the root that certified its key."""

    module: str
    root: Path


def found() -> str | None:
    """The module of SoftHSM, when it is installed with its program."""
    if shutil.which("softhsm2-util") is None:
        return None
    return next((path for path in MODULES if Path(path).exists()), None)


def configured(folder: Path) -> str:
    """Write a configuration that keeps every token in this folder; gives its path."""
    (folder / "tokens").mkdir()
    path = folder / "softhsm2.conf"
    path.write_text(f"directories.tokendir = {folder / 'tokens'}\nlog.level = ERROR\n")
    return str(path)


def token_in(folder: Path, module: str) -> Token:
    """A token with a key pair made inside, certified by a root of the day.

    SOFTHSM2_CONF must already name the configuration: the module reads it once in a process.
    """
    subprocess.run(
        [
            *("softhsm2-util", "--init-token", "--free", "--label", TOKEN),
            *("--pin", PIN, "--so-pin", "1234567890"),
        ],
        check=True,
        capture_output=True,
    )
    library = pkcs11.lib(module)
    library.reinitialize()
    with library.get_token(token_label=TOKEN).open(user_pin=PIN, rw=True) as session:
        public, _private = session.generate_keypair(
            KeyType.RSA, 2048, store=True, label=LABEL, id=b"\x01"
        )
        key = serialization.load_der_public_key(x509_public(encode_rsa_public_key(public)))
        root, certificate = _certified(key)  # type: ignore[arg-type]
        session.create_object(
            {
                Attribute.CLASS: ObjectClass.CERTIFICATE,
                Attribute.CERTIFICATE_TYPE: CertificateType.X_509,
                Attribute.TOKEN: True,
                Attribute.LABEL: LABEL,
                Attribute.ID: b"\x01",
                Attribute.SUBJECT: certificate.subject.public_bytes(),
                Attribute.VALUE: certificate.public_bytes(serialization.Encoding.DER),
            }
        )
    path = folder / "root.pem"
    path.write_bytes(root.public_bytes(serialization.Encoding.PEM))
    return Token(module, path)


def x509_public(key: bytes) -> bytes:
    """A PKCS#1 public key as X.509 holds it."""
    from asn1crypto.keys import PublicKeyInfo, RSAPublicKey

    return PublicKeyInfo.wrap(RSAPublicKey.load(key), "rsa").dump()


def _certified(key: rsa.RSAPublicKey) -> tuple[x509.Certificate, x509.Certificate]:
    root_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name, subject = _named("Racine du jeton"), _named("Sceau du jeton")
    start = datetime.now(UTC) - timedelta(days=1)

    def begun(who: x509.Name, public: rsa.RSAPublicKey) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder()
            .subject_name(who)
            .issuer_name(name)
            .public_key(public)
            .serial_number(x509.random_serial_number())
            .not_valid_before(start)
            .not_valid_after(start + timedelta(days=30))
        )

    root = (
        begun(name, root_key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(root_key, hashes.SHA256())
    )
    usage = dict.fromkeys(
        (
            *("key_encipherment", "data_encipherment", "key_agreement"),
            *("key_cert_sign", "crl_sign", "encipher_only", "decipher_only"),
        ),
        False,
    )
    leaf = (
        begun(subject, key)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(digital_signature=True, content_commitment=True, **usage), critical=True
        )
        .sign(root_key, hashes.SHA256())
    )
    return root, leaf


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
