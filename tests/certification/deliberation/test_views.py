"""The screens, for who may see them; anybody else gets the 404 of an unknown id."""

from uuid import uuid4

import pytest
from django.urls import reverse

from ccas import clock
from ccas.refusals import Refusal
from certification.deliberation import actions
from certification.deliberation.boards.agenda import OUTCOME_KINDS
from certification.deliberation.models import BlockDecision, Deliberation
from certification.deliberation.rules import OUTCOMES
from tests.factories.deliberation import (
    NOON,
    account,
    candidate,
    concluded,
    convened,
    opened,
    other_president,
    proposed,
    signed,
)
from tests.kept import Kept

pytestmark = pytest.mark.django_db
#: A deliberation of one candidate.
room_of_one = Kept(opened, 1)


@pytest.fixture(autouse=True)
def at_noon():
    with clock.moved_to(NOON):
        yield


def addresses(room) -> dict[str, str]:
    presentation = room.presentations[0]
    ids = {"pk": room.deliberation.pk}
    return {
        "sitting": reverse("deliberation:sitting", kwargs=ids),
        "leaving": reverse("deliberation:leaving", kwargs=ids),
        "minutes": reverse("deliberation:minutes", kwargs=ids),
        "candidate": reverse(
            "deliberation:candidate", kwargs={**ids, "presentation": presentation.pk}
        ),
    }


def block_address(name: str, presentation, position: int = 1) -> str:
    return reverse(
        f"deliberation:{name}",
        kwargs={
            "pk": presentation.deliberation_id,
            "presentation": presentation.pk,
            "block": presentation.blocks.get(position=position).pk,
        },
    )


def test_who_sees_the_room(client, sign_in, make_actor, officer):
    room = opened([candidate(account_too=True)])
    (presentation,) = room.presentations
    unknown = reverse("deliberation:sitting", kwargs={"pk": uuid4()})
    owner = account(presentation.enrolment.candidate.person, "candidate")
    for actor in (officer, make_actor("auditor"), room.president, room.members[0]):
        sign_in(actor)
        for name, address in addresses(room).items():
            assert client.get(address).status_code == 200, (actor.role, name)
    bodies = set()
    for actor in (
        owner,
        other_president(),
        make_actor("jury_member"),
        make_actor("evaluator"),
        make_actor("tutor"),
    ):
        sign_in(actor)
        for address in (*addresses(room).values(), unknown):
            answer = client.get(address)
            assert answer.status_code == 404, (actor.role, address)
            bodies.add(answer.content)
    assert len(bodies) == 1


def test_a_recused_member_sees_nothing_of_that_candidate(client, sign_in):
    room = opened(2)
    first, second = room.presentations
    actions.recuse(first, person=room.people[1], ground="Frère.", by=room.members[0])
    sign_in(room.members[0])
    assert client.get(addresses(room)["candidate"]).status_code == 404
    other = reverse(
        "deliberation:candidate",
        kwargs={"pk": room.deliberation.pk, "presentation": second.pk},
    )
    assert client.get(other).status_code == 200
    page = client.get(addresses(room)["sitting"]).content.decode()
    assert first.enrolment.candidate.person.display_name not in page
    wall = client.get(addresses(room)["leaving"]).content.decode()
    assert first.enrolment.candidate.person.birth_name not in wall


def test_the_president_opens_from_the_screen_and_red_cannot(client, sign_in):
    room = convened(1)
    sign_in(room.president)
    address = reverse("deliberation:open", kwargs={"jury": room.jury.pk})
    assert "peut siéger" in client.get(address).content.decode()
    few = [str(person.pk) for person in room.people[1:2]]
    read = client.get(address, {"present": few, "read": "1"}, headers={"HX-Request": "true"})
    assert "ne peut pas s’ouvrir" in read.content.decode()
    refused = client.post(address, {"present": [*few, "n’importe quoi"]})
    assert refused.status_code == 422
    assert not Deliberation.objects.filter(jury=room.jury).exists()
    done = client.post(address, {"present": [str(person.pk) for person in room.people]})
    deliberation = Deliberation.objects.get(jury=room.jury)
    assert done.url == reverse("deliberation:sitting", kwargs={"pk": deliberation.pk})
    assert client.get(address).url == done.url


def test_deciding_from_the_screen(client, sign_in):
    room = room_of_one()
    (presentation,) = room.presentations
    proposed(presentation.enrolment, 1)
    sign_in(room.president)
    kwargs = {"pk": room.deliberation.pk, "presentation": presentation.pk}
    client.post(reverse("deliberation:attendance", kwargs={**kwargs, "kind": "present"}))
    page = client.get(addresses(room)["candidate"]).content.decode()
    assert "Valider selon la règle" in page
    client.post(block_address("decide_by_rule", presentation))
    assert BlockDecision.objects.get().basis == "by_rule"

    pk = presentation.blocks.get(position=2).pk
    typed = {
        f"b{pk}-decision": "not_validated",
        f"b{pk}-votes_for": "1",
        f"b{pk}-votes_against": "4",
        f"b{pk}-abstentions": "0",
        f"b{pk}-reasons": "L’alerte n’a pas été transmise.",
        f"b{pk}-what_would_show": "",
    }
    refused = client.post(block_address("decide", presentation, 2), typed)
    body = refused.content.decode()
    assert refused.status_code == 422
    assert "devra montrer" in body
    assert "L’alerte n’a pas été transmise." in body
    typed[f"b{pk}-what_would_show"] = "Une alerte transmise en deux minutes."
    assert client.post(block_address("decide", presentation, 2), typed).status_code == 302
    typed3 = {key.replace(f"b{pk}-", "b0-"): value for key, value in typed.items()}
    assert client.post(block_address("decide", presentation, 3), typed3).status_code == 422
    assert BlockDecision.objects.count() == 2


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"for": "3", "against": "2"}, "3 pour, 2 contre, 0 abstention : validé"),
        ({"for": "2", "against": "2"}, "partagées"),
        ({"for": "2", "against": "2", "casting": "against"}, "non validé par la voix"),
        ({"for": "9", "against": ""}, "9 voix"),
        ({"for": "<b>", "against": "-1"}, "Aucune voix"),
    ],
)
def test_the_majority_is_computed_as_one_types(client, sign_in, typed, said):
    room = room_of_one()
    (presentation,) = room.presentations
    sign_in(room.president)
    prefix = f"b{presentation.blocks.get(position=1).pk}-"
    answer = client.get(
        block_address("count", presentation),
        {
            prefix + "votes_for": typed["for"],
            prefix + "votes_against": typed["against"],
            prefix + "casting_vote": typed.get("casting", ""),
        },
    )
    assert said in answer.content.decode()


def test_only_who_presides_reaches_the_acts(client, sign_in, officer):
    room = room_of_one()
    (presentation,) = room.presentations
    for actor in (officer, room.members[0], other_president()):
        sign_in(actor)
        for name in ("decide", "decide_by_rule", "reconsider"):
            assert client.post(block_address(name, presentation)).status_code == 404
        for name in ("close", "reopen"):
            address = reverse(f"deliberation:{name}", kwargs={"pk": room.deliberation.pk})
            assert client.post(address).status_code == 404
    assert BlockDecision.objects.count() == 0


def test_a_refusal_is_a_message_and_bad_input_is_no_error(client, sign_in):
    room = room_of_one()
    (presentation,) = room.presentations
    sign_in(room.president)
    kwargs = {"pk": room.deliberation.pk, "presentation": presentation.pk}
    conclude = client.post(reverse("deliberation:conclude", kwargs=kwargs), follow=True)
    assert "pas encore constatée" in conclude.content.decode()
    for ground in ("", "\x00", "x" * 6000):
        answer = client.post(
            reverse("deliberation:recuse", kwargs=kwargs),
            {"person": str(room.people[1].pk), "ground": ground},
        )
        assert answer.status_code == 302
    assert room.jury.recusals.count() == 0
    assert client.get(reverse("deliberation:conclude", kwargs=kwargs)).status_code == 405


def test_minutes_from_draft_to_signed(client, sign_in):
    room = room_of_one()
    address = addresses(room)["minutes"]
    sign_in(room.president)
    draft = client.get(address).content.decode()
    assert "décision attendue" in draft
    assert "Ce qui manque avant de clore" in draft
    concluded(room, room.presentations[0])
    client.post(reverse("deliberation:close", kwargs={"pk": room.deliberation.pk}))
    page = client.get(address).content.decode()
    assert "signe en dernier" in page
    sign = reverse("deliberation:sign", kwargs={"pk": room.deliberation.pk})
    sha = Deliberation.objects.get().minutes.facts_sha256
    for member in [*room.members, room.president]:
        sign_in(member)
        client.post(sign, {"facts_sha256": sha})
    assert Deliberation.objects.get().minutes.state == "signed"
    sign_in(room.members[0])
    assert "Plus rien de cette délibération ne change" in client.get(address).content.decode()


def test_results_page_exists_once_signed(client, sign_in):
    room = room_of_one()
    concluded(room, room.presentations[0])
    address = reverse("deliberation:results", kwargs={"pk": room.deliberation.pk})
    sign_in(room.president)
    assert client.get(address).status_code == 404
    signed(room)
    assert "Titre délivré" in client.get(address).content.decode()


@pytest.mark.parametrize("name", ["sitting", "candidate", "minutes", "leaving"])
def test_queries_do_not_grow_with_candidates(client, sign_in, name):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for number in (1, 5):
        room = opened(number)
        actions.mark_present(room.presentations[0], by=room.president)
        sign_in(room.president)
        address = addresses(room)[name]
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
    # What ties members to the candidate, who declared and who read are a dozen of them.
    assert counts[0] < 65


def test_every_outcome_has_its_badge_in_the_room():
    assert set(OUTCOME_KINDS) == set(OUTCOMES)


def test_the_room_shows_a_candidate_sent_to_another_jury(client, sign_in):
    room = opened(2)
    first, second = room.presentations
    # The president is tied to the first candidate, and nobody else may preside.
    actions.recuse(first, person=room.person(0), ground="Beau-frère.", by=room.president)
    actions.defer_presentation(first, by=room.president)
    sign_in(room.members[0])
    body = client.get(addresses(room)["sitting"]).content.decode()
    assert "Renvoyé à un autre jury" in body
    assert f"Passage de {second.enrolment.candidate.person.display_name}" in body


def test_screen_guards_are_those_of_the_actions(sign_in):
    """The screens call actions that refuse by themselves: hiding a button is no guard."""
    room = room_of_one()
    with pytest.raises(Refusal):
        actions.close_deliberation(room.deliberation, by=room.members[0])
