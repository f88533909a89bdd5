"""A scenario as plain values, and as the file it travels in.

The file is TOML that a person can read and write: brief, observable competencies by block and
rank, injects with the competencies each calls for, documents. Reading says every fault in a
sentence; writing gives the canonical text, whose digest says whether two scripts are the same.
"""

import hashlib
import re
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

#: A competency, as a file names it: its block, its rank in the block.
type Line = tuple[str, int]

LONGEST = 262_144  # characters of a file
MOST = {"injects": 60, "documents": 12}


class ScriptRefused(ValueError):
    """The file does not hold a scenario. `sentences` say why."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = sentences


@dataclass(frozen=True, slots=True)
class ScriptInject:
    """An event: minute on the scenario's clock, channel code, what is said, what is hoped for."""

    minute: int
    channel: str
    text: str
    expected: str
    competencies: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class ScriptDocument:
    """A paper: nature code, title, text with light marks, whether the candidate receives it."""

    nature: str
    title: str
    text: str
    handed_over: bool = True


@dataclass(frozen=True, slots=True)
class Script:
    """A whole scenario. Its version is no part of it."""

    code: str
    title: str
    brief: str
    duration_minutes: int
    observable: tuple[Line, ...]
    injects: tuple[ScriptInject, ...]
    documents: tuple[ScriptDocument, ...] = ()


def typeset(text: str) -> str:
    """French typography that a keyboard does not give: apostrophes, spaces that do not break."""
    text = text.replace("'", "’").replace("...", "…")
    text = re.sub(r"(?<=\w) +(?=[;:!?»](?:\s|$|[.,)…»]))", "\u00a0", text)
    text = re.sub(r"(?<=[^\s]) +(?=[;:!?»])", "\u00a0", text)
    text = re.sub(r"« +", "«\u00a0", text)
    text = re.sub(r"(?<=\bn°) +(?=\d)", "\u00a0", text)
    return re.sub(
        r"(?<=\d) +(?=(?:min|h|m|km|kg|ans|kV|mbar|bar|cm|nœuds|milles|°C|%)\b|%|°C)",
        "\u00a0",
        text,
    )


def _typeset_paper(text: str) -> str:
    """A paper, its prose typeset; a drawing keeps every blank (`rules.prose`)."""
    return "\n".join(
        line.rstrip() if line.startswith("    ") else typeset(line.rstrip())
        for line in text.strip("\n").rstrip().split("\n")
    )


def unwrapped(text: str) -> str:
    """Paragraphs stand apart by an empty line; inside one, the file's line ends are spaces."""
    parts = re.split(r"\n\s*\n", text.strip())
    return "\n\n".join(" ".join(part.split()) for part in parts if part.strip())


def read_script(text: str) -> Script:
    """The script of a file; ScriptRefused with a sentence for each thing that lacks or is wrong."""
    if len(text) > LONGEST:
        raise ScriptRefused([f"le fichier dépasse {LONGEST} caractères."])
    if "\x00" in text:
        raise ScriptRefused(["le fichier contient un caractère nul."])
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ScriptRefused([f"le fichier n’est pas du TOML lisible ({error})."]) from error
    faults: list[str] = []
    head = _Reader(data, "", faults)
    script = Script(
        code=head.text("code"),
        title=typeset(head.text("title").strip()),
        brief=typeset(unwrapped(head.text("brief"))),
        duration_minutes=head.number("duration_minutes"),
        observable=_lines(head, "observable"),
        injects=tuple(
            sorted(
                (
                    ScriptInject(
                        part.number("minute"),
                        part.text("channel"),
                        typeset(unwrapped(part.text("text"))),
                        typeset(unwrapped(part.text("expected"))),
                        _lines(part, "competencies", needed=False),
                    )
                    for part in head.tables("injects", "événement n° {}")
                ),
                key=lambda inject: inject.minute,
            )
        ),
        documents=tuple(
            ScriptDocument(
                part.text("nature"),
                typeset(part.text("title").strip()),
                _typeset_paper(part.text("text")),
                part.flag("handed_over", default=True),
            )
            for part in head.tables("documents", "document n° {}", needed=False)
        ),
    )
    if faults:
        raise ScriptRefused(faults)
    return script


class _Reader:
    """One table of the file. What lacks or has the wrong type is noted, and reading goes on."""

    def __init__(self, data: dict[str, Any], where: str, faults: list[str]) -> None:
        self.data, self.where, self.faults = data, where, faults

    def _take[T](self, name: str, right: Callable[[Any], bool], wanted: str, instead: T) -> Any | T:
        if name not in self.data:
            self.faults.append(f"{self.where}il manque « {name} ».")
        elif not right(self.data[name]):
            self.faults.append(f"{self.where}« {name} » doit être {wanted}.")
        else:
            return self.data[name]
        return instead

    def text(self, name: str) -> str:
        return self._take(name, lambda value: isinstance(value, str), "un texte", "")

    def number(self, name: str) -> int:
        return self._take(
            name,
            lambda value: type(value) is int and 0 <= value <= 9999,
            "un nombre entier de minutes",
            0,
        )

    def flag(self, name: str, *, default: bool) -> bool:
        if name not in self.data:
            return default
        return self._take(name, lambda value: type(value) is bool, "true ou false", default)

    def tables(self, name: str, called: str, *, needed: bool = True) -> list["_Reader"]:
        if not needed and name not in self.data:
            return []
        rows = self._take(
            name,
            lambda value: isinstance(value, list) and all(isinstance(row, dict) for row in value),
            "une suite de tables",
            list[dict[str, Any]](),
        )
        most = MOST.get(name)
        if most and len(rows) > most:
            self.faults.append(f"« {name} » compte {len(rows)} lignes, {most} au plus.")
            rows = rows[:most]
        where = called + " : " if called else self.where
        return [_Reader(row, where.format(rank), self.faults) for rank, row in enumerate(rows, 1)]


def _lines(reader: _Reader, name: str, *, needed: bool = True) -> tuple[Line, ...]:
    found: list[Line] = []
    for part in reader.tables(name, "", needed=needed):
        block = part.text("block")
        positions = part._take(
            "positions",
            lambda value: isinstance(value, list) and all(type(each) is int for each in value),
            "une suite de nombres",
            list[int](),
        )
        found += [(block, position) for position in positions]
    return tuple(sorted(set(found)))


def script_as_toml(script: Script) -> str:
    """The canonical file: read again, it gives the same script."""
    parts = [
        f"code = {_quoted(script.code)}",
        f"title = {_quoted(script.title)}",
        f"duration_minutes = {script.duration_minutes}",
        f"brief = {_long(script.brief)}",
    ]
    parts += _tables("[[observable]]", script.observable)
    for inject in script.injects:
        parts += [
            "",
            "[[injects]]",
            f"minute = {inject.minute}",
            f"channel = {_quoted(inject.channel)}",
            f"text = {_long(inject.text)}",
            f"expected = {_long(inject.expected)}",
        ]
        parts += _tables("[[injects.competencies]]", inject.competencies)
    for document in script.documents:
        parts += [
            "",
            "[[documents]]",
            f"nature = {_quoted(document.nature)}",
            f"title = {_quoted(document.title)}",
            f"handed_over = {str(document.handed_over).lower()}",
            f"text = {_long(document.text)}",
        ]
    return "\n".join(parts) + "\n"


def digest_of(script: Script) -> str:
    """SHA-256 of the canonical file, in hexadecimal."""
    return hashlib.sha256(script_as_toml(script).encode()).hexdigest()


def _tables(head: str, lines: Iterable[Line]) -> list[str]:
    by_block: dict[str, list[int]] = {}
    for block, position in sorted(lines):
        by_block.setdefault(block, []).append(position)
    return [
        part
        for block, positions in by_block.items()
        for part in ("", head, f"block = {_quoted(block)}", f"positions = {positions}")
    ]


def _escaped(text: str, *, kept: str = "") -> str:
    text = text.replace("\\", "\\\\").replace('"', '\\"')
    return "".join(
        each if each in kept or (each.isprintable() or each == "\u00a0") else f"\\u{ord(each):04x}"
        if ord(each) < 0x10000 else f"\\U{ord(each):08x}"
        for each in text
    )  # fmt: skip


def _quoted(text: str) -> str:
    return f'"{_escaped(text)}"'


def _long(text: str) -> str:
    return f'"""\n{_escaped(text, kept="\n")}\n"""'
