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
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection

from ccas.accounts.models import User
from ccas.accounts.proof import SECOND_FACTOR
from ccas.accounts.store import SessionStore

HOST = "127.0.0.1"
WORKERS = 2
#: What a browser of the drills sends back with each form.
TOKEN = "c" * 32


@dataclass(frozen=True, slots=True)
class Served:
    """A server that answers on a port; `group`: its processes'."""

    port: int
    group: int

    def memory(self) -> int:
        """What its processes hold in memory, in bytes."""
        held = 0
        for status in Path("/proc").glob("[0-9]*/status"):
            # One that ends while it is looked at holds nothing.
            with suppress(OSError):
                if os.getpgid(int(status.parent.name)) == self.group:
                    resident = [row for row in status.read_text().splitlines() if "VmRSS" in row]
                    held += sum(int(row.split()[1]) * 1024 for row in resident)
        return held


def cookie_for(user: User, role: str, prefix: str = "__Host-") -> str:
    """A session of that person under that role, inside by two factors.

    prefix: of the names of cookies; production's server takes them as `__Host-` only.
    """
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session[SECOND_FACTOR] = True
    session["active_role"] = role
    session.save()
    return f"{prefix}sessionid={session.session_key}; {prefix}csrftoken={TOKEN}"


@contextmanager
def serving(folder: Path, application: str = "ccas.wsgi:application") -> Iterator[Served]:
    """Granian as production runs it, on loopback."""
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
            yield Served(port, server.pid)
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
