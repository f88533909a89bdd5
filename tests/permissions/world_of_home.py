"""What the addresses of the first screens are about."""

from typing import Any

from ccas.actors import Actor
from certification.home.clocks import BY_SLUG
from certification.home.models import SavedSearch
from tests.permissions.policy_of_exchange import ADDRESSES


def addresses_of_home(officer: Actor) -> dict[str, dict[str, Any]]:
    """A clock, a search that the officer keeps, and the lists that leave or come back."""
    saved = SavedSearch.objects.create(user_id=officer.user_id, name="VAE", query="voie=VAE")
    return {
        "home:clock": {"slug": next(iter(BY_SLUG))},
        "home:forget_search": {"pk": saved.pk},
        **ADDRESSES,
    }
