"""The agenda page with its links, the member’s page, and what the pages cost."""

import pytest

from certification.juries.models import AgendaItem, LinkDismissal, Recusal
from tests.factories.candidates import AcquiredBlockFactory, EnrolmentFactory
from tests.factories.juries import AgendaItemFactory, JuryFactory, jury_in, member_for, nominate
from tests.factories.people import LinkFactory

from .pages import at, text_of

pytestmark = pytest.mark.django_db


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
    ("name", "number"), [("list", 4), ("detail", 8), ("composition", 21), ("agenda", 22)]
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
