"""The addresses of the platform, and the least that a Django view may do with a database."""

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from ccas import access


@access.public
def select_one(request: HttpRequest) -> HttpResponse:
    """`SELECT 1`, for anybody."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return HttpResponse(str(cursor.fetchone()[0]))


urlpatterns = [path("select-one/", select_one), path("", include("ccas.urls"))]
