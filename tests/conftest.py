"""What every test may use: actors, a moved clock, private folders."""

import gc
import os
import sys
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.storage import storages
from playwright.sync_api import Browser, sync_playwright

from ccas.accounts.models import RoleGrant, User
from ccas.accounts.proof import SECOND_FACTOR
from ccas.actors import Actor
from ccas.documents.sealing.authority import make_authority
from tests.browser.chromium import FLAGS, chromium_path
from tests.emptying import lightly, wait_to_be_alone
from tests.groups import ByGroup
from tests.kept import Kept, sound, standing


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What collection makes, half a million objects, stays to the end of the run.

    The garbage collector need not go through it again at each of its rounds: 5 % of all CPU.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()
        gc.collect()
        gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def _what_tests_commit_is_emptied_lightly() -> Iterator[None]:
    """See `tests/emptying.py`."""
    with lightly():
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker) -> Iterator[None]:
    """pytest-django's database; before it is dropped, nobody else is in it."""
    yield
    with django_db_blocker.unblock():
        for doing in wait_to_be_alone():
            print(f"Une session restait ouverte sur la base : {doing}", file=sys.__stderr__)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for the whole run: Playwright starts once in a process."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module", autouse=True)
def _kept(request: pytest.FixtureRequest) -> Iterator[None]:
    """What a module keeps for all its tests (`tests/kept.py`)."""
    kept = [value for value in vars(request.module).values() if isinstance(value, Kept)]
    if not kept:
        yield
        return
    request.getfixturevalue("django_db_setup")
    with standing(request.getfixturevalue("django_db_blocker")):
        for one in kept:
            one.make()
        sound()
        yield


@pytest.fixture(scope="session", autouse=True)
def _a_key_that_seals(tmp_path_factory) -> None:
    """Documents are sealed as by the certifier, by a key of this run; workers are told of it.

    Without it they would all be specimens: tests of that take the key away.
    """
    folder = tmp_path_factory.mktemp("seal")
    make_authority(folder, name="Certificateur d’essai", bits=2048)
    os.environ["SEAL_PKCS12"] = settings.SEAL_PKCS12 = str(folder / "seal.p12")


@pytest.fixture(autouse=True)
def _private_folders(tmp_path: Path) -> Iterator[None]:
    """Each test stores its documents in a folder of its own."""
    for name, folder in {
        "default": "files",
        "originals": "originals",
        "files": "received",
        "documents": "documents",
        "archives": "archives",
    }.items():
        storage = storages[name]
        storage.__dict__.pop("base_location", None)
        storage.__dict__.pop("location", None)
        # The place a worker started with CCAS_VAR=tmp_path under the test settings would use.
        storage._location = tmp_path / "test" / folder
    yield


@pytest.fixture(autouse=True)
def _private_heads(tmp_path: Path, settings) -> None:
    """Each test publishes the heads of its journal in a file of its own."""
    settings.JOURNAL_HEADS_FILE = tmp_path / "heads.txt"


@pytest.fixture
def make_actor(db):
    """make_actor("officer") -> Actor of a new user who holds that role."""

    def make(role: str, user: User | None = None) -> Actor:
        if user is None:
            count = User.objects.count() + 1
            user = User.objects.create_user(
                f"{role}{count}@ccas.example", display_name=f"{role} {count}"
            )
        RoleGrant.objects.get_or_create(user=user, role=role, defaults={"starts_on": "2020-01-01"})
        return user.acting_as(role)

    return make


@pytest.fixture
def officer(make_actor) -> Actor:
    """The certification officer."""
    return make_actor("officer")


@pytest.fixture
def sign_in(client):
    """sign_in(actor) -> the test client, inside by two factors, as that actor under that role."""

    def enter(actor: Actor):
        client.force_login(
            User.objects.get(pk=actor.user_id), backend=settings.AUTHENTICATION_BACKENDS[0]
        )
        session = client.session
        session["active_role"] = actor.role
        session[SECOND_FACTOR] = True
        session.save()
        return client

    return enter


def pytest_terminal_summary(terminalreporter) -> None:
    """Print the figures that tests recorded (`record_property("FIGURE …", …)`), run where it may.

    Properties travel with the reports, so that a figure measured by a worker of xdist is shown too.
    """
    for report in terminalreporter.stats.get("passed", []):
        for name, value in getattr(report, "user_properties", ()):
            if name.startswith("FIGURE ") and report.when == "call":
                terminalreporter.write_line(f"{name} {value}")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """One process for each group of tests that share something costly."""
    return ByGroup(config, log) if config.getoption("dist") == "loadgroup" else None
