"""A return answered six years ago: its file goes, its identifiers and its verdicts stay."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from ccas import clock
from ccas.actors import Actor
from ccas.forgotten import FORGOTTEN
from ccas.privacy import terms
from certification.passport import actions, reading
from certification.passport.models import PassportReceipt
from tests.certification.passport.test_actions import LATER, deposited, receipt

pytestmark = pytest.mark.django_db
BEFORE, AFTER = date(2032, 11, 20), date(2032, 11, 21)


def due() -> int:
    return {one.rule.code: one.count for one in terms.due()}["passport"]


@pytest.fixture
def answered(awards, keeper):
    """One line accepted, one rejected."""
    made = deposited(keeper)
    first, second = made.lines.all()
    with clock.moved_to(LATER):
        actions.read_answer(made, receipt(made, ok=[first], ko=[second]), by=keeper)
    made.refresh_from_db()
    return made


def test_it_goes_at_its_term(answered, awards, keeper, sign_in):
    known = list(answered.lines.values_list("technical_id", "state", "award_id"))
    digest = answered.sha256
    with clock.moved_to(BEFORE):
        assert due() == 0
    with clock.moved_to(AFTER):
        assert due() == 1
        assert terms.apply(by=Actor.system()).counts["passport"] == 1
        assert due() == 0
    answered.refresh_from_db()
    assert (answered.xml, answered.sha256) == (FORGOTTEN, digest)
    assert list(answered.lines.values_list("technical_id", "state", "award_id")) == known
    assert set(answered.lines.values_list("message", flat=True)) == {"", FORGOTTEN}
    assert PassportReceipt.objects.get().content == FORGOTTEN
    assert [one.pk for one in reading.owed_awards()] == [known[1][2]], "accepted: never sent again"
    browser = sign_in(keeper)
    page = browser.get(reverse("passport:detail", args=[answered.pk])).content.decode()
    assert "partis à leur terme" in page
    assert browser.get(reverse("passport:file", args=[answered.pk])).status_code == 404


def test_a_return_without_its_answer_stays(awards, keeper):
    deposited(keeper)
    with clock.moved_to(date(2060, 1, 1)):
        assert due() == 0


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE certification_passportreturn SET xml = 'autre'",
        "UPDATE certification_passportreturn SET xml = '(effacé)', sha256 = repeat('a', 64)",
        "UPDATE certification_passportline SET message = 'autre' WHERE state = 'rejected'",
        "UPDATE certification_passportline SET message = '(effacé)', code = 'x'"
        " WHERE state = 'rejected'",
        "UPDATE certification_passportreceipt SET content = 'autre'",
        "UPDATE certification_passportreceipt SET content = '(effacé)', accepted = 9",
        "DELETE FROM certification_passportreceipt",
    ],
)
def test_nothing_else_changes(answered, sql):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
