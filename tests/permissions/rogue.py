"""The site with three addresses that should not be: the tests must see each of them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path

from assessments.candidates.models import Candidate
from ccas import access, urls
from certification.deliberation.models import Presentation


@access.public
def by_mistake(request: HttpRequest) -> HttpResponse:
    """Open to the world, though the policy says: the officer."""
    return HttpResponse("tout le monde entre")


def leak(request: HttpRequest, pk: object) -> HttpResponse:
    """Somebody's file, found without asking who looks."""
    return HttpResponse(get_object_or_404(Candidate, pk=pk).person.birth_name)


def nested(request: HttpRequest, pk: object, presentation: object) -> HttpResponse:
    """A passage found by its own id, whatever the deliberation that the address names."""
    return HttpResponse(get_object_or_404(Presentation, pk=presentation).pk)


urlpatterns = [
    *urls.urlpatterns,
    path("fuite/", by_mistake, name="rogue_public"),
    path("fuite/<uuid:pk>/", leak, name="rogue_leak"),
    path("fuite/<uuid:pk>/<uuid:presentation>/", nested, name="rogue_nested"),
]

handler404 = urls.handler404
handler403 = urls.handler403
