"""One connection that listens for the whole process, and hands each word to the streams it wakes.

Nothing is kept: a version counts the words heard of a topic since the connection was opened.
Whoever missed a word (connection lost, server started again) sees another epoch, hence a change.
"""

import asyncio
import contextlib
import logging
import secrets
from collections import defaultdict
from typing import Any

import psycopg
from django.db import connection

from ccas.live.topics import CHANNEL, ECHO

logger = logging.getLogger(__name__)

#: Seconds after which a change said `often` is told again: more than the silence it may hide.
ECHO_AFTER = 1.5
#: Seconds between two tries when PostgreSQL does not answer.
RETRY = 2.0
#: Topics whose version is kept; beyond, all begin again under another epoch.
KEPT = 10_000


class Hub:
    """Versions of topics, and who waits for them. Lives in one event loop."""

    def __init__(self) -> None:
        self.listening = False
        self.epoch = ""
        self.versions: dict[str, int] = defaultdict(int)
        self._waiting: dict[str, set[asyncio.Event]] = defaultdict(set)
        self._task: asyncio.Task[None] | None = None
        self._echoes: set[str] = set()

    def version(self, topic: str) -> str:
        """The version of a topic now: « <epoch>-<count> »."""
        return f"{self.epoch}-{self.versions.get(topic, 0)}"

    @contextlib.contextmanager
    def waiting(self, topic: str) -> Any:
        """An event set at each change of the topic, and when the hub stops listening."""
        event = asyncio.Event()
        self._waiting[topic].add(event)
        try:
            yield event
        finally:
            self._waiting[topic].discard(event)
            if not self._waiting[topic]:
                del self._waiting[topic]

    async def start(self, patience: float = 5) -> bool:
        """Listen from now on; whether PostgreSQL answered within `patience` seconds."""
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._listen())
        deadline = asyncio.get_running_loop().time() + patience
        while not self.listening and asyncio.get_running_loop().time() < deadline:
            await asyncio.sleep(0.02)
        return self.listening

    async def stop(self) -> None:
        """Listen no more; every stream is woken and sees it."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
            self._task = None
        self._deaf()

    async def _listen(self) -> None:
        parameters = connection.get_connection_params()
        for name in ("cursor_factory", "context", "prepare_threshold"):
            parameters.pop(name, None)
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(
                    **parameters, autocommit=True
                ) as link:
                    await link.execute(f"LISTEN {CHANNEL}")
                    self._begin()
                    async for word in link.notifies():
                        self.hear(word.payload)
            except (psycopg.Error, OSError) as error:
                logger.warning("live: PostgreSQL does not answer (%s)", type(error).__name__)
            finally:
                self._deaf()
            await asyncio.sleep(RETRY)

    def _begin(self) -> None:
        self.epoch = secrets.token_hex(4)
        self.versions.clear()
        self.listening = True

    def _deaf(self) -> None:
        self.listening = False
        for events in self._waiting.values():
            for event in events:
                event.set()

    def hear(self, word: str) -> None:
        """One word from PostgreSQL."""
        topic = word.removesuffix(ECHO)
        self._tell(topic)
        if word.endswith(ECHO) and topic not in self._echoes:
            self._echoes.add(topic)
            asyncio.get_running_loop().call_later(ECHO_AFTER, self._tell_again, topic)

    def _tell(self, topic: str) -> None:
        if len(self.versions) >= KEPT:
            self._begin()
        self.versions[topic] += 1
        for event in self._waiting.get(topic, ()):
            event.set()

    def _tell_again(self, topic: str) -> None:
        self._echoes.discard(topic)
        self._tell(topic)
