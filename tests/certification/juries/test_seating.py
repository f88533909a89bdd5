"""Who takes a seat, who follows whom, who leaves."""

from datetime import date, datetime, timedelta

import pytest

from ccas import clock
from ccas.journal.models import JournalEntry
from ccas.outbox.models import Message
from ccas.refusals import Refusal
from certification.juries import actions
from certification.juries.models import JurySummons, Nomination, Recusal
from tests.factories.juries import (
    AgendaItemFactory,
    JuryFactory,
    entity,
    in_state,
    jury_in,
    member_for,
    nominate,
)
from tests.factories.people import AccreditationFactory, LinkFactory, PersonFactory, PostingFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def jury():
    return JuryFactory()


def seat_of(jury, key):
    return jury.seats.select_related("entity").get(key=key)


def refused(call) -> list[str]:
    """The sentences, and the proof that no nomination changed."""
    before = list(Nomination.objects.order_by("pk").values_list("pk", "ends_at"))
    with pytest.raises(Refusal) as caught:
        call()
    assert list(Nomination.objects.order_by("pk").values_list("pk", "ends_at")) == before
    return caught.value.sentences


def test_somebody_who_fits_takes_the_seat(jury, officer):
    seat = seat_of(jury, "operator:PN")
    person = member_for(seat)
    nomination = actions.appoint(seat, person, capacity="operator", by=officer)
    assert (nomination.person, nomination.ends_at) == (person, None)
    assert nomination.starts_at == clock.now()
    assert nomination.designation_reference == "Arrêté de nomination 2026-31"
    details = JournalEntry.objects.get(verb="jury.appoint").details
    assert details["seat"] == "operator:PN"
    assert details["person"] == str(person.pk)
    # A draft tells nobody.
    assert not Message.objects.exists()


def test_an_operator_s_seat_is_refused_to_the_presiding_entity(jury, officer):
    """The negative control stands above: the same call, with somebody of the seat's entity."""
    seat = seat_of(jury, "operator:PN")
    from_bspp = member_for(seat_of(jury, "president"), capacity="operator", usual_name="d’Olonne")
    sentences = refused(lambda: actions.appoint(seat, from_bspp, capacity="operator", by=officer))
    assert (
        "revient à l’entité Police nationale : "
        f"{from_bspp.display_name} relève de l’entité BSPP, qui préside ce jury." in sentences[0]
    )


def test_an_accreditation_for_another_entity_gives_no_right(jury, officer):
    """Serving the seat's entity is not enough: the act must be for it."""
    seat = seat_of(jury, "operator:PN")
    person = PersonFactory()
    PostingFactory(person=person, unit__entity=entity("PN"))
    AccreditationFactory(person=person, capacity="operator", entity=entity("GN"))
    sentences = refused(lambda: actions.appoint(seat, person, capacity="operator", by=officer))
    assert len(sentences) == 1
    assert "n’a pas d’habilitation en cours" in sentences[0]


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "fits"),
    [
        (date(2026, 1, 1), date(2026, 10, 6), True),
        (date(2026, 1, 1), date(2026, 10, 5), False),
        (date(2026, 10, 7), None, False),
    ],
)
def test_the_accreditation_is_in_force_on_the_day_of_the_jury(
    jury, officer, starts_on, ends_on, fits
):
    seat = seat_of(jury, "training")
    person = PersonFactory()
    AccreditationFactory(
        person=person,
        capacity="training_service",
        entity=None,
        starts_on=starts_on,
        ends_on=ends_on,
    )

    def call():
        return actions.appoint(seat, person, capacity="training_service", by=officer)

    if fits:
        assert call().pk
    else:
        assert "06/10/2026" in refused(call)[0]


def test_a_representative_needs_an_act(jury, officer):
    seat = seat_of(jury, "president")
    person = member_for(seat, capacity="entity_head_representative")
    person.accreditations.update(act_reference="")

    def call(reference):
        return actions.appoint(
            seat,
            person,
            capacity="entity_head_representative",
            designation_reference=reference,
            designation_date=date(2026, 6, 1),
            by=officer,
        )

    assert "n’est pas enregistré" in refused(lambda: call(" "))[0]
    assert call("Décision n° 2026-410").designation_reference == "Décision n° 2026-410"


def test_a_seat_is_taken_once_and_a_person_takes_one_seat(jury, officer):
    first = seat_of(jury, "operator:PN")
    nomination = actions.appoint(first, member_for(first), capacity="operator", by=officer)
    sentences = refused(
        lambda: actions.appoint(first, member_for(first), capacity="operator", by=officer)
    )
    assert f"est tenu par {nomination.person.display_name}" in sentences[0]
    other = seat_of(jury, "training")
    AccreditationFactory(person=nomination.person, capacity="training_service", entity=None)
    sentences = refused(
        lambda: actions.appoint(other, nomination.person, capacity="training_service", by=officer)
    )
    assert "tient déjà le siège" in sentences[0]
    actions.end_nomination(nomination, by=officer, at=clock.now())
    # Negative control: once the first seat is left, the second is open to them.
    assert actions.appoint(other, nomination.person, capacity="training_service", by=officer).pk


def test_a_substitute_follows_at_one_moment(officer):
    jury = jury_in("composed")
    seat = seat_of(jury, "operator:GN")
    leaving = seat.nominations.get()
    moment = clock.now() + timedelta(days=2)
    substitute = member_for(seat)
    follows = actions.replace(seat, substitute, capacity="operator", starts_at=moment, by=officer)
    leaving.refresh_from_db()
    assert leaving.ends_at == moment == follows.starts_at
    assert follows.replaces == leaving
    assert seat.nominations.in_force(moment - timedelta(seconds=1)).get() == leaving
    assert seat.nominations.in_force(moment).get() == follows
    assert not Message.objects.exists()


def test_a_substitute_who_does_not_fit_leaves_the_seat_as_it_was(officer):
    jury = jury_in("composed")
    seat = seat_of(jury, "operator:GN")
    wrong = member_for(seat_of(jury, "operator:PN"))
    sentences = refused(lambda: actions.replace(seat, wrong, capacity="operator", by=officer))
    assert "Gendarmerie nationale" in sentences[0]
    holder = seat.nominations.get().person
    sentences = refused(lambda: actions.replace(seat, holder, capacity="operator", by=officer))
    assert "tient déjà ce siège" in sentences[0]


def test_nobody_to_replace(jury, officer):
    seat = seat_of(jury, "training")
    sentences = refused(
        lambda: actions.replace(seat, member_for(seat), capacity="training_service", by=officer)
    )
    assert "Personne ne tient le siège" in sentences[0]


def test_a_late_substitute_is_summoned_and_withdraws_where_linked(officer):
    jury = jury_in("convened")
    item = AgendaItemFactory(jury=jury)
    seat = seat_of(jury, "training")
    substitute = member_for(seat)
    LinkFactory(person=substitute, other=item.enrolment.candidate.person, kind="trained")
    actions.replace(seat, substitute, capacity="training_service", by=officer)
    assert Message.objects.get().to == substitute.email
    assert JurySummons.objects.get().person == substitute
    recusal = Recusal.objects.get()
    assert (recusal.person, recusal.enrolment, recusal.found_by) == (
        substitute,
        item.enrolment,
        "link",
    )


def test_a_late_substitute_without_address_is_refused(officer):
    jury = jury_in("convened")
    seat = seat_of(jury, "training")
    silent = member_for(seat, email="")
    sentences = refused(
        lambda: actions.replace(seat, silent, capacity="training_service", by=officer)
    )
    assert sentences == [f"Aucune adresse électronique n’est connue pour {silent.display_name}."]


def test_leaving_a_seat(officer):
    jury = jury_in("composed")
    nomination = seat_of(jury, "training").nominations.get()
    actions.end_nomination(nomination, by=officer)
    nomination.refresh_from_db()
    assert nomination.ends_at == clock.now()
    assert "a déjà pris fin" in refused(lambda: actions.end_nomination(nomination, by=officer))[0]


def test_a_nomination_ended_before_it_began_never_held_the_seat(jury, officer):
    seat = seat_of(jury, "training")
    future = datetime(2026, 9, 20, 9, tzinfo=clock.PARIS)
    nomination = nominate(seat, starts_at=future)
    actions.end_nomination(nomination, by=officer)
    nomination.refresh_from_db()
    assert nomination.ends_at == future
    # The seat is free from now on, across the moment the other would have begun.
    assert actions.appoint(seat, member_for(seat), capacity="training_service", by=officer).pk


@pytest.mark.parametrize("state", ["closed", "cancelled"])
def test_nothing_moves_once_it_is_over(officer, state):
    jury = jury_in("composed")
    seat = seat_of(jury, "training")
    nomination = seat.nominations.get()
    if state == "cancelled":
        actions.cancel(jury, reason="Locaux indisponibles", by=officer)
    else:
        in_state(jury, "closed")
    for call in (
        lambda: actions.appoint(seat, member_for(seat), capacity="training_service", by=officer),
        lambda: actions.replace(seat, member_for(seat), capacity="training_service", by=officer),
        lambda: actions.end_nomination(nomination, by=officer),
    ):
        assert "n’est pas prévue à l’état" in refused(call)[0]


def test_only_an_officer_moves_people(jury, make_actor):
    seat = seat_of(jury, "training")
    by = make_actor("president")
    for call in (
        lambda: actions.appoint(seat, PersonFactory(), capacity="training_service", by=by),
        lambda: actions.replace(seat, PersonFactory(), capacity="training_service", by=by),
        lambda: actions.end_nomination(nominate(seat_of(jury, "operator:PN")), by=by),
    ):
        with pytest.raises(Refusal, match="Seul un gestionnaire"):
            call()
