"""The same words, dressed: every message leaves as text and as HTML, from one template.

The text is written once, in plain French; its HTML is made of it, so that the two never say
different things. Blocks are parted by an empty line: « - » begins a list, « label : value » lines
make a table, a line that is an address alone becomes a button under its sentence.
"""

import re
from dataclasses import dataclass

from django.template.loader import get_template

from ccas.interface.typography import page_in_french
from ccas.outbox.links import MARK

_ADDRESS = re.compile(r"https?://\S+\Z")
_FACT = re.compile(r"([^:\n]{2,40}?)[ \u00a0]: (.+)\Z")


@dataclass(frozen=True, slots=True)
class Block:
    """kind: paragraph, list, facts or link. lines: texts, or (label, value) for facts."""

    kind: str
    lines: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    address: str = ""


def blocks(text: str) -> list[Block]:
    """A plain text as the layout draws it; no word is lost."""
    found: list[Block] = []
    for part in re.split(r"\n[ \t]*\n", text.strip()):
        lines = [line.strip() for line in part.splitlines() if line.strip()]
        if lines:
            found += _drawn(lines)
    return found


def _drawn(lines: list[str]) -> list[Block]:
    *before, last = lines
    if last == MARK or _ADDRESS.match(last):
        return [*(_drawn(before) if before else []), Block("link", address=last)]
    if all(line.startswith("- ") for line in lines):
        return [Block("list", tuple(line[2:] for line in lines))]
    first, *rest = lines
    if rest and not first.startswith("- ") and all(line.startswith("- ") for line in rest):
        return [Block("paragraph", (first,)), *_drawn(rest)]
    pairs = [_FACT.match(line) for line in lines]
    if len(lines) > 1 and all(pairs):
        return [Block("facts", facts=tuple((m[1], m[2]) for m in pairs if m))]
    return [Block("paragraph", tuple(lines))]


def dressed(subject: str, text: str) -> str:
    """The whole HTML of a message, from its text."""
    context = {"subject": subject, "blocks": blocks(text)}
    return page_in_french(get_template("mail/layout.html").render(context))
