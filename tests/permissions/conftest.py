"""The world of the table, built once for the package and rolled back after it."""

from collections.abc import Iterator

import pytest
from django.core.files.storage import storages
from django.db import transaction

from ccas import clock, documents
from tests.permissions import world as worlds
from tests.permissions.table import Table


@pytest.fixture(scope="package")
def papers(tmp_path_factory):
    """Where its documents lie."""
    return tmp_path_factory.mktemp("papers")


def _store_in(folder) -> None:
    for name in ("default", "documents"):
        storages[name].__dict__.pop("base_location", None)
        storages[name].__dict__.pop("location", None)
        storages[name]._location = folder / name


@pytest.fixture(scope="package")
def table(django_db_setup, django_db_blocker, papers) -> Iterator[Table]:
    """Two juries, two sessions, and a browser for each actor."""
    _store_in(papers)
    drawn: dict[str, bytes] = {}

    def once(kind: str, facts: dict, **more) -> bytes:
        """The same draft is drawn once, whoever asks: each costs half a second of CPU."""
        key = repr((kind, facts, more))
        if key not in drawn:
            drawn[key] = preview(kind, facts, **more)
        return drawn[key]

    preview = documents.preview
    patch = pytest.MonkeyPatch()
    patch.setattr(documents, "preview", once)
    with django_db_blocker.unblock(), transaction.atomic():
        world = worlds.build()
        with clock.moved_to(worlds.NOW):
            browsers = Table(world)
        yield browsers
        transaction.set_rollback(True)
    patch.undo()


@pytest.fixture(autouse=True)
def _that_day(_private_folders, papers) -> Iterator[None]:
    """Every request is made on the day of the table, and finds the papers of the world."""
    _store_in(papers)
    with clock.moved_to(worlds.NOW):
        yield
