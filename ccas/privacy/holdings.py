"""The requests of a person to be erased."""

from ccas import holdings
from ccas.privacy.models import ErasureRequest

holdings.register(ErasureRequest, "user")
