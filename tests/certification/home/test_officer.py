"""What waits for the officer: one query behind each figure, the list shows the same rows."""

from datetime import UTC, date, datetime, timedelta

import pytest

from assessments.sessions.models import AssessmentSession
from ccas import clock
from certification.home import waiting
from certification.home.screens import officer as screen
from certification.home.waiting import BY_SLUG, KINDS
from tests.factories.awards import SignatoryFactory, an_officer, published
from tests.factories.candidates import AcquiredBlockFactory, EnrolmentFactory
from tests.factories.deliberation import (
    MORNING,
    NOON,
    concluded,
    opened,
    signed,
)
from tests.factories.framework import shipped_revision
from tests.factories.juries import AgendaItemFactory, JuryFactory, jury_in
from tests.factories.practice import AttestationFactory, StintFactory
from tests.factories.sessions import RegistrationFactory, SessionFactory

pytestmark = pytest.mark.django_db


def number(slug: str) -> int:
    return BY_SLUG[slug].rows().count()


def test_nothing_waits(officer):
    shown = screen.context(officer)
    assert {figure.number for figure in shown["figures"]} == {0}
    assert shown["step"].sentence == "Rien n’attend."


def test_a_candidate_to_plan_misses_a_block_and_has_no_date():
    enrolment = EnrolmentFactory()
    assert number("candidats") == 1
    registration = RegistrationFactory(enrolment=enrolment)
    assert number("candidats") == 0, "a session to come"
    AssessmentSession.objects.filter(pk=registration.session_id).update(
        state="cancelled", cancelled_at=clock.now()
    )
    assert number("candidats") == 1, "a cancelled session is no date"
    AgendaItemFactory(jury=JuryFactory(), enrolment=enrolment)
    assert number("candidats") == 0, "a jury to come"


def test_a_candidate_who_holds_everything_is_not_to_plan():
    enrolment = EnrolmentFactory()
    for block in enrolment.revision.blocks.all():
        assert number("candidats") == 1
        AcquiredBlockFactory(candidate=enrolment.candidate, block=block)
    assert number("candidats") == 0


def test_an_ended_enrolment_is_not_to_plan():
    EnrolmentFactory(state="ended", ended_at=datetime(2026, 1, 1, tzinfo=UTC))
    assert number("candidats") == 0


def test_sessions_by_state():
    SessionFactory()
    SessionFactory(state="ready", ready_at=clock.now())
    assert number("sessions-a-preparer") == 1
    assert number("sessions-a-convoquer") == 1


def test_juries_incomplete_then_to_convene():
    jury = JuryFactory()
    assert number("jurys-incomplets") == 1
    jury_in("composed", name="Jury complet")
    assert number("jurys-incomplets") == 1
    assert number("jurys-a-convoquer") == 1
    jury_in("convened", filled=False, name="Jury déjà convoqué")
    assert number("jurys-incomplets") == 1
    assert [row.pk for row in BY_SLUG["jurys-incomplets"].rows()] == [jury.pk]


def test_from_the_deliberation_to_the_publication():
    SignatoryFactory()
    room = opened(1)
    assert number("deliberations") == 1
    with clock.moved_to(NOON):
        concluded(room, room.presentations[0])
    signed(room)
    assert number("deliberations") == 0
    assert number("resultats") == 1
    published(room, an_officer())
    assert number("resultats") == 0
    assert number("documents-en-cours") > 0


def test_minutes_closed_and_not_signed():
    from certification.deliberation import actions

    room = opened(1)
    with clock.moved_to(MORNING):
        concluded(room, room.presentations[0])
        actions.close_deliberation(room.deliberation, by=room.president)
    assert number("proces-verbaux") == 1
    assert number("resultats") == 0


def test_practice_to_attest():
    stint = StintFactory()
    assert number("exercice") == 1
    AttestationFactory(stint=stint)
    assert number("exercice") == 0


def test_the_most_pressing_comes_first(officer):
    StintFactory()
    EnrolmentFactory()
    assert "attend une date" in screen.context(officer)["step"].sentence
    SessionFactory(state="ready", ready_at=clock.now())
    assert "convoquez candidats" in screen.context(officer)["step"].sentence


def test_a_sitting_is_for_its_president_before_the_officer(officer):
    opened(1)
    step = screen.context(officer)["step"]
    assert "sa présidence décide" in step.sentence
    JuryFactory()
    assert "siège de jury" in screen.context(officer)["step"].sentence


def test_the_date_is_the_one_that_the_rule_will_use(officer):
    """A session summons fifteen days ahead, a jury too, by the rules file."""
    SessionFactory(state="ready", ready_at=clock.now(), starts_on=date(2026, 3, 24))
    step = screen.context(officer)["step"]
    days = shipped_revision().rules.session_summons_days
    assert step.due == date(2026, 3, 24) - timedelta(days=days)
    AssessmentSession.objects.update(state="cancelled", cancelled_at=clock.now())
    jury = jury_in("composed")
    step = screen.context(officer)["step"]
    assert step.due == jury.sits_on - timedelta(days=jury.rules.summons_days)
    assert jury.name in step.detail


def test_every_figure_has_its_sentence():
    assert {slug for slug, _ in screen.PRESSING} <= set(BY_SLUG)
    assert set(BY_SLUG) - {slug for slug, _ in screen.PRESSING} == {"documents-en-cours"}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.slug)
def test_a_list_is_for_the_officer_alone(kind, officer, make_actor, sign_in):
    path = f"/attente/{kind.slug}/"
    page = sign_in(officer).get(path)
    assert page.status_code == 200
    assert "Rien n’attend ici" in page.text
    for role in ("auditor", "candidate", "president"):
        assert sign_in(make_actor(role)).get(path).status_code == 404


def test_a_list_that_does_not_exist(officer, sign_in):
    assert sign_in(officer).get("/attente/tout/").status_code == 404


def test_the_list_shows_what_the_figure_counts(officer, sign_in):
    for _ in range(3):
        EnrolmentFactory()
    client = sign_in(officer)
    assert '<p class="ccas-count__number">3</p>' in client.get("/").text
    page = client.get("/attente/candidats/")
    assert "3 candidats à planifier" in page.text
    assert page.text.count('<li class="ccas-task ') == 3


@pytest.mark.parametrize("page", ["0", "-1", "99", "x", "\x00", "1e9"])
def test_a_strange_page_number_is_a_page(page, officer, sign_in):
    assert sign_in(officer).get("/attente/candidats/", {"page": page}).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_one_query_a_figure(count, officer, django_assert_num_queries):
    for rank in range(count):
        StintFactory()
        JuryFactory(name=f"Jury n° {rank}", seats=False)
    with django_assert_num_queries(len(KINDS) + 1):  # and the row that waits first
        screen.context(officer)


@pytest.mark.parametrize("count", [1, 3])
def test_the_rows_of_a_list_cost_one_query(count, django_assert_num_queries):
    for rank in range(count):
        StintFactory()
        SessionFactory(name=f"Session n° {rank}")
        JuryFactory(name=f"Jury n° {rank}")
    for slug in ("candidats", "sessions-a-preparer", "jurys-incomplets", "exercice"):
        with django_assert_num_queries(1):
            assert len([BY_SLUG[slug].draw(row) for row in BY_SLUG[slug].rows()]) == count


def test_a_vacant_seat_is_read_on_the_day_of_the_jury():
    """A holder who leaves before the day leaves the seat vacant; the day itself counts."""
    jury = jury_in("composed")
    holder = jury.seats.first().nominations.get()
    for until, expected in ((date(2026, 10, 5), 1), (date(2026, 10, 7), 0)):
        holder.ends_at = datetime.combine(until, datetime.min.time(), tzinfo=clock.PARIS)
        holder.save()
        assert waiting.BY_SLUG["jurys-incomplets"].rows().count() == expected
