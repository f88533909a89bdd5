"""An object store on loopback: the few verbs of S3 that our storages ask for, kept in memory.

Written from the protocol, so that the client (django-storages, boto3) is the real one: signed
requests, chunked bodies, listings by folder. Signatures are not checked.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import md5
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

WHEN = "Tue, 10 Feb 2026 09:00:00 GMT"


def unchunked(body: bytes) -> bytes:
    """The content of an `aws-chunked` body: sizes in hexadecimal, then trailers."""
    found = b""
    while body:
        head, _, rest = body.partition(b"\r\n")
        size = int(head.partition(b";")[0], 16)
        if not size:
            break
        found, body = found + rest[:size], rest[size + 2 :]
    return found


class Objects(BaseHTTPRequestHandler):
    """One bucket. kept: name of the object → bytes."""

    protocol_version = "HTTP/1.1"
    kept: dict[str, bytes]

    def _name(self) -> str:
        return unquote(urlsplit(self.path).path).lstrip("/").partition("/")[2]

    def _say(self, status: int, body: bytes = b"", length: int | None = None, **headers) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if "aws-chunked" in self.headers.get("Content-Encoding", ""):
            body = unchunked(body)
        self.kept[self._name()] = body
        self._say(200, ETag=f'"{md5(body, usedforsecurity=False).hexdigest()}"')

    def do_HEAD(self) -> None:
        body = self.kept.get(self._name())
        if body is None:
            return self._say(404)
        return self._say(200, length=len(body), Last_Modified=WHEN, ETag='"x"')

    def do_GET(self) -> None:
        asked = parse_qs(urlsplit(self.path).query)
        if "list-type" in asked or "delimiter" in asked or "prefix" in asked:
            return self._say(200, self._listing(asked), Content_Type="application/xml")
        body = self.kept.get(self._name())
        if body is None:
            return self._say(404, b"<Error><Code>NoSuchKey</Code></Error>")
        wanted = self.headers.get("Range", "")
        if wanted.startswith("bytes="):
            first, _, last = wanted[6:].partition("-")
            part = body[int(first) : int(last) + 1 if last else None]
            told = f"bytes {first}-{int(first) + len(part) - 1}/{len(body)}"
            return self._say(206, part, Content_Range=told, Last_Modified=WHEN, ETag='"x"')
        return self._say(200, body, Last_Modified=WHEN, ETag='"x"')

    def do_DELETE(self) -> None:
        self.kept.pop(self._name(), None)
        self._say(204)

    def _listing(self, asked: dict[str, list[str]]) -> bytes:
        prefix, delimiter = asked.get("prefix", [""])[0], asked.get("delimiter", [""])[0]
        names, folders = [], set()
        for name in sorted(self.kept):
            if not name.startswith(prefix):
                continue
            inner, found, _ = (
                name[len(prefix) :].partition(delimiter) if delimiter else (name, "", "")
            )
            if found:
                folders.add(prefix + inner + delimiter)
            else:
                names.append(name)
        lines = "".join(
            f"<Contents><Key>{escape(name)}</Key><Size>{len(self.kept[name])}</Size>"
            "<LastModified>2026-02-10T09:00:00Z</LastModified></Contents>"
            for name in names
        )
        lines += "".join(
            f"<CommonPrefixes><Prefix>{escape(one)}</Prefix></CommonPrefixes>"
            for one in sorted(folders)
        )
        return (
            '<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">'
            f"<IsTruncated>false</IsTruncated>{lines}</ListBucketResult>"
        ).encode()

    def log_message(self, *_args) -> None:
        """Nothing on the terminal."""


@contextmanager
def object_store() -> Iterator[tuple[str, dict[str, bytes]]]:
    """Its address, and what it holds."""
    kept: dict[str, bytes] = {}
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Bucket", (Objects,), {"kept": kept}))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", kept
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
