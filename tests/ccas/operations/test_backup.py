"""A backup is whole or refused; restored, it is the same to the row and to the byte."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import connection, transaction

from ccas import clock, journal
from ccas.accounts.models import User
from ccas.actors import Actor
from ccas.operations import backup
from ccas.operations.backup import Damaged, Unfit

ROOT = Path(__file__).resolve().parents[3]


def a_backup(folder: Path) -> Path:
    """A backup as `make` leaves it, its content invented."""
    files = {
        backup.DUMP: b"une base" * 100,
        "documents/2026/RNCP-1.pdf": b"%PDF-1.7 un document",
        "originals/a/b.bin": b"un original",
    }
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    said = {
        "made_at": "2026-11-29T00:00:00+00:00",
        "facts": {
            "tables": {"ccas_user": 2}, "migrations": ["ccas.0001_initial"],
            "journal_lines": 3, "journal_sha256": "0" * 64,
        },
        "files": {
            path: [hashlib.sha256(content).hexdigest(), len(content)]
            for path, content in files.items()
        },
    }  # fmt: skip
    text = json.dumps(said, indent=1)
    (folder / backup.MANIFEST).write_text(text)
    (folder / backup.SEAL).write_text(hashlib.sha256(text.encode()).hexdigest())
    return folder


def test_a_whole_one_says_what_it_holds(tmp_path):
    manifest = backup.verify(a_backup(tmp_path / "one"))
    assert manifest.facts.tables == {"ccas_user": 2}
    assert manifest.size == 800 + 20 + 11


def test_each_fault_is_named(tmp_path):
    folder = a_backup(tmp_path / "one")
    (folder / "originals/a/b.bin").unlink()
    (folder / "documents/2026/RNCP-1.pdf").write_bytes(b"%PDF-1.7 un autre texte")
    (folder / "documents/intrus.pdf").write_bytes(b"")
    with pytest.raises(Damaged) as found:
        backup.verify(folder)
    assert found.value.faults == [
        "documents/2026/RNCP-1.pdf n’est pas celui qui a été sauvegardé.",
        "originals/a/b.bin est absent.",
        "documents/intrus.pdf ne vient pas de cette sauvegarde.",
    ]


@pytest.mark.parametrize("content", [None, b"\xff\xfe", b"{}"])
def test_a_folder_without_its_manifest_is_no_backup(tmp_path, content):
    folder = a_backup(tmp_path / "one")
    (folder / backup.MANIFEST).unlink()
    if content is not None:
        (folder / backup.MANIFEST).write_bytes(content)
    with pytest.raises(Damaged):
        backup.verify(folder)


def test_nothing_is_written_over(tmp_path, db):
    (tmp_path / "une-note.txt").write_text("à moi")
    with pytest.raises(Unfit, match="n’est pas vide"):
        backup.make(tmp_path)
    with pytest.raises(Unfit, match="La base n’est pas vide"):
        backup.restore(a_backup(tmp_path / "one"))


def test_a_damaged_one_is_refused_before_the_database_is_looked_at(tmp_path, db):
    folder = a_backup(tmp_path / "one")
    (folder / backup.DUMP).write_bytes(b"")
    with pytest.raises(Damaged, match=r"base\.dump"):
        backup.restore(folder)


@pytest.mark.django_db(transaction=True)
def test_without_pg_dump_one_sentence(tmp_path, settings):
    settings.POSTGRESQL_PROGRAMS = str(tmp_path / "nulle-part")
    with pytest.raises(Unfit, match="pg_dump ne démarre pas"):
        backup.make(tmp_path / "one")


def test_the_journal_has_one_fingerprint(db):
    user = User.objects.create_user("x@exemple.fr")
    none = backup.journal_digest()
    with transaction.atomic(), clock.moved_to(clock.now()):
        journal.record("essai", user, by=Actor.system())
    one = backup.journal_digest()
    assert (one[0], none[0]) == (none[0] + 1, one[0] - 1)
    assert one[1] != none[1]
    assert backup.journal_digest() == one


def manage(database: str, var: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A command of the project on another database and other stores."""
    environment = os.environ | {
        "DATABASE_URL": database,
        "CCAS_VAR": str(var),
        "DJANGO_SETTINGS_MODULE": "ccas.settings.test",
    }
    return subprocess.run(
        [sys.executable, "manage.py", *arguments], cwd=ROOT, env=environment,
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


@pytest.fixture
def elsewhere(transactional_db):
    """The address of an empty database beside the one of the tests."""
    name = f"{connection.settings_dict['NAME']}_restored"
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{name}"')
    yield urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_made_then_restored_elsewhere_it_is_the_same(tmp_path, elsewhere):
    """By the real programs; then a row, a file and a line of the journal changed are each seen."""
    user = User.objects.create_user("maelle.d-angeac@exemple.fr", display_name="Maëlle d’Angeac")
    with transaction.atomic():
        journal.record("essai", user, by=Actor.system())
    storages["documents"].save("2026/un.pdf", ContentFile(b"%PDF-1.7 un document"))
    storages["originals"].save(".brouillon", ContentFile(b"un fichier en cours d'arrivage"))
    made = backup.make(tmp_path / "backup")
    assert made.facts.tables["ccas_user"] == 1
    assert set(made.files) == {"base.dump", "documents/2026/un.pdf"}
    assert oct((tmp_path / "backup").stat().st_mode)[-3:] == "700"
    folder, var = str(tmp_path / "backup"), tmp_path / "there"
    done = manage(elsewhere, var, "restore", folder)
    assert done.returncode == 0, done.stderr
    done = manage(elsewhere, var, "check_backup", folder, "--restored")
    assert done.returncode == 0, done.stderr
    assert "sont ceux de la sauvegarde" in done.stdout
    done = manage(elsewhere, var, "restore", folder)
    assert "n’écrase rien" in done.stderr
    (var / "test" / "documents" / "2026" / "un.pdf").write_bytes(b"%PDF-1.7 un mensonge")
    User.objects.create_user("autre@exemple.fr")
    with transaction.atomic():
        journal.record("essai", user, by=Actor.system())
    assert backup.differences(backup.verify(Path(folder))) == [
        f"ccas_journalentry : {made.facts.journal_lines} lignes sauvegardées, "
        f"{made.facts.journal_lines + 1} ici.",
        "ccas_user : 1 lignes sauvegardées, 2 ici.",
        "Le journal n’est pas celui de la sauvegarde.",
    ]
    done = manage(elsewhere, var, "check_backup", folder, "--restored")
    assert "documents/2026/un.pdf est absent ou altéré" in done.stderr
