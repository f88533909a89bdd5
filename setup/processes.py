"""Processes that one command starts, watches and always stops.

Each child leads a session of its own, so that Ctrl-C in the terminal reaches only us: the servers
must outlive the programs that use them by a moment. Signals only raise a flag; every wait looks at
it. Nothing is interrupted halfway, hence no child escapes the register, and the register (a file)
lets the next start find what a hard kill of ours left behind.
"""

import contextlib
import fcntl
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any


class Trouble(Exception):
    """What went wrong, in one sentence for the person who typed the command."""


class Interrupted(Exception):
    """We were asked to stop, by this signal."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


def say(text: str = "") -> None:
    """One line to the person, at once even through a pipe."""
    print(text, flush=True)


def _booted() -> str | None:
    """This life of the machine; None where the system does not say."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return None


def identity(pid: int) -> str | None:
    """Tell two processes that had the same number apart.

    When it began. None when it does not run.
    """
    try:
        if sys.platform == "linux":
            # The name, in parentheses, may hold spaces and parentheses itself.
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            return None if fields[0] in "ZX" else f"{_booted()}:{fields[19]}"
        shown = subprocess.run(
            ["ps", "-o", "stat=,lstart=", "-p", str(pid)],
            capture_output=True,
            text=True,
            check=False,
        ).stdout.split(maxsplit=1)
        return None if len(shown) < 2 or shown[0].startswith("Z") else shown[1].strip()
    except (FileNotFoundError, ProcessLookupError):
        return None


def command_of(pid: int) -> str:
    """The command line of a process, empty when unknown."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            return (
                Path(f"/proc/{pid}/cmdline")
                .read_bytes()
                .replace(b"\0", b" ")
                .decode(errors="replace")
            )
        return ""
    return subprocess.run(
        ["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False
    ).stdout.strip()


def send(pid: int, number: int, *, to_group: bool = False) -> None:
    """Send a signal, to somebody who may be gone already."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        (os.killpg if to_group else os.kill)(pid, number)


@dataclass(slots=True)
class Account:
    """The system user under which a child runs (root only)."""

    name: str
    uid: int
    gid: int


@dataclass(slots=True)
class Child:
    """A process we started."""

    name: str
    popen: subprocess.Popen[bytes]
    log: Path | None
    stop_signal: int
    patience: float  # seconds between the polite signal and SIGKILL
    ends: bool = False  # by itself, when its work is done

    def last_lines(self, count: int = 15) -> str:
        """The end of its log, to say why it died."""
        if self.log is None or not self.log.exists():
            return ""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-count:])


class Supervisor:
    """Starts children, waits while watching them all, stops them in reverse order.

    Use it as a context manager: leaving it stops everything, whatever the reason.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.register = folder / "processes.json"
        self.children: list[Child] = []
        self.asked_to_stop: int | None = None
        self._lock: Any = None

    # -- life --------------------------------------------------------------------------------------

    def __enter__(self) -> "Supervisor":
        """Take the folder for us alone, end what a killed run left there, listen to signals."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self._lock = (self.folder / "lock").open("a+")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as busy:
            self._lock.close()
            raise Trouble(
                f"Une commande se sert déjà de {self.folder} : arrêtez-la d'abord."
            ) from busy
        self._recover()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # nohup
                signal.signal(number, self._hear)
        return self

    def __exit__(self, *_: object) -> None:
        self.stop_all()
        self._lock.close()

    def _hear(self, number: int, _frame: object) -> None:
        self.asked_to_stop = number

    # -- children ----------------------------------------------------------------------------------

    def start(
        self,
        name: str,
        command: Sequence[str | os.PathLike[str]],
        *,
        env: Mapping[str, str],
        cwd: Path,
        log: Path | None = None,
        account: Account | None = None,
        stop_signal: int = signal.SIGTERM,
        patience: float = 15,
        stdin: bytes | None = None,
        ends: bool = False,
    ) -> Child:
        """Start a child; its output goes to `log`, or to ours when there is none.

        One that `ends` may do so with code 0 before it is waited for.
        """
        output = log.open("ab") if log else None
        options: dict[str, Any] = {}
        if account:
            options = {"user": account.uid, "group": account.gid, "extra_groups": []}
        try:
            popen = subprocess.Popen(
                [os.fspath(part) for part in command],
                env=dict(env),
                cwd=cwd,
                stdin=subprocess.PIPE if stdin is not None else subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT if output else None,
                start_new_session=True,
                **options,
            )
        finally:
            if output:
                output.close()
        child = Child(name, popen, log, stop_signal, patience, ends)
        self.children.append(child)
        self._write_register()
        if stdin is not None and popen.stdin:
            popen.stdin.write(stdin)
            popen.stdin.close()
        return child

    def run(self, name: str, command: Sequence[str | os.PathLike[str]], **options: Any) -> int:
        """Start a child, wait for its end under watch, give its exit code."""
        return self.wait_for(self.start(name, command, **options))

    def wait_for(self, child: Child) -> int:
        """Wait for the end of a child, watching the others; gives its exit code."""
        while True:
            with contextlib.suppress(subprocess.TimeoutExpired):
                code = child.popen.wait(timeout=0.2)
                self._forget(child)
                return code
            self.look(but=child)

    def wait_until(self, ready: Callable[[], bool], *, seconds: float, what: str) -> None:
        """Wait for a condition, watching the children; a sentence when it never comes."""
        limit = time.monotonic() + seconds
        while not ready():
            self.look()
            if time.monotonic() > limit:
                raise Trouble(f"{what} ne répond pas après {seconds:.0f} s.")
            time.sleep(0.03)

    def wait_for_a_signal(self) -> None:
        """Stay until someone asks us to stop, or a child dies."""
        while True:
            self.look()
            time.sleep(0.2)

    def look(self, *, but: Child | None = None) -> None:
        """Raise when we were asked to stop or when a child ended by itself."""
        if self.asked_to_stop is not None:
            raise Interrupted(self.asked_to_stop)
        for child in self.children:
            if child is but or child.popen.poll() is None:
                continue
            if not (child.ends and child.popen.returncode == 0):
                raise Died(child)

    # -- the end -----------------------------------------------------------------------------------

    def stop(self, child: Child) -> None:
        """End one child and whatever it started: politely, then not."""
        if child.popen.poll() is None:
            send(child.popen.pid, child.stop_signal)
            try:
                child.popen.wait(timeout=child.patience)
            except subprocess.TimeoutExpired:
                send(child.popen.pid, signal.SIGKILL, to_group=True)
                child.popen.wait()
        self._forget(child)

    def stop_all(self) -> None:
        """End every child, the last started first: programs before their servers."""
        for child in reversed(self.children[:]):
            self.stop(child)

    def _forget(self, child: Child) -> None:
        # The leader has ended; members of its group that outlived it (pool workers) must not stay.
        send(child.popen.pid, signal.SIGKILL, to_group=True)
        self.children.remove(child)
        self._write_register()

    # -- the register ------------------------------------------------------------------------------

    def _write_register(self) -> None:
        rows = [
            {
                "name": child.name,
                "pid": child.popen.pid,
                "identity": identity(child.popen.pid),
                "stop_signal": int(child.stop_signal),
                "patience": child.patience,
            }
            for child in self.children
        ]
        draft = self.register.with_suffix(".new")
        draft.write_text(json.dumps(rows, indent=1))
        draft.replace(self.register)

    def _recover(self) -> None:
        try:
            rows = json.loads(self.register.read_text())
        except (FileNotFoundError, ValueError):
            return
        for row in reversed(rows):
            pid = row["pid"]
            now = identity(pid)
            if now is not None and now != row["identity"]:
                continue  # the number belongs to a stranger today
            if now is not None:
                say(f"Arrêt de {row['name']} (processus {pid}), resté d'un arrêt brutal.")
                send(pid, row["stop_signal"])
                limit = time.monotonic() + row["patience"]
                while identity(pid) == row["identity"] and time.monotonic() < limit:
                    time.sleep(0.1)
            elif _booted() is None or not str(row["identity"]).startswith(f"{_booted()}:"):
                continue  # another life of the machine
            # A group outlives its leader under the leader's number, which nobody else gets
            # meanwhile.
            send(pid, signal.SIGKILL, to_group=True)
        self.register.unlink(missing_ok=True)


class Died(Trouble):
    """A child ended although nobody asked."""

    def __init__(self, child: Child) -> None:
        self.child = child
        said = child.last_lines()
        place = f" (journal : {child.log})" if child.log else ""
        super().__init__(
            f"« {child.name} » s'est arrêté tout seul, code {child.popen.returncode}{place}."
            + (f"\n{said}" if said else "")
        )
