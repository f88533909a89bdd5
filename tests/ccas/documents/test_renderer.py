"""The renderer opens nothing but its bundled assets, and makes archives that stay readable."""

from __future__ import annotations

import builtins
import json
import socket
import subprocess
import sys
import warnings
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from pypdf import PdfReader

from ccas.documents import glyphs
from ccas.documents import renderer as module
from ccas.documents.renderer import ORIGIN, Renderer, RenderingError, render, renderer
from tests.ccas.documents.conftest import SHEETS, kind_of, untouched

SECRET = "/etc/hostname"


def dictionaries(pdf: pikepdf.Pdf) -> list[pikepdf.Dictionary]:
    """Every dictionary of a PDF."""
    return [one for one in pdf.objects if isinstance(one, pikepdf.Dictionary)]


def lay_out(body: str, head: str = "") -> bytes:
    """Render hostile HTML with the family's sheets."""
    html = f'<html lang="fr"><head><title>t</title>{head}</head><body>{body}</body></html>'
    return renderer().write(html, ("family.css",), None, b"{}").content


SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><title>x</title>'
DATA = "data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22/%3E"


def style(rules: str) -> str:
    """A style element."""
    return f"<style>{rules}</style>"


IMG = '<img src="hostname" alt="x">'
VECTORS = {
    "img file": ("", f'<img src="file://{SECRET}" alt="x">'),
    "img http": ("", '<img src="http://127.0.0.1:9/x.png" alt="x">'),
    "img relative": ("", '<img src="../../manage.py" alt="x">'),
    "img data": ("", f'<img src="{DATA}" alt="x">'),
    "img unknown": ("", '<img src="seal.svg" alt="x">'),
    "object": ("", f'<object data="file://{SECRET}">x</object>'),
    "embed": ("", f'<embed src="file://{SECRET}">'),
    "link": ('<link rel="stylesheet" href="https://example.invalid/a.css">', "x"),
    "import": (style('@import url("https://example.invalid/a.css");'), "x"),
    "import file": (style(f'@import "file://{SECRET}";'), "x"),
    "background": (style('p{background:url("https://example.invalid/b.png")}'), "<p>x</p>"),
    "content": (style(f'p::before{{content:url("file://{SECRET}")}}'), "<p>x</p>"),
    "list image": (style('li{list-style-image:url("http://127.0.0.1:9/")}'), "<ul><li>x</li></ul>"),
    "font face": (
        style(f'@font-face{{font-family:x;src:url("file://{SECRET}")}} p{{font-family:x}}'),
        "<p>x</p>",
    ),
    "style attribute": ("", f"<p style=\"background:url('file://{SECRET}')\">x</p>"),
    "svg image": ("", f'{SVG}<image href="file://{SECRET}" width="9" height="9"/></svg>'),
    "attachment": (f'<link rel="attachment" href="file://{SECRET}">', "x"),
    "image set": (style('p{background:image-set("http://127.0.0.1:9/a.png" 1x)}'), "<p>x</p>"),
    "cursor list": (style(f'ul{{list-style:url("file://{SECRET}")}}'), "<ul><li>x</li></ul>"),
    "border image": (style('p{border-image:url("http://127.0.0.1:9/b.png") 3}'), "<p>x</p>"),
    "page background": (style(f'@page{{background:url("file://{SECRET}")}}'), "<p>x</p>"),
    "margin box": (style(f'@page{{@top-left{{content:url("file://{SECRET}")}}}}'), "<p>x</p>"),
    "stylesheet file": (f'<link rel="stylesheet" href="file://{SECRET}">', "x"),
    "protocol relative": ("", '<img src="//127.0.0.1:9/x.png" alt="x">'),
    "ftp": ("", '<img src="ftp://127.0.0.1/x.png" alt="x">'),
    "encoded dots": ("", '<img src="%2e%2e/%2e%2e/manage.py" alt="x">'),
    "object data": ("", '<object data="data:text/html,x">x</object>'),
    "base then relative": (f'<base href="file://{SECRET}"><base href="file:///etc/">', IMG),
    "picture element": ("", f'<picture><source srcset="a.png">{IMG}</picture>'),
    "attachment anchor": ("", f'<a rel="attachment" href="file://{SECRET}">x</a>'),
}


@pytest.fixture
def opened(monkeypatch) -> list[str]:
    """The files that are opened from now on; the network is not there."""
    renderer()
    files: list[str] = []
    real_open = builtins.open

    def watched(file, *args, **kwargs):
        files.append(str(file))
        return real_open(file, *args, **kwargs)

    def no_network(*args, **kwargs):
        raise AssertionError("the renderer went to the network")

    monkeypatch.setattr(builtins, "open", watched)
    monkeypatch.setattr(socket.socket, "connect", no_network)
    monkeypatch.setattr(socket, "getaddrinfo", no_network)
    return files


@pytest.mark.parametrize("vector", VECTORS)
def test_no_address_is_opened_and_each_one_is_fatal(vector, opened):
    head, body = VECTORS[vector]
    with pytest.raises(RenderingError):
        lay_out(body, head)
    assert not [path for path in opened if SECRET in path or "manage.py" in path]


def test_an_svg_use_of_a_file_opens_nothing(opened):
    lay_out(f'{SVG}<use href="file://{SECRET}#a"/></svg>')
    assert SECRET not in opened


def test_the_negative_control_weasyprint_alone_opens_the_file(opened, tmp_path):
    """Without our fetcher the same markup is served: the tests above watch the right door."""
    import weasyprint

    picture = tmp_path / "seen.svg"
    picture.write_text(f"{SVG}</svg>")
    weasyprint.HTML(string=f'<img src="{picture.as_uri()}" alt="x">').render()
    assert str(picture) in opened


def test_the_negative_control_a_harmless_page_is_made():
    assert lay_out("<p>x</p>").startswith(b"%PDF-1.7")


def test_a_missing_drawing_is_fatal(facts, monkeypatch):
    monkeypatch.delitem(renderer()._drawings, ORIGIN + "certificate.svg")
    with pytest.raises(RenderingError, match=r"certificate\.svg"):
        render(kind_of("certificate"), facts("certificate"))


def test_a_missing_style_sheet_is_fatal(facts):
    kind = kind_of("certificate")
    stray = type(kind)("x", "x", kind.template, ("absent.css",), "", kind.visible)
    with pytest.raises(RenderingError, match=r"absent\.css"):
        render(stray, facts("certificate"))


def test_a_missing_font_is_fatal(monkeypatch, tmp_path):
    monkeypatch.setattr(glyphs, "FONTS", tmp_path)
    with pytest.raises(RenderingError, match=r"« EBGaramond-Regular\.ttf » manque"):
        Renderer()


def test_a_font_of_the_machine_is_refused():
    with pytest.raises(RenderingError, match="police de la machine"):
        lay_out('<p style="font-family: DejaVu Sans Mono, monospace">x</p>')


def test_what_weasyprint_only_logs_is_fatal():
    with pytest.raises(RenderingError, match="refuse le document"):
        lay_out('<p style="colour: red">x</p>')


def test_slow_subsetting_is_a_warning_not_a_silence(monkeypatch):
    """Without HarfBuzz's subsetter the document is right but slow; the tests would stop here."""
    import weasyprint.pdf.fonts as fonts

    monkeypatch.setattr(fonts, "harfbuzz_subset", None)
    with pytest.warns(RuntimeWarning, match="HarfBuzz-Subset"):
        assert lay_out("<p>x</p>").startswith(b"%PDF-1.7")


@pytest.mark.parametrize("code", list(SHEETS))
def test_archive_and_accessibility_are_declared(code):
    with pikepdf.open(BytesIO(untouched(code))) as pdf:
        with pdf.open_metadata() as metadata:
            assert metadata["pdfaid:part"] == "3"
            assert metadata["pdfaid:conformance"] == "A"
            assert metadata["pdfuaid:part"] == "1"
            assert metadata["dc:title"]
        assert metadata.pdfa_status == "3A"
        assert str(pdf.Root.Lang) == "fr"
        assert pdf.Root.MarkInfo.Marked
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert pdf.Root.OutputIntents[0].S == "/GTS_PDFA1"
        assert pdf.docinfo["/Author"] == "Ministère de l’Intérieur et des Outre-mer"
        assert str(pdf.docinfo["/Title"])
        assert pdf.trailer.ID


def test_every_font_is_embedded_and_cut_down():
    with pikepdf.open(BytesIO(untouched("transcript"))) as pdf:
        fonts = [
            one
            for one in pdf.objects
            if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/FontDescriptor"
        ]
        assert fonts
        for font in fonts:
            assert len(font.FontFile2.read_bytes()) < 60_000


def test_the_facts_travel_with_the_document(facts):
    given = facts("certificate")
    reader = PdfReader(BytesIO(render(kind_of("certificate"), given)))
    assert json.loads(reader.attachments["faits.json"][0]) == given


def test_same_facts_same_bytes(facts):
    first = untouched("transcript")
    assert render(kind_of("transcript"), facts("transcript")) == first
    given = facts("transcript")
    given["holder"]["display_name"] += " X"
    assert render(kind_of("transcript"), given) != first


def test_the_first_document_of_a_process_is_like_the_others(facts):
    driven = Renderer()
    first, second = (driven.make(kind_of("certificate"), facts("certificate")) for _ in "12")
    assert first.content == second.content


def test_pictures_are_described_or_artifacts():
    with pikepdf.open(BytesIO(untouched("certificate"))) as pdf:
        figures = [
            one
            for one in pdf.objects
            if isinstance(one, pikepdf.Dictionary) and one.get("/S") == "/Figure"
        ]
        assert len(figures) == 1
        assert str(figures[0].Alt).startswith("Code QR : https://")


def test_weasyprint_is_not_imported_before_the_first_rendering():
    script = (
        "import django, sys; django.setup(); import ccas.documents.renderer; "
        "assert 'weasyprint' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", script], check=True, cwd=Path(module.__file__).parents[2])


def test_a_renderer_is_silent(facts):
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        render(kind_of("transcript"), facts("transcript"))
    assert [str(one.message) for one in heard] == []


def test_minutes_of_two_hundred_candidates(facts):
    given = facts("minutes")
    one_block = given["candidates"][0]["blocks"][:1]
    given["candidates"] = [
        {**given["candidates"][at % 8], "number": f"C{at:03d}", "blocks": one_block}
        for at in range(200)
    ]
    made = renderer().make(kind_of("minutes"), given)
    assert made.pages > 10
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(made.content)).pages)
    assert all(f"C{at:03d}" in text for at in range(200))
