"""The real addresses, with the one-click sign-in of the demonstration."""

from django.urls import include, path

from ccas import urls
from ccas.accounts.urls import addresses

urlpatterns = [path("compte/", include(addresses(demonstration=True))), *urls.urlpatterns]

handler400, handler403, handler404 = urls.handler400, urls.handler403, urls.handler404
handler500 = urls.handler500
