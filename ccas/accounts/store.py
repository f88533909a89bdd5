"""Who asks, read by hand: every page pays for these two statements, and for their composition.

The session by its key, then the account with the roles it was granted. Django's own engine and
backend read the same rows through three queries that the ORM composes anew each time: half of
what a tap on a sheet cost.
"""

import json
from functools import lru_cache
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.sessions.backends import db
from django.core import signing
from django.db import connection
from django.utils import timezone

from ccas.accounts.models import RoleGrant, User

SESSION = "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s"
_ACCOUNT = tuple(field.attname for field in User._meta.concrete_fields)
_GRANT = tuple(field.attname for field in RoleGrant._meta.concrete_fields)
ACCOUNT = (
    f"SELECT {', '.join(f'u.{name}' for name in _ACCOUNT)},"  # noqa: S608  (names of our columns)
    f" {', '.join(f'g.{name}' for name in _GRANT)}"
    f" FROM {User._meta.db_table} u"
    f" LEFT JOIN {RoleGrant._meta.db_table} g ON g.user_id = u.id WHERE u.id = %s"
)


class SessionStore(db.SessionStore):
    """Sessions kept in the database, as Django keeps them."""

    def load(self) -> dict[str, Any]:
        """What the session holds; empty, and without its key, once it is over or unknown."""
        with connection.cursor() as cursor:
            cursor.execute(SESSION, [self.session_key, timezone.now()])
            row = cursor.fetchone()
        if row is None:
            self._session_key = None
            return {}
        return self.decode(row[0])

    def decode(self, session_data: str) -> dict[str, Any]:
        """What was stored, made anew each time; the same stored words are verified once."""
        try:
            return json.loads(_verified(session_data, self.key_salt))
        except (signing.BadSignature, ValueError):
            return super().decode(session_data)  # says so in the logs, and holds nothing


class _Words:
    """Leaves as text what a signature vouches for."""

    def loads(self, data: bytes) -> str:
        return data.decode("latin-1")


@lru_cache(maxsize=1024)
def _verified(session_data: str, salt: str) -> str:
    """The words that this process signed, still in JSON. Raises BadSignature."""
    return signing.loads(session_data, salt=salt, serializer=_Words)


class Backend(AuthenticationBackend):
    """An account by its e-mail and password; found again with its roles, in one statement."""

    def get_user(self, user_id: Any) -> User | None:
        """The account, its grants read with it; None when it is closed or unknown."""
        with connection.cursor() as cursor:
            cursor.execute(ACCOUNT, [user_id])
            rows = cursor.fetchall()
        if not rows:
            return None
        width = len(_ACCOUNT)
        user = User.from_db(connection.alias, _ACCOUNT, rows[0][:width])
        user.granted = [
            RoleGrant.from_db(connection.alias, _GRANT, row[width:])
            for row in rows
            if row[width] is not None
        ]
        return user if self.user_can_authenticate(user) else None
