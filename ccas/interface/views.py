"""The pages of the site itself: accessibility, legal notice, personal data."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ccas import access


@require_safe
@access.public
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement."""
    return render(request, "interface/accessibility.html")


@require_safe
@access.public
def legal(request: HttpRequest) -> HttpResponse:
    """Who publishes the site."""
    return render(request, "interface/legal.html")


@require_safe
@access.public
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept about people, why and how long: the very settings the retention job reads."""
    terms = [
        (term["name"], term["years"], term["reason"]) for term in settings.RETENTION_TERMS.values()
    ]
    return render(request, "interface/privacy.html", {"terms": terms})
