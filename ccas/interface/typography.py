"""French typography of every page, set where the page leaves: whoever wrote the sentence.

No line begins with « : », « ; », « ! », « ? » or « » », none ends with « « », a number follows its
« n° », and an apostrophe is curly. The words of a page come from templates, from rules, from the
published notice and from what people type: none of them has to think of it.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable

from django.http import HttpRequest, HttpResponse

#: What is kept to the letter, with all that it holds; tags are left alone too.
_KEPT = re.compile(r"<(?:!--.*?-->|(s(?:cript|tyle|vg)|textarea|pre|code)\b.*?</\1\s*>)", re.S)
#: One search each, which begins by a letter of its own: a page is run over in a third of the time
#: that one search for all of them takes.
_MARKS = tuple(
    re.compile(mark)
    for mark in (" (?=[:;!?»%€])", "« ", "n° ", "N° ", r"'(?=\w)", r"&#x27;(?=\w)", r"&#39;(?=\w)")
)


def _marks(text: str) -> list[re.Match[str]]:
    """The marks of a text, in order; of two that share a character, the first."""
    found = sorted(
        (one for mark in _MARKS for one in mark.finditer(text)), key=lambda one: one.start()
    )
    kept, end = [], 0
    for one in found:
        if one.start() >= end:
            kept.append(one)
            end = one.end()
    return kept


def _french(found: re.Match[str]) -> str:
    mark, at = found.group(), found.start()
    if mark[-1] == " ":
        return mark[:-1] + "\u00a0"
    return "’" if at and found.string[at - 1].isalnum() else mark


def _set(text: str, marks: Iterable[re.Match[str]]) -> str:
    parts, end = [], 0
    for found in marks:
        parts += (text[end : found.start()], _french(found))
        end = found.end()
    return "".join((*parts, text[end:])) if parts else text


def set_in_french(text: str) -> str:
    """A text with its no-break spaces and its curly apostrophes; the same once set."""
    return _set(text, _marks(text))


def page_in_french(html: str) -> str:
    """A page or a fragment whose texts are set in French; its tags are left as they are.

    The marks of a page are few and its tags many: each mark is asked where it stands.
    """
    kept = [found.span() for found in _KEPT.finditer(html)]

    def in_text(found: re.Match[str]) -> bool:
        at = found.start()
        before = bisect_right(kept, (at, at)) - 1
        if before >= 0 and kept[before][1] > at:
            return False
        return html.rfind("<", 0, at) <= html.rfind(">", 0, at)

    return _set(html, filter(in_text, _marks(html)))


def ending(value: object, endings: str = "s") -> str:
    """The ending that a number wants: none (or the first of "al,aux") below two, as in French.

    `value`: a number, or what has a length.
    """
    one, _, several = endings.rpartition(",")
    size = value if isinstance(value, int | float) else len(value)  # type: ignore[arg-type]
    return several if abs(size) >= 2 else one


class TypographyMiddleware:
    """Sets each HTML answer in French, before its length is counted."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        kind = response.headers.get("Content-Type", "")
        if kind.startswith("text/html") and not response.streaming and response.content:
            response.content = page_in_french(response.content.decode(response.charset))
        return response
