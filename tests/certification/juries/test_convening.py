"""From a draft to a convened jury: what stands in the way, what leaves, what stays."""

from datetime import date

import pytest

from ccas import clock
from ccas.journal.models import JournalEntry
from ccas.outbox.models import Message
from ccas.refusals import Refusal
from certification.juries import actions
from certification.juries.models import Jury, JurySummons, Recusal
from certification.juries.reading import indicators_for
from tests.factories.juries import AgendaItemFactory, JuryFactory, jury_in, nominate
from tests.factories.people import AccreditationFactory, LinkFactory

pytestmark = pytest.mark.django_db


def refused(call) -> list[str]:
    """The sentences, and the proof that nothing left and no state moved."""
    before = (list(Jury.objects.values_list("pk", "state")), Message.objects.count())
    with pytest.raises(Refusal) as caught:
        call()
    assert (list(Jury.objects.values_list("pk", "state")), Message.objects.count()) == before
    return caught.value.sentences


def vacate(jury, key, officer):
    actions.end_nomination(jury.seats.get(key=key).nominations.get(), by=officer)


def test_composing_asks_for_every_seat(officer):
    jury = JuryFactory()
    seats = list(jury.seats.order_by("position"))
    for seat in seats[:-1]:
        nominate(seat)
    sentences = refused(lambda: actions.compose(jury, by=officer))
    assert sentences == [f"Le siège « {seats[-1].label} » n’est pas pourvu."]
    nominate(seats[-1])
    assert actions.compose(jury, by=officer).state == "composed"
    line = JournalEntry.objects.get(verb="jury.compose")
    assert line.details["verdicts"]["appointed.seat.training"] == "ok"


def test_composing_does_not_wait_for_the_summons_delay(officer):
    """Too late to convene: the composition may still be settled, and the date moved."""
    jury = jury_in("draft", sits_on=date(2026, 9, 5))
    assert actions.compose(jury, by=officer).state == "composed"
    sentences = refused(lambda: actions.convene(jury, by=officer))
    assert len(sentences) == 1
    assert "au plus tard le 21/08/2026" in sentences[0]
    actions.reschedule(jury, sits_on=date(2026, 10, 6), place="Limonest", by=officer)
    assert actions.convene(jury, by=officer).state == "convened"


@pytest.mark.parametrize(
    ("today", "leaves"), [(date(2026, 9, 21), True), (date(2026, 9, 22), False)]
)
def test_summonses_leave_fifteen_days_ahead(officer, today, leaves):
    jury = jury_in("composed")
    with clock.moved_to(today):
        if leaves:
            assert actions.convene(jury, by=officer).state == "convened"
        else:
            assert "21/09/2026" in refused(lambda: actions.convene(jury, by=officer))[0]


def test_convening_summons_every_member(officer):
    jury = jury_in("composed")
    AgendaItemFactory(jury=jury)
    convened = actions.convene(jury, by=officer)
    assert convened.convened_at == clock.now()
    assert JurySummons.objects.filter(jury=jury).count() == 5
    messages = list(Message.objects.filter(kind="jury.summons"))
    people = {one.person.email for seat in jury.seats.all() for one in seat.nominations.all()}
    assert {message.to for message in messages} == people
    text = messages[0].text
    assert "mardi 6 octobre 2026" in text
    assert "Candidats à l’ordre du jour à ce jour : 1" in text
    assert f"/jurys/{jury.pk}/" in text
    # No candidate's name travels by mail.
    assert jury.agenda.get().enrolment.candidate.person.birth_name not in text
    assert JournalEntry.objects.get(verb="jury.convene").details["rules"] == "juries-2"


def test_convening_is_blocked_while_an_indicator_is_red(officer):
    jury = jury_in("composed")
    vacate(jury, "operator:GN", officer)
    sentences = refused(lambda: actions.convene(jury, by=officer))
    assert len(sentences) == 1
    assert "n’est pas pourvu" in sentences[0]
    red = [one.id for one in indicators_for(jury) if one.blocks]
    assert red == ["appointed.seat.operator:GN"]
    # Negative control: the seat filled again, the same call convenes.
    nominate(jury.seats.get(key="operator:GN"), starts_at=clock.now())
    assert actions.convene(jury, by=officer).state == "convened"


def test_an_operator_of_the_presiding_entity_blocks_convening(officer):
    """Somebody who changed service since they were named: the rule is read again."""
    jury = jury_in("composed")
    operator = jury.seats.get(key="operator:PN").nominations.get().person
    bspp = jury.seats.get(key="president").nominations.get().person.postings.get().unit
    operator.postings.update(unit=bspp)
    sentences = refused(lambda: actions.convene(jury, by=officer))
    assert "relève de l’entité BSPP, qui préside ce jury" in sentences[0]


def test_an_accreditation_that_ends_before_the_day_blocks(officer):
    jury = jury_in("composed")
    operator = jury.seats.get(key="operator:PN").nominations.get().person
    operator.accreditations.update(ends_on=date(2026, 10, 5))
    assert (
        "habilitation en cours le 06/10/2026"
        in refused(lambda: actions.convene(jury, by=officer))[0]
    )
    AccreditationFactory(
        person=operator, capacity="operator", entity=operator.postings.get().unit.entity
    )
    assert actions.convene(jury, by=officer).state == "convened"


def test_a_warning_does_not_block(officer):
    jury = jury_in("composed")
    people = [one.person for seat in jury.seats.all() for one in seat.nominations.all()]
    for person in people:
        person.sex = "M"
        person.save()
    verdicts = {one.id: one.verdict for one in indicators_for(jury)}
    assert verdicts["appointed.gender_balance"] == "warn"
    assert actions.convene(jury, by=officer).state == "convened"


def test_a_member_we_cannot_write_to(officer):
    jury = jury_in("composed")
    person = jury.seats.get(key="training").nominations.get().person
    person.email = ""
    person.save()
    assert refused(lambda: actions.convene(jury, by=officer)) == [
        f"Aucune adresse électronique n’est connue pour {person.display_name}."
    ]


def test_the_address_of_the_account_serves_when_the_person_has_none(officer, account):
    jury = jury_in("composed")
    person = jury.seats.get(key="training").nominations.get().person
    person.email = ""
    person.save()
    account(person, "jury_member")
    actions.convene(jury, by=officer)
    assert Message.objects.filter(to=person.user.email).exists()


def test_links_found_become_recusals_unless_dismissed(officer):
    jury = jury_in("composed")
    first, second = AgendaItemFactory(jury=jury), AgendaItemFactory(jury=jury)
    member = jury.seats.get(key="training").nominations.get().person
    links = {
        item: LinkFactory(person=member, other=item.enrolment.candidate.person, kind="trained")
        for item in (first, second)
    }
    actions.dismiss_link(
        jury,
        member,
        first.enrolment,
        link=f"trained:{links[first].pk}",
        reason="Homonyme",
        by=officer,
    )
    actions.convene(jury, by=officer)
    recusal = Recusal.objects.get()
    assert (recusal.person, recusal.enrolment) == (member, second.enrolment)
    assert recusal.ground == "a formé le candidat (depuis le 06/01/2025)"


@pytest.mark.parametrize("state", ["draft", "convened", "open", "closed"])
def test_convening_happens_once_from_composed(officer, state):
    jury = jury_in(state)
    assert (
        "la convocation n’est pas prévue à l’état"
        in refused(lambda: actions.convene(jury, by=officer))[0]
    )


def test_composing_happens_from_a_draft(officer):
    jury = jury_in("composed")
    assert (
        "la composition n’est pas prévue" in refused(lambda: actions.compose(jury, by=officer))[0]
    )


def test_only_an_officer_composes_and_convenes(make_actor):
    by = make_actor("president")
    jury = jury_in("composed")
    for call in (
        lambda: actions.compose(jury, by=by),
        lambda: actions.convene(jury, by=by),
        lambda: actions.cancel(jury, reason="Motif", by=by),
    ):
        assert "Seul un gestionnaire" in refused(call)[0]


def test_cancelling_tells_those_who_were_summoned(officer):
    jury = jury_in("composed")
    actions.convene(jury, by=officer)
    cancelled = actions.cancel(jury, reason="Le site ferme pour travaux.", by=officer)
    assert cancelled.state == "cancelled"
    told = Message.objects.filter(kind="jury.cancellation")
    assert told.count() == 5
    assert "Le site ferme pour travaux." in told[0].text
    assert "travaux" not in str(JournalEntry.objects.get(verb="jury.cancel").details)


def test_cancelling_a_draft_tells_nobody_and_wants_a_reason(officer):
    jury = jury_in("draft")
    assert refused(lambda: actions.cancel(jury, reason=" ", by=officer)) == [
        "Dites pourquoi ce jury est annulé."
    ]
    actions.cancel(jury, reason="Aucun candidat", by=officer)
    assert not Message.objects.exists()


@pytest.mark.parametrize("state", ["open", "closed"])
def test_an_opened_jury_is_not_cancelled(officer, state):
    jury = jury_in(state)
    assert (
        "l’annulation n’est pas prévue"
        in refused(lambda: actions.cancel(jury, reason="Trop tard", by=officer))[0]
    )


def test_its_president_opens_and_closes_it(account, officer):
    jury = jury_in("convened")
    by = account(jury.seats.get(presides=True).nominations.get().person, "president")
    member = account(jury.seats.get(key="training").nominations.get().person, "president")
    for stranger in (officer, member):
        assert "Seul le président" in refused(lambda by=stranger: actions.open_jury(jury, by=by))[0]
    assert actions.open_jury(jury, by=by).opened_at == clock.now()
    assert actions.close_jury(jury, by=by).state == "closed"
    assert refused(lambda: actions.open_jury(jury, by=by))
