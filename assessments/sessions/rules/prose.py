"""The light marks of a scenario's papers: what a text says, block after block.

An empty line parts two blocks. « ## » opens a heading; « - » an item of a list; « | a | b | » a row
of a table, whose first row is its head; a line set in by four spaces is drawn as it is written
(a plan in characters). All else is a paragraph. There is no other mark, and no HTML.
"""

from dataclasses import dataclass
from itertools import groupby


@dataclass(frozen=True, slots=True)
class Block:
    """kind: "heading", "paragraph", "list", "table" or "drawing".

    text: of a heading, a paragraph, a drawing. rows: cells of a table (the first row is its head),
    or one cell for each item of a list.
    """

    kind: str
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()

    @property
    def head(self) -> tuple[str, ...]:
        return self.rows[0]

    @property
    def body(self) -> tuple[tuple[str, ...], ...]:
        return self.rows[1:]


def blocks_of(text: str) -> tuple[Block, ...]:
    """The blocks of a text, in order. Any text is readable: nothing is refused, nothing is lost."""
    found: list[Block] = []
    for kind, group in groupby(text.expandtabs(4).splitlines(), key=_kind):
        lines = list(group)
        if kind == "heading":
            found += [Block("heading", line.strip()[3:].strip()) for line in lines]
        elif kind == "list":
            found.append(Block("list", rows=tuple((line.strip()[2:].strip(),) for line in lines)))
        elif kind == "table":
            found.append(Block("table", rows=_squared([_cells(line) for line in lines])))
        elif kind == "drawing":
            found.append(Block("drawing", "\n".join(line[4:].rstrip() for line in lines)))
        elif kind == "paragraph":
            found.append(Block("paragraph", " ".join(" ".join(lines).split(" "))))
    return tuple(found)


def _kind(line: str) -> str:
    bare = line.strip()
    if not bare:
        return "empty"
    if line.startswith("    "):
        return "drawing"
    if bare.startswith("## "):
        return "heading"
    if bare.startswith("- "):
        return "list"
    if len(bare) > 1 and bare.startswith("|") and bare.endswith("|"):
        return "table"
    return "paragraph"


def _cells(line: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in line.strip()[1:-1].split("|"))


def _squared(rows: list[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    width = max(len(row) for row in rows)
    return tuple(row + ("",) * (width - len(row)) for row in rows)
