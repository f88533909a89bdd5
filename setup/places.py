"""Where this checkout keeps what, and which numbers and secrets it remembers."""

import hashlib
import json
import os
import secrets
import socket
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCK = ROOT / "requirements.lock"


def var() -> Path:
    """The folder of all that runs: `var/` of the project unless CCAS_VAR says otherwise."""
    return Path(os.environ.get("CCAS_VAR") or ROOT / "var").resolve()


def fingerprint(folder: Path) -> str:
    """A short name for a folder: two checkouts never share one."""
    return hashlib.sha256(os.fsencode(folder.resolve())).hexdigest()[:16]


class Memory:
    """Ports and secrets remembered from one start to the next, readable by their owner only."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def _read(self) -> dict[str, str | int]:
        try:
            content = json.loads(self.file.read_text())
        except (FileNotFoundError, ValueError):
            return {}
        return content if isinstance(content, dict) else {}

    def keep(self, name: str, value: str | int) -> None:
        """Remember a value, in one atomic write."""
        draft = self.file.with_suffix(".new")
        draft.unlink(missing_ok=True)
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as out:
            json.dump(self._read() | {name: value}, out, indent=1)
        draft.replace(self.file)

    def recall(self, name: str) -> str | int | None:
        """The value kept under this name."""
        return self._read().get(name)

    def secret(self, name: str) -> str:
        """A random secret, the same at each start."""
        value = self.recall(name)
        if not isinstance(value, str) or not value:
            value = secrets.token_urlsafe(32)
            self.keep(name, value)
        return value

    def port(self, name: str, *, preferred: int | None = None) -> int:
        """A free loopback port.

        The last one used if it is free, else the preferred one, else any.
        """
        last = self.recall(name)
        wishes = [last] if isinstance(last, int) else []
        if preferred is not None:
            wishes += range(preferred, preferred + 20)
        port = next((wish for wish in wishes if is_free(wish)), None) or any_free_port()
        if port != last:
            self.keep(name, port)
        return port

    def forget(self, name: str) -> None:
        """Drop a value: a port that somebody took between our look and our use."""
        self.keep(name, "")


def is_free(port: int) -> bool:
    """Nobody answers on this loopback port, and we may listen there."""
    with socket.socket() as probe:
        probe.settimeout(0.5)
        # On macOS one may bind 127.0.0.1 beside a listener on all addresses: ask first.
        if probe.connect_ex(("127.0.0.1", port)) == 0:
            return False
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def any_free_port() -> int:
    """A port that the system says is free."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
