"""What is written on paper is what was given, letter for letter."""

from __future__ import annotations

import unicodedata

import pytest

from ccas.documents import glyphs
from ccas.documents.renderer import RenderingError, render, renderer
from tests.ccas.documents.conftest import kind_of, text_of

#: Names as French registers, and those of people born elsewhere, hold them.
NAMES = [
    "Maëlys Françoise LE GOFF-KERVELLA",
    "Łucja Ewa WIŚNIEWSKA-ŻÓŁKOWSKA",
    "Yann-Ewen Ðặng Thị NGUYỄN D'HAUTECOURT",
    "Søren KJÆR-ÅKESSON",
    "Éléonore Aÿ GŒTZ L'HÉNORET",
    "Fañch AR C’HALVEZ",
    "Teʻura TEHEIʻURA",
    "Ștefan ȚĂRĂNESCU-ĐORĐEVIĆ",
    "Æðelþryð ĦAĠAR ĲSBRAND",
    "Ŵyn ŶNYS Ẁ Ẃ Ẅ Ǆ Ǉ Ƀ Ɵ Ǝ",
    "Ÿ Æ Œ æ œ ÿ ç à â ä é è ê ë ï î ô ö ù û ü",
    "Trần Ắ Ằ Ẳ Ẵ Ặ Ấ Ầ Ẩ Ẫ Ậ Ế Ề Ể Ễ Ệ Ố Ồ Ổ Ỗ Ộ Ớ Ờ Ở Ỡ Ợ Ứ Ừ Ử Ữ Ự Ỳ Ỷ Ỹ Ỵ",
    "fi ffi fl ffl ff tt ct Offenbach Affligem",
    "Marie-Joséphine-Alexandrine DE LA ROCHEFOUCAULD-MONTMORENCY-X",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_extracted_as_typed(pdf, name):
    path = pdf("certificate", lambda facts: facts["holder"].update(display_name=name))
    assert unicodedata.normalize("NFC", name) in text_of(path)


def test_a_name_typed_in_pieces_is_printed_whole(pdf):
    """NFD in, NFC out: é typed as e and an accent is one letter on paper."""
    name = unicodedata.normalize("NFD", "Éléonore NGUYỄN")
    path = pdf("certificate", lambda facts: facts["holder"].update(display_name=name))
    assert "Éléonore NGUYỄN" in text_of(path)


def test_names_of_sixty_letters_stay_on_one_line(pdf):
    name = "M" * 29 + " " + "W" * 30
    path = pdf("certificate", lambda facts: facts["holder"].update(display_name=name))
    assert name in text_of(path)


@pytest.mark.parametrize("code", ["transcript", "minutes", "block_certificate"])
def test_every_document_writes_a_rare_name(pdf, code):
    name = "Ƙandé ƁÀ Ẽdson NGUYỄN D'O"

    def rename(facts):
        if code == "minutes":
            facts["candidates"][0]["name"] = name
        else:
            facts["holder"]["display_name"] = name

    assert name in text_of(pdf(code, rename))


def test_latin_extended_is_covered():
    """Latin-1, Extended-A and B, Additional: no accented Latin letter is refused."""
    ranges = [(0xC0, 0x250), (0x1E00, 0x1F00)]
    letters = {
        chr(code)
        for first, last in ranges
        for code in range(first, last)
        if unicodedata.category(chr(code)) in {"Lu", "Ll", "Lt"}
    }
    assert glyphs.missing("".join(letters)) == []


@pytest.mark.parametrize("stranger", ["山田", "გიორგი", "سلام", "🙂", "\x07"])
def test_a_letter_that_no_font_has_is_refused_with_its_name(facts, stranger):
    given = facts("certificate")
    given["holder"]["display_name"] = f"Anne {stranger}"
    with pytest.raises(RenderingError, match=r"ne savent pas écrire.*U\+"):
        render(kind_of("certificate"), given)


def test_markup_in_a_name_is_text(pdf):
    name = "<b>Anne</b> & <script>x</script>"
    path = pdf("certificate", lambda facts: facts["holder"].update(display_name=name))
    assert name in text_of(path)


def test_a_missing_fact_is_named(facts):
    given = facts("certificate")
    del given["qualification"]["code"]
    with pytest.raises(RenderingError, match=r"« qualification\.code » manque"):
        render(kind_of("certificate"), given)


@pytest.mark.parametrize("value", ["2026-02-30", "hier", 7])
def test_a_malformed_date_is_refused(facts, value):
    given = facts("certificate")
    given["holder"]["birth_date"] = value
    with pytest.raises(RenderingError, match="mal formé"):
        render(kind_of("certificate"), given)


def test_a_result_outside_the_scale_is_refused(facts):
    given = facts("transcript")
    given["blocks"][0]["competencies"][0]["result"] = "Z"
    with pytest.raises(RenderingError, match="échelle"):
        render(kind_of("transcript"), given)


def registry(count: int) -> list[str]:
    """Invented names by the thousand, made of the letters and links that registers hold."""
    given = [
        "Éloïse",
        "Maëlys",
        "Loïc",
        "Çağla",
        "Zoé",
        "Noëlie",
        "Łucja",
        "Søren",
        "Ștefan",
        "Ðurđica",
        "Nguyễn",
        "Gwenaël",
    ]
    links = ("", "de ", "d’", "d'", "du ", "de La ", "Le ", "von ", "van der ", "El ", "N’", "Ö")
    roots = "Ŵynn Kœnig Aÿ Bréhat Żółkiewska Țăran Åkesson Phạm Çelik Peña Ñuñez Œuvrard Gündoğdu"
    pairs = ("-", " ", "-Saint-", " ép. ", "’")
    names = []
    for rank in range(count):
        first, second = (roots.split()[(rank * step) % 13] for step in (1, 5))
        names.append(
            f"{given[rank % 12]}-{given[(rank // 12) % 12]} {links[(rank // 7) % 12]}{first}"
            f"{pairs[rank % 5]}{second.upper()} {rank}"
        )
    return names


def test_a_thousand_names_are_extracted_as_typed(tmp_path):
    names = registry(1000)
    assert len(set(names)) == 1000
    rows = "".join(f"<p>{name}</p>" for name in names)
    page = f'<html lang="fr"><head><title>n</title></head><body>{rows}</body></html>'
    path = tmp_path / "names.pdf"
    path.write_bytes(renderer().write(page, ("family.css",), None, b"{}").content)
    text = text_of(path)
    lost = [name for name in names if unicodedata.normalize("NFC", name) not in text]
    assert lost == []
