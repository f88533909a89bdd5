"""« Proposer un jury » through its rows: asked, searched by the job, kept or set aside."""

from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from ccas import clock
from ccas.jobs import queue
from ccas.jobs.models import Job
from ccas.refusals import Refusal
from certification.juries import actions
from certification.juries.models import CompositionProposal
from certification.juries.reading import Reading
from tests.certification.juries.pages import at, text_of
from tests.factories.juries import AgendaItemFactory, JuryFactory, member_for, nominate
from tests.factories.people import AvailabilityFactory, LinkFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def jury(db):
    """A draft with two people for each seat, a man and a woman."""
    jury = JuryFactory()
    for seat in jury.seats.order_by("position"):
        for sex in ("F", "M"):
            member_for(seat, sex=sex)
    AgendaItemFactory(jury=jury)
    return jury


def searched(jury, officer) -> CompositionProposal:
    proposal = actions.propose_composition(jury, by=officer)
    queue.run(Job.objects.get(kind="juries.propose", key=f"composition:{proposal.pk}").pk)
    proposal.refresh_from_db()
    return proposal


def refused(call) -> list[str]:
    with pytest.raises(Refusal) as caught:
        call()
    return caught.value.sentences


def test_a_proposal_fills_every_seat_lawfully(jury, officer):
    proposal = searched(jury, officer)
    assert proposal.state == "ready"
    assert len(proposal.seats) == 5
    made = actions.keep_composition(proposal, by=officer)
    assert len(made) == 5
    assert not [one for one in Reading(jury).appointed() if one.blocks]
    assert CompositionProposal.objects.get().state == "kept"
    assert refused(lambda: actions.propose_composition(jury, by=officer)) == [
        "Tous les sièges sont pourvus : il n’y a rien à proposer."
    ]


def test_the_absent_and_the_tied_are_left_out(jury, officer):
    seat = jury.seats.get(key="president")
    person, other = [
        row.person
        for row in seat.entity.accreditations.filter(capacity=seat.capacities[0]).order_by("pk")
    ]
    LinkFactory(person=person, other=jury.agenda.get().enrolment.candidate.person)
    held = dict(row[:2] for row in searched(jury, officer).seats)
    assert held[str(seat.pk)] == str(other.pk)
    day = datetime(2026, 10, 6, 8, tzinfo=clock.PARIS)
    AvailabilityFactory(
        person=other, starts_at=day, ends_at=day + timedelta(hours=9), available=False
    )
    proposal = searched(jury, officer)
    assert proposal.state == "impossible"
    assert "se déporterait" in proposal.sentences[0]
    assert CompositionProposal.objects.order_by("recorded_at").first().state == "discarded"


def test_nobody_accredited_is_said_seat_by_seat(officer):
    proposal = searched(JuryFactory(), officer)
    assert proposal.state == "impossible"
    assert len(proposal.sentences) == 5
    assert "Aucune personne n’est habilitée" in proposal.sentences[0]


def test_a_jury_that_changed_wants_another_search(jury, officer):
    proposal = searched(jury, officer)
    nominate(jury.seats.get(key="training"))
    assert "ont changé" in refused(lambda: actions.keep_composition(proposal, by=officer))[0]
    assert Reading(jury).nominations[0].seat.key == "training"
    assert len(Reading(jury).nominations) == 1
    actions.discard_composition(proposal, by=officer)
    assert "Impossible" in refused(lambda: actions.keep_composition(proposal, by=officer))[0]


def test_a_search_set_aside_writes_nothing(jury, officer):
    proposal = actions.propose_composition(jury, by=officer)
    actions.discard_composition(proposal, by=officer)
    queue.run(Job.objects.get(kind="juries.propose").pk)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.seats) == ("discarded", [])


def test_only_an_officer_asks(jury, make_actor):
    for role in ("auditor", "president", "administrator"):
        assert refused(lambda role=role: actions.propose_composition(jury, by=make_actor(role)))


def test_one_proposal_at_a_time_and_kept_is_kept(jury, officer):
    proposal = searched(jury, officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        CompositionProposal.objects.create(jury=jury)
    actions.keep_composition(proposal, by=officer)
    for sql in (
        "UPDATE certification_compositionproposal SET state = 'discarded'",
        "DELETE FROM certification_compositionproposal",
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            connection.cursor().execute(sql)


def test_from_the_page(jury, desk, officer):
    assert "Proposer un jury" in text_of(desk.get(at("composition", jury.pk)))
    assert desk.post(at("propose", jury.pk)).status_code == 302
    page = text_of(desk.get(at("composition", jury.pk)))
    assert "Recherche d’une composition" in page
    assert "Proposer un jury" not in page
    queue.run(Job.objects.get(kind="juries.propose").pk)
    page = text_of(desk.get(at("proposal", jury.pk)))
    assert "Une composition est possible" in page
    proposal = CompositionProposal.objects.get()
    assert desk.post(at("keep", jury.pk, proposal.pk)).status_code == 302
    assert "5 sur 5" in text_of(desk.get(at("list")))


def test_who_is_tied_is_said_before_inviting(jury, desk):
    seat = jury.seats.get(key="training")
    person = member_for(seat, birth_name="Quénot-Ælbrecht", given_names="Loïc")
    LinkFactory(person=person, other=jury.agenda.get().enrolment.candidate.person)
    assert "lien avec 1 candidat" in text_of(desk.get(at("composition", jury.pk)))
