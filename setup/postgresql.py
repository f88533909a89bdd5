"""A private PostgreSQL on a loopback port, as an ordinary child.

The binaries are driven directly: the wheel's own launcher locks a file shared by all users of the
machine and, as root, creates a system user and opens parent folders. TCP on loopback rather than a
socket: the path of a socket may not exceed 107 bytes. PostgreSQL refuses to run as root: it then
runs as an unprivileged user, its files elsewhere when that user may not enter the checkout.
"""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from setup.binaries import Binaries
from setup.places import ROOT, Memory, fingerprint
from setup.processes import Account, Child, Died, Supervisor, Trouble, command_of

ATTEMPTS = 5


def unprivileged_account() -> Account | None:
    """Whom PostgreSQL runs as: nobody else when we are not root, else `postgres` or `nobody`."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "_postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, entry.pw_uid, entry.pw_gid)
    raise Trouble(
        "PostgreSQL refuse root, ni « postgres » ni « nobody » n'existent : donnez DATABASE_URL."
    )


def _as(account: Account, *command: str | os.PathLike[str]) -> bool:
    """Whether this account can do that.

    Asked to the system, which knows about lists and namespaces.
    """
    try:
        done = subprocess.run(
            [os.fspath(part) for part in command],
            user=account.uid,
            group=account.gid,
            extra_groups=[],
            cwd="/",
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
    except PermissionError:
        return False
    return done.returncode == 0


def _refuge_of(root: Path) -> Path:
    return Path("/var/tmp") / f"ccas-{fingerprint(root)}"  # noqa: S108 - owner and mode are checked on use


def refuge(account: Account, root: Path = ROOT) -> Path:
    """A folder that the account owns, out of a checkout that only root may enter."""
    folder = _refuge_of(root)
    try:
        folder.mkdir(mode=0o700)
        os.chown(folder, account.uid, account.gid)
    except FileExistsError:
        seen = folder.lstat()
        if folder.is_symlink() or seen.st_uid != account.uid or seen.st_mode & 0o077:
            raise Trouble(
                f"{folder} existe et n'est pas à « {account.name} » : effacez ce dossier."
            ) from None
    return folder


def remove(folder: Path, root: Path = ROOT) -> None:
    """Delete a folder of servers, wherever PostgreSQL's part of it went."""
    shutil.rmtree(folder, ignore_errors=True)
    if os.geteuid() == 0:
        shutil.rmtree(_refuge_of(root) / folder.name, ignore_errors=True)


def _copied(binaries: Binaries, destination: Path, account: Account) -> Binaries:
    """The wheel's PostgreSQL, copied where the account can run it; its libraries lie beside."""
    package = binaries.folder.parent.parent
    libraries = package.with_name(f"{package.name}.libs")
    place = destination / f"binaries-{binaries.version}"
    if not place.exists():
        draft = Path(tempfile.mkdtemp(dir=destination))
        draft.chmod(0o755)
        shutil.copytree(
            binaries.folder.parent,
            draft / package.name / binaries.folder.parent.name,
            symlinks=True,
            ignore=shutil.ignore_patterns("include", "pkgconfig", "*.a"),
        )
        if libraries.is_dir():
            shutil.copytree(libraries, draft / libraries.name, symlinks=True)
        for path in (draft, *draft.rglob("*")):
            os.chown(path, account.uid, account.gid, follow_symlinks=False)
        draft.replace(place)
    return Binaries(
        place / package.name / binaries.folder.parent.name / "bin",
        binaries.program,
        binaries.version,
        True,
    )


@dataclass(slots=True)
class PostgreSQL:
    """A cluster of our own in `folder`, with one database, `ccas`, and one role of that name."""

    folder: Path
    binaries: Binaries
    memory: Memory
    throwaway: bool = False  # for tests: nothing need survive a power cut
    account: Account | None = field(default_factory=unprivileged_account)
    root: Path = ROOT

    def start(self, supervisor: Supervisor) -> str:
        """Start it, made first if need be; gives the address for DATABASE_URL."""
        if self.account and not (
            _as(self.account, self.binaries.path, "--version")
            and _as(self.account, "test", "-x", self.folder)
        ):
            base = refuge(self.account, self.root)
            if self.binaries.embedded and not _as(self.account, self.binaries.path, "--version"):
                self.binaries = _copied(self.binaries, base, self.account)
            self.folder = base / self.folder.name
            self.folder.mkdir(exist_ok=True)
            self.folder.chmod(0o755)
        major = self.binaries.version.split(".")[0]
        data = self.folder / f"postgresql-{major}"
        password = self.memory.secret("postgresql")
        if not (data / "ccas-made").exists():
            self._make(data, password, int(major), supervisor)
        _drop_stale_pid(data)
        for _attempt in range(ATTEMPTS):
            port = self.memory.port("postgresql_port")
            if self._listen(data, port, supervisor):
                return f"postgres://ccas:{password}@127.0.0.1:{port}/ccas"
        raise Trouble(f"PostgreSQL ne démarre pas ; son journal : {self._log}.")

    @property
    def _log(self) -> Path:
        return self.memory.file.parent / "postgresql.log"

    def _environment(self) -> dict[str, str]:
        keep = {
            name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ
        }
        # LC_ALL=C: messages we can read, and initdb needs no locale of the machine.
        return keep | {"LC_ALL": "C", "TZ": "UTC", "HOME": str(self.folder)}

    def _make(self, data: Path, password: str, major: int, supervisor: Supervisor) -> None:
        shutil.rmtree(data, ignore_errors=True)  # one that was interrupted while being made
        data.mkdir(mode=0o700)
        secret = data.with_name("password.new")
        secret.touch(mode=0o600)
        secret.write_text(password)
        if self.account:
            for path in (data, secret):
                os.chown(path, self.account.uid, self.account.gid)
        options: dict[str, Any] = {
            "env": self._environment(),
            "cwd": self.folder,
            "account": self.account,
            "log": self._log,
        }
        try:
            code = supervisor.run(
                "initdb",
                [
                    self.binaries.folder / "initdb",
                    *(
                        "-D",
                        data,
                        "-U",
                        "ccas",
                        "-E",
                        "UTF8",
                        "-A",
                        "scram-sha-256",
                        "--no-instructions",
                    ),
                    f"--pwfile={secret}",
                    *([] if not self.throwaway else ["--no-sync"]),
                    *_locale_options(major),
                ],
                **options,
            )
        finally:
            secret.unlink()
        if code == 0:
            # No client needed, no port yet: PostgreSQL alone with its files.
            one: list[Any] = [
                self.binaries.path,
                "--single",
                "-D",
                data,
                *self._durability(),
                "postgres",
            ]
            code = supervisor.run(
                "postgres --single", one, stdin=b"CREATE DATABASE ccas\n", **options
            )
        if code != 0:
            raise Trouble(f"PostgreSQL ne peut pas faire ses fichiers ; son journal : {self._log}.")
        (data / "ccas-made").touch()

    def _durability(self) -> list[str]:
        fast = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
        return [part for setting in fast for part in ("-c", setting)] if self.throwaway else []

    def _listen(self, data: Path, port: int, supervisor: Supervisor) -> bool:
        child = supervisor.start(
            "PostgreSQL",
            [
                self.binaries.path,
                *("-D", data, "-p", str(port), "-c", "listen_addresses=127.0.0.1"),
                *(
                    "-c",
                    "unix_socket_directories=",
                    "-c",
                    "timezone=UTC",
                    "-c",
                    "max_connections=150",
                ),
                *self._durability(),
            ],
            env=self._environment(),
            cwd=self.folder,
            log=self._log,
            account=self.account,
            stop_signal=signal.SIGINT,  # fast shutdown; SIGTERM would wait for every client
            patience=60,
        )
        try:
            supervisor.wait_until(lambda: _is_ready(data, child), seconds=90, what="PostgreSQL")
        except Died as died:
            if died.child is not child:
                raise
            said = child.last_lines(8)
            supervisor.stop(child)
            if "Address already in use" in said or "could not bind" in said:
                self.memory.forget("postgresql_port")
            elif "still in use" in said:
                time.sleep(1)  # the last processes of a server killed hard are leaving
            else:
                raise
            return False
        return True


def _locale_options(major: int) -> list[str]:
    """UTF-8 that knows accents in upper and lower case.

    No ICU in the wheel; the C library's locales vary.
    """
    if major >= 17:
        return ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    listed = subprocess.run(
        ["locale", "-a"], capture_output=True, text=True, check=False
    ).stdout.split()
    known = {name.lower().replace("-", ""): name for name in listed}
    for wish in ("c.utf8", "en_us.utf8", "fr_fr.utf8"):
        if wish in known:
            return [f"--locale={known[wish]}", "--lc-messages=C"]
    return ["--locale=C"]


def _is_ready(data: Path, child: Child) -> bool:
    """PostgreSQL writes "ready" on the eighth line of its own pid file.

    Sure to be ours, whatever the port.
    """
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
    except OSError:
        return False
    return (
        len(lines) >= 8 and lines[0].strip() == str(child.popen.pid) and lines[7].strip() == "ready"
    )


def _drop_stale_pid(data: Path) -> None:
    """After a hard kill, the number in the pid file may be a stranger's.

    PostgreSQL would not start.
    """
    file = data / "postmaster.pid"
    try:
        pid = int(file.read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return
    if str(data) not in command_of(pid):
        file.unlink(missing_ok=True)
