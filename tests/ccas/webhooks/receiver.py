"""A system that is told, on loopback: a real HTTP server, and the ways it may misbehave."""

import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Received:
    """One call, as it came."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """statuses: what to answer, in order, then 204 for ever. fault: "", "hang", "drip", "cut"."""

    statuses: list[int] = field(default_factory=list)
    fault: str = ""
    location: str = ""
    received: list[Received] = field(default_factory=list)

    def __enter__(self) -> "Receiver":
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers.get("content-length", 0))
                receiver.received.append(
                    Received(
                        self.path,
                        {name.lower(): value for name, value in self.headers.items()},
                        self.rfile.read(length),
                    )
                )
                receiver.answer(self)

            do_GET = do_POST

            def log_message(self, *args: object) -> None:
                pass

        self.over = threading.Event()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *args: object) -> None:
        self.over.set()
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/recevoir?de=ccas"

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        if self.fault == "hang":
            self.over.wait(30)
            return
        if self.fault == "cut":
            handler.connection.close()
            return
        if self.fault == "drip":
            begun = time.monotonic()
            try:
                while not self.over.is_set() and time.monotonic() - begun < 30:
                    handler.wfile.write(b"H")
                    handler.wfile.flush()
                    time.sleep(0.1)
            except OSError:
                return
            return
        status = self.statuses.pop(0) if self.statuses else 204
        handler.send_response(status)
        if self.location:
            handler.send_header("Location", self.location)
        handler.send_header("Content-Length", "0")
        handler.end_headers()
