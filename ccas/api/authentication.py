"""Who calls: a token in the header, or the session of the browser that is signed in.

A token acts as one person under one role. It opens what that role opens on screen, never more,
within its scopes, and dies with it: revoked, out of date, account closed, role ended.
"""

from typing import Any

from django.utils.crypto import constant_time_compare
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from ccas import clock
from ccas.accounts.models import User
from ccas.api.models import ApiToken

SCHEME = "Bearer"
NO_CSRF = "Écrire depuis un navigateur demande l’en-tête X-CSRFToken ; un programme, un jeton."


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer …`. Reading writes nothing, not even when the token last served."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        """The user and the token; None when no such header came; 401 when it opens nothing."""
        scheme, _, secret = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
        if scheme.lower() != SCHEME.lower():
            return None
        digest = ApiToken.digest_of(secret.strip())
        token = (
            ApiToken.objects.select_related("user")
            .prefetch_related("user__grants")
            .filter(sha256=digest)
            .first()
        )
        if token is None or not constant_time_compare(token.sha256, digest):
            raise AuthenticationFailed
        if not token.in_force(clock.now(), clock.today()):
            raise AuthenticationFailed
        # What the middleware does for a session: actions and permissions read the actor there.
        request._request.actor = token.actor
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        """Makes the answer a 401 rather than a 403."""
        return f'{SCHEME} realm="api"'


class BrowserAuthentication(SessionAuthentication):
    """The session of the person who is signed in, under the role they act with.

    An unsafe method then needs the CSRF token, as on screen.
    """

    def authenticate(self, request: Request) -> tuple[Any, None] | None:
        """The user, when they act under a role."""
        if getattr(request._request, "actor", None) is None:
            return None
        return super().authenticate(request)

    def enforce_csrf(self, request: Request) -> None:
        """403, in words, without the token of the forms."""
        try:
            super().enforce_csrf(request)
        except PermissionDenied:
            raise PermissionDenied(NO_CSRF) from None


class WithinScope(BasePermission):
    """Somebody, and within the token's scopes. What they may see is the querysets' business."""

    def has_permission(self, request: Request, view: Any) -> bool:
        """403 with the scope that is missing."""
        if getattr(request._request, "actor", None) is None:
            return False
        if view.action is None:  # no such method here, whatever the scope: 405
            return True
        token = request.auth
        needed = f"{view.room}:{'read' if request.method in SAFE_METHODS else 'write'}"
        if isinstance(token, ApiToken) and needed not in token.scopes:
            raise PermissionDenied(f"Ce jeton n’a pas la portée « {needed} ».")
        return True
