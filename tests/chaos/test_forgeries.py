"""Every forgery, at full number: what `make test` tries some of."""

import pytest

from tests.ccas.documents.sealing.conftest import plain, sealed
from tests.ccas.documents.sealing.test_forgeries import (
    FULL,
    test_no_forgery_is_accepted,
    test_what_is_genuine_is_accepted,
)

__all__ = ["plain", "sealed", "test_no_forgery_is_accepted", "test_what_is_genuine_is_accepted"]
pytestmark = [pytest.mark.slow, pytest.mark.skipif(not FULL, reason="run by make chaos")]
