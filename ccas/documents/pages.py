"""The HTML of a document as the layout engine wants it: a tree, and rules for its elements.

The templates are ours and the facts in them are escaped, so a page is well formed or wrong. expat
reads it in a tenth of the time that the rules of browsers take, which mend what is wrong; here
what is wrong is refused.
"""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree

#: Elements that HTML leaves open.
OPEN = re.compile(r"<((?:br|img|link|meta)\b[^>]*?)/?>")

#: What HTML understands of a drawing in its text.
SVG = "{http://www.w3.org/2000/svg}"


class MalformedPage(ValueError):
    """A page that is not well formed."""


def tree(html: str) -> ElementTree.Element:
    """The tree of a page, with what HTML understands by itself: the body of the rows of a table,
    the names of a drawing.

    Raises `MalformedPage`, which says where.
    """
    try:
        root = ElementTree.fromstring(OPEN.sub(r"<\1/>", html))  # noqa: S314 - no entity but XML's
    except ElementTree.ParseError as error:
        raise MalformedPage(str(error)) from error
    for table in list(root.iter("table")):
        _gather_rows(table)
    for drawing in list(root.iter("svg")):
        for part in drawing.iter():
            part.tag = SVG + part.tag
    return root


def _gather_rows(table: ElementTree.Element) -> None:
    """Put the rows that stand alone in a body, as a browser does: their tags need one."""
    body = None
    for child in list(table):
        if child.tag != "tr":
            body = None
            continue
        if body is None:
            body = ElementTree.Element("tbody")
            table.insert(list(table).index(child), body)
        table.remove(child)
        body.append(child)


def page_class(html: type, base: Any) -> type:
    """WeasyPrint's HTML, given a tree, with our short user agent style sheet in place of its own.

    A page is made of its text, the address against which it reads others, and who fetches them.
    """
    from cssselect2 import ElementWrapper  # noqa: PLC0415 - comes with WeasyPrint

    class Page(html):  # type: ignore[valid-type,misc]
        def __init__(self, text: str, base_url: str, url_fetcher: Any) -> None:
            self.base_url, self.url_fetcher, self.media_type = base_url, url_fetcher, "print"
            self.wrapper_element = ElementWrapper.from_html_root(tree(text), content_language=None)
            self.etree_element = self.wrapper_element.etree_element

        def _ua_stylesheets(self, forms: bool = False) -> list[Any]:
            return [base]

    return Page
