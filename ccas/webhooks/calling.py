"""One call: a POST to an address that was resolved once, looked at, and is the one called.

Nothing is followed, nothing of the answer is read but its status; whatever the other side does, it
is over after a fixed time.
"""

import contextlib
import socket
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

from django.conf import settings

from ccas.webhooks import rules

#: Seconds for the connection, and for the whole call: less than the lease of the job.
CONNECT, WHOLE = 5.0, 15.0


@dataclass(frozen=True, slots=True)
class Answer:
    """status: of the answer, 0 when there was none. reason: a code, empty when it is a yes."""

    status: int
    reason: str = ""


def call(address: str, body: bytes, headers: Mapping[str, str]) -> Answer:
    """POST the body. Never raises: what went wrong is a code."""
    anywhere = settings.WEBHOOKS_ANYWHERE
    if rules.address_problems(address, anywhere=anywhere):
        return Answer(0, "address_refused")
    parts = urlsplit(address)
    host, secure = str(parts.hostname), parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    try:
        found = {one[4][0] for one in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError):
        return Answer(0, "no_such_host")
    # One private address among several is enough to refuse: the next answer would be that one.
    if not anywhere and not all(rules.is_public(str(one)) for one in found):
        return Answer(0, "private_address")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        with _connected(str(sorted(found, key=str)[0]), port, host if secure else "") as raw:
            return _post(raw, host, port, secure, path, body, headers)
    except ssl.SSLError:
        return Answer(0, "certificate_refused")
    except TimeoutError:
        return Answer(0, "too_slow")
    except (OSError, HTTPException, ValueError):
        return Answer(0, "no_answer")


def _connected(address: str, port: int, server_name: str) -> socket.socket:
    """A socket to that very address; over TLS, checked against the name that was asked for."""
    raw = socket.create_connection((address, port), timeout=CONNECT)
    if not server_name:
        return raw
    try:
        return ssl.create_default_context().wrap_socket(raw, server_hostname=server_name)
    except BaseException:
        raw.close()
        raise


def _post(
    raw: socket.socket,
    host: str,
    port: int,
    secure: bool,
    path: str,
    body: bytes,
    headers: Mapping[str, str],
) -> Answer:
    late = threading.Event()

    def cut() -> None:
        late.set()
        with contextlib.suppress(OSError):
            raw.shutdown(socket.SHUT_RDWR)

    # The timeout of a socket starts again at each byte: who drips them would never be over.
    watch = threading.Timer(WHOLE, cut)
    watch.daemon = True
    watch.start()
    named = host if port == (443 if secure else 80) else f"{host}:{port}"
    connection = HTTPConnection(host, port)
    connection.sock = raw
    raw.settimeout(WHOLE)
    try:
        connection.request("POST", path, body, {**headers, "Host": named, "Connection": "close"})
        status = connection.getresponse().status
    except (OSError, HTTPException, ValueError):
        if late.is_set():
            return Answer(0, "too_slow")
        raise
    finally:
        watch.cancel()
    if 200 <= status < 300:
        return Answer(status)
    return Answer(status, "redirects" if 300 <= status < 400 else "refused")
