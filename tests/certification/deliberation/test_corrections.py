"""A clerical correction of signed minutes: two people, a new version, the first one stays."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from ccas import clock
from ccas.documents.models import Document
from ccas.refusals import Conflict, Refusal
from certification.deliberation import actions
from certification.deliberation.canonical import sha256_of
from certification.deliberation.models import Minutes, MinutesCorrection
from tests.factories.deliberation import EVENING, NOON, concluded, opened, signed

pytestmark = pytest.mark.django_db


@pytest.fixture
def room():
    room = opened(1)
    with clock.moved_to(NOON):
        actions.report_incident(
            room.deliberation, text="Coupure de courrant à 10 h 12.", by=room.president
        )
        concluded(room, room.presentations[0])
    signed(room)
    return room


@pytest.fixture(autouse=True)
def in_the_evening():
    with clock.moved_to(EVENING):
        yield


def refused(match: str, act, *args, **kwargs) -> None:
    with pytest.raises(Refusal, match=match):
        act(*args, **kwargs)


def proposed(room, wrong="courrant", right="courant", **more):
    said = {"wrong": wrong, "right": right, "reason": "Faute de frappe.", "by": room.president}
    return actions.propose_correction(room.deliberation, **said | more)


def countersigned(room, version=2):
    return actions.countersign_correction(room.deliberation, version=version, by=room.members[0])


def documents() -> list[Document]:
    return list(Document.objects.filter(kind="minutes").order_by("rank"))


def test_a_correction_is_a_new_version_and_the_old_one_says_so(room):
    before = Minutes.objects.get()
    proposed(room)
    assert len(documents()) == 1, "nothing changes until a second person signs"
    row = countersigned(room)
    first, second = documents()
    assert second.replaces == first
    assert second.facts["incidents"][0]["text"] == "Coupure de courant à 10 h 12."
    assert first.facts["incidents"][0]["text"] == "Coupure de courrant à 10 h 12."
    assert second.facts["version"] == 2
    assert second.facts["facts_hash"] == row.facts_sha256 == sha256_of(row.facts)
    assert second.facts["corrections"][0]["right"] == "courant"
    # What was signed is what was signed.
    assert {one["signed_hash"] for one in second.facts["signatures"]} == {before.facts_sha256}
    after = Minutes.objects.get()
    assert (after.facts, after.facts_sha256) == (before.facts, before.facts_sha256)
    assert second.facts["candidates"] == first.facts["candidates"]


def test_corrections_follow_each_other(room):
    proposed(room)
    refused("attend déjà", proposed, room, wrong="Coupure", right="Panne")
    countersigned(room)
    refused("ne figure pas", proposed, room)
    proposed(room, wrong="Coupure", right="Panne")
    countersigned(room, version=3)
    last = documents()[-1]
    assert last.facts["incidents"][0]["text"] == "Panne de courant à 10 h 12."
    assert [one["version"] for one in last.facts["corrections"]] == [2, 3]
    assert last.replaces.facts["version"] == 2


def test_two_people_and_no_result(room, officer):
    number = room.presentations[0].enrolment.candidate.number
    refused("seulement dans un résultat", proposed, room, wrong=number, right="C-1")
    refused("préside", proposed, room, by=room.members[0])
    refused("préside", proposed, room, by=officer)
    refused("n’attend de contresignature", countersigned, room)
    proposed(room)
    refused("deux signatures", actions.countersign_correction, room.deliberation,
            version=2, by=room.president)  # fmt: skip
    refused("présent à la clôture", actions.countersign_correction, room.deliberation,
            version=2, by=officer)  # fmt: skip
    with pytest.raises(Conflict, match="n’est plus celle"):
        countersigned(room, version=3)
    refused("préside", actions.drop_correction, room.deliberation, by=room.members[0])
    actions.drop_correction(room.deliberation, by=room.president)
    refused("Aucune correction", actions.drop_correction, room.deliberation, by=room.president)
    assert not MinutesCorrection.objects.exists()


def test_what_is_not_signed_is_reopened():
    room = opened(1)
    refused("se rouvre, il ne se corrige pas", proposed, room)


def sql_refused(statement: str, *values, match: str) -> None:
    with (
        pytest.raises(DatabaseError, match=match),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement, values)


def test_by_raw_sql(room):
    row = proposed(room)
    same = "UPDATE certification_minutescorrection SET {} WHERE id = %s"
    sql_refused(same.format("countersigned_by_id = proposed_by_id, countersigned_at = now(),"
                            " facts_sha256 = 'x'"), row.pk, match="signed_by_two")  # fmt: skip
    sql_refused(same.format("countersigned_at = now()"), row.pk, match="signed_by_two")
    sql_refused(same.format("version = 1"), row.pk, match="follows_the_first")
    sql_refused(same.format("reason = ''"), row.pk, match="has_a_reason")
    copied = (
        "INSERT INTO certification_minutescorrection SELECT (jsonb_populate_record(t,"
        " jsonb_build_object('id', gen_random_uuid(), 'version', 3))).*"
        " FROM certification_minutescorrection t WHERE id = %s"
    )
    sql_refused(copied, row.pk, match="one_at_a_time")
    countersigned(room)
    for change in ("\"right\" = 'x'", "facts = '{}'", "countersigned_at = NULL"):
        sql_refused(same.format(change), row.pk, match="[Cc]annot")
    sql_refused("DELETE FROM certification_minutescorrection WHERE id = %s", row.pk,
                match="[Cc]annot")  # fmt: skip
    unsigned = opened(1)
    with clock.moved_to(NOON):
        concluded(unsigned, unsigned.presentations[0])
    with clock.moved_to(EVENING):
        other = actions.close_deliberation(unsigned.deliberation, by=unsigned.president)
    sql_refused(
        "INSERT INTO certification_minutescorrection SELECT (jsonb_populate_record(t,"
        " jsonb_build_object('id', gen_random_uuid(), 'minutes_id', %s::uuid))).*"
        " FROM certification_minutescorrection t LIMIT 1",
        other.pk, match="are reopened, not corrected",
    )  # fmt: skip


def test_from_the_screens(client, sign_in, room):
    ids = {"pk": room.deliberation.pk}
    minutes, correct = (reverse(f"deliberation:{name}", kwargs=ids) for name in
                        ("minutes", "correct"))  # fmt: skip
    sign_in(room.president)
    assert "Corriger une erreur matérielle" in client.get(minutes).content.decode()
    typed = {"wrong": "awarded", "right": "partial", "reason": "x"}
    refusal = client.post(correct, typed)
    assert refusal.status_code == 422
    assert "nouvelle délibération" in refusal.content.decode()
    typed = {"wrong": "courrant", "right": "courant", "reason": "Faute de frappe."}
    assert client.post(correct, typed).status_code == 302
    assert "Contresigner" not in client.get(minutes).content.decode()
    sign_in(room.members[1])
    assert "Contresigner" in client.get(minutes).content.decode()
    countersign = reverse("deliberation:countersign", kwargs=ids)
    for version in ("", "x", "1"):
        client.post(countersign, {"version": version})
    assert len(documents()) == 1
    client.post(countersign, {"version": "2"})
    assert len(documents()) == 2
    page = client.get(minutes).content.decode()
    assert "« courrant » corrigé en « courant »" in page
    assert "Coupure de courant à 10 h 12." in page
    assert documents()[-1].number in page
