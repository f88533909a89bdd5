"""The bench runs, and prints its six figures."""

from __future__ import annotations

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from ccas.documents import kinds
from tests.ccas.documents.conftest import kind_of


def test_it_prints_its_figures_and_wins(monkeypatch):
    for code in ("certificate", "transcript"):
        monkeypatch.setitem(kinds._kinds, code, kind_of(code))
    out = StringIO()
    call_command("bench_documents", "--rounds=1", "--each=2", "--plain", stdout=out)
    figures = dict(re.findall(r"^FIGURE (\S+) ([\d.]+) (?:x|/s)$", out.getvalue(), re.M))
    assert set(figures) == {
        "certificate_speedup_vs_naive",
        "transcript_speedup_vs_naive",
        "certificate_speedup_vs_naive_same_fonts",
        "transcript_speedup_vs_naive_same_fonts",
        "certificates_per_core_second",
        "transcripts_per_core_second",
    }
    assert float(figures["certificate_speedup_vs_naive"]) > 1.5
    assert float(figures["certificate_speedup_vs_naive_same_fonts"]) > 1.5


def test_without_facts_it_says_so(monkeypatch, tmp_path):
    with pytest.raises(CommandError, match="Les faits d’exemple manquent"):
        call_command("bench_documents", "--plain", f"--facts={tmp_path}", stdout=StringIO())
