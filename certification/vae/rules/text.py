"""The text of a narrative: marked lines, not HTML. What is bold, what is a list, how many words.

A line that begins with « - » is an item of a list; an empty line ends a paragraph; `**gras**` and
`_italique_` mark a few words. It reads as it is typed, on a phone and without scripts.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

_MARKS = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*|(?<!\w)_(?=\S)(.+?)(?<=\S)_(?!\w)")
_ITEM = re.compile(r"\s*[-•*]\s+(?=\S)")


@dataclass(frozen=True, slots=True)
class Run:
    """A few words of one look. look: "", "bold" or "italic"."""

    text: str
    look: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A paragraph (one line of runs for each line typed) or a list (one for each item)."""

    kind: str
    lines: tuple[tuple[Run, ...], ...]


def words(text: str) -> int:
    """How many words: runs without spaces that hold a letter or a digit."""
    return sum(any(sign.isalnum() for sign in token) for token in text.split())


def parts(text: str) -> tuple[Part, ...]:
    """The paragraphs and lists of a text, in order; nothing for a blank one."""
    return tuple(Part(kind, tuple(_runs(line) for line in lines)) for kind, lines in _grouped(text))


def _grouped(text: str) -> Iterator[tuple[str, list[str]]]:
    kind, lines = "", list[str]()
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        item = _ITEM.match(line)
        found = "list" if item else "paragraph" if line.strip() else ""
        if found != kind and lines:
            yield kind, lines
            lines = []
        kind = found
        if found:
            lines.append((line[item.end() :] if item else line).strip())
    if lines:
        yield kind, lines


def _runs(line: str) -> tuple[Run, ...]:
    found, last = [], 0
    for match in _MARKS.finditer(line):
        if match.start() > last:
            found.append(Run(line[last : match.start()]))
        bold, italic = match.groups()
        found.append(Run(bold, "bold") if bold else Run(italic, "italic"))
        last = match.end()
    if last < len(line):
        found.append(Run(line[last:]))
    return tuple(found)


def to_html(text: str) -> str:
    """The same as HTML, every sign of the text escaped. Cleaned once more where it is shown."""
    return "".join(_html(part) for part in parts(text))


_TAGS = {"bold": "strong", "italic": "em"}


def _html(part: Part) -> str:
    lines = ["".join(_run(run) for run in runs) for runs in part.lines]
    if part.kind == "list":
        return "<ul>" + "".join(f"<li>{line}</li>" for line in lines) + "</ul>"
    return "<p>" + "<br>".join(lines) + "</p>"


def _run(run: Run) -> str:
    tag = _TAGS.get(run.look)
    text = escape(run.text)
    return f"<{tag}>{text}</{tag}>" if tag else text
