"""What may be received, told by its bytes."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccas.files import rules
from ccas.files.store import gathered
from tests.ccas.files.samples import pdf, picture


def ends(content):
    """The two ends of a file, as they are taken from what arrives."""
    with gathered([content]) as whole:
        return whole.ends


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (pdf(), rules.PDF),
        (picture("JPEG"), rules.JPEG),
        (picture("PNG"), rules.PNG),
        (picture("WEBP"), rules.WEBP),
        (b"\0\0\0\x18ftypheic" + bytes(40), rules.HEIC),
        (b"<html>" + pdf(), None),  # a page before the PDF: two files under one skin
        (pdf() + bytes(2000), None),  # something far behind its end
        (b"%PDF-1.7 without an end", None),
        (b"PK\x03\x04" + bytes(100), None),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", None),
        (b"MZ" + bytes(100), None),
        (b"", None),
    ],
)
def test_a_file_is_believed_by_its_bytes(content, found):
    assert rules.media_type(ends(content)) == found


def test_a_refused_type_says_what_to_do():
    archive = rules.type_sentences("tout.zip", ends(b"PK\x03\x04"), rules.ALL)
    assert "archive" in archive[0] and "PDF" in archive[0]
    cut = rules.type_sentences("cv.pdf", ends(b"%PDF-1.4"), rules.ALL)
    assert "incomplet" in cut[0]
    other = rules.type_sentences("photo.png", ends(picture("PNG")), {rules.PDF})
    assert "PNG" in other[0] and other[0].endswith("PDF.")
    assert rules.type_sentences("cv.pdf", ends(pdf()), rules.ALL) == []


@pytest.mark.parametrize(
    ("size", "used", "said"),
    [
        (0, 0, "vide"),
        (rules.MAX_BYTES + 1, 0, "limite"),
        (10, 95, "il reste"),
        (5, 95, None),
        (rules.MAX_BYTES, -(10**9), None),
    ],
)
def test_a_size_is_refused_with_its_reason(size, used, said):
    sentences = rules.size_sentences("cv.pdf", size, used=used, quota=100)
    assert (said in sentences[0]) if said else sentences == []


@given(st.text(max_size=400))
def test_a_name_is_for_display_only(name):
    shown = rules.clean_name(name)
    assert 0 < len(shown) <= rules.NAME_LENGTH
    assert "/" not in shown and "\\" not in shown
    assert not any(unicodedata.category(c) in {"Cc", "Cf", "Cs"} for c in shown)


def test_a_long_name_keeps_its_extension():
    assert rules.clean_name("é" * 300 + ".pdf").endswith("é.pdf")
    assert rules.clean_name("../../etc/passwd") == "passwd"
    assert rules.clean_name("cv\u202efdp.exe") == "cvfdp.exe"
