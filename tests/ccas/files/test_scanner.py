"""A verdict is an explicit one, from an antivirus that can be believed."""

import socket
import threading
from collections.abc import Iterator

import pytest

from ccas.files import scanner


def test_the_real_antivirus_tells_clean_from_infected(antivirus):
    assert scanner.scan(b"bonjour").clean
    found = scanner.scan(b"avant " + scanner.EICAR)
    assert not found.clean and "Eicar" in found.found


def test_a_large_file_is_scanned_to_its_end(antivirus):
    assert not scanner.scan(bytes(19 * 1024 * 1024) + scanner.EICAR).clean


class Impostor:
    """Something that answers on a port, but is no antivirus."""

    def __init__(self, answer: bytes) -> None:
        self.answer = answer
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"tcp://127.0.0.1:{self.socket.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                link, _ = self.socket.accept()
            except OSError:
                return
            with link:
                link.settimeout(5)
                try:
                    while not link.recv(65536).endswith(b"\0\0\0\0"):
                        pass
                    link.sendall(self.answer)
                except OSError:
                    pass


@pytest.fixture
def impostor(settings) -> Iterator:
    made: list[Impostor] = []

    def make(answer: bytes) -> Impostor:
        made.append(Impostor(answer))
        settings.CLAMAV_URL = made[-1].url
        scanner.forget()
        return made[-1]

    yield make
    for one in made:
        one.socket.close()
    scanner.forget()


@pytest.mark.parametrize(
    "answer",
    [
        b"stream: OK\0",  # says so of the test signature too
        b"",
        b"INSTREAM size limit exceeded. ERROR\0",
        b"stream: OKAY\0",
        b"HTTP/1.1 200 OK\r\n\r\n",
        b"x" * 10_000,
    ],
)
def test_no_clear_answer_is_no_verdict(impostor, answer):
    impostor(answer)
    with pytest.raises(scanner.ScannerAway):
        scanner.scan(b"bonjour")


def test_the_impostor_would_be_believed_without_the_test_signature(impostor, monkeypatch):
    impostor(b"stream: OK\0")
    monkeypatch.setattr(scanner, "_refuse_a_liar", lambda: None)
    assert scanner.scan(b"bonjour").clean


def test_an_antivirus_that_is_down_or_slow_is_away(settings, monkeypatch):
    scanner.forget()
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        settings.CLAMAV_URL = f"tcp://127.0.0.1:{deaf.getsockname()[1]}"
        monkeypatch.setattr(scanner, "ANSWER_SECONDS", 0.3)
        with pytest.raises(scanner.ScannerAway):
            scanner.scan(b"bonjour")
    with pytest.raises(scanner.ScannerAway):
        scanner.scan(b"bonjour")
