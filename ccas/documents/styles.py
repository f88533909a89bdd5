"""Styles computed once in the life of a process.

The style sheets of a kind never change, so an element reached by the same rules, under a parent
reached by the same, has the same hundred properties in every document; computing them again was a
tenth of the cost of a transcript. WeasyPrint shares a style among the elements of a document by
the same key; here it is shared among documents, for the fonts of our own renderer only.
"""

from __future__ import annotations

from itertools import count
from typing import Any

#: Some kilobytes each; a kind of document has about seventy.
LIMIT = 5_000


class Known:
    """What was computed for one style: its number, its values, those specified; ``held`` keeps
    alive the declarations whose identity is its key."""

    __slots__ = ("held", "number", "specified", "values")

    def __init__(self, number: int, held: tuple) -> None:
        self.number, self.held = number, held
        self.values: dict[str, Any] = {}
        self.specified: dict[str, Any] = {}


class Styles:
    """What was computed with one font configuration."""

    def __init__(self) -> None:
        self.known: dict[tuple, Known] = {}
        self._numbers = count(1)

    def of(self, above: int, cascaded: dict[str, tuple], pseudo_type: str | None) -> Known:
        """What is known of a style: under the parent of this number, by these declarations."""
        # A language comes from an attribute, read anew in each document; the rest from our sheets.
        declared = tuple(
            (name, value if name == "lang" else id(value)) for name, (value, _) in cascaded.items()
        )
        key = (above, pseudo_type, declared)
        found = self.known.get(key)
        if found is None:
            if len(self.known) >= LIMIT:
                self.known.clear()
            held = tuple(value for value, _ in cascaded.values())
            found = self.known[key] = Known(next(self._numbers), held)
        return found


def remember_styles(fonts: Any) -> Styles:
    """Have the styles of a font configuration remembered; those of others are computed anew."""
    from weasyprint import css  # noqa: PLC0415 - costs a second: only who renders pays for it

    if not hasattr(css.ComputedStyle, "known"):
        css.ComputedStyle = _remembering(css.ComputedStyle)
    fonts.styles = Styles()
    return fonts.styles


def _remembering(computed: type) -> type:
    """WeasyPrint's class of computed styles, which begins with what is known."""

    class Remembered(computed):  # type: ignore[valid-type,misc]
        known: Known | None = None

        def __init__(
            self,
            parent_style: Any,
            cascaded: dict[str, tuple],
            pseudo_type: str | None,
            root_style: Any,
            base_url: str,
            font_config: Any,
            initial_page_sizes: Any,
        ) -> None:
            super().__init__(
                *(parent_style, cascaded, pseudo_type, root_style, base_url),
                *(font_config, initial_page_sizes),
            )
            styles = getattr(font_config, "styles", None)
            above = 0 if parent_style is None else getattr(parent_style, "known", None)
            if styles is None or above is None:
                return
            number = above.number if isinstance(above, Known) else 0
            self.known = styles.of(number, cascaded, pseudo_type)
            self.update(self.known.values)
            self.specified.update(self.known.specified)

        def __missing__(self, key: str) -> Any:
            value = super().__missing__(key)
            if self.known is not None:
                self.known.values[key] = value
                if key in self.specified:
                    self.known.specified[key] = self.specified[key]
            return value

    return Remembered
