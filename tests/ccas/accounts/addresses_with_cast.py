"""The same addresses where the demonstration is on."""

from django.urls import include, path

from ccas.accounts.urls import addresses
from tests.ccas.accounts.addresses import home

urlpatterns = [
    path("", include(home)),
    path("compte/", include(addresses(demonstration=True))),
    path("mes-donnees/", include("ccas.archives.urls")),
    path("", include("ccas.interface.urls")),
]

handler404 = "ccas.interface.errors.not_found"
