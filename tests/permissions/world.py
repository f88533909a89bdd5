"""What the table talks about: who knocks, which object each address is about."""

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.test import Client

from ccas.accounts.models import User
from ccas.accounts.proof import PROVEN_AT, SECOND_FACTOR
from ccas.actors import Actor
from tests.factories.deliberation import Room
from tests.permissions.policy import Row

#: The moment of every request: after the publication of jury A, before jury B is over.
NOW = datetime(2026, 10, 8, 10, tzinfo=ZoneInfo("Europe/Paris"))


@dataclass
class World:
    """actors: name of `cast` → actor. addresses: URL name (with its case) → kwargs.

    details: id → the rows, one of which must open for whoever meets that id on a page.
    """

    actors: dict[str, Actor | None] = field(default_factory=dict)
    addresses: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    details: dict[str, list[str]] = field(default_factory=dict)
    rooms: dict[str, Room] = field(default_factory=dict)
    rooms_about: dict[str, dict[str, Any]] = field(default_factory=dict)
    bodies: dict[str, dict[str, Any]] = field(default_factory=dict)

    def kwargs(self, row: Row, wanted: Iterable[str]) -> dict[str, Any]:
        """What the path of a row takes: what is said of that row, else the room's main object."""
        if row.key in self.addresses:
            return dict(self.addresses[row.key])
        about = self.rooms_about.get(row.name.partition(":")[0], {})
        lacking = [name for name in wanted if name not in about]
        assert not lacking, f"tests/permissions/building.py : {row.key} veut aussi {lacking}"
        return {name: about[name] for name in wanted}

    def client(self, who: str, **options: Any) -> Client:
        """A browser, signed in under that role unless `who` is anonymous."""
        browser = Client(**options)
        actor = self.actors[who]
        if actor is not None:
            user = User.objects.get(pk=actor.user_id)
            browser.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
            session = browser.session
            session["active_role"] = actor.role
            session[SECOND_FACTOR] = True
            session[PROVEN_AT] = time.time()
            session.save()
        return browser

    def met(self, row: str, obj: Any, **kwargs: Any) -> None:
        """An object that a row opens (or refuses): its id and the way to it."""
        self.addresses.setdefault(row, kwargs or {"pk": obj.pk})
        self.details.setdefault(str(obj.pk), []).append(row)
