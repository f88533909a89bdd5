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


#: The retention keys in a reader's words.
KINDS = {
    "certification": "Parcours, décisions du jury et titres",
    "session": "Mises en situation, grilles et observations",
    "account": "Compte",
    "message": "Messages envoyés",
    "evidence": "Pièces justificatives",
    "passport": "Déclarations au passeport de compétences",
    "survey": "Réponses aux enquêtes d’insertion",
    "journal": "Journal des actes",
}


@require_safe
@access.public
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept about people, why and how long: the very settings the retention job reads."""
    terms = [
        (KINDS.get(key, key), term["years"], term["reason"])
        for key, term in settings.RETENTION_TERMS.items()
    ]
    return render(request, "interface/privacy.html", {"terms": terms})
