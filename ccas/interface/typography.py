"""French typography of every page, set where the page leaves: whoever wrote the sentence.

No line begins with « : », « ; », « ! », « ? » or « » », none ends with « « », a number follows its
« n° », and an apostrophe is curly. The words of a page come from templates, from rules, from the
published notice and from what people type: none of them has to think of it.
"""

import re
from bisect import bisect_right
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

#: What is kept to the letter, with all that it holds; tags are left alone too.
_KEPT = re.compile(r"<!--.*?-->|<(script|style|textarea|pre|code|svg)\b.*?</\1\s*>", re.S | re.I)
#: Begins by what it replaces, for the search to be quick: no look behind.
_MARK = re.compile(r" (?=[:;!?»%€])|« |[nN]° |(?:'|&#x27;|&#39;)(?=\w)")


def _french(found: re.Match[str]) -> str:
    mark, at = found.group(), found.start()
    if mark[-1] == " ":
        return mark[:-1] + "\u00a0"
    return "’" if at and found.string[at - 1].isalnum() else mark


def set_in_french(text: str) -> str:
    """A text with its no-break spaces and its curly apostrophes; the same once set."""
    return _MARK.sub(_french, text)


def page_in_french(html: str) -> str:
    """A page or a fragment whose texts are set in French; its tags are left as they are.

    The marks of a page are few and its tags many: each mark is asked where it stands.
    """
    kept = [found.span() for found in _KEPT.finditer(html)]

    def set_one(found: re.Match[str]) -> str:
        at = found.start()
        before = bisect_right(kept, (at, at)) - 1
        if before >= 0 and kept[before][1] > at:
            return found.group()
        if html.rfind("<", 0, at) > html.rfind(">", 0, at):
            return found.group()
        return _french(found)

    return _MARK.sub(set_one, html)


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
