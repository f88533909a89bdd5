"""Each page for each role: what it shows, what it does, what it hides."""

import re
from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse

from ccas.outbox.models import Message
from certification.juries import actions
from certification.juries.models import AgendaItem, Jury, JuryState, LinkDismissal, Recusal
from tests.factories.candidates import AcquiredBlockFactory, EnrolmentFactory
from tests.factories.framework import other_revision, shipped_revision
from tests.factories.juries import AgendaItemFactory, JuryFactory, jury_in, member_for, nominate
from tests.factories.people import LinkFactory

pytestmark = pytest.mark.django_db


def text_of(response) -> str:
    """The page as a person reads it: no tags, one space."""
    body = re.sub(r"<(script|style)\b.*?</\1>|<[^>]+>", " ", response.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", body).replace(" ", " ")


def at(name: str, *args: object) -> str:
    return reverse(f"juries:{name}", args=args)


@pytest.fixture
def desk(sign_in, officer):
    """The client of the officer."""
    return sign_in(officer)


# --- access ------------------------------------------------------------------------------------


@pytest.fixture
def places():
    """Every address of a convened jury: (method, path)."""
    jury = jury_in("convened")
    item = AgendaItemFactory(jury=jury)
    seat = jury.seats.get(key="training")
    nomination = seat.nominations.get()

    def of(pk, seat_pk, nomination_pk, item_pk):
        return {
            "detail": ("get", at("detail", pk)),
            "composition": ("get", at("composition", pk)),
            "agenda": ("get", at("agenda", pk)),
            "seat": ("post", at("seat", pk, seat_pk)),
            "end": ("post", at("end", pk, nomination_pk)),
            "reschedule": ("post", at("reschedule", pk)),
            "compose": ("post", at("compose", pk)),
            "convene": ("post", at("convene", pk)),
            "cancel": ("post", at("cancel", pk)),
            "add": ("post", at("add", pk)),
            "remove": ("post", at("remove", pk, item_pk)),
            "dismiss": ("post", at("dismiss", pk)),
            "recuse": ("post", at("recuse", pk)),
        }

    return {
        "jury": jury,
        "real": of(jury.pk, seat.pk, nomination.pk, item.pk),
        "unknown": of(uuid4(), uuid4(), uuid4(), uuid4()),
    }


@pytest.mark.parametrize(
    ("role", "open_to"),
    [
        ("candidate", set()),
        ("evaluator", set()),
        ("administrator", set()),
        ("jury_member", set()),  # of another jury
        ("auditor", {"detail", "composition", "agenda"}),
    ],
)
def test_who_gets_the_404_of_an_unknown_id(sign_in, make_actor, places, role, open_to):
    client = sign_in(make_actor(role))
    before = (Jury.objects.get(pk=places["jury"].pk).state, AgendaItem.objects.count())
    for name, (method, path) in places["real"].items():
        answer = getattr(client, method)(path)
        if name in open_to:
            assert answer.status_code == 200, name
            continue
        absent = getattr(client, method)(places["unknown"][name][1])
        assert answer.status_code == absent.status_code == 404, name
        assert len(answer.content) - len(path) == len(absent.content) - len(
            places["unknown"][name][1]
        ) or len(answer.content) == len(absent.content)
    assert (Jury.objects.get(pk=places["jury"].pk).state, AgendaItem.objects.count()) == before


def test_an_anonymous_visitor_signs_in_first(client, places):
    for method, path in places["real"].values():
        answer = getattr(client, method)(path)
        assert answer.status_code == 302
        assert "/compte/" in answer.url


def test_a_member_sees_their_jury_once_convened(sign_in, account):
    jury = jury_in("composed")
    item = AgendaItemFactory(jury=jury)
    client = sign_in(
        account(jury.seats.get(key="training").nominations.get().person, "jury_member")
    )
    assert client.get(at("detail", jury.pk)).status_code == 404
    assert jury.name not in text_of(client.get(at("list")))
    from tests.factories.juries import in_state

    in_state(jury, "convened")
    page = text_of(client.get(at("detail", jury.pk)))
    assert "Vous siégez dans ce jury" in page
    assert item.enrolment.candidate.number in page
    assert jury.name in text_of(client.get(at("list")))
    # The officer's pages stay closed to them.
    for name in ("composition", "agenda"):
        assert client.get(at(name, jury.pk)).status_code == 404


def test_parts_of_another_jury_are_unknown_here(desk):
    jury, other = jury_in("composed"), jury_in("composed")
    item = AgendaItemFactory(jury=other)
    seat = other.seats.get(key="training")
    for path in (
        at("seat", jury.pk, seat.pk),
        at("end", jury.pk, seat.nominations.get().pk),
        at("remove", jury.pk, item.pk),
    ):
        assert desk.post(path).status_code == 404
    member = jury.seats.get(key="training").nominations.get()
    answer = desk.post(
        at("recuse", jury.pk),
        {"person": member.person_id, "enrolment": item.enrolment_id, "ground": "x"},
    )
    assert answer.status_code == 404


def test_hidden_fields_that_are_no_identifiers(desk):
    jury = jury_in("composed")
    for name in ("dismiss", "recuse"):
        for junk in ("", "zut", "\x00"):
            answer = desk.post(at(name, jury.pk), {"person": junk, "enrolment": junk})
            assert answer.status_code in (400, 404, 422)


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


# --- agenda and links --------------------------------------------------------------------------


def test_a_candidate_is_added_for_the_blocks_they_lack(desk):
    jury = jury_in("composed")
    enrolment = EnrolmentFactory(vae=True)
    held = AcquiredBlockFactory(candidate=enrolment.candidate)
    assert enrolment.candidate.number in text_of(desk.get(at("agenda", jury.pk)))
    answer = desk.post(at("add", jury.pk), {"enrolment": enrolment.pk})
    assert answer.status_code == 302
    item = AgendaItem.objects.get()
    assert held.block_code not in {block.code for block in item.blocks.all()}
    assert item.blocks.count() == 2
    assert desk.post(at("remove", jury.pk, item.pk)).status_code == 302
    assert not AgendaItem.objects.exists()


def test_a_held_block_is_a_sentence(desk):
    jury = jury_in("composed")
    enrolment = EnrolmentFactory(vae=True)
    held = AcquiredBlockFactory(candidate=enrolment.candidate)
    answer = desk.post(at("add", jury.pk), {"enrolment": enrolment.pk, "blocks": [held.block_code]})
    assert answer.status_code == 422
    assert "un bloc acquis reste acquis" in text_of(answer)


def linked(jury):
    item = AgendaItemFactory(jury=jury)
    person = jury.seats.get(key="training").nominations.get().person
    link = LinkFactory(person=person, other=item.enrolment.candidate.person, kind="trained")
    return {
        "person": person.pk,
        "enrolment": item.enrolment_id,
        "link": f"trained:{link.pk}",
    }


def test_links_are_shown_with_their_evidence_and_dismissed_with_a_reason(desk):
    jury = jury_in("composed")
    typed = linked(jury)
    page = text_of(desk.get(at("agenda", jury.pk)))
    assert "a formé le candidat" in page
    assert "(depuis le 06/01/2025)" in page
    assert "Déportera ce membre" in page
    answer = desk.post(at("dismiss", jury.pk), {**typed, "reason": "", "outcome": "dismiss"})
    assert answer.status_code == 422
    assert not LinkDismissal.objects.exists()
    answer = desk.post(
        at("dismiss", jury.pk), {**typed, "reason": "Homonyme", "outcome": "dismiss"}
    )
    assert answer.status_code == 302
    page = text_of(desk.get(at("agenda", jury.pk)))
    assert "Écarté Homonyme" in page
    assert "Déportera ce membre" not in page


def test_a_found_link_may_recuse_at_once(desk):
    jury = jury_in("composed")
    typed = linked(jury)
    answer = desk.post(at("dismiss", jury.pk), {**typed, "reason": "Avéré", "outcome": "recuse"})
    assert answer.status_code == 302
    assert Recusal.objects.get().found_by == "link"
    assert "Déport enregistré" in text_of(desk.get(at("agenda", jury.pk)))


def test_the_officer_records_a_recusal_told_by_a_member(desk):
    jury = jury_in("composed")
    item = AgendaItemFactory(jury=jury)
    member = jury.seats.get(key="operator:GN").nominations.get().person
    outsider = member_for(jury.seats.get(key="operator:GN"))
    typed = {"enrolment": item.enrolment_id, "ground": "Voisins de palier"}
    for person in ("", outsider.pk):
        answer = desk.post(at("recuse", jury.pk), {**typed, "person": person})
        assert answer.status_code == 422
        assert "Voisins de palier" in answer.content.decode()
    assert not Recusal.objects.exists()
    answer = desk.post(at("recuse", jury.pk), {**typed, "person": member.pk})
    assert answer.url == at("agenda", jury.pk)
    assert "Voisins de palier" in text_of(desk.get(at("agenda", jury.pk)))
    # Once recused, a member is not offered again.
    assert f'value="{member.pk}"' not in desk.get(at("agenda", jury.pk)).content.decode()


def test_a_link_of_the_president_shows_that_the_jury_could_not_sit(desk):
    jury = jury_in("composed")
    item = AgendaItemFactory(jury=jury)
    president = jury.seats.get(presides=True).nominations.get().person
    LinkFactory(person=president, other=item.enrolment.candidate.person, kind="family")
    page = text_of(desk.get(at("agenda", jury.pk)))
    assert "Le jury ne peut pas siéger" in page
    assert "Ni le président ni un suppléant n’est présent." in page


def test_a_member_withdraws_on_their_page(sign_in, account):
    jury = jury_in("convened")
    typed = linked(jury)
    person = jury.seats.get(key="training").nominations.get().person
    client = sign_in(account(person, "jury_member"))
    path = at("recuse", jury.pk)
    empty = client.post(path, {**typed, "ground": ""})
    assert empty.status_code == 422
    assert client.post(path, {**typed, "ground": "Je l’ai formée."}).status_code == 302
    page = text_of(client.get(at("detail", jury.pk)))
    assert "Vous ne siégez pas pour un candidat" in page
    assert AgendaItem.objects.get().enrolment.candidate.number not in page
    # What they left is unknown to them from now on.
    assert client.post(path, {**typed, "ground": "Encore"}).status_code == 404


def test_a_member_does_not_withdraw_for_another(sign_in, account):
    jury = jury_in("convened")
    typed = linked(jury)
    other = jury.seats.get(key="operator:PN").nominations.get().person
    client = sign_in(account(other, "jury_member"))
    answer = client.post(at("recuse", jury.pk), {**typed, "ground": "Je le sais"})
    assert answer.status_code == 404
    assert not Recusal.objects.exists()


# --- cost --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "number"), [("list", 5), ("detail", 9), ("composition", 13), ("agenda", 17)]
)
def test_queries_do_not_grow_with_members_and_candidates(
    desk, django_assert_num_queries, name, number
):
    """The same number for one member and one candidate, and for five of each."""

    def measure(members, candidates):
        jury = JuryFactory()
        for seat in list(jury.seats.order_by("position"))[:members]:
            nominate(seat)
            member_for(seat)
        for _ in range(candidates):
            item = AgendaItemFactory(jury=jury)
            for nomination in jury.seats.first().nominations.all():
                LinkFactory(person=nomination.person, other=item.enrolment.candidate.person)
            EnrolmentFactory(vae=True)
        path = at(name) if name == "list" else at(name, jury.pk)
        desk.get(path)  # content types and the like
        with django_assert_num_queries(number):
            assert desk.get(path).status_code == 200

    measure(1, 1)
    measure(5, 5)
