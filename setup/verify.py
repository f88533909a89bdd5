"""`make test` and its relatives: every check, then every test, on real servers of our own.

python -m setup.verify test            everything
python -m setup.verify test tests/x    pytest alone, with these arguments
python -m setup.verify lint|format
python -m setup.verify bench           every figure; options go to the making of documents
python -m setup.verify bench tests/x   the figures of these tests alone
python -m setup.verify chaos           the drills, long and hostile, and their figures
python -m setup.verify mutation        are the rules held by their tests? (names of rooms, or all)
"""

import json
import os
import signal
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from setup.environment import ensure_environment, environment_for, seconds
from setup.packages import (
    ensure_antivirus,
    ensure_chromium,
    ensure_pango,
    ensure_poppler,
    ensure_token,
)
from setup.places import ROOT, VENV, var
from setup.postgresql import remove
from setup.processes import Child, Died, Interrupted, Supervisor, Trouble, say
from setup.servers import Servers

CHECKS: Sequence[tuple[str, Sequence[str]]] = (
    ("ruff check", ("ruff", "check", ".")),
    ("ruff format", ("ruff", "format", "--check", ".")),
    ("djlint", ("djlint", "templates", "--lint", "--quiet")),
    ("contrats d'import", ("lint-imports", "--no-cache")),
    ("mypy", ("mypy",)),
    ("migrations à jour", ("python", "manage.py", "makemigrations", "--check", "--dry-run")),
    ("manage.py check", ("python", "manage.py", "check", "--fail-level", "WARNING")),
)
#: As many as the cores of the smallest machine; with more, what is timed is timed on a busy one.
PROCESSES = 2
#: What pytest answers when nothing is left to run.
NO_TEST = 5
FORMATTERS = (
    ("ruff", "check", "--fix-only", "--quiet", "."),
    ("ruff", "format", "--quiet", "."),
)


class Run:
    """One run in a scratch folder of its own: two runs in one checkout do not meet."""

    def __init__(self, supervisor: Supervisor, env: Mapping[str, str]) -> None:
        self.supervisor = supervisor
        self.env = env

    def call(self, command: Sequence[str], *, log: Path | None = None) -> int:
        """Run a program of the environment, shown or logged; gives its exit code."""
        return self.supervisor.run(
            command[0],
            [VENV / "bin" / command[0], *command[1:]],
            env=self.env,
            cwd=ROOT,
            log=log,
            stop_signal=signal.SIGINT,  # pytest closes its fixtures on it
            patience=20,
        )

    def begin_schema(self) -> Child:
        """Migrate the cluster's own database, which each process of pytest then copies.

        Half a minute of one core, while the checks have the other.
        """
        return self.supervisor.start(
            "migrations",
            [VENV / "bin" / "python", "manage.py", "migrate", "--verbosity", "0"],
            env=self.env,
            cwd=ROOT,
            log=self.supervisor.folder / "migrations.log",
            ends=True,
        )

    def copying(self, schema: Child) -> "Run":
        """The same run, once the schema is there, whose tests begin by copying it."""
        if self.supervisor.wait_for(schema) != 0:
            raise Died(schema)
        name = urlsplit(self.env["DATABASE_URL"]).path.removeprefix("/")
        return Run(self.supervisor, {**self.env, "CCAS_TEST_TEMPLATE": name})

    def checks(self) -> list[str]:
        """Every check, with its seconds; what failed is shown whole.

        Gives the names of the failures.
        """
        failures = []
        for name, command in CHECKS:
            log = self.supervisor.folder / "check.log"
            log.unlink(missing_ok=True)
            begun = time.monotonic()
            code = self.call(command, log=log)
            say(f"{'réussi' if code == 0 else 'ÉCHEC '}  {name} — {seconds(begun)}")
            if code != 0:
                failures.append(name)
                say(log.read_text(errors="replace"))
        return failures

    def tests(self, arguments: Sequence[str]) -> int:
        """Pytest; when everything runs, on PROCESSES, and what took longest is told."""
        begun = time.monotonic()
        shared = ["-n", str(PROCESSES), "--dist", "loadgroup", "--durations", "40"]
        code = self.call(["python", "-m", "pytest", *(arguments or shared)])
        if code == 1 and not arguments:
            code = self.second_try()
        say(f"{'réussi' if code == 0 else 'ÉCHEC '}  pytest — {seconds(begun)}")
        return code

    def second_try(self) -> int:
        """When only tests that drive a browser failed: again, on a machine that does nothing else.

        A browser beside another process may be slower than a test has patience for; what fails
        twice fails. The number is printed, so that a test that often needs it is mended. Anything
        else that failed, races first of all, is never tried again.
        """
        last = ["python", "-m", "pytest", "--last-failed", "--last-failed-no-failures", "none"]
        nothing_else = self.call(
            [*last, "-m", "not browser", "--collect-only", "--quiet"],
            log=self.supervisor.folder / "collected.log",
        )
        if nothing_else != NO_TEST:
            return 1
        failed = json.loads((ROOT / ".pytest_cache/v/cache/lastfailed").read_text())
        say(f"FIGURE browser_tests_tried_twice {len(failed)} tests")
        return self.call(last)

    def bench(self, arguments: Sequence[str]) -> int:
        """The figures of planning, of document making, then those of the tests.

        When tests are named first, theirs alone; options go to the making of documents.
        """
        if arguments and not arguments[0].startswith("-"):
            return self.drills("bench", arguments)
        code = self.call(["python", "manage.py", "migrate", "--verbosity", "0"])
        code = code or self.call(["python", "manage.py", "bench_planner"])
        code = code or self.call(["python", "manage.py", "bench_documents", *arguments])
        code = code or self.call(["python", "manage.py", "bench_issuance"])
        return code or self.drills("bench", ["tests/bench"])

    def drills(self, what: str, arguments: Sequence[str]) -> int:
        """Tests at full size, one after the other on an otherwise idle machine."""
        env = {
            **self.env,
            "DJANGO_SETTINGS_MODULE": "ccas.settings.test",
            f"CCAS_{what.upper()}": "full",
        }
        return Run(self.supervisor, env).call(
            ["python", "-m", "pytest", "-q", "-p", "no:randomly", *arguments]
        )


def scratch_folder() -> Path:
    """A new folder for this run; what killed runs left, processes included, is swept away."""
    for old in var().glob("run-*"):
        try:
            with Supervisor(old):
                pass
        except Trouble:
            continue  # at work
        remove(old)
    return var() / f"run-{os.getpid()}"


def carry_out(what: str, arguments: Sequence[str], servers: Servers) -> int:
    """Do it between the start and the stop of the servers."""
    ensure_environment()
    ensure_pango()
    settings, more = "ccas.settings.test", {}
    if what == "bench":
        settings = "ccas.settings.development"
    if what in ("test", "chaos"):
        ensure_antivirus()
    if what == "test":
        ensure_poppler()
        ensure_token()
        chromium = ensure_chromium(VENV / "bin" / "playwright")
        more = {"CCAS_CHROMIUM": str(chromium)} if chromium else {}
    folder = scratch_folder()
    try:
        with Supervisor(folder) as supervisor:
            begun = time.monotonic()
            urls = servers.start(supervisor, throwaway=True)
            say(f"réussi  serveurs — {seconds(begun)}")
            env = environment_for(settings, **urls, **more, CCAS_VAR=str(folder / "var"))
            run = Run(supervisor, env)
            if what == "bench":
                return run.bench(arguments)
            if what == "chaos":
                return run.drills("drill", arguments or ["tests/chaos"])
            if what == "mutation":
                return run.call(["python", "-m", "tests.mutation", *arguments])
            whole = what == "test" and not arguments
            # A database that was given to us is not ours to migrate.
            schema = run.begin_schema() if whole and "DATABASE_URL" not in servers.given else None
            failures = [] if what == "test" and arguments else run.checks()
            if what == "lint":
                return 1 if failures else 0
            if schema:
                run = run.copying(schema)
            code = run.tests(arguments)
            if failures:
                say(f"À corriger : {', '.join(failures)}.")
            return code or (1 if failures else 0)
    finally:
        remove(folder)


def reformat() -> int:
    """Put the code in shape."""
    ensure_environment()
    with Supervisor(var() / "format") as supervisor:
        run = Run(supervisor, environment_for("ccas.settings.test"))
        # What stays wrong is `make lint`'s to say.
        for command in FORMATTERS:
            run.call(command)
    remove(var() / "format")
    return 0


def main(arguments: list[str]) -> int:
    """Run one of the commands; gives its exit code."""
    what, *rest = arguments or ["test"]
    if what not in ("test", "lint", "bench", "format", "chaos", "mutation"):
        print(__doc__, file=sys.stderr)
        return 2
    try:
        if what == "format":
            return reformat()
        servers = Servers.choose(prefer_installed=what != "bench")
        say(str(servers))
        return carry_out(what, rest, servers)
    except Trouble as trouble:
        print(trouble, file=sys.stderr, flush=True)
        return 1
    except Interrupted as interrupted:
        say("Tout est arrêté.")
        return 128 + interrupted.number
    except KeyboardInterrupt:  # before the supervisor listens: nothing runs yet
        return 128 + signal.SIGINT


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
