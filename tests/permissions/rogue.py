"""The site with two addresses that should not be: the table must see both."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path

from assessments.candidates.models import Candidate
from ccas import access, urls


@access.public
def by_mistake(request: HttpRequest) -> HttpResponse:
    """Open to the world, though the policy says: the officer."""
    return HttpResponse("tout le monde entre")


def leak(request: HttpRequest, pk: object) -> HttpResponse:
    """Somebody's file, found without asking who looks."""
    return HttpResponse(get_object_or_404(Candidate, pk=pk).person.birth_name)


urlpatterns = [
    *urls.urlpatterns,
    path("fuite/", by_mistake, name="rogue_public"),
    path("fuite/<uuid:pk>/", leak, name="rogue_leak"),
]

handler404 = urls.handler404
handler403 = urls.handler403
