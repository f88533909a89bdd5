"""`manage.py check` names what the machine lacks, with the command that installs it."""

from __future__ import annotations

import shutil

import pytest

from ccas.documents import checks, glyphs


def without(*absent: str):
    """A loader that finds every library but these."""

    def load(name: str) -> None:
        if any(part in name for part in absent):
            raise OSError(name)

    return load


def test_this_machine_has_everything():
    assert checks.documents_can_be_made(None) == []


@pytest.mark.parametrize(
    ("absent", "expected"),
    [
        ("libpango-1.0", ["ccas.E040"]),
        ("libpangoft2", ["ccas.E040"]),
        ("harfbuzz-subset", ["ccas.W041"]),
        ("lib", ["ccas.E040", "ccas.W041"]),
    ],
)
def test_a_missing_library_is_named_with_its_command(absent, expected):
    messages = checks.missing_libraries(without(absent))
    assert [message.id for message in messages] == expected
    for message in messages:
        assert "apt-get install libpango-1.0-0 libpangoft2-1.0-0" in message.hint
        assert "dnf install pango harfbuzz" in message.hint
        assert "brew install pango" in message.hint


def test_a_missing_or_broken_font_is_named(monkeypatch, tmp_path):
    shutil.copytree(glyphs.FONTS, tmp_path / "fonts")
    (tmp_path / "fonts" / "EBGaramond-Italic.ttf").unlink()
    (tmp_path / "fonts" / "SourceSans3-Regular.ttf").write_bytes(b"wOF2")
    monkeypatch.setattr(checks, "FONTS", tmp_path / "fonts")
    messages = checks.missing_fonts()
    assert [message.id for message in messages] == ["ccas.E042", "ccas.E042"]
    assert "EBGaramond-Italic.ttf" in messages[0].msg


def test_the_fonts_come_with_their_licence():
    for family in ("EBGaramond", "SourceSans3"):
        text = (glyphs.FONTS / f"OFL-{family}.txt").read_text(encoding="utf-8")
        assert "SIL OPEN FONT LICENSE Version 1.1" in text


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"SEAL_PKCS12": ""}, ["ccas.E043"]),
        ({}, ["ccas.W044"]),
        ({"SEAL_PKCS12": "", "SEAL_ROOTS": "/roots.pem"}, ["ccas.W044"]),
        ({"SEAL_TSA_URL": "http://127.0.0.1:9/"}, []),
    ],
)
def test_a_service_says_what_its_seal_lacks(changes, said, settings):
    for name, value in changes.items():
        setattr(settings, name, value)
    assert [message.id for message in checks.documents_can_be_sealed(None)] == said
