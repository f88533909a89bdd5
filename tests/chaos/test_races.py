"""A thousand races of each kind: what `make test` runs in smaller numbers."""

import pytest

from tests.certification.deliberation.test_thousand_races import (
    FULL,
    room,
    test_the_last_signature_against_a_late_ballot,
    test_the_last_signature_against_a_recusal,
)

__all__ = [
    "room",
    "test_the_last_signature_against_a_late_ballot",
    "test_the_last_signature_against_a_recusal",
]
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.slow,
    pytest.mark.skipif(not FULL, reason="run by make chaos"),
]
