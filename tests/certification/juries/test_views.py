"""The list, the calendar, the creation and the composition page, for the officer."""

from datetime import date

import pytest

from ccas.outbox.models import Message
from certification.juries import actions
from certification.juries.models import Jury, JuryState
from tests.factories.framework import other_revision, shipped_revision
from tests.factories.juries import AgendaItemFactory, JuryFactory, jury_in, member_for

from .pages import at, text_of

pytestmark = pytest.mark.django_db


# --- list, calendar, creation ------------------------------------------------------------------


def test_the_list_begins_with_what_is_next(desk):
    jury_in("closed", filled=False, name="Jury de mars")
    JuryFactory(name="Jury d’octobre")
    page = text_of(desk.get(at("list")))
    assert "Pourvoir 5 sièges" in page
    assert page.index("Jury d’octobre") < page.index("Jury de mars")
    assert "0 sur 5" in page


def test_an_empty_list_says_so(desk):
    assert "Aucun jury n’est prévu." in text_of(desk.get(at("list")))


def test_the_calendar_shows_dates_and_deadlines(desk):
    JuryFactory(sits_on=date(2026, 10, 6))
    page = text_of(desk.get(at("calendar")))
    assert "21 septembre 2026 — Dernier jour pour convoquer" in page
    assert "6 octobre 2026 — Le jury siège" in page


def test_creating_shows_whose_turn_it_is_and_why(desk, entities):
    revision = shipped_revision()
    JuryFactory(sits_on=date(2026, 3, 3))
    assert desk.get(at("create")).status_code == 200
    typed = {"rules": f"{revision.pk}|FC", "sits_on": "06/10/2026"}
    page = text_of(desk.get(at("create"), typed))
    assert "Le dernier jury, le 03/03/2026, revenait à l’entité BSPP" in page
    assert "Police nationale" in page
    answer = desk.post(at("create"), {**typed, "presiding_entity": "PN", "place": "Limonest"})
    jury = Jury.objects.get(sits_on=date(2026, 10, 6))
    assert answer.status_code == 302
    assert answer.url == at("composition", jury.pk)
    assert jury.presiding_entity.code == "PN"


def test_another_choice_without_reason_loses_nothing_typed(desk, entities):
    revision = shipped_revision()
    typed = {
        "rules": f"{revision.pk}|FC",
        "sits_on": "2026-10-06",
        "presiding_entity": "GN",
        "place": "Caserne d’Aubigné-Racan",
    }
    answer = desk.post(at("create"), typed)
    assert answer.status_code == 422
    body = answer.content.decode()
    assert "Donnez un motif" in body
    assert "Caserne d’Aubigné-Racan" in body
    assert not Jury.objects.exists()
    assert desk.post(at("create"), {**typed, "rotation_reason": "Exercice"}).status_code == 302


@pytest.mark.parametrize(
    "typed",
    [
        {"rules": "zut", "sits_on": "2026-10-06"},
        {"rules": "", "sits_on": "31/02/2026"},
        {"rules": "x|FC", "sits_on": "demain"},
    ],
)
def test_a_wrong_first_step_is_a_sentence(desk, typed):
    shipped_revision()
    assert desk.get(at("create"), typed).status_code == 422
    assert desk.post(at("create"), typed).status_code == 422


def test_a_jury_without_rotation_is_created_without_entity(desk):
    revision = other_revision("RNCP35419")
    route = revision.rules.juries[0].routes[0]
    typed = {"rules": f"{revision.pk}|{route}", "sits_on": "2026-10-06"}
    assert "Entité qui préside" not in text_of(desk.get(at("create"), typed))
    assert desk.post(at("create"), {**typed, "place": "Nantes"}).status_code == 302
    jury = Jury.objects.get()
    assert desk.get(at("composition", jury.pk)).status_code == 200
    assert desk.get(at("detail", jury.pk)).status_code == 200


# --- composition -------------------------------------------------------------------------------


def test_only_those_who_fit_are_offered_with_the_count(desk):
    jury = JuryFactory()
    pn, gn = jury.seats.get(key="operator:PN"), jury.seats.get(key="operator:GN")
    fits, does_not = member_for(pn, usual_name="Fitte"), member_for(gn, usual_name="Nonfitte")
    body = desk.get(at("composition", jury.pk)).content.decode()
    panel = body[body.index(f'id="siege-{pn.position}"') : body.index(f'id="siege-{gn.position}"')]
    assert f'value="{fits.pk}|operator"' in panel
    assert str(does_not.pk) not in panel
    assert "1 personne peut tenir ce siège ; 1 autre habilitée" in panel


def test_taking_a_seat_replacing_leaving(desk):
    jury = JuryFactory()
    seat = jury.seats.get(key="operator:PN")
    first, second = member_for(seat), member_for(seat)
    path = at("seat", jury.pk, seat.pk)
    assert desk.post(path, {"who": f"{first.pk}|operator"}).status_code == 302
    assert seat.nominations.get().person == first
    assert desk.post(path, {"who": f"{second.pk}|operator"}).status_code == 302
    assert seat.nominations.get(ends_at__isnull=True).person == second
    last = seat.nominations.get(ends_at__isnull=True)
    assert desk.post(at("end", jury.pk, last.pk)).status_code == 302
    assert not seat.nominations.filter(ends_at__isnull=True).exists()


def test_an_operator_s_seat_is_not_given_to_the_presiding_entity(desk):
    """The page does not offer them; a forged form is refused all the same."""
    jury = JuryFactory()
    seat = jury.seats.get(key="operator:PN")
    wrong = member_for(jury.seats.get(key="president"), capacity="operator")
    answer = desk.post(
        at("seat", jury.pk, seat.pk),
        {"who": f"{wrong.pk}|operator", "designation_reference": "Décision 2026-7"},
    )
    assert answer.status_code == 422
    assert "ne peut pas tenir ce siège" in text_of(answer)
    assert "Décision 2026-7" in answer.content.decode()
    assert not seat.nominations.exists()


def test_a_representative_without_act_is_a_sentence_on_the_form(desk):
    jury = JuryFactory()
    seat = jury.seats.get(key="president")
    person = member_for(seat, capacity="entity_head_representative")
    person.accreditations.update(act_reference="")
    path = at("seat", jury.pk, seat.pk)
    who = f"{person.pk}|entity_head_representative"
    answer = desk.post(path, {"who": who})
    assert answer.status_code == 422
    assert "n’est pas enregistré" in text_of(answer)
    assert desk.post(path, {"who": who, "designation_reference": "D. 12"}).status_code == 302


def test_each_indicator_is_said_in_words(desk):
    jury = jury_in("draft")
    actions.end_nomination(jury.seats.get(key="training").nominations.get(), by=desk_actor(desk))
    page = text_of(desk.get(at("composition", jury.pk)))
    assert "Bloquant" in page
    assert "Conforme" in page
    assert "Ce qui empêche d’arrêter la composition" in page
    assert "Personne ne tient deux sièges." in page


def desk_actor(client):
    from ccas.accounts.models import User

    return User.objects.get(pk=client.session["_auth_user_id"]).acting_as("officer")


def test_composing_then_convening(desk):
    jury = jury_in("draft")
    AgendaItemFactory(jury=jury)
    assert "Arrêter la composition" in text_of(desk.get(at("composition", jury.pk)))
    assert desk.post(at("compose", jury.pk)).status_code == 302
    assert "Oui, convoquer" in text_of(desk.get(at("composition", jury.pk)))
    assert desk.post(at("convene", jury.pk)).status_code == 302
    jury.refresh_from_db()
    assert jury.state == JuryState.CONVENED
    assert Message.objects.filter(kind="jury.summons").count() == 5


def test_a_refused_convening_is_a_message_where_we_were(desk):
    jury = jury_in("composed", sits_on=date(2026, 9, 5))
    page = text_of(desk.get(at("composition", jury.pk)))
    assert "Ce qui empêche de convoquer" in page
    assert "Oui, convoquer" not in page
    here = at("composition", jury.pk)
    answer = desk.post(at("convene", jury.pk), headers={"referer": f"http://testserver{here}"})
    assert answer.url == here
    assert "Une autre date est nécessaire" in text_of(desk.get(here))
    assert not Message.objects.exists()


def test_moving_the_date(desk):
    jury = jury_in("composed", sits_on=date(2026, 9, 5))
    path = at("reschedule", jury.pk)
    wrong = desk.post(path, {"sits_on": "2026-01-01", "place": "Lyon 7e"})
    assert wrong.status_code == 422
    assert "déjà passée" in text_of(wrong)
    assert "Lyon 7e" in wrong.content.decode()
    assert desk.post(path, {"sits_on": "2026-12-01", "place": "Lyon 7e"}).status_code == 302
    jury.refresh_from_db()
    assert (jury.sits_on, jury.place) == (date(2026, 12, 1), "Lyon 7e")


def test_cancelling_from_the_page(desk):
    jury = jury_in("composed")
    path = at("cancel", jury.pk)
    assert desk.post(path, {"annuler-reason": ""}).status_code == 422
    assert desk.post(path, {"annuler-reason": "Inondation"}).status_code == 302
    jury.refresh_from_db()
    assert jury.state == JuryState.CANCELLED
    for name in ("detail", "composition", "agenda"):
        assert desk.get(at(name, jury.pk)).status_code == 200
