"""Checking a seal, whoever hands the file in.

pyHanko's own bottom line is not enough: bytes appended after the seal leave it true. The coverage
of the whole file and the prohibition of changes are asked for apart.
"""

from __future__ import annotations

import asyncio
import re
from datetime import datetime
from io import BytesIO

from asn1crypto import cms
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.validation import DocumentSecurityStore
from pyhanko.sign.validation.errors import NoDSSFoundError
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter
from pyhanko.sign.validation.pdf_embedded import (
    EmbeddedPdfSignature,
    async_validate_pdf_signature,
)
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from ccas.documents.sealing.authority import roots_pem, tsa_roots_pem
from ccas.documents.sealing.reading import STEPS, Validation, named
from ccas.loops import apart


def validate(content: bytes, roots: bytes | None = None) -> Validation:
    """Every step over these bytes. ``roots``: PEM of the trusted roots, for the seal and the
    timestamp alike; the published ones by default. Whatever the bytes are, it answers."""
    trusted = _certificates(roots if roots is not None else roots_pem())
    clocks = _certificates(roots if roots is not None else tsa_roots_pem())
    try:
        embedded, reader = _only_seal(content)
        status = _status(embedded, reader, trusted, clocks)
        return _answer(embedded, status)
    except Exception:  # a hostile file may break the reader anywhere: it is not ours, that is all
        return Validation(tuple(named(code, False) for code in STEPS))


def _only_seal(content: bytes) -> tuple[EmbeddedPdfSignature, PdfFileReader]:
    if not content.startswith(b"%PDF-"):
        raise ValueError("not a PDF")
    reader = PdfFileReader(BytesIO(content))
    (embedded,) = reader.embedded_signatures
    _exactly_written(content, embedded)
    if "/Encrypt" in reader.trailer:
        raise ValueError("an encrypted file is not one of ours")
    return embedded, reader


def _exactly_written(content: bytes, embedded: EmbeddedPdfSignature) -> None:
    """The hole that the seal leaves for itself holds the seal, written our way, and nothing else.

    No seal covers these bytes: other digits for the same value, something hidden in the padding or
    a certificate that serves nothing would go unseen.
    """
    first, length, second, _ = (int(part) for part in embedded.byte_range)
    hole = content[length:second]
    if first or not re.fullmatch(rb"<[0-9A-F]+>", hole):
        raise ValueError("the seal is not written our way")
    raw = bytes.fromhex(hole[1:-1].decode())
    info = cms.ContentInfo.load(raw[: _length(raw)], strict=True)
    signed = info["content"]
    (signer,) = signed["signer_infos"]
    names = [one["algorithm"].native for one in signed["digest_algorithms"]]
    if (
        raw[_length(raw) :].strip(b"\0")
        or (signed["version"].native, signer["version"].native) != ("v1", "v1")
        or names != ["sha256"]
        or signer["digest_algorithm"]["algorithm"].native != "sha256"
    ):
        raise ValueError("the seal is not written our way")


def _length(raw: bytes) -> int:
    """How many bytes the seal says it takes (DER: the length follows the first byte)."""
    count = raw[1] & 0x7F if raw[1] & 0x80 else 0
    return 2 + count + (int.from_bytes(raw[2 : 2 + count]) if count else raw[1])


def _status(
    embedded: EmbeddedPdfSignature,
    reader: PdfFileReader,
    trusted: list[asn1.Certificate],
    clocks: list[asn1.Certificate],
) -> PdfSignatureStatus:
    """pyHanko's verdict, at the moment the timestamp proves, or now."""
    moment = _stamped_at(embedded)
    try:
        stored = DocumentSecurityStore.read_dss(reader)
    except NoDSSFoundError:
        stored = None

    def context(roots: list[asn1.Certificate]) -> ValidationContext:
        asked = {"trust_roots": roots, "moment": moment, "allow_fetching": False}
        return stored.as_validation_context(asked) if stored else ValidationContext(**asked)

    return apart(
        asyncio.run,
        async_validate_pdf_signature(
            embedded,
            signer_validation_context=context(trusted),
            ts_validation_context=context(clocks),
        ),
    )


def _stamped_at(embedded: EmbeddedPdfSignature) -> datetime | None:
    """The instant of the timestamp, believed only if the timestamp itself then holds."""
    for token in extract_tst_data_iter(embedded.signer_info, signed=False):
        return token["encap_content_info"]["content"].parsed["gen_time"].native
    return None


def _answer(embedded: EmbeddedPdfSignature, status: PdfSignatureStatus) -> Validation:
    stamp = status.timestamp_validity
    held = {
        "seal": True,
        "intact": bool(status.intact and status.valid),
        "authority": bool(status.trusted),
        "timestamp": stamp is None or bool(stamp.valid and stamp.intact and stamp.trusted),
        "whole_file": status.coverage == SignatureCoverageLevel.ENTIRE_FILE,
        "no_change": bool(
            status.bottom_line and status.docmdp_ok and embedded.docmdp_level == MDPPerm.NO_CHANGES
        ),
    }
    # pyHanko's own bottom line closes the list: a step of ours never says more than it does.
    if not status.bottom_line and all(held.values()):
        held["intact"] = False
    return Validation(
        tuple(named(code, held[code]) for code in STEPS),
        signer=str(status.signing_cert.subject.native.get("common_name", "")),
        certificate=status.signing_cert.sha256.hex(),
        sealed_at=stamp.timestamp if stamp else embedded.self_reported_timestamp,
        timestamped=stamp is not None,
    )


def _certificates(text: bytes) -> list[asn1.Certificate]:
    if not text.strip():
        return []
    return [
        asn1.Certificate.load(one.public_bytes(Encoding.DER))
        for one in x509.load_pem_x509_certificates(text)
    ]
