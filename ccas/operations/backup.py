"""A backup that says what it holds, and that nothing restores unless it is whole.

A folder: the database (`base.dump`, by pg_dump), the files of every storage, and a manifest with
the fingerprint of each. The dump and what the manifest says of the database are read from one
snapshot, while the service runs; files are copied after it, so that each row finds its own.

Neither keys nor salts are in it (SECRET_KEY, MFA_KEYS, JOURNAL_SALT, the signing key): kept apart,
or whoever steals a backup reads everything.
"""

import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import storages
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder

from ccas import clock
from ccas.files import store
from ccas.journal.models import JournalEntry

DUMP, MANIFEST, SEAL = "base.dump", "manifest.json", "manifest.sha256"
STORES = ("documents", "originals", "files", "default")
CHUNK = 1024 * 1024


class Damaged(Exception):
    """The backup is not what its manifest says. `faults`: sentences, in French."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = faults
        super().__init__(" ; ".join(faults))


class Unfit(Exception):
    """Nothing was done: the place is not empty, or a program is missing."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a database holds: rows of each table, the last migrations, the journal's digest."""

    tables: Mapping[str, int]
    migrations: list[str]
    journal_lines: int
    journal_sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """made_at: ISO, UTC. files: path below the backup's folder → [SHA-256, bytes]."""

    made_at: str
    facts: Facts
    files: Mapping[str, tuple[str, int]]

    @property
    def size(self) -> int:
        """Bytes of everything."""
        return sum(size for _, size in self.files.values())


# -- Making one ----------------------------------------------------------------------------------


def make(folder: Path) -> Manifest:
    """Write a whole backup in an empty folder that only its owner may enter. Raises Unfit."""
    if folder.exists() and any(folder.iterdir()):
        raise Unfit(f"{folder} n’est pas vide.")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        _program("pg_dump", "--format=custom", f"--snapshot={snapshot}", f"--file={folder / DUMP}")
        facts = read_facts()
    files = {DUMP: _print_of(folder / DUMP)}
    for alias in STORES:
        for name in _kept(alias):
            path = f"{alias}/{name}"
            copy = folder / path
            copy.parent.mkdir(parents=True, exist_ok=True)
            try:
                with storages[alias].open(name) as source, copy.open("wb") as target:
                    shutil.copyfileobj(source, target, CHUNK)
            except FileNotFoundError:
                continue  # erased since it was listed; a row that still wants it will be missed
            files[path] = _print_of(copy)
    manifest = Manifest(clock.now().isoformat(), facts, files)
    text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1, sort_keys=True)
    (folder / MANIFEST).write_text(text)
    (folder / SEAL).write_text(hashlib.sha256(text.encode()).hexdigest() + "\n")
    return manifest


def _kept(alias: str) -> Iterator[str]:
    """What a storage keeps for good: neither drafts nor pieces of uploads that are under way."""
    for name in store.walk(alias):
        if not name.rpartition("/")[2].startswith(".") and not name.startswith("parts/"):
            yield name


def read_facts() -> Facts:
    """What the present database holds."""
    tables = sorted({model._meta.db_table for model in apps.get_models(include_auto_created=True)})
    counts = {}
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608
            counts[table] = cursor.fetchone()[0]
    applied = MigrationRecorder.Migration.objects.order_by("app", "name")
    lines, digest = journal_digest()
    return Facts(counts, [f"{one.app}.{one.name}" for one in applied], lines, digest)


def journal_digest() -> tuple[int, str]:
    """How many lines the journal has, and one fingerprint over all of them, in order."""
    digest, count = hashlib.sha256(), 0
    lines = JournalEntry.objects.order_by("pk").values_list(
        "pk", "occurred_at", "recorded_at", "actor_id", "role", "verb", "subject_type",
        "subject_id", "details",
    )  # fmt: skip
    for line in lines.iterator(chunk_size=2000):
        digest.update(json.dumps(line, default=str, sort_keys=True).encode() + b"\n")
        count += 1
    return count, digest.hexdigest()


# -- Reading one ---------------------------------------------------------------------------------


def verify(folder: Path) -> Manifest:
    """The manifest of a backup that is whole. Raises Damaged."""
    try:
        text = (folder / MANIFEST).read_text()
        sealed = (folder / SEAL).read_text().strip()
    except (OSError, UnicodeDecodeError):
        raise Damaged([f"{folder} n’a pas de manifeste lisible."]) from None
    if hashlib.sha256(text.encode()).hexdigest() != sealed:
        raise Damaged(["Le manifeste n’est pas celui qui a été écrit."])
    said = json.loads(text)
    files = {path: (sha256, size) for path, (sha256, size) in said["files"].items()}
    faults = []
    for path, kept in files.items():
        place = folder / path
        if not place.is_file():
            faults.append(f"{path} est absent.")
        elif _print_of(place) != kept:
            faults.append(f"{path} n’est pas celui qui a été sauvegardé.")
    there = {str(one.relative_to(folder)) for one in folder.rglob("*") if one.is_file()}
    faults += [f"{path} ne vient pas de cette sauvegarde." for path in sorted(there - set(files))
               if path not in (MANIFEST, SEAL)]  # fmt: skip
    if faults:
        raise Damaged(faults)
    return Manifest(said["made_at"], Facts(**said["facts"]), files)


def restore(folder: Path) -> Manifest:
    """Fill an empty database and empty storages from a whole backup. Raises Damaged, Unfit."""
    manifest = verify(folder)
    if connection.introspection.table_names():
        raise Unfit("La base n’est pas vide : une restauration n’écrase rien.")
    for alias in STORES:
        if next(_kept(alias), None) is not None:
            raise Unfit(f"Le dépôt « {alias} » n’est pas vide : une restauration n’écrase rien.")
    connection.close()
    database = str(connection.settings_dict["NAME"])
    _program("pg_restore", "--exit-on-error", "--single-transaction", "--no-owner",
             "--no-privileges", "--dbname", database, str(folder / DUMP))  # fmt: skip
    for path in manifest.files:
        if path == DUMP:
            continue
        alias, _, name = path.partition("/")
        with (folder / path).open("rb") as source:
            kept = storages[alias].save(name, File(source))
        if kept != name:
            raise Unfit(f"{path} a été rangé sous un autre nom : {kept}.")
    return manifest


def differences(manifest: Manifest) -> list[str]:
    """What the present database and storages hold otherwise than the backup says. Sentences."""
    now, kept = read_facts(), manifest.facts
    found = [
        f"{table} : {count} lignes sauvegardées, {now.tables.get(table, 0)} ici."
        for table, count in kept.tables.items()
        if now.tables.get(table, 0) != count
    ]
    if now.migrations != kept.migrations:
        found.append("Les migrations appliquées ne sont pas celles de la sauvegarde.")
    if (now.journal_lines, now.journal_sha256) != (kept.journal_lines, kept.journal_sha256):
        found.append("Le journal n’est pas celui de la sauvegarde.")
    for path, (sha256, _) in manifest.files.items():
        alias, _, name = path.partition("/")
        if path != DUMP:
            try:
                store.read(alias, name, sha256)
            except store.Lost:
                found.append(f"{path} est absent ou altéré.")
    return found


def _print_of(path: Path) -> tuple[str, int]:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest(), path.stat().st_size


def _program(name: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs on the configured database. Raises Unfit.

    The password goes by the environment: arguments are seen by every user of the machine.
    """
    folder = settings.POSTGRESQL_PROGRAMS
    path = str(Path(folder) / name) if folder else shutil.which(name)
    if not path:
        raise Unfit(f"{name} manque : installez postgresql-client, de la version du serveur.")
    said: dict[str, Any] = connection.settings_dict
    known = {
        "PGHOST": said["HOST"], "PGPORT": said["PORT"], "PGUSER": said["USER"],
        "PGPASSWORD": said["PASSWORD"], "PGDATABASE": said["NAME"],
    }  # fmt: skip
    environment = os.environ | {key: str(value) for key, value in known.items() if value}
    try:
        done = subprocess.run(
            [path, *arguments], env=environment, capture_output=True, text=True, check=False
        )
    except OSError as error:
        raise Unfit(f"{name} ne démarre pas : {error.strerror}.") from error
    if done.returncode != 0:
        raise Unfit(f"{name} a échoué : {done.stderr.strip()[-400:]}")
