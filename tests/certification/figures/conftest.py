"""Two titles of 6 October 2026, published, and an officer."""

from tests.certification.passport.conftest import awards, keeper, titled

__all__ = ["awards", "keeper", "titled"]
