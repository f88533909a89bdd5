"""Addresses of the room. Public: the QR code of every document leads here."""

from django.urls import path

from certification.register.views import log, offline, shared, shares, verify

app_name = "register"
urlpatterns = [
    path("", verify.ask, name="ask"),
    path("journal/", log.log, name="log"),
    path("journal/checkpoint", log.checkpoint, name="checkpoint"),
    path("journal/tete/<int:size>", log.head, name="head"),
    path("journal/tile/<int:level>/<path:place>", log.tile, name="tile"),
    path("journal/suite/<int:old>/<int:new>", log.consistency, name="consistency"),
    path("journal/registre.json", log.bundle, name="bundle"),
    path("journal/verifier.py", log.verifier, name="verifier"),
    path("hors-ligne/", offline.offline, name="offline"),
    path("travailleur.js", offline.worker, name="worker"),
    path("partages/", shares.index, name="shares"),
    path("partages/<uuid:pk>/arreter/", shares.end, name="end_share"),
    path("partage/<str:token>/", shared.shared, name="shared"),
    path("partage/<str:token>/<uuid:pk>/", shared.paper, name="shared_paper"),
    path("<str:code>/preuve.json", log.proof, name="proof"),
    path("<path:code>/", verify.verify, name="verify"),
]
