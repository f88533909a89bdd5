"""`make demo`: everything a visitor needs, in one command that leaves nothing behind.

python -m setup.demo            servers, data, worker and pages, until Ctrl-C
python -m setup.demo --once     the same, waits for the last document, stops with its verdict
python -m setup.demo --reset    forgets the demonstration's data first
python -m setup.demo --run M …  runs `python -m M …` beside the complete demonstration, then stops
"""

import argparse
import http.client
import os
import signal
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

from setup.environment import ensure_environment, environment_for, seconds
from setup.packages import ensure_pango
from setup.places import PYTHON, ROOT, Memory, var
from setup.postgresql import remove
from setup.processes import Interrupted, Supervisor, Trouble, say
from setup.servers import Servers

WEB_PORT = 8000
#: Apart from the pages': neither is bound yet when both are chosen.
LIVE_PORT = 8051
#: What the demonstration writes under var/, beside its servers' own folder.
DATA_FOLDERS = ("documents", "files", "journal", "mail", "static")


class Demonstration:
    """One run of the demonstration under a supervisor."""

    def __init__(
        self, supervisor: Supervisor, servers: Servers, *, data: Path | None = None
    ) -> None:
        self.supervisor = supervisor
        self.servers = servers
        self.data = data or var()
        self.folder = supervisor.folder
        self.memory = Memory(self.folder / "memory.json")
        self.env: dict[str, str] = {}
        self.address = ""

    def prepare(self) -> None:
        """Servers, tables, worker and web server, then the data: each line says what was done."""
        begun = time.monotonic()
        urls = self.servers.start(self.supervisor)
        say(f"Serveurs prêts en {seconds(begun)}.")
        port = self.memory.port("web_port", preferred=WEB_PORT)
        live_port = self.memory.port("live_port", preferred=LIVE_PORT)
        self.address = f"http://127.0.0.1:{port}"
        self.env = environment_for(
            "ccas.settings.development",
            **urls,
            CCAS_VAR=str(self.data),
            CCAS_ADDRESS=self.address,
            PUBLIC_BASE_URL=os.environ.get("PUBLIC_BASE_URL") or self.address,
            # Events come from a process of their own, on another port: cookies ignore ports.
            LIVE_URL=os.environ.get("LIVE_URL") or f":{live_port}",
            # Cookies ignore ports: two checkouts must not read each other's.
            SECRET_KEY=os.environ.get("SECRET_KEY") or self.memory.secret("secret_key"),
        )
        begun = time.monotonic()
        self.manage("migrate", "--verbosity", "0")
        say(f"Base à jour en {seconds(begun)}.")
        self._start_programs(port, live_port)
        begun = time.monotonic()
        say("Construction de la démonstration…")
        self.manage("build_demo")
        say(f"Démonstration prête en {seconds(begun)}.")
        self.supervisor.wait_until(
            lambda: answers(self.address), seconds=120, what=f"La page {self.address}"
        )

    def _start_programs(self, port: int, live_port: int) -> None:
        processes = str(min(4, os.cpu_count() or 1))
        schedule = str(self.folder / "beat-schedule")
        for name, log, command in (
            (
                "le travailleur",
                "worker",
                "celery -A ccas worker -l INFO --without-gossip --without-mingle "
                f"--concurrency {processes}",
            ),
            ("l'horloge des tâches", "beat", "celery -A ccas beat -l INFO --pidfile= --schedule"),
            (
                "le serveur de pages",
                "web",
                f"granian --interface wsgi --host 127.0.0.1 --port {port} --blocking-threads 4 "
                "ccas.wsgi:application",
            ),
            (
                "le serveur d'événements",
                "live",
                f"granian --interface asgi --host 127.0.0.1 --port {live_port} "
                "--workers-kill-timeout 2s ccas.asgi:application",
            ),
        ):
            self.supervisor.start(
                name,
                [PYTHON, "-m", *command.split(), *([schedule] if log == "beat" else [])],
                env=self.env,
                cwd=ROOT,
                log=self.folder / f"{log}.log",
                patience=20,
            )

    def manage(self, *arguments: str) -> None:
        """Run a management command in the foreground; stop here when it fails."""
        code = self.manage_code(*arguments)
        if code != 0:
            raise Trouble(f"manage.py {arguments[0]} a échoué (code {code}).")

    def manage_code(self, *arguments: str) -> int:
        """Run a management command in the foreground; gives its exit code."""
        return self.supervisor.run(
            f"manage.py {arguments[0]}",
            [PYTHON, "manage.py", *arguments],
            env=self.env,
            cwd=ROOT,
            patience=10,
        )

    def invite(self) -> None:
        """The last lines: where to go, how to leave."""
        say()
        say(f"    {self.address}")
        say()
        say("Ctrl-C arrête tout ; « make demo » reprend où l'on en était.")


def answers(address: str) -> bool:
    """The first page is there, sign-in included.

    Straight to the port: a proxy must not answer for it.
    """
    target = address
    for _redirection in range(4):
        parts = urlsplit(target)
        link = http.client.HTTPConnection(parts.hostname or "127.0.0.1", parts.port, timeout=20)
        try:
            link.request("GET", (parts.path or "/") + (f"?{parts.query}" if parts.query else ""))
            answer = link.getresponse()
        except (OSError, http.client.HTTPException):
            return False
        finally:
            link.close()
        place = answer.getheader("Location")
        if answer.status < 300 or not place:
            return answer.status == 200
        target = place if place.startswith("http") else address + place
    return False


def forget(folder: Path, servers: Servers) -> None:
    """Delete the data of the demonstration; never those of servers that were given to us."""
    if servers.given:
        raise Trouble(
            f"{' et '.join(servers.given)} : ces données ne sont pas dans var/. "
            "Videz vous-même cette base, puis « make demo »."
        )
    with Supervisor(folder):
        pass  # nobody else uses it, and nothing is left running
    remove(folder)
    for name in DATA_FOLDERS:
        remove(var() / name)
    say("Données de la démonstration effacées.")


def main(arguments: list[str]) -> int:
    """Run the demonstration; gives the exit code of the command."""
    parser = argparse.ArgumentParser(prog="make demo", description="La démonstration.")
    parser.add_argument(
        "--once", action="store_true", help="tout faire, attendre le dernier document, s'arrêter"
    )
    parser.add_argument("--reset", action="store_true", help="effacer d'abord les données")
    parser.add_argument(
        "--run", nargs=argparse.REMAINDER, default=[], help="un module Python et ses arguments"
    )
    options = parser.parse_args(arguments)
    folder = var() / "demo"
    servers = Servers.choose(prefer_installed=False)
    say(str(servers))
    ready = False
    try:
        ensure_environment()
        ensure_pango()
        if options.reset:
            forget(folder, servers)
        with Supervisor(folder) as supervisor:
            demonstration = Demonstration(supervisor, servers)
            demonstration.prepare()
            ready = True
            if options.once or options.run:
                code = demonstration.manage_code("wait_for_documents")
                if options.run and code == 0:
                    command = [PYTHON, "-m", *options.run]
                    code = supervisor.run(options.run[0], command, env=demonstration.env, cwd=ROOT)
                return code
            demonstration.invite()
            supervisor.wait_for_a_signal()
    except Trouble as trouble:
        print(trouble, file=sys.stderr, flush=True)
        return 1
    except Interrupted as interrupted:
        say("Tout est arrêté.")
        expected = ready and not options.once and not options.run
        return 0 if expected else 128 + interrupted.number
    except KeyboardInterrupt:  # before the supervisor listens: nothing runs yet
        return 128 + signal.SIGINT
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
