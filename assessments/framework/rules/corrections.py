"""What a document prints when the published text has a typing error.

The published text is kept as it is; corrections come from the rules file.
"""

import re
from collections.abc import Iterable

from assessments.framework.rules.qualification import Correction, Notice


def correct(text: str, corrections: Iterable[Correction]) -> str:
    """The text with each published error replaced, whole words only, longest error first.

    Longest first, so that the correction of a phrase is not broken by that of one of its words.
    """
    ordered = sorted(corrections, key=lambda each: len(each.published), reverse=True)
    for each in ordered:
        # A backslash or a group number in the corrected text is text, not a reference.
        corrected = each.corrected.replace("\\", r"\\")
        text = _pattern(each.published).sub(corrected, text)
    return text


def heading(text: str, corrections: Iterable[Correction]) -> str:
    """A title as it is printed: corrected, without the full stop that closes some of them."""
    printed = correct(text, corrections).strip()
    return (
        printed[:-1].rstrip() if printed.endswith(".") and not printed.endswith("..") else printed
    )


def stands_in(published: str, notice: Notice) -> bool:
    """Whether the text that a correction aims at is somewhere in the notice."""
    pattern = _pattern(published)
    return any(pattern.search(text) for text in _texts(notice))


def _pattern(published: str) -> re.Pattern[str]:
    before = r"(?<!\w)" if published[:1].isalnum() else ""
    after = r"(?!\w)" if published[-1:].isalnum() else ""
    return re.compile(before + re.escape(published) + after)


def _texts(notice: Notice) -> Iterable[str]:
    yield from (notice.title, notice.short_title)
    yield from (
        notice.objectives,
        notice.activities,
        notice.capacities,
        notice.sectors,
        notice.jobs,
    )
    for _code, label in (*notice.certifiers, *notice.nsf, *notice.formacodes, *notice.rome):
        yield label
    yield from notice.juries.values()
    for block in notice.blocks:
        yield from (block.title, block.assessment)
        for competency in block.competencies:
            yield competency.text
