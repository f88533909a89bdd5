"""The timetable as it is drawn: a day, its stations side by side, its hours from top to bottom.

Tiles are plain values written as HTML in one pass; a list in the order of hours, which wide
screens lay on a grid by classes alone. The place of a tile is never only seen: it is said in it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from assessments.sessions.planner.wording import hour, many
from assessments.sessions.timing import DAY_MINUTES, Timing

#: Minutes of one row of the grid, and what the style sheet has classes for.
ROW = 5
ROWS, SPANS, COLUMNS = 192, 60, 16


@dataclass(frozen=True, slots=True)
class Tile:
    """One simulation. start, leaves, until: minutes since the first midnight; until: rated.

    day: of the start. column: rank of the station. faults: conflicts, each a sentence. note: what
    is said besides.
    """

    day: date
    start: int
    leaves: int
    until: int
    column: int
    station: str
    who: str
    what: str
    blocks: str
    evaluators: tuple[str, ...]
    url: str = ""
    pin_url: str = ""
    pinned: bool = False
    extra: int = 0
    struck: bool = False
    state: str = ""
    note: str = ""
    faults: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """« 8 h 30 – 8 h 55 », for a list."""
        return f"{hour(self.start)} – {hour(self.leaves)}"


@dataclass(frozen=True, slots=True)
class DayGrid:
    """A day as HTML: `body` is the list of tiles, `summary` what it holds in words."""

    day: date
    anchor: str
    summary: str
    faults: int
    body: SafeString


def days(
    first: date, number: int, hours: Timing, stations: Sequence[str], tiles: Iterable[Tile]
) -> list[DayGrid]:
    """One grid for each day that has tiles; days in order."""
    by_day: dict[int, list[Tile]] = {}
    for tile in sorted(tiles, key=lambda each: (each.start, each.column)):
        by_day.setdefault(tile.start // DAY_MINUTES, []).append(tile)
    return [
        _day(first + timedelta(days=index), index, hours, stations, found)
        for index, found in sorted(by_day.items())
        if 0 <= index < number or found
    ]


def _day(
    day: date, index: int, hours: Timing, stations: Sequence[str], tiles: list[Tile]
) -> DayGrid:
    base = index * DAY_MINUTES
    opening = min([base + hours.day_starts, *(tile.start for tile in tiles)])
    opening -= opening % 30
    closing = max(tile.until for tile in tiles)
    heads = format_html_join(
        "",
        '<li class="plan-head plan-c{}" aria-hidden="true">{}</li>',
        ((min(rank, COLUMNS), name) for rank, name in enumerate(stations, start=1)),
    )
    ticks = format_html_join(
        "",
        '<li class="plan-tick plan-r{}" aria-hidden="true">{}</li>',
        (
            (_row(minute, opening), hour(minute))
            for minute in range(opening + -opening % 30, closing + 1, 30)
        ),
    )
    lunch = mark_safe("")
    afternoon = any(tile.start >= base + hours.lunch_starts for tile in tiles)
    if afternoon and hours.lunch_ends > hours.lunch_starts:
        lunch = format_html(
            '<li class="plan-lunch plan-r{} plan-s{}"><span class="plan-lunch__word">Déjeuner'
            '<span class="plan-lunch__hours">, de {} à {}</span></span></li>',
            _row(base + hours.lunch_starts, opening),
            _span(hours.lunch_ends - hours.lunch_starts),
            hour(hours.lunch_starts),
            hour(hours.lunch_ends),
        )
    before = [_tile(tile, opening) for tile in tiles if tile.start < base + hours.lunch_starts]
    after = [_tile(tile, opening) for tile in tiles if tile.start >= base + hours.lunch_starts]
    body = format_html(
        '<ol class="plan-grid plan-of-{}">{}{}{}{}{}</ol>',
        min(len(stations), COLUMNS),
        heads,
        ticks,
        mark_safe("".join(before)),  # noqa: S308  (each escaped by format_html)
        lunch,
        mark_safe("".join(after)),  # noqa: S308
    )
    held = [tile for tile in tiles if not tile.struck]
    last = max((tile.until for tile in held), default=closing)
    summary = (
        f"{many(len(held), 'mise en situation', 'mises en situation')}, de"
        f" {hour(min((tile.start for tile in held), default=opening))} à {hour(last)}, cotation"
        " comprise"
    )
    faults = sum(bool(tile.faults) for tile in tiles)
    return DayGrid(day, f"jour-{index + 1}", summary, faults, body)


def _tile(tile: Tile, opening: int) -> SafeString:
    kinds = "".join(
        f" plan-tile--{kind}"
        for kind, true in (
            ("fault", tile.faults),
            ("pinned", tile.pinned),
            ("extra", tile.extra),
            ("struck", tile.struck),
            ("note", tile.note),
        )
        if true
    )
    who = (
        format_html('<a class="plan-tile__who" href="{}">{}</a>', tile.url, tile.who)
        if tile.url
        else format_html('<strong class="plan-tile__who">{}</strong>', tile.who)
    )
    marks = [
        format_html('<span class="plan-mark">temps majoré +{} %</span>', tile.extra)
        if tile.extra
        else "",
        mark_safe('<span class="plan-mark">gardée à sa place</span>') if tile.pinned else "",
        format_html('<span class="plan-mark">{}</span>', tile.state) if tile.state else "",
        format_html('<span class="plan-mark plan-mark--note">{}</span>', tile.note)
        if tile.note
        else "",
    ]
    faults = format_html_join(
        "", '<span class="plan-fault">Conflit : {}</span>', ((each,) for each in tile.faults)
    )
    pin = (
        format_html(
            '<button class="plan-pin" formaction="{}" aria-label="{} la mise en situation de {},'
            ' {}">{}</button>',
            tile.pin_url,
            "Libérer" if tile.pinned else "Garder à sa place",
            tile.who,
            hour(tile.start),
            "Libérer" if tile.pinned else "Garder",
        )
        if tile.pin_url
        else ""
    )
    return format_html(
        '<li class="plan-tile plan-c{} plan-r{} plan-s{}{}">'
        '<span class="plan-tile__when">{} – {}<span class="plan-tile__where"> · {}</span></span>'
        '{}<span class="plan-tile__what">{} · {}</span>'
        '<span class="plan-tile__pair">{}</span>{}{}{}</li>',
        min(tile.column + 1, COLUMNS),
        _row(tile.start, opening),
        _span(tile.until - tile.start),
        kinds,
        hour(tile.start),
        hour(tile.leaves),
        tile.station,
        who,
        tile.what,
        tile.blocks,
        ", ".join(tile.evaluators),
        mark_safe("".join(marks)),  # noqa: S308  (each escaped by format_html)
        faults,
        pin,
    )


def _row(minute: int, opening: int) -> int:
    """The first row is that of the stations' names."""
    return min(2 + (minute - opening) // ROW, ROWS)


def _span(minutes: int) -> int:
    return max(1, min(-(-minutes // ROW), SPANS))
