"""Lists as a notice publishes them: one line of text, items told apart by gaps.

The open-data export replaces every line break by a run of spaces. Items may carry a mark or none,
sometimes both in the same list.
"""

import re
from dataclasses import dataclass

#: A gap between two items: two blanks or more (a no-break space is a blank), or a line break.
_GAP = re.compile(r"\s{2,}|[\n\r\t\v\f]+")

#: Marks seen in front of items. "o" is a mark only when it stands alone, "1." when it is short.
_MARK = re.compile(
    r"""
    (?: [-–—*•●▪■◦‣·➢✓] \s*
      | o (?: \s+ | $ )
      | C \.? \s? \d{1,3} (?: \.\d{1,3} )* \s? [.):–—-]? (?: \s+ | $ )
      | \d{1,2} (?: \.\d{1,2} )* [.)°] (?: \s+ | $ )
      | \d{1,2} (?: \.\d{1,2} )+ (?: \s+ | $ )
      | [a-z] \) (?: \s+ | $ )
    )+
    """,
    re.VERBOSE,
)

#: A fragment that opens with one of these never starts an item: French sets a blank before them.
_CLINGS = (":", ";", "!", "?", "»", ")", ",", "…")


@dataclass(frozen=True, slots=True)
class _Fragment:
    text: str
    gap: int
    marked: bool


def _fragments(text: str) -> list[_Fragment]:
    fragments = []
    gap, start, marked_before = 0, 0, False
    ends = [(match.start(), match.end()) for match in _GAP.finditer(text)]
    for stop, after in [*ends, (len(text), len(text))]:
        piece = text[start:stop].strip()
        mark = _MARK.match(piece)
        body = piece[mark.end() :].strip() if mark else piece
        if body:
            fragments.append(_Fragment(body, gap, marked_before or mark is not None))
            gap, marked_before = after - stop, False
        elif mark:  # a mark alone belongs to what follows, whatever the gap between them
            marked_before = True
        else:
            gap = max(gap, after - stop)
        start = after
    return fragments


def _continues(fragment: _Fragment, previous: str, widest: int) -> bool:
    """Whether a fragment goes on the item before it instead of opening one.

    A double blank inside a sentence is a slip of the keyboard: the fragment then has no mark,
    starts in lower case, and its gap is narrower than the gaps of the list.
    """
    if fragment.marked:
        return False
    if fragment.text.startswith(_CLINGS):
        return True
    return (
        fragment.text[0].islower() and fragment.gap < widest and not previous.endswith((".", ";"))
    )


def split_items(text: str) -> tuple[str, ...]:
    """The items of a published list, marks removed, words untouched.

    Items are separated by two blanks or more. A line that ends with ":" and has something after it
    introduces the list and is no item. Text without any gap is one item; blank text is none.
    """
    fragments = _fragments(text)
    widest = max((fragment.gap for fragment in fragments), default=0)
    items: list[str] = []
    for fragment in fragments:
        if items and _continues(fragment, items[-1], widest):
            items[-1] = f"{items[-1]} {fragment.text}"
        else:
            items.append(fragment.text)
    kept = [item for item in items[:-1] if not item.endswith(":")] + items[-1:]
    return tuple(kept)


def paragraphs(text: str) -> tuple[str, ...]:
    """The lines of a published prose text, marks kept: what the export had broken by line breaks.

    Only wide gaps (three blanks or more) and real line breaks count, so that a double blank inside
    a sentence does not cut it.
    """
    return tuple(
        line for line in (part.strip() for part in re.split(r"\s{3,}|[\n\r]+", text)) if line
    )


def lines_outside_blocks(capacities: str, competencies: tuple[str, ...]) -> tuple[str, ...]:
    """The lines of the attested capacities that resemble no competency of any block.

    A block often words a capacity a little differently, so that equality would report half of the
    list. Two lines are taken for the same one when most of their words are shared (Jaccard index
    of at least 0.45, or one line's words nearly all within the other's). No place is invented for
    the lines reported: they are shown as they stand.
    """
    known = [_words(competency) for competency in competencies]
    return tuple(
        line
        for line in split_items(capacities)
        if not any(_alike(_words(line), words) for words in known)
    )


def _words(text: str) -> frozenset[str]:
    return frozenset(
        word for word in re.findall(r"\w+", text.lower().replace("évènement", "événement"))
    )


def _alike(left: frozenset[str], right: frozenset[str]) -> bool:
    shared = len(left & right)
    return bool(shared) and (
        shared / len(left | right) >= 0.45 or shared / min(len(left), len(right)) >= 0.85
    )
