"""`make drill`: back up the demonstration, bring it back to life elsewhere, prove it is the same.

1. The demonstration is built in a scratch folder, documents made by a real worker.
2. It is backed up while it runs (`manage.py backup`).
3. Copies of the backup are damaged, one way each: every one must be refused. A drill whose checks
   accept anything would prove nothing.
4. The backup is restored into another database and other stores, and the service is started there:
   `FIGURE restore_seconds` runs until its page answers.
5. There: it is fit to serve, what must never be false is true, every file and the whole journal are
   those of the backup; then one stored file is altered, and the check must see it.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from setup.demo import Demonstration, answers
from setup.environment import ensure_environment, seconds
from setup.packages import ensure_pango
from setup.places import PYTHON, ROOT, any_free_port, var
from setup.postgresql import remove
from setup.processes import Interrupted, Supervisor, Trouble, say
from setup.servers import Servers

RESTORED = "ccas_restored"


def damages() -> dict[str, Callable[[Path], None]]:
    """Ways to spoil a backup: what is said of each → what does it."""
    return {
        "un octet changé dans la base": lambda one: _flip(one / "base.dump"),
        "un octet changé dans un document": lambda one: _flip(_a_document(one)),
        "un document perdu": lambda one: _a_document(one).unlink(),
        "la base coupée au milieu": lambda one: _cut(one / "base.dump"),
        "un manifeste retouché": lambda one: _rewrite(one / "manifest.json"),
        "un fichier ajouté": lambda one: (one / "documents" / "intrus.pdf").write_bytes(b"%PDF-"),
    }


def _a_document(folder: Path) -> Path:
    return next(one for one in sorted((folder / "documents").rglob("*")) if one.is_file())


def _flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def _cut(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])


def _rewrite(path: Path) -> None:
    path.write_text(path.read_text().replace('"journal_lines": ', '"journal_lines": 1'))


class Drill:
    """One drill, under a supervisor, in its folder."""

    def __init__(self, supervisor: Supervisor, servers: Servers) -> None:
        self.supervisor = supervisor
        self.folder = supervisor.folder
        self.servers = servers
        self.backup = self.folder / "backup"
        self.lived = Demonstration(supervisor, servers, data=self.folder / "lived")
        self.env: dict[str, str] = {}  # of the restored service
        self.address = ""

    def build(self) -> None:
        """A whole service, with its documents."""
        self.lived.prepare()
        if self.lived.manage_code("wait_for_documents") != 0:
            raise Trouble("La démonstration n'a pas tous ses documents.")
        keys = self.folder / "lived" / "keys"
        self.lived.env |= {
            "JOURNAL_KEY_FILE": str(keys / "journal.pem"),
            "CLAIM_KEY_FILE": str(keys / "claims.pem"),
            "CREDENTIAL_KEY_FILE": str(keys / "credentials.pem"),
        }
        if folder := self._programs():
            self.lived.env["POSTGRESQL_PROGRAMS"] = str(folder)

    def _programs(self) -> Path | None:
        """Where the programs of the very server lie; None: those of the machine."""
        if "DATABASE_URL" in self.servers.given:
            return None
        if self.servers.postgresql is None:
            raise Trouble("Il manque un PostgreSQL installé (pg_dump, pg_restore).")
        return self.servers.postgresql.folder

    def save(self) -> None:
        """Back up, while the service runs."""
        self._manage(self.lived.env, "seal_journal")
        begun = time.monotonic()
        self._manage(self.lived.env, "backup", str(self.backup))
        say(f"FIGURE backup_seconds {time.monotonic() - begun:.1f} s")
        size = sum(one.stat().st_size for one in self.backup.rglob("*") if one.is_file())
        say(f"FIGURE backup_megabytes {size / 1e6:.1f} MB")

    def refuse_what_is_damaged(self) -> None:
        """The negative control: each damage must be seen, before anything is restored."""
        self._manage(self.lived.env, "check_backup", str(self.backup))
        for says, damage in damages().items():
            copy = self.folder / "damaged"
            shutil.copytree(self.backup, copy)
            damage(copy)
            if self._code(self.lived.env, "check_backup", str(copy), quiet=True) == 0:
                raise Trouble(f"Une sauvegarde abîmée a été acceptée : {says}.")
            say(f"refusé   {says}")
            shutil.rmtree(copy)
        say(f"FIGURE damaged_backups_refused {len(damages())} of {len(damages())}")

    def bring_back(self) -> None:
        """Another database, other stores, another server of pages."""
        parts = urlsplit(self.lived.env["DATABASE_URL"])
        here = self.lived.env["DATABASE_URL"]
        there = urlunsplit(parts._replace(path=f"/{RESTORED}"))
        folder = self._programs()
        create = str(folder / "createdb") if folder else "createdb"
        known = {
            "PGHOST": parts.hostname or "127.0.0.1",
            "PGPORT": str(parts.port or 5432),
            "PGUSER": parts.username or "ccas",
            "PGPASSWORD": parts.password or "",
        }
        subprocess.run([create, RESTORED], env=os.environ | known, check=True)
        port = any_free_port()
        self.address = f"http://127.0.0.1:{port}"
        self.env = self.lived.env | {
            "DATABASE_URL": there,
            "CCAS_VAR": str(self.folder / "restored"),
            "PUBLIC_BASE_URL": self.address,
        }
        if here == there:
            raise Trouble("La base restaurée serait celle que l'on sauvegarde.")
        begun = time.monotonic()
        self._manage(self.env, "restore", str(self.backup))
        self.supervisor.start(
            "le serveur restauré",
            [
                PYTHON,
                *("-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"),
                *("--port", str(port), "ccas.wsgi:application"),
            ],
            env=self.env,
            cwd=ROOT,
            log=self.folder / "restored.log",
            patience=20,
        )
        self.supervisor.wait_until(
            lambda: answers(self.address), seconds=120, what="Le service restauré"
        )
        say(f"FIGURE restore_seconds {time.monotonic() - begun:.1f} s")

    def prove(self) -> None:
        """The same service: fit, true, whole; and the check would see one altered byte."""
        if not answers(f"{self.address}/sante/pret/"):
            raise Trouble("Le service restauré ne se dit pas prêt.")
        self._manage(self.env, "check_invariants")
        # The heads that the living service published, kept outside its database and its backup.
        heads = self.folder / "lived" / "journal" / "heads.txt"
        self._manage(self.env, "verify_journal", "--tetes", str(heads))
        self._manage(self.env, "inventory_files")
        self._manage(self.env, "check_backup", str(self.backup), "--restored")
        _flip(_a_document(self.folder / "restored"))
        if self._code(self.env, "check_backup", str(self.backup), "--restored", quiet=True) == 0:
            raise Trouble("Un document altéré après la restauration n'a pas été vu.")
        say("refusé   un document altéré après la restauration")
        if self._code(self.env, "restore", str(self.backup), quiet=True) == 0:
            raise Trouble("Une restauration a écrasé une base qui n'était pas vide.")
        say("refusé   restaurer par-dessus une base qui vit")

    def _manage(self, env: dict[str, str], *arguments: str) -> None:
        if self._code(env, *arguments) != 0:
            raise Trouble(f"manage.py {arguments[0]} a échoué.")

    def _code(self, env: dict[str, str], *arguments: str, quiet: bool = False) -> int:
        return self.supervisor.run(
            f"manage.py {arguments[0]}",
            [PYTHON, "manage.py", *arguments],
            env=env,
            cwd=ROOT,
            log=self.folder / "refusals.log" if quiet else None,
            patience=10,
        )


def main() -> int:
    """The whole drill; gives the exit code of the command."""
    folder = var() / f"drill-{os.getpid()}"
    begun = time.monotonic()
    try:
        ensure_environment()
        ensure_pango()
        servers = Servers.choose(prefer_installed=True)
        say(str(servers))
        with Supervisor(folder) as supervisor:
            drill = Drill(supervisor, servers)
            drill.build()
            drill.save()
            drill.refuse_what_is_damaged()
            drill.bring_back()
            drill.prove()
        say(f"Exercice réussi en {seconds(begun)}.")
    except Trouble as trouble:
        print(trouble, file=sys.stderr, flush=True)
        return 1
    except subprocess.CalledProcessError:
        print("createdb a échoué : voyez la ligne ci-dessus.", file=sys.stderr, flush=True)
        return 1
    except Interrupted as interrupted:
        return 128 + interrupted.number
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    finally:
        remove(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
