"""The world of the table, built once for the package and rolled back after it."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.files.storage import storages

from ccas import clock, documents
from ccas.accounts import proof, sessions
from ccas.accounts.providers.configuration import ENDPOINTS
from tests.kept import standing
from tests.permissions.building import build
from tests.permissions.table import Table
from tests.permissions.world import NOW


@pytest.fixture(scope="package")
def papers(tmp_path_factory):
    """Where its documents lie."""
    return tmp_path_factory.mktemp("papers")


def _store_in(folder) -> None:
    for name in ("default", "documents", "originals", "files", "archives"):
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
    # On a loaded machine the questions take longer than a session lasts idle.
    patch.setattr(sessions, "limits", lambda roles: (timedelta(days=1), timedelta(days=1)))
    with standing(django_db_blocker):
        world = build()
        with clock.moved_to(NOW):
            browsers = Table(world)
        yield browsers
    patch.undo()


@pytest.fixture(autouse=True)
def _providers_are_on(settings) -> None:
    """FranceConnect is on: its doors answer. Nothing is asked of it, there is nobody there."""
    nowhere = "https://franceconnect.invalid/api/v2"
    settings.IDENTITY_PROVIDERS = {
        "franceconnect": {
            **settings.IDENTITY_PROVIDERS["franceconnect"],
            "issuer": nowhere,
            "client_id": "table",
            "client_secret": "table",
            "endpoints": {name: f"{nowhere}/{name}" for name in ENDPOINTS},
            "pkce": False,
        }
    }


@pytest.fixture(autouse=True)
def _that_day(_private_folders, papers, monkeypatch) -> Iterator[None]:
    """Every request is made on the day of the table, and finds the papers of the world.

    Those who knock have just proven who they are, however long the whole table takes on a slow
    machine; that a proof grows old is tested where it is asked for.
    """
    _store_in(papers)
    monkeypatch.setattr(proof, "FRESH", 24 * 3600)
    with clock.moved_to(NOW):
        yield
