"""Sealed files, and the clock of a timestamp authority."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ccas.documents import sealing
from ccas.documents.sealing import sealer
from tests.ccas.documents.conftest import untouched
from tests.ccas.documents.sealing.clock_of_others import Clock, clock_of_others


@pytest.fixture(scope="session")
def plain() -> bytes:
    """A rendered certificate, not sealed."""
    return untouched("certificate")


@pytest.fixture(scope="session")
def sealed(plain) -> bytes:
    """The same, sealed without a timestamp."""
    return sealing.seal(plain).content


@pytest.fixture(scope="session")
def server(tmp_path_factory) -> Iterator[Clock]:
    """One timestamp authority for the run."""
    with clock_of_others(tmp_path_factory.mktemp("clock")) as clock:
        yield clock


@pytest.fixture
def clock(server, settings) -> Iterator[Clock]:
    """The authority, configured, in good health."""
    settings.SEAL_TSA_URL = server.address
    settings.SEAL_TSA_ROOTS = str(server.root)
    settings.SEAL_TSA_PATIENCE = 0.5
    settings.SEAL_TSA_PAUSE = 0
    settings.SEAL_REVOCATION = False
    server.mood, server.asked = "well", 0
    yield server
    sealer._process.stamps.clear()
    sealer._process.silent_until = 0.0
