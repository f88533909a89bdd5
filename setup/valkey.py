"""A private Valkey (or Redis) on a loopback port, as an ordinary child."""

import os
import socket
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from setup.binaries import Binaries
from setup.places import Memory
from setup.processes import Died, Supervisor, Trouble

ATTEMPTS = 5


@dataclass(slots=True)
class Valkey:
    """A server of the Redis protocol, its append-only file in `folder`."""

    folder: Path
    binaries: Binaries
    memory: Memory
    throwaway: bool = False

    def start(self, supervisor: Supervisor) -> str:
        """Start it; gives the address for REDIS_URL."""
        data = self.folder / self.binaries.program.removesuffix("-server")
        data.mkdir(parents=True, exist_ok=True)
        password = self.memory.secret("valkey")
        log = self.memory.file.parent / "valkey.log"
        for _attempt in range(ATTEMPTS):
            port = self.memory.port("valkey_port")
            settings = (
                f'bind 127.0.0.1\nport {port}\ndir "{data}"\nrequirepass {password}\ndaemonize no\n'
                f'appendonly yes\nappendfsync {"no" if self.throwaway else "everysec"}\nsave ""\n'
            )
            child = supervisor.start(
                "Valkey",
                [
                    self.binaries.path,
                    "-",
                ],  # settings on standard input: no password on the command line
                env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C"},
                cwd=data,
                log=log,
                stdin=settings.encode(),
            )
            try:
                supervisor.wait_until(partial(_answers, port, password), seconds=60, what="Valkey")
            except Died as died:
                if died.child is not child or "in use" not in child.last_lines():
                    raise
                supervisor.stop(child)
                self.memory.forget("valkey_port")
                continue
            return f"redis://:{password}@127.0.0.1:{port}/0"
        raise Trouble(f"Valkey ne démarre pas ; son journal : {log}.")


def _answers(port: int, password: str) -> bool:
    """Our Valkey answers there: nobody else knows the password."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as link:
            link.sendall(f"AUTH {password}\r\nPING\r\n".encode())
            said = b""
            while said.count(b"\n") < 2:
                more = link.recv(200)
                if not more:
                    return False
                said += more
    except OSError:
        return False
    return said.startswith(b"+OK") and b"+PONG" in said
