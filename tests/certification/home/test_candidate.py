"""The candidate's first screen: true states, nothing before its publication, few queries."""

from datetime import UTC, date, datetime, timedelta

import pytest

from assessments.candidates.models import AcquiredBlock, Enrolment
from ccas import clock
from certification.home.screens import candidate
from tests.factories.awards import SignatoryFactory, an_officer, published
from tests.factories.candidates import AcquiredBlockFactory, EnrolmentFactory
from tests.factories.deliberation import (
    EVENING,
    MORNING,
    account,
    concluded,
    opened,
    signed,
)
from tests.factories.deliberation import candidate as enrolled
from tests.factories.juries import AgendaItemFactory, jury_in
from tests.factories.practice import AttestationFactory, StintFactory
from tests.factories.sessions import RegistrationFactory as Registered
from tests.factories.sessions import SessionFactory, a_simulation, at

pytestmark = pytest.mark.django_db
BEFORE = date(2026, 3, 1)


def screen(enrolment) -> dict:
    return candidate.context(account(enrolment.candidate.person, "candidate"))


def states(enrolment, track: int = 0) -> list[str]:
    return [card.state for card in screen(enrolment)["tracks"][track][0].cards]


def test_nothing_done_yet():
    enrolment = EnrolmentFactory()
    shown = screen(enrolment)
    assert states(enrolment) == ["to_present"] * 3
    assert "BC01, BC02 et BC03" in shown["step"].sentence
    assert shown["documents"] == []


def test_somebody_without_an_enrolment_is_told_who_acts(make_actor):
    shown = candidate.context(make_actor("candidate"))
    assert shown["tracks"] == []
    assert shown["step"].who == "Le service de formation"


def test_a_block_held_by_equivalence_says_so():
    enrolment = EnrolmentFactory()
    AcquiredBlockFactory(candidate=enrolment.candidate)
    assert states(enrolment) == ["held", "to_present", "to_present"]
    card = screen(enrolment)["tracks"][0][0].cards[0]
    assert card.sentence == "Acquis le 1er décembre 2025, par équivalence."


def test_a_block_withdrawn_is_to_present_again():
    enrolment = EnrolmentFactory()
    row = AcquiredBlockFactory(candidate=enrolment.candidate)
    AcquiredBlock.objects.filter(pk=row.pk).update(
        ended_on=date(2026, 1, 5), end_reference="Annulation 2026-3"
    )
    assert states(enrolment) == ["to_present"] * 3


def convoked(enrolment, state: str = "convened"):
    moment = datetime(2026, 2, 20, tzinfo=UTC)
    fields = {"state": state}
    if state == "convened":
        fields |= {"ready_at": moment, "convened_at": moment}
    session = SessionFactory(revision=enrolment.revision, **fields)
    return Registered(session=session, enrolment=enrolment)


def test_a_convened_session_is_the_next_thing():
    enrolment = EnrolmentFactory()
    simulation = a_simulation(convoked(enrolment), blocks=[2])
    with clock.moved_to(BEFORE):
        shown = screen(enrolment)
    assert "24 mars 2026 à 09:00" in shown["step"].sentence
    assert shown["step"].due == date(2026, 3, 24)
    assert simulation.station.name in shown["tracks"][0][0].cards[1].sentence
    assert shown["tracks"][0][1][0].label == simulation.registration.session.name


def test_after_the_simulation_nothing_is_asked_of_the_candidate():
    enrolment = EnrolmentFactory()
    simulation = a_simulation(convoked(enrolment), blocks=[2])
    with clock.moved_to(simulation.ends_at + timedelta(minutes=5)):
        step = screen(enrolment)["step"]
    assert "en cours d’évaluation" in step.sentence
    assert step.who.startswith("Les évaluateurs")


def test_a_plan_still_drawn_is_not_told():
    """Negative control of the test above: the same session, not convened."""
    enrolment = EnrolmentFactory()
    a_simulation(convoked(enrolment, state="draft"), blocks=[2])
    with clock.moved_to(BEFORE):
        shown = screen(enrolment)
    assert "24 mars" not in str(shown)
    assert shown["tracks"][0][1] == []


def test_a_jury_to_come_is_told_once_convened():
    enrolment = EnrolmentFactory()
    AgendaItemFactory(jury=jury_in("composed", filled=False), enrolment=enrolment)
    with clock.moved_to(date(2026, 9, 20)):
        assert "jury" not in screen(enrolment)["step"].sentence
    AgendaItemFactory(jury=jury_in("convened", filled=False), enrolment=enrolment)
    with clock.moved_to(date(2026, 9, 20)):
        assert "6 octobre 2026" in screen(enrolment)["step"].sentence


@pytest.fixture
def decided():
    """One candidate who misses the second block; minutes signed, nothing published."""
    SignatoryFactory()
    room = opened([enrolled(account_too=True)])
    with clock.moved_to(MORNING):
        concluded(room, room.presentations[0], b2="not_validated")
    return signed(room)


def test_a_result_is_hidden_until_it_is_published(decided):
    enrolment = decided.presentations[0].enrolment
    assert AcquiredBlock.objects.filter(candidate=enrolment.candidate).count() == 2
    with clock.moved_to(EVENING):
        shown = screen(enrolment)
        assert states(enrolment) == ["presented"] * 3
    assert "pas encore publié" in shown["step"].sentence
    assert shown["tracks"][0][0].result is None
    assert shown["documents"] == []


def test_once_published_the_sentence_then_the_blocks_then_the_way_back(decided, sign_in):
    published(decided, an_officer())
    enrolment = decided.presentations[0].enrolment
    actor = account(enrolment.candidate.person, "candidate")
    with clock.moved_to(EVENING):
        assert states(enrolment) == ["held", "come_back", "held"]
        page = sign_in(actor).get("/")
        shown = candidate.context(actor)
    assert "Le jury a validé une partie de vos blocs" in page.text
    assert "engagements multiples" in page.text
    assert "le bloc BC02" in shown["step"].sentence
    assert shown["documents"], "the transcript is there"


def test_a_titled_candidate_reads_it_first():
    SignatoryFactory()
    room = opened([enrolled(account_too=True)])
    with clock.moved_to(MORNING):
        concluded(room, room.presentations[0])
    published(signed(room), an_officer())
    with clock.moved_to(EVENING):
        shown = screen(room.presentations[0].enrolment)
    assert shown["step"].sentence == "Vous êtes titulaire du titre."
    assert len(shown["documents"]) >= 2


def test_a_title_waits_for_its_own_publication():
    """Who came back for a block: the first result is published, the one that awards is not yet."""
    SignatoryFactory()
    enrolment = enrolled(account_too=True)
    first, again = opened([enrolment]), opened([enrolment])
    with clock.moved_to(MORNING):
        concluded(first, first.presentations[0], b2="not_validated")
    published(signed(first), an_officer())
    Enrolment.objects.filter(pk=enrolment.pk).update(state="awarded", ended_at=EVENING)
    with clock.moved_to(EVENING):
        shown = screen(enrolment)
        assert shown["step"].sentence != "Vous êtes titulaire du titre."
        assert shown["tracks"][0][0].state == "open"
    assert again.deliberation.published_at is None


def test_all_blocks_held_the_practice_is_what_is_next():
    enrolment = EnrolmentFactory()
    for block in enrolment.revision.blocks.all():
        AcquiredBlockFactory(candidate=enrolment.candidate, block=block)
    stint = StintFactory(enrolment=enrolment)
    with clock.moved_to(date(2026, 7, 1)):
        step = screen(enrolment)["step"]
        assert "Faites attester" in step.sentence
        assert "9 mois" in step.sentence
        AttestationFactory(stint=stint)
        assert "Tous vos blocs sont acquis" in screen(enrolment)["step"].sentence


def test_another_candidate_sees_nothing_of_it(decided):
    stranger = EnrolmentFactory()
    published(decided, an_officer())
    assert states(stranger) == ["to_present"] * 3
    assert screen(stranger)["documents"] == []


@pytest.mark.parametrize("enrolments", [1, 3])
def test_queries_do_not_grow(enrolments, django_assert_num_queries):
    """Three enrolments (one open, two ended), each with a session and a stint."""
    first = EnrolmentFactory()
    others = [
        EnrolmentFactory(
            candidate=first.candidate, state="ended", ended_at=datetime(2026, 1, 1, tzinfo=UTC)
        )
        for _ in range(enrolments - 1)
    ]
    for rank, one in enumerate([first, *others]):
        AttestationFactory(stint=StintFactory(enrolment=one))
        a_simulation(convoked(one), blocks=[1, 2], starts_at=at(9 + rank))
    actor = account(first.candidate.person, "candidate")
    with clock.moved_to(BEFORE), django_assert_num_queries(CANDIDATE_QUERIES):
        candidate.context(actor)


#: Enrolments, blocks, stints, interruptions, attestations, held, presentations, simulations,
#: their blocks, registrations, agenda, results told or challenged, appeals, titles, documents.
CANDIDATE_QUERIES = 19
