"""Addresses of the tests: the accounts, without a demonstration cast."""

from django.http import HttpResponse
from django.urls import include, path

from ccas import access


@access.public
def start(request):
    return HttpResponse("départ")


home = ([path("", start, name="home")], "home")
urlpatterns = [
    path("", include(home)),
    path("compte/", include("ccas.accounts.urls")),
    path("mes-donnees/", include("ccas.archives.urls")),
    path("echanges/", include("ccas.exchange.urls")),
    path("", include("ccas.interface.urls")),
]

handler404 = "ccas.interface.errors.not_found"
