"""Two versions of a scenario, side by side: what was added, removed, written otherwise."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

from assessments.sessions.rules.scripts import Line, Script, ScriptDocument, ScriptInject

#: Words of a text, each with what happened to it: "same", "added", "removed".
type Words = tuple[tuple[str, str], ...]
#: Under this likeness, two texts are two events, not one written otherwise.
ALIKE = 0.5


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. kind: "added", "removed", "changed". what: where it stands, in words."""

    kind: str
    what: str
    words: Words


def compare(old: Script, new: Script) -> tuple[Change, ...]:
    """What the new script says otherwise, in the order of the page; empty when nothing does."""
    changes = [
        Change("changed", what, word_diff(before, after))
        for what, before, after in (
            ("Titre", old.title, new.title),
            ("Durée", f"{old.duration_minutes} minutes", f"{new.duration_minutes} minutes"),
            ("Consigne", old.brief, new.brief),
        )
        if before != after
    ]
    changes += _pairs(old.injects, new.injects, _event_text, _event_name)
    changes += _pairs(old.documents, new.documents, _paper_text, _paper_name)
    for kind, lines, what in (
        ("removed", sorted(set(old.observable) - set(new.observable)), "N’est plus observable"),
        ("added", sorted(set(new.observable) - set(old.observable)), "Devient observable"),
    ):
        if lines:
            changes.append(Change(kind, what, ((kind, _named(lines)),)))
    return tuple(changes)


def word_diff(old: str, new: str) -> Words:
    """The words of both texts, in order; those that stay, those that go, those that come."""
    before, after = _split(old), _split(new)
    found: list[tuple[str, str]] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(("same", "".join(before[i1:i2])))
            continue
        if i2 > i1:
            found.append(("removed", "".join(before[i1:i2])))
        if j2 > j1:
            found.append(("added", "".join(after[j1:j2])))
    return tuple(found)


def _split(text: str) -> list[str]:
    """Words, each with the blanks that follow it."""
    words: list[str] = []
    for part in text.splitlines(keepends=True):
        words += [f"{word} " for word in part.rstrip("\n").split(" ")]
        if part.endswith("\n"):
            words[-1] = words[-1].rstrip(" ") + "\n"
    return words


def _pairs[T](
    old: Sequence[T], new: Sequence[T], text: Callable[[T], str], name: Callable[[T], str]
) -> list[Change]:
    before, after = [text(each) for each in old], [text(each) for each in new]
    changes: list[Change] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        for i, j in zip_longest(range(i1, i2), range(j1, j2)):
            if i is not None and j is not None and _alike(before[i], after[j]):
                changes.append(Change("changed", name(new[j]), word_diff(before[i], after[j])))
                continue
            if i is not None:
                changes.append(Change("removed", name(old[i]), (("removed", before[i]),)))
            if j is not None:
                changes.append(Change("added", name(new[j]), (("added", after[j]),)))
    return changes


def _alike(one: str, other: str) -> bool:
    return SequenceMatcher(None, one.split(), other.split(), autojunk=False).ratio() >= ALIKE


def _event_text(inject: ScriptInject) -> str:
    calls = f"\nCompétences : {_named(inject.competencies)}" if inject.competencies else ""
    return (
        f"{inject.minute} min, {inject.channel}\n{inject.text}\nAttendu : {inject.expected}{calls}"
    )


def _event_name(inject: ScriptInject) -> str:
    return f"Événement de la minute {inject.minute}"


def _paper_text(paper: ScriptDocument) -> str:
    who = "remis au candidat" if paper.handed_over else "pour l’animation"
    return f"{paper.title} ({who})\n{paper.text}"


def _paper_name(paper: ScriptDocument) -> str:
    return f"Document « {paper.title} »"


def _named(lines: Sequence[Line]) -> str:
    by_block: dict[str, list[str]] = {}
    for block, position in lines:
        by_block.setdefault(block[-4:], []).append(str(position))
    return " ; ".join(f"{block} n° {', '.join(ranks)}" for block, ranks in by_block.items())
