"""What the agenda and the links read of the simulations."""

from datetime import date

import pytest

from assessments.grading.models import Consensus
from assessments.sessions.models import SimulationState
from ccas import clock
from ccas.refusals import Refusal
from certification.juries import actions
from certification.juries.models import AgendaItem
from certification.juries.reading import candidate_review, find_links
from tests.factories.candidates import EnrolmentFactory
from tests.factories.juries import AgendaItemFactory, jury_in
from tests.factories.sessions import RegistrationFactory, a_simulation, at

pytestmark = pytest.mark.django_db


@pytest.fixture
def jury():
    return jury_in("composed")


@pytest.fixture
def registration():
    """By formation continue: simulations are required."""
    return RegistrationFactory(enrolment=EnrolmentFactory(route="FC"))


def signed(simulation):
    return Consensus.objects.create(simulation=simulation, state="signed", signed_at=clock.now())


def put(jury, registration, officer, positions=(1, 2, 3)):
    enrolment = registration.enrolment
    blocks = enrolment.revision.blocks.filter(position__in=positions)
    return actions.put_on_agenda(jury, enrolment, blocks, by=officer)


def refused(call) -> list[str]:
    with pytest.raises(Refusal) as caught:
        call()
    assert not AgendaItem.objects.exists()
    return caught.value.sentences


def test_each_presented_block_has_a_simulation(jury, registration, officer):
    signed(a_simulation(registration, blocks=[1, 2]))
    sentences = refused(lambda: put(jury, registration, officer))
    assert len(sentences) == 1
    assert "Aucune mise en situation" in sentences[0]
    assert "RNCP35553BC03" in sentences[0]
    # Negative control: the blocks that have one may be presented.
    assert put(jury, registration, officer, (1, 2)).blocks.count() == 2


@pytest.mark.parametrize("state", ["open", "void", None])
def test_a_simulation_without_signed_consensus_is_not_read(jury, registration, officer, state):
    simulation = a_simulation(registration, starts_at=at(10, 30))
    if state:
        consensus = Consensus.objects.create(simulation=simulation)
        if state == "void":
            consensus.state, consensus.voided_at = "void", clock.now()
            consensus.save()
    sentences = refused(lambda: put(jury, registration, officer))
    assert len(sentences) == 1
    assert "du 24/03/2026 à 10:30 n’a pas de grille harmonisée signée" in sentences[0]


def test_one_settled_simulation_does_not_hide_another(jury, registration, officer):
    signed(a_simulation(registration))
    later = a_simulation(registration, starts_at=at(14))
    assert "14:00" in refused(lambda: put(jury, registration, officer))[0]
    later.state = SimulationState.CANCELLED
    later.save()
    assert put(jury, registration, officer).pk


@pytest.mark.parametrize("state", [SimulationState.ABSENT, SimulationState.EXCUSED])
def test_a_candidate_who_did_not_come_is_before_the_jury_all_the_same(
    jury, registration, officer, state
):
    a_simulation(registration, state=state)
    assert put(jury, registration, officer).pk


def test_a_cancelled_simulation_covers_nothing(jury, registration, officer):
    a_simulation(registration, state=SimulationState.CANCELLED)
    assert len(refused(lambda: put(jury, registration, officer))) == 3


def test_where_simulations_are_optional_none_is_needed(jury, officer):
    registration = RegistrationFactory(enrolment=EnrolmentFactory(vae=True))
    assert put(jury, registration, officer).pk


def test_an_evaluator_of_the_candidate_is_noted_and_may_sit(jury, registration, officer):
    member = jury.seats.get(key="training").nominations.get().person
    simulation = a_simulation(registration, evaluators=[member])
    item = AgendaItemFactory(jury=jury, enrolment=registration.enrolment)
    ties = find_links(jury)[item.enrolment_id]
    assert [tie.key for tie in ties] == [f"evaluator_of_candidate:{simulation.pk}"]
    assert ties[0].evidence == registration.session.name
    review = candidate_review(jury, item.enrolment, None, clock.now())
    assert review.recused == frozenset()
    assert review.indicators[0].verdict == "warn"
    simulation.state = SimulationState.CANCELLED
    simulation.save()
    assert find_links(jury) == {item.enrolment_id: ()}


def test_who_sits_is_read_at_the_moment_asked(jury, officer):
    """Before the substitute comes, the one they follow; after, the substitute."""
    from datetime import datetime, timedelta

    from certification.juries.reading import Reading, indicators_for, sitting_indicators
    from tests.factories.juries import member_for

    seat = jury.seats.get(key="training")
    leaving = seat.nominations.get().person
    moment = datetime(2026, 10, 6, 11, 5, tzinfo=clock.PARIS)
    substitute = member_for(seat)
    actions.replace(seat, substitute, capacity="training_service", starts_at=moment, by=officer)
    before, after = moment - timedelta(minutes=1), moment
    present = [one.person_id for one in Reading(jury, before).nominations]
    assert leaving.pk in present
    assert sitting_indicators(jury, present, before)[1].found == "5 sur 5"
    # The one who left is still in the room, but holds no seat any more.
    assert sitting_indicators(jury, present, after)[1].found == "4 sur 5"
    found = {one.id: one for one in indicators_for(jury)}
    assert substitute.display_name in found["appointed.seat.training"].found
    found = {one.id: one for one in indicators_for(jury, before)}
    assert leaving.display_name in found["appointed.seat.training"].found


def test_only_the_revision_s_own_rules_serve(jury, officer):
    """The delay is the one of the rules file, counted from the day summonses left."""
    from certification.juries.reading import indicators_for

    with clock.moved_to(date(2026, 9, 22)):
        assert {one.id for one in indicators_for(jury) if one.blocks} == {"appointed.summons_delay"}
    with clock.moved_to(date(2026, 9, 21)):
        actions.convene(jury, by=officer)
    jury.refresh_from_db()
    with clock.moved_to(date(2026, 10, 6)):
        assert not any(one.blocks for one in indicators_for(jury))
