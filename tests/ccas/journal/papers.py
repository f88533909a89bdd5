"""Sealed PDFs of invented authorities, and proofs of an invented register."""

from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pikepdf
from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko_certvalidator.registry import SimpleCertificateStore

from ccas.journal import verifier
from ccas.loops import apart


def authority(name: str = "Autorité d’essai", until: datetime | None = None):
    """A root and a sealing certificate under it: (PEM of the root, pyHanko signer)."""
    now = datetime.now(UTC)
    until = until or now + timedelta(days=30)
    root_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    root_name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    seal_name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, f"{name}, sceau")])

    def issue(subject, public, ca: bool) -> x509.Certificate:
        usage = dict.fromkeys(
            (
                "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
                "encipher_only", "decipher_only",
            ),
            False,
        )  # fmt: skip
        usage |= {"digital_signature": not ca, "key_cert_sign": ca, "crl_sign": ca}
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(root_name)
            .public_key(public)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=60))
            .not_valid_after(now + timedelta(days=3650) if ca else until)
            .add_extension(x509.BasicConstraints(ca, None), critical=True)
            .add_extension(x509.KeyUsage(**(usage | {"content_commitment": not ca})), critical=True)
            .sign(root_key, hashes.SHA256())
        )

    root = issue(root_name, root_key.public_key(), True)
    seal = issue(seal_name, key.public_key(), False)
    store = SimpleCertificateStore()
    store.register(_asn1(root))
    der = key.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    signer = signers.SimpleSigner(
        signing_cert=_asn1(seal),
        signing_key=asn1_keys.PrivateKeyInfo.load(der),
        cert_registry=store,
    )
    return root.public_bytes(serialization.Encoding.PEM).decode(), signer


def _asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))


def sealed(signer) -> bytes:
    """A one-page PDF under a seal that allows no change."""
    blank = BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(blank)
    output = apart(
        signers.sign_pdf,
        IncrementalPdfFileWriter(BytesIO(blank.getvalue())),
        signers.PdfSignatureMetadata(
            field_name="Sceau",
            certify=True,
            docmdp_permissions=MDPPerm.NO_CHANGES,
            subfilter=SigSeedSubFilter.PADES,
            md_algorithm="sha256",
        ),
        signer=signer,
    )
    return output.getvalue()


def blocked(folder: Path) -> Path:
    """A folder which, first on the path, makes Django impossible to import."""
    package = folder / "without" / "django"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("raise ImportError('no Django here')\n")
    return package.parent


def seal_faults(*arguments: object) -> list[str]:
    """What the stand-alone program says of a seal, in this process, where a browser may run."""
    return apart(verifier.check_seal, *arguments)
