"""The real server of events, as a process on the test database; and who listens to it."""

import http.client
import os
import queue
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.db import connection


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class LiveServer:
    """granian on ccas.asgi. `variables`: LIVE_STREAM_SECONDS and the like."""

    def __init__(self, var: Path, port: int | None = None, **variables: str) -> None:
        db = connection.settings_dict
        secret = f":{db['PASSWORD']}" if db["PASSWORD"] else ""
        address = f"{db['HOST']}:{db['PORT']}" if db["PORT"] else db["HOST"]
        self.port = port or free_port()
        command = f"granian --interface asgi --host 127.0.0.1 --port {self.port}"
        command += (
            " --workers 1 --log-level warning --workers-kill-timeout 1s ccas.asgi:application"
        )
        self.log = (var / f"live-{time.monotonic_ns()}.log").open("wb")
        self.process = subprocess.Popen(
            [sys.executable, "-m", *command.split()],
            env={
                **os.environ,
                "DJANGO_SETTINGS_MODULE": "ccas.settings.test",
                "DATABASE_URL": f"postgres://{db['USER']}{secret}@{address}/{db['NAME']}",
                "CCAS_VAR": str(var),
                **variables,
            },
            cwd=settings.BASE_DIR,
            stdout=self.log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        deadline = time.monotonic() + 30
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                break
            except OSError:
                assert self.process.poll() is None, Path(self.log.name).read_text()
                assert time.monotonic() < deadline, "the server of events does not answer"
                time.sleep(0.1)

    def kill(self) -> None:
        """kill -9 of the server and of its workers."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(10)
        self.log.close()

    def stop(self) -> None:
        """Ask it to finish, and be sure."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(8)
            except subprocess.TimeoutExpired:
                self.kill()
        self.log.close()


@dataclass
class Event:
    """One event, and when it was read (monotonic seconds)."""

    id: str
    data: str
    at: float


@dataclass
class Listening:
    """A stream read in a thread. status, headers: of the answer. ended: the server closed it."""

    status: int
    headers: dict[str, str]
    body: bytes = b""
    ended: threading.Event = field(default_factory=threading.Event)
    events: "queue.Queue[Event]" = field(default_factory=queue.Queue)
    _link: http.client.HTTPConnection | None = None

    def next(self, seconds: float = 5) -> Event:
        """The next event; fails after some seconds."""
        return self.events.get(timeout=seconds)

    def silent(self, seconds: float) -> bool:
        """Whether nothing comes during that time."""
        try:
            self.events.get(timeout=seconds)
        except queue.Empty:
            return True
        return False

    def leave(self) -> None:
        """Hang up."""
        if self._link is not None and self._link.sock is not None:
            self._link.sock.shutdown(socket.SHUT_RDWR)
        self.ended.wait(5)


def listen(server: LiveServer, topic: str, session: str = "", **headers: str) -> Listening:
    """Ask for a topic with that session's cookie. Headers by name: last_event_id="…"."""
    link = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    if session:
        sent["Cookie"] = f"{settings.SESSION_COOKIE_NAME}={session}"
    link.request("GET", f"/direct/{topic}/", headers=sent)
    answer = link.getresponse()
    found = Listening(answer.status, {k.lower(): v for k, v in answer.getheaders()}, _link=link)
    if answer.status != 200:
        found.body = answer.read()
        link.close()
        return found

    def read() -> None:
        event: dict[str, str] = {}
        try:
            while line := answer.readline():
                name, _, value = line.decode().rstrip("\n").partition(": ")
                if name:
                    event[name] = value
                elif "data" in event:
                    found.events.put(Event(event["id"], event["data"], time.monotonic()))
                    event = {}
        except (OSError, ValueError, AttributeError, http.client.HTTPException):
            pass
        finally:
            found.ended.set()
            link.close()

    threading.Thread(target=read, daemon=True).start()
    return found
