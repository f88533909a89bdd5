"""Ports and secrets: remembered, private, never taken from somebody."""

import socket
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from setup.places import Memory, any_free_port, fingerprint, is_free, var


@pytest.fixture
def memory(tmp_path: Path) -> Memory:
    return Memory(tmp_path / "memory.json")


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_taken_port_is_not_free(taken: int):
    assert not is_free(taken)
    assert is_free(any_free_port())


def test_port_taken_on_all_addresses_is_not_free():
    with socket.socket() as listener:
        listener.bind(("", 0))
        listener.listen()
        assert not is_free(listener.getsockname()[1])


def test_port_is_remembered(memory: Memory):
    first = memory.port("web")
    assert memory.port("web") == first
    assert Memory(memory.file).port("web") == first


def test_preferred_port_then_the_next_ones(memory: Memory, taken: int):
    chosen = memory.port("web", preferred=taken)
    assert taken < chosen < taken + 20
    assert memory.recall("web") == chosen


def test_remembered_port_that_was_taken_is_replaced(memory: Memory, taken: int):
    memory.keep("web", taken)
    assert memory.port("web") != taken


def test_two_checkouts_choose_different_ports_while_one_listens(tmp_path: Path):
    one, other = Memory(tmp_path / "one.json"), Memory(tmp_path / "other.json")
    with socket.socket() as listener:
        port = one.port("web", preferred=18000)
        listener.bind(("127.0.0.1", port))
        listener.listen()
        assert other.port("web", preferred=18000) != port


def test_secret_is_long_remembered_and_private(memory: Memory):
    secret = memory.secret("postgresql")
    assert len(secret) >= 32
    assert memory.secret("postgresql") == secret
    assert memory.secret("valkey") != secret
    assert stat.S_IMODE(memory.file.stat().st_mode) == 0o600


def test_damaged_memory_starts_afresh(memory: Memory):
    memory.file.write_text("{cut")
    assert memory.recall("web") is None
    assert memory.secret("postgresql")


def test_checkouts_have_different_names(tmp_path: Path):
    (tmp_path / "one").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "one")
    assert fingerprint(tmp_path / "one") == fingerprint(tmp_path / "link")
    assert fingerprint(tmp_path / "one") != fingerprint(tmp_path)


def test_var_can_be_elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("CCAS_VAR", str(tmp_path))
    assert var() == tmp_path.resolve()
    monkeypatch.delenv("CCAS_VAR")
    assert var().name == "var"
