"""Text broken into lines once in the life of a process.

The documents of a session share nearly all of their text; breaking it, then shaping it again to
draw it, is a third of the cost of a transcript. WeasyPrint offers no place for a memory: the
functions that its layout calls are replaced, for the styles of our own renderer only. What a line
depends on is listed below; tests hold the list to what WeasyPrint reads, and documents to the
bytes made without a memory.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from functools import wraps
from inspect import unwrap
from typing import Any

#: The properties that decide where a line breaks, how it is shaped and how high it is. All are
#: inherited, so that an anonymous box has those of its parent.
PROPERTIES = (
    *("font_family", "font_style", "font_stretch", "font_weight", "font_size", "font_kerning"),
    *("font_variant_ligatures", "font_variant_position", "font_variant_caps"),
    *("font_variant_numeric", "font_variant_alternates", "font_variant_east_asian"),
    *("font_feature_settings", "font_variation_settings", "font_language_override", "lang"),
    *("letter_spacing", "word_spacing", "white_space", "tab_size", "direction", "line_height"),
    *("hyphens", "hyphenate_character", "hyphenate_limit_chars", "hyphenate_limit_zone"),
    *("overflow_wrap", "word_break", "text_decoration_line"),
)
#: A few kilobytes each; when there are so many, all are forgotten.
LIMIT = 4_000


def remember_lines(fonts: Any) -> Lines:
    """Have the lines of a font configuration remembered; those of others go straight through."""
    from weasyprint.css import AnonymousStyle  # noqa: PLC0415 - costs a second: only who renders
    from weasyprint.draw import text  # noqa: PLC0415
    from weasyprint.layout import inline  # noqa: PLC0415
    from weasyprint.text.line_break import Layout  # noqa: PLC0415

    inline.split_first_line = _breaking(unwrap(inline.split_first_line))
    inline.strut = _standing(unwrap(inline.strut))
    text.draw_first_line = _drawing(unwrap(text.draw_first_line))
    fonts.lines = Lines(AnonymousStyle, Layout)
    return fonts.lines


class Lines:
    """What was already broken with one font configuration.

    anonymous: WeasyPrint's class of styles that only inherit. layout: its class of lines.
    """

    def __init__(self, anonymous: type, layout: type) -> None:
        self.anonymous = anonymous
        self.broken: dict[tuple, tuple] = {}
        self.heights: dict[int, tuple[float, float]] = {}
        self.looks: dict[tuple, int] = {}
        self.awake = _awake(layout)

    def look(self, style: Any) -> int:
        """A number for what a line depends on in a style, read once and kept on it."""
        while type(style) is self.anonymous:
            style = style.parent_style
        try:
            return style.decides_lines
        except AttributeError:
            said = tuple([style[name] for name in PROPERTIES])
            style.decides_lines = self.looks.setdefault(said, len(self.looks))
            return style.decides_lines

    def keep(self, key: tuple, known: tuple, style: Any) -> None:
        """Remember a line, shaped and ready to be drawn."""
        line = known[0]
        line.reactivate(style)
        line.__class__ = self.awake
        line.strokes = []
        del line.style  # it holds the whole document
        if len(self.broken) >= LIMIT:
            self.broken.clear()
        self.broken[key] = known


def _breaking(split: Callable[..., tuple]) -> Callable[..., tuple]:
    """WeasyPrint's `split_first_line`, remembering what it answered."""

    @wraps(split)
    def split_first_line(
        text: str, style: Any, context: Any, max_width: Any, spacing: float, **more: Any
    ) -> tuple:
        lines = getattr(style.font_config, "lines", None)
        if lines is None or spacing:
            return split(text, style, context, max_width, spacing, **more)
        key = (text, max_width, *more.items(), lines.look(style))
        known = lines.broken.get(key)
        if known is None:
            known = split(text, style, context, max_width, spacing, **more)
            lines.keep(key, known, style)
        line, *measures = known
        return copy.copy(line), *measures  # justification marks it

    return split_first_line


def _standing(strut: Callable[..., tuple]) -> Callable[..., tuple]:
    """WeasyPrint's `strut`: the height of a line and its baseline, by the same key."""

    @wraps(strut)
    def remembered(style: Any) -> tuple[float, float]:
        lines = getattr(style.font_config, "lines", None)
        if lines is None:
            return strut(style)
        key = lines.look(style)
        if key not in lines.heights:
            lines.heights[key] = strut(style)
        return lines.heights[key]

    return remembered


def _drawing(draw: Callable[..., list]) -> Callable[..., list]:
    """WeasyPrint's `draw_first_line`, noting what a line draws and drawing it again."""

    @wraps(draw)
    def draw_first_line(
        stream: Any, textbox: Any, overflow: str, ellipsis: str, matrix: Any
    ) -> list:
        strokes = getattr(textbox.pango_layout, "strokes", None)
        if strokes is None or overflow == "ellipsis" or ellipsis != "none":
            return draw(stream, textbox, overflow, ellipsis, matrix)
        if not strokes:
            notes = Notes(stream)
            pictures = draw(notes, textbox, overflow, ellipsis, matrix)
            notes.teach()
            if not pictures:
                strokes.extend(notes.strokes)
            return pictures
        stream.set_text_matrix(*matrix.values)
        for stroke in strokes:
            stroke(stream)
        return []

    return draw_first_line


class Notes:
    """A stream that draws, and notes what does not hang on the place: fonts, sizes, letters.

    What a font must know of its letters is noted too, since each document asks it anew. Widths are
    thousandths of an em, whole in our fonts: they are the same whatever text came first.
    """

    def __init__(self, stream: Any) -> None:
        self.stream = stream
        self.strokes: list[Callable[[Any], None]] = []
        self.ink_rect, self.logical_rect = stream.ink_rect, stream.logical_rect
        self._fonts: list[Learnt] = []
        self._face: Any = None

    def set_text_matrix(self, *place: float) -> None:
        """The place, of this drawing only."""
        self.stream.set_text_matrix(*place)

    def add_font(self, face: Any) -> tuple[Any, float]:
        """A font, seen through what this line teaches it."""
        font, size = self.stream.add_font(face)
        self._face = face
        self._fonts.append(Learnt(font))
        return self._fonts[-1], size

    def set_font_size(self, name: str, size: float) -> None:
        """A font and its size; drawing it again teaches the font of that document."""
        face, learnt = self._face, self._fonts[-1]

        def choose(stream: Any) -> None:
            font = stream.add_font(face)[0]
            learnt.teach(font)
            stream.set_font_size(font.hash, size)

        self.strokes.append(choose)
        self.stream.set_font_size(name, size)

    def show_text(self, text: str) -> None:
        """Letters."""
        self._note(lambda stream: stream.show_text(text))

    def set_text_rise(self, height: float) -> None:
        """A raised letter."""
        self._note(lambda stream: stream.set_text_rise(height))

    def teach(self) -> None:
        """The line is drawn: tell the fonts of this document what it taught."""
        for learnt in self._fonts:
            learnt.teach(learnt.font)

    def _note(self, stroke: Callable[[Any], None]) -> None:
        self.strokes.append(stroke)
        stroke(self.stream)


class Learnt:
    """A font as a line sees it: its own tables of letters, the rest of the true one."""

    def __init__(self, font: Any) -> None:
        self.font = font
        self.to_unicode: dict[int, str] = {}
        self.widths: dict[int, int] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self.font, name)

    def teach(self, font: Any) -> None:
        """Tell a font of a document what the line knows; what it knew already stays."""
        for glyph, text in self.to_unicode.items():
            font.to_unicode.setdefault(glyph, text)
        font.widths.update(self.widths)


def _awake(layout: type) -> type:
    """A line that stays shaped between layout and drawing, and from a document to the next."""

    class Awake(layout):  # type: ignore[valid-type,misc]
        def deactivate(self) -> None:
            """Nothing: it is drawn again."""

        def reactivate(self, style: Any) -> None:
            """Nothing, but for a line whose words were spread: it is shaped for itself."""
            if self.justification_spacing:
                self.__class__ = layout
                self.strokes = None
                self.reactivate(style)

    return Awake
