"""French typography of every page, set where the page leaves: whoever wrote the sentence.

No line begins with « : », « ; », « ! », « ? » or « » », none ends with « « », a number follows its
« n° », and an apostrophe is curly. The words of a page come from templates, from rules, from the
published notice and from what people type: none of them has to think of it.
"""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

#: What is not text: tags, comments, and elements whose content is kept to the letter.
_NOT_TEXT = re.compile(
    r"<!--.*?-->|<(script|style|textarea|pre|code|svg)\b.*?</\1\s*>|<[^>]*>", re.S | re.I
)
_BREAK = re.compile(r" (?=[:;!?»%€])|(?<=«) |(?<=[nN]°) ")
_APOSTROPHE = re.compile(r"(?<=\w)(?:'|&#x27;|&#39;)(?=\w)")


def set_in_french(text: str) -> str:
    """A text with its no-break spaces and its curly apostrophes; the same once set."""
    return _APOSTROPHE.sub("’", _BREAK.sub("\u00a0", text))


def _set(text: str) -> str:
    # Between most tags of a page there are blanks alone.
    return text if text.isspace() or not text else set_in_french(text)


def page_in_french(html: str) -> str:
    """A page or a fragment whose texts are set in French; its tags are left as they are."""
    parts, at = [], 0
    for found in _NOT_TEXT.finditer(html):
        parts += [_set(html[at : found.start()]), found.group()]
        at = found.end()
    parts.append(_set(html[at:]))
    return "".join(parts)


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
