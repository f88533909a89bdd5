"""The streams of server-sent events: a small ASGI application of its own, serving /direct/ alone.

A stream holds a connection for minutes; the threads that serve pages must not be starved by it.
Nothing is written, nothing is read but who may listen: the page asks for its content through the
normal gate.
"""

import asyncio
import json
import logging
from collections import Counter
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.conf import settings
from django.http.request import validate_host
from django.template.loader import render_to_string

from ccas import clock
from ccas.interface.headers import PERMISSIONS_POLICY, PRIVATE
from ccas.live.hub import Hub
from ccas.live.listeners import bare, listener, same_host

logger = logging.getLogger(__name__)

PREFIX = "/direct/"
#: What every answer says, as pages do. The page of a refusal only wants its style sheet.
SAID_BY_ALL = [
    (b"cache-control", PRIVATE.encode()),
    (b"content-security-policy", b"default-src 'self'; base-uri 'none'; object-src 'none'; "
     b"form-action 'none'; frame-ancestors 'none'"),
    (b"permissions-policy", PERMISSIONS_POLICY.encode()),
    (b"referrer-policy", b"same-origin"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
]  # fmt: skip
#: Seconds between two signs of life, at which the right to listen is asked again.
HEARTBEAT = 15.0
#: Two events of one stream are at least that far apart, in seconds: bursts are one event.
BREATH = 0.3
#: What the browser waits before it asks again, in milliseconds.
RETRY = 3000

type Message = dict[str, Any]
type Send = Callable[[Message], Awaitable[None]]
type Receive = Callable[[], Awaitable[Message]]


class Streams:
    """The application. One per process, in its event loop."""

    def __init__(self) -> None:
        self.hub = Hub()
        self.open: Counter[str] = Counter()
        self._threads = ThreadPoolExecutor(max_workers=4, thread_name_prefix="live")

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._life(receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)

    async def _life(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                await self.hub.start(patience=0)
                await send({"type": "lifespan.startup.complete"})
            elif message["type"] == "lifespan.shutdown":
                await self.hub.stop()
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def _answer(self, scope: Message, receive: Receive, send: Send) -> None:
        headers = {
            name.decode("latin-1").lower(): value.decode("latin-1")
            for name, value in scope["headers"]
        }
        host = bare(headers.get("host", ""))
        allowed = settings.ALLOWED_HOSTS or ["localhost", "127.0.0.1", "[::1]"]
        if not validate_host(host, allowed) or not same_host(headers):
            return await _refuse(send, 404)
        if not scope["path"].startswith(PREFIX):
            return await _refuse(send, 404)
        if scope["method"] not in {"GET", "HEAD"}:
            return await _refuse(send, 405, [(b"allow", b"GET, HEAD"), *_to_other_port(headers)])
        topic = scope["path"].removeprefix(PREFIX).removesuffix("/")
        key = await self._listener(headers, topic)
        if key is None:
            return await _refuse(send, 404, _to_other_port(headers))
        full = (
            self.open.total() >= settings.LIVE_STREAMS
            or self.open[key] >= settings.LIVE_STREAMS_EACH
        )
        if full or not await self.hub.start():
            # The page falls back to asking every five seconds, and tries again later.
            return await _refuse(send, 503, [(b"retry-after", b"60"), *_to_other_port(headers)])
        self.open[key] += 1
        try:
            await self._stream(topic, headers, scope["method"], receive, send)
        finally:
            self.open[key] -= 1
            self.open += Counter()  # forget who has none left
        return None

    async def _listener(self, headers: dict[str, str], topic: str) -> str | None:
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(
                self._threads, listener, headers.get("cookie", ""), topic
            )
        except Exception:
            # PostgreSQL away: whoever cannot be recognised may not listen.
            logger.exception("live: who listens to %s could not be asked", topic)
            return None

    async def _stream(
        self, topic: str, headers: dict[str, str], method: str, receive: Receive, send: Send
    ) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": _opening(headers)})
        if method == "HEAD":
            return await send({"type": "http.response.body", "body": b""})
        gone = asyncio.create_task(_disconnected(receive))
        try:
            with self.hub.waiting(topic) as event:
                await self._events(topic, headers, event, gone, send)
            if not gone.done():
                await send({"type": "http.response.body", "body": b""})
        except OSError:
            logger.debug("live: the listener of %s left", topic)
        finally:
            gone.cancel()
        return None

    async def _events(
        self,
        topic: str,
        headers: dict[str, str],
        event: asyncio.Event,
        gone: "asyncio.Task[None]",
        send: Send,
    ) -> None:
        """Until the page leaves, its right to listen ends, the hub is deaf or time is up."""
        loop = asyncio.get_running_loop()
        ends = loop.time() + settings.LIVE_STREAM_SECONDS
        told = headers.get("last-event-id", "")
        await _write(send, f"retry: {RETRY}\n: {topic.partition('/')[0]}\n\n")
        while loop.time() < ends and not gone.done() and self.hub.listening:
            event.clear()
            version = self.hub.version(topic)
            if version != told:
                if told and await self._listener(headers, topic) is None:
                    return
                data = json.dumps({"version": version, "at": clock.now().isoformat()})
                await _write(send, f"id: {version}\nevent: changed\ndata: {data}\n\n")
                told = version
                await asyncio.sleep(BREATH)
                continue
            if not await _woken(event, gone, min(HEARTBEAT, max(ends - loop.time(), 0.01))):
                if await self._listener(headers, topic) is None:
                    return
                await _write(send, ": encore là\n\n")


async def _woken(event: asyncio.Event, gone: "asyncio.Task[None]", seconds: float) -> bool:
    """Wait for the event or for the page to leave; whether one of them came in time."""
    waiting = asyncio.create_task(event.wait())
    done, _ = await asyncio.wait(
        {waiting, gone}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED
    )
    waiting.cancel()
    return bool(done)


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _write(send: Send, text: str) -> None:
    await send({"type": "http.response.body", "body": text.encode(), "more_body": True})


def _opening(headers: dict[str, str]) -> list[tuple[bytes, bytes]]:
    lines = [
        (b"content-type", b"text/event-stream; charset=utf-8"),
        *SAID_BY_ALL,
        (b"x-accel-buffering", b"no"),  # a proxy passes each event on at once
        (b"vary", b"Origin, Cookie"),
    ]
    return lines + _to_other_port(headers)


def _to_other_port(headers: dict[str, str]) -> list[tuple[bytes, bytes]]:
    """What lets a page of our own host (`same_host`), on another port, read an answer.

    A refusal bears it too: without it the browser complains of an origin, not of the refusal.
    """
    origin = headers.get("origin")
    if not origin:
        return []
    return [
        (b"access-control-allow-origin", origin.encode("latin-1")),
        (b"access-control-allow-credentials", b"true"),
    ]


async def _refuse(send: Send, status: int, more: list[tuple[bytes, bytes]] | None = None) -> None:
    """The same page whatever the reason: the stranger and the absent look alike."""
    body = render_to_string("404.html").encode() if status == 404 else b""
    headers = [
        (b"content-type", b"text/html; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        *SAID_BY_ALL,
        *(more or []),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
