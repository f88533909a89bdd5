"""What is private stays in no cache; what every page is dressed with stays in the browser's."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import RequestFactory

from ccas.accounts.models import User
from ccas.interface.headers import PRIVATE, HeadersMiddleware


def answer(**said) -> HttpResponse:
    """A request on which the inner layers left `said`, answered through the middleware."""
    request = RequestFactory().get("/")
    request.COOKIES["sessionid"] = "une session"

    def inner(request):
        for name, value in said.items():
            setattr(request, name, value)
        return HttpResponse()

    return HeadersMiddleware(inner)(request)


@pytest.mark.parametrize("user", [AnonymousUser(), User(email="x@exemple.fr")])
def test_a_page_asked_for_with_a_session_is_private(user):
    """The anonymous too: the page of a session that has just ended."""
    assert answer(user=user)["Cache-Control"] == PRIVATE


def test_what_is_served_before_anybody_is_known_is_not():
    """A style sheet: else each page would fetch it again."""
    said = answer()
    assert "Cache-Control" not in said
    assert "camera=()" in said["Permissions-Policy"]
