"""How documents look: nothing overflows, nothing is cut, and a change of look is seen.

Words are where Poppler sees them. Pictures are kept in golden/, small; `make golden` makes them
again, to be looked at before they are committed.
"""

from __future__ import annotations

import html
import json
import os
import re
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageFilter, ImageStat

from ccas.documents.renderer import renderer, to_html
from tests.ccas.documents.conftest import SAMPLES, SHEETS, kind_of, text_of, untouched

GOLDEN = Path(__file__).parent / "golden"
WRITE = os.environ.get("CCAS_GOLDEN") == "write"
KINDS = tuple(SHEETS)
#: Only what is written across the page, on purpose, is taller than this, in points.
ACROSS = 60
#: Sixty characters: particles, hyphens, apostrophes, the letters of several registries.
LONG = {
    "particles": "Marie-Ange-Éléonore de SAINT-AUBIN-d’ÉCROSVILLE von THALBERG",
    "vietnamese": "Nguyễn Hoàng Phương-Thảo Đặng Thị TRƯƠNG-NGUYỄN D’HAUTECOURT",
    "east": "Żółciniecka-Ștefănescu Łucja Ðurđica ŠČEPANOVIĆ-ĐORĐEVIĆ-KOŠ",
    "no cut": "Wilhelmina-Maximiliana-Alexandrina-Bartholomäa MÜLLER-WÖLLNER",
}


@dataclass(frozen=True, slots=True)
class Word:
    """A word on its page, in points from the top left corner."""

    page: int
    text: str
    left: float
    top: float
    right: float
    bottom: float

    def covers(self, other: Word) -> float:
        """The share of the smaller box that lies in the other."""
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        if across <= 0 or down <= 0:
            return 0
        smaller = min((one.right - one.left) * (one.bottom - one.top) or 1 for one in (self, other))
        return across * down / smaller


def words(path: Path) -> tuple[list[tuple[float, float]], list[Word]]:
    """The size of each page, and every word but those written across."""
    shown = subprocess.run(
        ["pdftotext", "-bbox", str(path), "-"], capture_output=True, check=True, timeout=60
    ).stdout.decode()
    sizes, found = [], []
    for line in shown.splitlines():
        numbers = [float(one) for one in re.findall(r'="([\d.-]+)"', line)]
        if "<page " in line:
            sizes.append((numbers[0], numbers[1]))
        elif "<word " in line:
            text = html.unescape(re.search(r">(.*)</word>", line).group(1))
            if numbers[3] - numbers[1] < ACROSS:
                found.append(Word(len(sizes) - 1, text, *numbers))
    return sizes, found


def faults(path: Path, margin: float = 14) -> list[str]:
    """Words outside the page but for a margin in points, or written over one another."""
    sizes, found = words(path)
    wrong = [
        f"outside: {word}"
        for word in found
        if word.left < margin
        or word.top < margin
        or word.right > sizes[word.page][0] - margin
        or word.bottom > sizes[word.page][1] - margin
    ]
    by_page: dict[int, list[Word]] = {}
    for word in sorted(found, key=lambda one: one.top):
        by_page.setdefault(word.page, []).append(word)
    for listed in by_page.values():
        for rank, word in enumerate(listed):
            for other in listed[rank + 1 :]:
                if other.top > word.bottom:
                    break
                if word.covers(other) > 0.4:
                    wrong.append(f"over one another: {word.text!r} and {other.text!r}, {word}")
    return wrong


@pytest.mark.parametrize("kind", KINDS)
def test_the_samples_fit(kind, pdf):
    assert faults(pdf(kind)) == []


@pytest.mark.parametrize("name", LONG)
@pytest.mark.parametrize("kind", ["certificate", "block_certificate", "transcript"])
def test_a_long_name_fits_and_is_whole(kind, name, pdf):
    def change(facts: dict) -> None:
        facts["holder"]["display_name"] = LONG[name]

    path = pdf(kind, change)
    assert faults(path) == []
    assert LONG[name].replace("-", "") in text_of(path).replace("-", "").replace("\u2011", "")


def test_long_names_in_the_minutes_fit(pdf):
    def change(facts: dict) -> None:
        for rank, name in enumerate(LONG.values()):
            facts["candidates"][rank % 3]["name"] = name
        for seat in facts["seats"]:
            seat["occupancies"][0]["name"] = LONG["particles"]

    assert faults(pdf("minutes", change)) == []


@pytest.mark.parametrize("kind", ["letter", "result_letter", "jury_summons", "jury_preparation"])
@pytest.mark.parametrize("name", LONG)
def test_a_long_name_fits_in_what_is_sent(kind, name, pdf):
    def change(facts: dict) -> None:
        facts["recipient"]["name"] = LONG[name]
        for candidate in facts.get("candidates", ()) if kind == "jury_preparation" else ():
            candidate["name"] = LONG[name]

    assert faults(pdf(kind, change)) == []


def test_long_names_fit_where_members_are_appointed(pdf):
    def change(facts: dict) -> None:
        for seat, name in zip(facts["seats"], LONG.values(), strict=False):
            seat["holders"][0]["name"] = name

    assert faults(pdf("nomination_act", change)) == []


def test_two_hundred_people_sign_on_an_attendance_sheet(pdf):
    def change(facts: dict) -> None:
        names, (first, *_) = list(LONG.values()), facts["days"][0]["groups"][0]["people"]
        facts["days"][0]["groups"][0]["people"] = [
            {**first, "name": names[rank % 4], "said": f"n° 2026-{rank:04d}"} for rank in range(200)
        ]

    path = pdf("attendance_sheet", change)
    assert faults(path) == []
    text = text_of(path)
    assert all(f"n° 2026-{rank:04d}" in text for rank in range(200))


def test_two_hundred_candidates_are_all_in_the_preparation_file(pdf):
    def change(facts: dict) -> None:
        first = facts["candidates"]
        facts["candidates"] = [
            {**first[rank % len(first)], "number": f"2026-{rank:04d}"} for rank in range(200)
        ]

    path = pdf("jury_preparation", change)
    assert faults(path) == []
    text = text_of(path)
    assert all(f"2026-{rank:04d}" in text for rank in range(200))


def test_forty_two_competencies_missing_are_all_in_the_letter(pdf):
    """The letter of somebody who missed everything, each line with its sessions."""

    def change(facts: dict) -> None:
        line = facts["blocks"][1]["missing"][0]
        facts["blocks"][1]["missing"] = [
            {**line, "number": rank, "label": f"Constat {rank} : " + line["label"] * 2}
            for rank in range(1, 43)
        ]

    path = pdf("result_letter", change)
    assert faults(path) == []
    text = text_of(path)
    assert all(f"Constat {rank} :" in text for rank in range(1, 43))


#: What ends with a square, a code and who signs, after pages of text.
ENDED = ("transcript", "minutes", "letter", "result_letter", "nomination_act", "jury_preparation")


def alone(path: Path) -> bool:
    """Whether the square and who signs stand on a page with nothing of what they sign."""
    _, found = words(path)
    foot = next(word for word in reversed(found) if word.text.startswith("vérifié"))
    return not any(word.page == foot.page and word.bottom < foot.top - 9 for word in found)


@pytest.mark.parametrize("kind", ENDED)
def test_what_is_signed_is_on_the_page_of_its_signature(kind, pdf):
    """As an archivist wants it: a signature alone on a sheet may be moved to another text."""
    assert not alone(pdf(kind))


def test_the_negative_control_a_signature_alone_is_seen(pdf, tmp_path):
    """The nomination act without the rule that keeps them together."""
    style = "<style>.foot { break-before: page }</style></head>"
    kind = kind_of("nomination_act")
    page = to_html(kind, json.loads((SAMPLES / "nomination_act.json").read_text("utf-8")))
    path = tmp_path / "alone.pdf"
    path.write_bytes(
        renderer()
        .write(page.replace("</head>", style), kind.stylesheets, "https://a.invalid/b", b"{}")
        .content
    )
    assert alone(path)


def test_forty_two_lines_of_reasons_are_all_there(pdf):
    lines = [
        f"Constat {rank} : le compte rendu est resté sans réponse pendant trois minutes."
        for rank in range(1, 43)
    ]

    def change(facts: dict) -> None:
        facts["blocks"][2]["reasons"] = " ".join(lines)
        facts["blocks"][2]["way_back"] = " ".join(lines[:12])

    path = pdf("transcript", change)
    assert faults(path) == []
    text = text_of(path)
    assert all(f"Constat {rank} :" in text for rank in range(1, 43))


def many(count: int) -> Callable[[dict], None]:
    """Minutes with that many candidates."""

    def change(facts: dict) -> None:
        first = facts["candidates"]
        facts["candidates"] = [
            {**first[rank % len(first)], "number": f"2026-{rank:04d}"} for rank in range(count)
        ]

    return change


def test_two_hundred_candidates_are_all_in_the_minutes(pdf):
    path = pdf("minutes", many(200))
    assert faults(path) == []
    text = text_of(path)
    assert all(f"2026-{rank:04d}" in text for rank in range(200))


def test_the_negative_control_an_overflow_is_seen(pdf, monkeypatch):
    """The name at its largest whatever its length: it leaves its box and covers its neighbours."""
    monkeypatch.setattr("ccas.documents.typography.SIZES", (34,))

    def change(facts: dict) -> None:
        facts["holder"]["display_name"] = "M" * 44 + " " + LONG["no cut"]

    assert faults(pdf("certificate", change))


def pictures(content: bytes, folder: Path) -> list[Image.Image]:
    """The first two pages, in grey, thirty-six dots an inch."""
    path = folder / "shown.pdf"
    path.write_bytes(content)
    subprocess.run(
        ["pdftoppm", "-r", "36", "-gray", "-l", "2", "-png", str(path), str(folder / "page")],
        check=True,
        timeout=60,
    )
    return [Image.open(page).convert("L") for page in sorted(folder.glob("page*.png"))]


def difference(shown: Image.Image, kept: Image.Image) -> float:
    """How far two pictures are from one another: the mean, in levels, of the worst tile of 24
    points a side. Blurred first: a machine may place a curve half a dot away."""
    if shown.size != kept.size:
        return 255
    soft = [one.filter(ImageFilter.GaussianBlur(1.2)) for one in (shown, kept)]
    apart = ImageChops.difference(*soft)
    width, height = apart.size
    return max(
        ImageStat.Stat(apart.crop((x, y, min(x + 24, width), min(y + 24, height)))).mean[0]
        for x in range(0, width, 24)
        for y in range(0, height, 24)
    )


#: Levels out of 255.
TOLERANCE = 3


@pytest.mark.parametrize("kind", KINDS)
def test_the_look_is_the_one_that_was_agreed(kind, tmp_path):
    for rank, shown in enumerate(pictures(untouched(kind), tmp_path), start=1):
        path = GOLDEN / f"{kind}-{rank}.png"
        if WRITE:
            path.parent.mkdir(exist_ok=True)
            shown.save(path, optimize=True)
        kept = Image.open(path).convert("L")
        assert difference(shown, kept) < TOLERANCE, f"the look of {path.name} has changed"


def test_a_change_of_look_is_seen(tmp_path, pdf):
    """The negative control: a line less, a name elsewhere."""

    def change(facts: dict) -> None:
        facts["certifier"]["heading"] = ""

    (shown,) = pictures(pdf("certificate", change).read_bytes(), tmp_path)
    kept = Image.open(GOLDEN / "certificate-1.png").convert("L")
    assert difference(shown, kept) > TOLERANCE
