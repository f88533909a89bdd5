"""Sealing a file: PAdES by pyHanko, invisible, certifying, no change allowed after.

Levels: B-B alone, B-T with a timestamp when an authority is configured, B-LT when what proves that
the certificates are not revoked can be had; it is then put in the same revision as the seal, so
that the seal still covers the whole file.
"""

from __future__ import annotations

import threading
import time
from io import BytesIO

import requests
from asn1crypto import tsp
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings
from pkcs11.exceptions import PKCS11Error
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.pdf_signer import (
    DSSContentSettings,
    PdfSignatureMetadata,
    PdfSigner,
    SigDSSPlacementPreference,
)
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError, set_tsp_headers
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import PathBuildingError, PathValidationError, RevokedError
from pyhanko_certvalidator.fetchers.requests_fetchers import RequestsFetcherBackend

from ccas.documents.sealing import keys
from ccas.documents.sealing.authority import roots_pem, tsa_roots_pem
from ccas.documents.sealing.keys import DIGEST, SealKey
from ccas.documents.sealing.refusals import Sealed, SealUnavailable
from ccas.documents.sealing.validating import validate
from ccas.loops import apart

FIELD = "Sceau"
SILENT = "L’autorité d’horodatage ne répond pas."
#: Half of them in bytes: what a timestamp and its certificates may take.
TIMESTAMP_ROOM = 24_576
#: Seconds during which a proof of non-revocation serves again.
PROOF_LIFE = 600


class Timestamps(TimeStamper):
    """A timestamp authority over HTTP, on one kept connection."""

    def __init__(self, url: str, patience: float) -> None:
        super().__init__()
        self._url, self._patience = url, patience
        self._session = requests.Session()

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """Ask; every failure is a `TimestampRequestError`."""
        try:
            answer = self._session.post(
                self._url, req.dump(), headers=set_tsp_headers({}), timeout=self._patience
            )
            answer.raise_for_status()
            return tsp.TimeStampResp.load(answer.content, strict=True)
        except (requests.RequestException, OSError, ValueError) as error:
            raise TimestampRequestError("no timestamp") from error


class _Process:
    """What lives as long as the process: the timestamper, and proofs of non-revocation."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.stamps: dict[str, Timestamps] = {}
        self.proofs: tuple[float, str, ValidationContext] | None = None
        self.tried: set[str] = set()
        self.silent_until = 0.0

    def timestamper(self) -> Timestamps | None:
        url = settings.SEAL_TSA_URL
        if not url:
            return None
        return self.stamps.setdefault(url, Timestamps(url, settings.SEAL_TSA_PATIENCE))

    def context(self, key: SealKey) -> ValidationContext:
        """Where proofs of non-revocation are fetched, kept for some minutes."""
        now = time.monotonic()
        if self.proofs and self.proofs[1] == key.fingerprint and now - self.proofs[0] < PROOF_LIFE:
            return self.proofs[2]
        context = ValidationContext(
            trust_roots=_roots(roots_pem() + tsa_roots_pem()),
            other_certs=key.others,
            allow_fetching=True,
            revocation_mode="require",
            fetcher_backend=RequestsFetcherBackend(per_request_timeout=5),
        )
        self.proofs = (now, key.fingerprint, context)
        return context


_process = _Process()


def seal(content: bytes) -> Sealed:
    """Seal a PDF, at the best level that can be had. One at a time in a process.

    Raises `SealUnavailable`, with its sentence, when there is no key or no timestamp now.
    """
    with _process.lock:
        key = keys.key()
        stamps = _process.timestamper()
        level = "B-T" if stamps else "B-B"
        if stamps and time.monotonic() < _process.silent_until:
            raise SealUnavailable(SILENT)
        sealed = None
        if stamps and settings.SEAL_REVOCATION:
            try:
                sealed = apart(_sign, content, key, stamps, _process.context(key))
                level = "B-LT"
            except (PathBuildingError, PathValidationError, SigningError) as error:
                if isinstance(error, RevokedError) or isinstance(error.__cause__, RevokedError):
                    raise SealUnavailable("Un certificat du sceau est révoqué.") from error
                _process.proofs = None  # no proof to be had now: the seal stands without it
        if sealed is None:
            sealed = apart(_sign, content, key, stamps, None)
        # What we seal for the first time, or with somebody else's clock, is read back.
        if stamps or key.fingerprint not in _process.tried:
            _read_back(sealed)
            _process.tried.add(key.fingerprint)
    return Sealed(sealed, level, key.fingerprint)


def _sign(
    content: bytes, key: SealKey, stamps: Timestamps | None, proofs: ValidationContext | None
) -> bytes:
    metadata = PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm=DIGEST,
        subfilter=SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
        embed_validation_info=proofs is not None,
        validation_context=proofs,
        dss_settings=DSSContentSettings(
            include_vri=False, placement=SigDSSPlacementPreference.TOGETHER_WITH_SIGNATURE
        ),
    )
    signer = PdfSigner(metadata, key.signer, timestamper=stamps, new_field_spec=SigFieldSpec(FIELD))
    out = BytesIO()
    try:
        writer = IncrementalPdfFileWriter(BytesIO(content))
        signer.sign_pdf(writer, bytes_reserved=_room(key, stamps), output=out)
    except TimestampRequestError as error:
        _process.silent_until = time.monotonic() + settings.SEAL_TSA_PAUSE
        raise SealUnavailable(SILENT) from error
    except PKCS11Error as error:
        keys.forget()
        raise SealUnavailable(
            f"Le module qui garde la clé du sceau ne répond plus ({type(error).__name__})."
        ) from error
    except PdfError as error:
        raise SigningError(str(error)) from error
    return out.getvalue()


def _room(key: SealKey, stamps: Timestamps | None) -> int:
    """How many hexadecimal digits to keep for the seal: certificates, signature, attributes."""
    held = len(key.certificate.public_bytes(Encoding.DER))
    held += sum(len(one.dump()) for one in key.others)
    return 2 * (held + 3072) + (TIMESTAMP_ROOM if stamps else 0)


def _read_back(content: bytes) -> None:
    validation = validate(content)
    if not validation.genuine:
        wrong = next(step for step in validation.steps if not step.passed)
        raise SealUnavailable(f"Le sceau posé ne se vérifie pas. {wrong.sentence}")


def _roots(text: bytes) -> list[asn1.Certificate]:
    return [
        asn1.Certificate.load(one.public_bytes(Encoding.DER))
        for one in x509.load_pem_x509_certificates(text)
    ]
