"""/api/v1/: the guide, the schema, and the routes of each room, by name."""

from django.urls import include, path

from ccas.api import pages
from ccas.api.rooms import ROOMS

app_name = "api"
urlpatterns = [
    path("", pages.guide, name="guide"),
    path("schema/", pages.description, name="schema"),
    *(path("", include(room)) for room in ROOMS),
]
