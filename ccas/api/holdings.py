"""What the API holds about a person."""

from ccas import holdings
from ccas.api.models import ApiToken

holdings.register(ApiToken, "user")
