"""The benches run, and print their figures."""

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


def test_the_issuance_is_measured_and_what_is_absent_is_told(monkeypatch, tmp_path):
    """Without LibreOffice, whose own comparison the full `make bench` prints where it is."""
    for code in ("certificate", "transcript"):
        monkeypatch.setitem(kinds._kinds, code, kind_of(code))
    monkeypatch.setenv("PATH", str(tmp_path))
    out = StringIO()
    call_command("bench_issuance", "--few=1", "--many=1", "--rounds=1", "--window=0.3", stdout=out)
    said = out.getvalue()
    figures = dict(re.findall(r"^FIGURE (\S+) ([\d.]+) (?:x|/s)$", said, re.M))
    assert set(figures) == {
        "seal_vs_bare_rsa",
        "sealed_documents_per_core_second",
        "issuance_speedup_vs_naive",
        "cpu_per_candidate_many_vs_few",
        "two_processes_vs_one",
        "certificate_vs_typst",
        "transcript_vs_typst",
    }
    assert float(figures["issuance_speedup_vs_naive"]) > 1.5
    assert "LibreOffice n’est pas installé" in said


def test_without_facts_it_says_so(monkeypatch, tmp_path):
    with pytest.raises(CommandError, match="Les faits d’exemple manquent"):
        call_command("bench_documents", "--plain", f"--facts={tmp_path}", stdout=StringIO())
