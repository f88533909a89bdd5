"""The grid of a day, drawn in a real Chromium: what it says is never under a tile."""

from datetime import date
from pathlib import Path

import pytest

from assessments.framework.rules.qualification import SessionRules
from assessments.sessions.gridding import Tile, days
from assessments.sessions.timing import Timing

pytestmark = pytest.mark.browser
SHEET = Path(__file__).parents[3] / "static" / "sessions" / "plan.css"
NOON, ONE = 12 * 60 + 30, 13 * 60 + 30
HOURS = Timing(8 * 60, NOON, ONE, 18 * 60, 5, 10, 0, SessionRules())


def tile(start: int, column: int, **options: object) -> Tile:
    """A simulation of half an hour at that station."""
    return Tile(
        date(2027, 3, 9), start, start + 30, start + 60, column, "Poste 1", "Aude Le Gall",
        "Fuite de gaz", "BC01", ("Yann Ar Goff",), **options,
    )  # fmt: skip


def word_on_top(chromium, tiles: list[Tile], *, covering: str = "") -> bool:
    """Whether the word « Déjeuner » is what one sees where it stands."""
    (grid,) = days(date(2027, 3, 9), 1, HOURS, ["Poste 1"], tiles)
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    page.set_content(f"<style>{SHEET.read_text('utf-8')}{covering}</style>{grid.body}")
    seen = page.evaluate(
        """() => {
          const word = document.querySelector(".plan-lunch__word");
          word.scrollIntoView({block: "center"});
          const text = document.createRange();
          text.selectNode(word.firstChild);
          const box = text.getBoundingClientRect();
          const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
          return box.width > 30 && word.contains(top);
        }"""
    )
    page.close()
    return seen


def test_a_tile_over_lunch_does_not_hide_its_word(chromium):
    over = [tile(NOON, 0, pinned=True), tile(ONE, 0)]
    assert word_on_top(chromium, over)


def test_the_negative_control_a_word_among_the_tiles_is_hidden(chromium):
    """Where the word stood before: in the middle of the band, under what is pinned there."""
    over = [tile(NOON, 0, pinned=True), tile(ONE, 0)]
    before = ".plan-lunch__word { position: static !important }"
    assert not word_on_top(chromium, over, covering=before)
