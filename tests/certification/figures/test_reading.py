"""What is shown: published years as they were, counted ones once few people are hidden."""

import re
from datetime import date

import pytest

from assessments.people.models import Entity
from ccas import clock
from certification.figures.documents import figures_facts
from certification.figures.reading import figures
from certification.figures.tables import tables
from certification.surveys import actions
from tests.factories.figures import counted, people
from tests.factories.people import EntityFactory
from tests.factories.surveys import SIX_MONTHS, answered, asked

pytestmark = pytest.mark.django_db
LATER = date(2029, 3, 5)


def texts(table) -> dict[str, list[str]]:
    return {row.label: [cell.text for cell in row.cells] for row in table.rows}


def table(found, key: str):
    return next(each for each in tables(found) if each.key == key)


@pytest.fixture
def qualification(awards):
    """The qualification of the two titles."""
    return awards[0].qualification


@pytest.fixture
def promotion(qualification):
    """A large promotion, counted at six months and at two years."""
    EntityFactory(code="BSPP")
    routes = {"FC": people(60, 40, 36, 30, out=2), "VAE": people(20, 16, 15, 14)}
    entities = {
        "BSPP": people(40, 28, 26, 22, out=1),
        "GN": people(33, 22, 20, 18, out=1),
        "PN": people(4, 3, 3, 2),
        "": people(3, 3, 2, 2),
    }
    sessions = {"": people(80, 56, 51, 44, out=2)}
    by = {"route": routes, "entity": entities, "session": sessions}
    counted(qualification, 6, **by)
    counted(qualification, 24, frozen_on=date(2029, 3, 2), **by)
    return qualification


def test_the_years_of_the_notice_stand_as_published(qualification):
    with clock.moved_to(date(2026, 11, 29)):
        found = texts(table(figures(qualification), "fiche"))
    assert found["2019"] == ["356", "71", "100\u00a0%", "100\u00a0%", "–"]
    assert found["2018"] == ["308", "27", "100\u00a0%", "100\u00a0%", "100\u00a0%"]
    assert list(found) == ["2026", "2019", "2018"]


def test_two_titles_are_too_few_to_be_counted(qualification, keeper):
    answered(asked()[0], keeper)
    with clock.moved_to(SIX_MONTHS):
        found = figures(qualification)
        printed = str(figures_facts(found)["tables"])
    assert texts(table(found, "fiche"))["2026"] == ["n. c."] * 2 + ["n. c.", "n. c.", "–"]
    assert all(one.withheld for one in found.breakdowns)
    assert texts(table(found, "blocs"))["RNCP35553BC01"] == ["n. c.", "n. c."]
    assert not re.search(r"'value': [1-4]\b", printed)


def test_a_promotion_counted(promotion):
    with clock.moved_to(LATER):
        found = figures(promotion)
    assert texts(table(found, "fiche"))["2026"] == [
        "80", "20", "94\u00a0%", "81\u00a0%", "81\u00a0%",
    ]  # fmt: skip
    line = next(one for one in found.years if one.year == 2026)
    assert line.source == "arrêtée"
    assert line.target_6.range == "entre 56 et 88\u00a0%"
    assert texts(table(found, "route")) == {
        "Formation continue": ["60", "40", "95\u00a0%", "79\u00a0%", "40", "79\u00a0%"],
        "Validation des acquis de l’expérience": [
            "20", "16", "94\u00a0%", "88\u00a0%", "16", "88\u00a0%",
        ],
    }  # fmt: skip


def test_few_people_are_hidden_with_what_would_tell_them(promotion):
    """4 and 3 are few; together 7: enough, and they differ: nothing more is hidden."""
    with clock.moved_to(LATER):
        found = figures(promotion)
    rows = texts(table(found, "entity"))
    assert rows[str(Entity.objects.get(code="BSPP"))] == [
        "40",
        "28",
        "96\u00a0%",
        "81\u00a0%",
        "28",
        "81\u00a0%",
    ]
    assert rows["Sans affectation connue"] == ["n. c."] * 6
    shown = [row for row in table(found, "entity").rows if row.cells[0].text != "n. c."]
    assert sorted(row.cells[0].text for row in shown) == ["33", "40"]
    assert len(table(found, "entity").rows) == 4


def test_answers_too_few_hide_the_rates_and_not_the_titles(qualification):
    routes = {"FC": people(60, 40, 36, 30), "VAE": people(20, 3, 3, 3), "CL": people(9, 8, 8, 8)}
    whole = {"": people(89, 51, 47, 41)}
    counted(qualification, 6, route=routes, entity=whole, session=whole)
    with clock.moved_to(date(2027, 9, 1)):
        found = texts(table(figures(qualification), "route"))
    assert [each[0] for each in found.values()] == ["9", "60", "20"]
    by_experience = found["Validation des acquis de l’expérience"]
    alone = found["Candidature individuelle"]
    assert by_experience[1:4] == alone[1:4] == ["n. c."] * 3, "3 alone would be 51 - 48"
    assert found["Formation continue"][1] == "40"


def test_the_part_of_experience_is_hidden_when_the_rest_is_few(qualification):
    routes = {"FC": people(2, 2, 2, 2), "VAE": people(20, 20, 20, 20)}
    whole = {"": people(22, 22, 22, 22)}
    counted(qualification, 6, route=routes, entity=whole, session=whole)
    with clock.moved_to(date(2027, 9, 1)):
        found = figures(qualification)
    assert texts(table(found, "fiche"))["2026"][:2] == ["22", "n. c."]
    assert next(one for one in found.breakdowns if one.dimension == "route").withheld


def test_the_part_of_experience_is_hidden_with_its_line(qualification):
    """4 and 4 beside 20: the line of 20 goes with them, and so does the same number above."""
    routes = {"FC": people(4, 0, 0, 0), "CL": people(4, 0, 0, 0), "VAE": people(20, 0, 0, 0)}
    whole = {"": people(28, 0, 0, 0)}
    counted(qualification, 6, route=routes, entity=whole, session=whole)
    with clock.moved_to(date(2027, 9, 1)):
        found = figures(qualification)
    assert texts(table(found, "fiche"))["2026"][:2] == ["28", "n. c."]
    assert next(one for one in found.breakdowns if one.dimension == "route").withheld


def test_its_day_counts_whether_or_not_the_job_ran(awards, keeper, qualification):
    for survey in asked():
        answered(survey, keeper)
    with clock.moved_to(date(2029, 3, 2)):
        before = figures(qualification)
        actions.count_promotions()
        after = figures(qualification)
    assert before.years == after.years
    assert before.breakdowns == after.breakdowns
    assert after.years[0].source == "arrêtée"


def test_queries_do_not_grow_with_titles(promotion, django_assert_max_num_queries):
    with clock.moved_to(LATER), django_assert_max_num_queries(14):
        figures(promotion)
