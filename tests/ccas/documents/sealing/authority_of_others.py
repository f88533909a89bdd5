"""A certification authority on the loopback: it certifies a seal and a clock, and tells what it
revoked, by a list (RFC 5280) or by an answer to each question (RFC 6960)."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from asn1crypto import keys, tsp
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID
from pyhanko.sign.timestamps import DummyTimeStamper

DER = serialization.Encoding.DER
PEM = serialization.Encoding.PEM
SHA256 = hashes.SHA256()


class Authority:
    """What it certified, what it revoked, and what it was asked.

    ``speaks``: False closes every connection. ``asked``: paths, in order.
    """

    def __init__(self, folder: Path, address: str, way: str) -> None:
        self.address, self.way = address, way
        self.speaks, self.asked = True, list[str]()
        self.revoked = set[int]()
        self._begun = datetime.now(UTC) - timedelta(days=30)
        self._key = _new_key()
        self._name = _named("Autorité d’essai")
        self.root = (
            self._certificate(self._name, self._key)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_usage(key_cert_sign=True, crl_sign=True), critical=True)
            .sign(self._key, SHA256)
        )
        self.root_path = folder / "root.pem"
        self.root_path.write_bytes(self.root.public_bytes(PEM))
        seal_key, clock_key = _new_key(), _new_key()
        self.seal = self._issued("Sceau d’essai", seal_key, x509.ExtendedKeyUsage(
            [ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False)  # fmt: skip
        clock = self._issued("Horloge d’essai", clock_key, x509.ExtendedKeyUsage(
            [ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)  # fmt: skip
        self._known = {one.serial_number: one for one in (self.seal, clock)}
        self.key_path = folder / "seal.p12"
        self.key_path.write_bytes(
            pkcs12.serialize_key_and_certificates(
                b"seal", seal_key, self.seal, [self.root], serialization.NoEncryption()
            )
        )
        self._stamper = DummyTimeStamper(
            asn1.Certificate.load(clock.public_bytes(DER)),
            keys.PrivateKeyInfo.load(
                clock_key.private_bytes(
                    DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
                )
            ),
        )

    def stamp(self, body: bytes) -> bytes:
        """A timestamp (RFC 3161)."""
        return self._stamper.request_tsa_response(tsp.TimeStampReq.load(body)).dump()

    def listed(self) -> bytes:
        """The list of what is revoked, good for a week."""
        now = datetime.now(UTC)
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self._name)
            .last_update(now - timedelta(hours=1))
            .next_update(now + timedelta(days=7))
            .add_extension(x509.CRLNumber(1), critical=False)
        )
        for serial in self.revoked:
            builder = builder.add_revoked_certificate(
                x509.RevokedCertificateBuilder()
                .serial_number(serial)
                .revocation_date(now - timedelta(hours=2))
                .build()
            )
        return builder.sign(self._key, SHA256).public_bytes(DER)

    def answered(self, body: bytes) -> bytes:
        """What is known of the one certificate that is asked about."""
        now = datetime.now(UTC)
        serial = ocsp.load_der_ocsp_request(body).serial_number
        gone = serial in self.revoked
        return (
            ocsp.OCSPResponseBuilder()
            .add_response(
                cert=self._known[serial],
                issuer=self.root,
                algorithm=hashes.SHA1(),
                cert_status=ocsp.OCSPCertStatus.REVOKED if gone else ocsp.OCSPCertStatus.GOOD,
                this_update=now - timedelta(minutes=1),
                next_update=now + timedelta(days=1),
                revocation_time=now - timedelta(hours=2) if gone else None,
                revocation_reason=None,
            )
            .responder_id(ocsp.OCSPResponderEncoding.HASH, self.root)
            .sign(self._key, SHA256)
            .public_bytes(DER)
        )

    def _certificate(self, subject: x509.Name, key: rsa.RSAPrivateKey) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(self._begun)
            .not_valid_after(self._begun + timedelta(days=400))
        )

    def _issued(
        self, name: str, key: rsa.RSAPrivateKey, use: x509.ExtendedKeyUsage, *, critical: bool
    ) -> x509.Certificate:
        return (
            self._certificate(_named(name), key)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(digital_signature=True, content_commitment=True), critical=True)
            .add_extension(use, critical=critical)
            .add_extension(self._where(), critical=False)
            .sign(self._key, SHA256)
        )

    def _where(self) -> x509.ExtensionType:
        """Where a certificate says that its revocation is told."""
        place = x509.UniformResourceIdentifier(f"{self.address}{self.way}")
        if self.way == "list":
            return x509.CRLDistributionPoints([x509.DistributionPoint([place], None, None, None)])
        return x509.AuthorityInformationAccess(
            [x509.AccessDescription(AuthorityInformationAccessOID.OCSP, place)]
        )


@contextmanager
def authority_of_others(folder: Path, way: str) -> Iterator[Authority]:
    """An authority that answers for the time of the block. way: "list" or "answer"."""
    held: list[Authority] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self, kind: str, content: bytes) -> None:
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def do_GET(self) -> None:
            held[0].asked.append(self.path)
            if held[0].speaks:
                self.answer("application/pkix-crl", held[0].listed())
            else:
                self.close_connection = True

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            held[0].asked.append(self.path)
            if self.path == "/clock":
                self.answer("application/timestamp-reply", held[0].stamp(body))
            elif held[0].speaks:
                self.answer("application/ocsp-response", held[0].answered(body))
            else:
                self.close_connection = True

        def log_message(self, *arguments: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    held.append(Authority(folder, f"http://127.0.0.1:{server.server_address[1]}/", way))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield held[0]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _new_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _usage(**granted: bool) -> x509.KeyUsage:
    names = (
        *("digital_signature", "content_commitment", "key_encipherment", "data_encipherment"),
        *("key_agreement", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only"),
    )
    return x509.KeyUsage(**{name: granted.get(name, False) for name in names})
