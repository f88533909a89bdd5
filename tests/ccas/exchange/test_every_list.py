"""Every list of every room: it leaves, its rows are asked for in constant queries, a page leads
to it, the policy speaks of it."""

from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ccas.exchange import lists
from tests.ccas.exchange.taking import read_csv, read_xlsx, taken
from tests.factories.candidates import EnrolmentFactory
from tests.permissions.policy_of_exchange import LISTS

TEMPLATES = Path(__file__).resolve().parents[3] / "templates"
EVERY = sorted(lists._lists)
#: Pages with several screens of lines that are no list to take away, and why.
WITHOUT_EXPORT = {
    "assessments/candidates/corrections.html": "ce qui attend une décision, pas un fichier",
    "assessments/candidates/history.html": "d’un dossier ; tous ensemble : « consultations »",
    "certification/home/clock.html": "une nature d’échéances ; toutes : « echeances »",
    "certification/home/waiting.html": "ce qui attend une décision, pas un fichier",
    "privacy/erasures.html": "ce qui attend une décision, pas un fichier",
    "webhooks/detail.html": "des envois à relancer, sans donnée de personne",
    "certification/passport/detail.html": "les titres d’un retour : son XML s’emporte",
}


def test_the_policy_speaks_of_every_list():
    assert set(EVERY) == set(LISTS)


def test_every_page_of_lines_leads_to_its_file():
    pages = {
        str(path.relative_to(TEMPLATES)): path.read_text()
        for path in TEMPLATES.rglob("*.html")
        if "{% pagination" in path.read_text() and "components" not in path.parts
    }
    assert len(pages) > 12
    without = {name for name, text in pages.items() if "{% export_link" not in text}
    assert without == set(WITHOUT_EXPORT)


def test_every_screen_named_exists():
    for listing in (lists.get(slug) for slug in EVERY):
        assert not listing.address or reverse(listing.address)
        assert any(column.offered for column in listing.columns)


@pytest.mark.django_db
@pytest.mark.parametrize("slug", EVERY)
def test_an_empty_list_is_its_titles(slug, make_actor):
    listing = lists.get(slug)
    actor = make_actor(sorted(listing.roles)[0])
    assert read_csv(taken(slug, by=actor)) == [] or slug in {"comptes", "exports"}
    read_xlsx(taken(slug, by=actor, form="xlsx"))


@pytest.mark.django_db
def test_queries_do_not_follow_the_number_of_lines(officer):
    def queries(slug: str) -> int:
        taken(slug, by=officer)  # the first time writes the columns chosen
        with CaptureQueriesContext(connection) as asked:
            taken(slug, by=officer)
        return len(asked)

    slugs = ("candidats", "parcours", "exercice", "personnes")
    EnrolmentFactory()
    few = {slug: queries(slug) for slug in slugs}
    for _ in range(5):
        EnrolmentFactory()
    assert {slug: queries(slug) for slug in slugs} == few
