"""Addresses of the room. What badges point to never moves: they are signed with it."""

from django.urls import path

from certification.badges.views import own, public, verify

app_name = "badges"
urlpatterns = [
    path("", own.index, name="own"),
    path("titre/<uuid:pk>/", own.make_of_title, name="make_title"),
    path("bloc/<uuid:pk>/", own.make_of_block, name="make_block"),
    path("<uuid:pk>/badge.json", own.download, name="download"),
    path("verifier/", verify.verify_badge, name="verify"),
    path("emetteurs/<str:code>.json", public.issuer_json, name="issuer_json"),
    path("emetteurs/<str:code>/retraits.json", public.status, name="status"),
    path("emetteurs/<str:code>/", public.issuer, name="issuer"),
    path("realisations/<str:key>.json", public.achievement_json, name="achievement_json"),
    path("realisations/<str:key>.svg", public.picture, name="picture"),
    path("realisations/<str:key>/", public.achievement, name="achievement"),
]
