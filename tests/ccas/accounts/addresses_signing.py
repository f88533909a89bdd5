"""The same addresses, and an act that asks for a fresh proof of identity."""

from django.http import HttpResponse
from django.urls import path
from django.views.decorators.http import require_POST

from ccas.accounts.proof import proof_required
from tests.ccas.accounts import addresses

signed: list[str] = []


@require_POST
@proof_required
def sign(request):
    signed.append(request.POST["reason"])
    return HttpResponse("signé")


urlpatterns = [path("signer/", sign), *addresses.urlpatterns]

handler404 = addresses.handler404
