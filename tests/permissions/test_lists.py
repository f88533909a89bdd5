"""Lists and details agree: what a page links to opens, what a detail refuses is on no page.

Every page that an actor may read is read; so is what it links to, once.
"""

import re
from html.parser import HTMLParser

import pytest

from tests.permissions.cast import ANONYMOUS, EVERYBODY
from tests.permissions.policy import POLICY
from tests.permissions.table import Table, address

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("permissions"), pytest.mark.slow]
#: A PDF is no page; the sign-in page of the demonstration is another matter.
SHARED = "/verifier/partage/"
ELSEWHERE = ("/static/", "//", "http", "mailto:", "#", "?", "data:")


class Anchors(HTMLParser):
    """The addresses a page leads to, and those its buttons send to."""

    def __init__(self) -> None:
        super().__init__()
        self.links: set[str] = set()
        self.buttons: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        href = said.get("href") or ""
        if tag == "a" and href and not href.startswith(ELSEWHERE):
            self.links.add(href.partition("#")[0])
        if tag == "form" and (said.get("method") or "").lower() == "post":
            self.buttons.add(said.get("action") or "")


def read(html: str) -> Anchors:
    """What stands on a page."""
    found = Anchors()
    found.feed(html)
    return found


def pages_of(table: Table, who: str) -> dict[str, str]:
    """Path → HTML of every page that the policy opens to an actor."""
    found = {}
    for row in POLICY:
        if row.reads is None or who not in row.reads:
            continue
        path = address(row, table.world)
        answer = table.look(who, path)
        if answer.status == 200 and "text/html" in answer.headers["Content-Type"]:
            found[path] = answer.content.decode()
    return found


def refused_ids(table: Table, who: str) -> set[str]:
    """The ids of the objects that every detail refuses to that actor, by the policy."""
    rows = {row.key: row for row in POLICY}
    return {
        pk
        for pk, keys in table.world.details.items()
        if not any(who in (rows[key].reads or ()) for key in keys)
    }


def disagreements(table: Table, who: str, pages: dict[str, str]) -> list[str]:
    """Links that do not open, buttons that lead nowhere, ids that should not be there."""
    found = []
    links: dict[str, str] = {}
    refused = refused_ids(table, who)
    for path, html in pages.items():
        anchors = read(html)
        for link in anchors.links:
            links.setdefault(link, path)
        found += [
            f"{who} : {path} montre {pk}, que sa fiche lui refuse"
            for pk in refused
            # A holder who shares a title shows its papers to whoever has the link.
            if pk in html and pk not in path and not path.startswith(SHARED)
        ]
    for link, source in links.items():
        if link in pages:
            continue
        status = table.look(who, link).status
        if status not in {200, 202, 302}:
            found.append(f"{who} : {source} mène à {link}, qui répond {status}")
    return found


@pytest.mark.parametrize("who", EVERYBODY)
def test_lists_and_details_agree(table: Table, who: str):
    pages = pages_of(table, who)
    assert len(pages) >= (4 if who == ANONYMOUS else 8)
    assert disagreements(table, who, pages) == []


def test_the_objects_refused_are_many(table: Table):
    """Else the test above would say nothing."""
    for who in EVERYBODY:
        few = 2 if who in {"officer", "auditor"} else 10
        assert len(refused_ids(table, who)) >= (0 if few == 2 else few), who


def test_a_link_to_what_is_refused_is_seen(table: Table):
    path = address(next(row for row in POLICY if row.key == "candidates:detail"), table.world)
    pk = re.search(r"[0-9a-f-]{36}", path).group()
    found = disagreements(table, "tutor", {"/liste/": f'<a href="{path}">Dossier</a>'})
    assert found == [
        f"tutor : /liste/ montre {pk}, que sa fiche lui refuse",
        f"tutor : /liste/ mène à {path}, qui répond 404",
    ]
