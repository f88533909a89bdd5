"""A timestamp authority on the loopback, with its own root, its failures and its lies."""

from __future__ import annotations

import threading
import time
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
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.sign.timestamps import DummyTimeStamper

DER = serialization.Encoding.DER


class Clock:
    """The authority: an address, a root, and how it behaves now.

    ``mood``: "well", "down" (closes the connection), "refuses" (503), "babbles" (not a timestamp),
    "sleeps" (answers after ``nap`` seconds).
    """

    def __init__(self, address: str, root: Path, stamper: DummyTimeStamper) -> None:
        self.address, self.root, self.stamper = address, root, stamper
        self.mood, self.nap, self.asked = "well", 0.0, 0


@contextmanager
def clock_of_others(folder: Path) -> Iterator[Clock]:
    """A server of timestamps, for the time of the block."""
    root, stamper = _authority(folder)
    clock = Clock("", root, stamper)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            clock.asked += 1
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if clock.mood == "down":
                self.close_connection = True
                return
            if clock.mood == "sleeps":
                time.sleep(clock.nap)
            status, answer = 200, b"it is late"
            if clock.mood == "refuses":
                status = 503
            elif clock.mood in ("well", "sleeps"):
                request = tsp.TimeStampReq.load(body)
                answer = clock.stamper.request_tsa_response(request).dump()
            self.send_response(status)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *arguments: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    clock.address = f"http://127.0.0.1:{server.server_address[1]}/"
    try:
        yield clock
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _authority(folder: Path) -> tuple[Path, DummyTimeStamper]:
    root_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Horloge d’essai")])
    begun = datetime.now(UTC) - timedelta(days=60)

    def certificate(subject: x509.Name, public: rsa.RSAPublicKey) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(name)
            .public_key(public)
            .serial_number(x509.random_serial_number())
            .not_valid_before(begun)
            .not_valid_after(begun + timedelta(days=400))
        )

    root = (
        certificate(name, root_key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(root_key, hashes.SHA256())
    )
    stamps = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Cachet de l’horloge")])
    leaf = (
        certificate(stamps, key.public_key())
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        .sign(root_key, hashes.SHA256())
    )
    path = folder / "clock-root.pem"
    path.write_bytes(root.public_bytes(serialization.Encoding.PEM))
    stamper = DummyTimeStamper(
        asn1.Certificate.load(leaf.public_bytes(DER)),
        keys.PrivateKeyInfo.load(
            key.private_bytes(DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        ),
    )
    return path, stamper
