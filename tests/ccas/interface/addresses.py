"""Addresses of the tests: views that refuse, break down, or answer a button only."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import include, path
from django.views.decorators.http import require_POST

from ccas import access, interface
from ccas.refusals import Conflict, Refusal


@access.public
def start(request):
    return HttpResponse("départ")


@access.public
def refused(request):
    raise Refusal(["Le jury est convoqué.", "Sa composition ne change plus."])


@access.public
def stale(request):
    raise Conflict("Un autre évaluateur a coté avant vous.", current={"Cotation": "A"})


@access.public
def broken(request):
    raise RuntimeError("panne")


@access.public
@interface.refusals
def button(request):
    if request.POST.get("ok"):
        messages.success(request, "Fait.")
        return redirect("/")
    raise Refusal("Trop tôt.")


@access.public
@require_POST
def act(request):
    return HttpResponse("fait")


urlpatterns = [
    path("", start, name="start"),
    path("refused/", refused),
    path("stale/", stale),
    path("broken/", broken),
    path("button/", button),
    path("act/", act),
    path("compte/", include("ccas.accounts.urls")),
    path("", include("ccas.interface.urls")),
]

handler400 = "ccas.interface.errors.bad_request"
handler403 = "ccas.interface.errors.forbidden"
handler404 = "ccas.interface.errors.not_found"
handler500 = "ccas.interface.errors.server_error"
