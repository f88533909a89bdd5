"""Kinds, facts and PDFs that the tests of documents share."""

from __future__ import annotations

import copy
import json
import unicodedata
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from django.db.models import Q
from pypdf import PdfReader

from ccas.documents import kinds
from ccas.documents.kinds import DocumentKind
from ccas.documents.renderer import render, renderer

SAMPLES = Path(__file__).parent / "samples"
SHEETS = {
    "certificate": ("family.css", "certificate.css"),
    "block_certificate": ("family.css", "block_certificate.css"),
    "transcript": ("family.css", "report.css", "transcript.css"),
    "minutes": ("family.css", "report.css", "minutes.css"),
    "attendance_sheet": ("family.css", "report.css", "attendance.css"),
    "letter": ("family.css", "report.css", "letter.css"),
    "result_letter": ("family.css", "report.css", "letter.css", "result_letter.css"),
    "nomination_act": ("family.css", "report.css", "jury.css"),
    "jury_summons": ("family.css", "report.css", "letter.css"),
    "jury_preparation": ("family.css", "report.css", "jury.css"),
    "validation_file": ("family.css", "report.css", "validation_file.css"),
    "figures": ("family.css", "report.css", "figures.css"),
    "register_of_processing": ("family.css", "report.css", "register_of_processing.css"),
}


def kind_of(code: str, visible: Callable = lambda actor: None) -> DocumentKind:
    """A kind of the family, seen by nobody unless told."""
    return DocumentKind(code, code, f"pdf/{code}.html", SHEETS[code], "{scope}-{year}", visible)


@pytest.fixture
def facts() -> Callable[[str], dict]:
    """facts("certificate") -> a fresh copy of the sample's frozen facts."""

    def read(code: str) -> dict:
        return copy.deepcopy(json.loads((SAMPLES / f"{code}.json").read_text(encoding="utf-8")))

    return read


@cache
def untouched(code: str) -> bytes:
    """The PDF of a sample as it stands, made once for all tests."""
    return render(kind_of(code), json.loads((SAMPLES / f"{code}.json").read_text()))


@pytest.fixture
def pdf(facts, tmp_path) -> Callable[..., Path]:
    """pdf("certificate", change) -> the file of the sample, after change(facts).

    Changed minutes keep three candidates: what is tested is not their number.
    """

    def make(code: str, change: Callable[[dict], object] | None = None) -> Path:
        path = tmp_path / f"{code}.pdf"
        if change is None:
            path.write_bytes(untouched(code))
            return path
        given = facts(code)
        if code == "minutes":
            del given["candidates"][3:]
        change(given)
        path.write_bytes(render(kind_of(code), given))
        return path

    return make


@pytest.fixture(scope="session")
def without_memory() -> Callable[[str, dict], bytes]:
    """without_memory(code, facts) -> the PDF made with no line and no style remembered."""

    def make(code: str, given: dict) -> bytes:
        with pytest.MonkeyPatch.context() as patch:
            patch.delattr(renderer()._fonts, "lines")
            patch.delattr(renderer()._fonts, "styles")
            return renderer().make(kind_of(code), given).content

    return make


@pytest.fixture
def sample_kind(monkeypatch) -> DocumentKind:
    """A registered kind, seen by officers alone, whose documents are certificates."""
    kind = DocumentKind(
        "sample",
        "Exemple",
        "pdf/certificate.html",
        SHEETS["certificate"],
        "{qualification}-{year}",
        lambda actor: Q() if actor.has_role("officer") else None,
    )
    monkeypatch.setitem(kinds._kinds, "sample", kind)
    return kind


def text_of(path: Path) -> str:
    """The text of a PDF as a reader's program extracts it, in NFC, on one line."""
    pages = PdfReader(path).pages
    text = " ".join(page.extract_text() for page in pages)
    return " ".join(unicodedata.normalize("NFC", text).split())
