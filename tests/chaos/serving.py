"""The real server of production, on the test database, for the length of a drill."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings
from django.db import connection

HOST = "127.0.0.1"
WORKERS = 2


@contextmanager
def serving(folder: Path, application: str = "ccas.wsgi:application") -> Iterator[int]:
    """Granian as production runs it, on loopback; gives its port."""
    with socket.socket() as found:
        found.bind((HOST, 0))
        port = found.getsockname()[1]
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", HOST]
    command += ["--port", str(port), "--workers", str(WORKERS), "--blocking-threads", "4"]
    command += ["--no-ws", application]
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen(
            command,
            cwd=settings.BASE_DIR,
            env=os.environ | _production(folder),
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            _wait(server, port, folder)
            yield port
        finally:
            _stop(server)


def _stop(server: subprocess.Popen) -> None:
    """End the server and its workers; one that died by itself has told why in its log."""
    with suppress(ProcessLookupError):
        os.killpg(server.pid, signal.SIGTERM)
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)
    server.wait(10)


def _production(folder: Path) -> dict[str, str]:
    """The settings of production, for this database; sessions are signed as this process signs."""
    db = connection.settings_dict
    secret = f":{db['PASSWORD']}" if db["PASSWORD"] else ""
    place = f"{db['HOST']}:{db['PORT']}" if db["PORT"] else db["HOST"]
    (folder / "static").mkdir(exist_ok=True)
    return {
        "DJANGO_SETTINGS_MODULE": "ccas.settings.production",
        "SECRET_KEY": settings.SECRET_KEY,
        "JOURNAL_SALT": "salt-of-a-drill-that-protects-nobody",
        "MFA_KEYS": settings.MFA_KEYS[0],
        "ALLOWED_HOSTS": HOST,
        "CLAMAV_URL": "tcp://127.0.0.1:9",  # nobody there: what the drill receives stays locked
        "PUBLIC_BASE_URL": "https://drill.example",
        "DATABASE_URL": f"postgres://{db['USER']}{secret}@{place}/{db['NAME']}",
        "REDIS_URL": settings.REDIS_URL,
        "CCAS_VAR": str(folder),
    }


def _wait(server: subprocess.Popen, port: int, folder: Path) -> None:
    """Until it answers."""
    for _attempt in range(120):
        if server.poll() is not None:
            break
        link = http.client.HTTPConnection(HOST, port, timeout=20)
        try:
            link.request("GET", "/mentions-legales/", headers={"X-Forwarded-Proto": "https"})
            link.getresponse().read()
            return
        except OSError:
            time.sleep(0.5)
        finally:
            link.close()
    raise AssertionError((folder / "server.log").read_text())
