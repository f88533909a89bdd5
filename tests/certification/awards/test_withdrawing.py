"""A title taken back: a dated ground, its holder heard, two people; said at once, kept for good."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from ccas import clock
from ccas.documents.actions import render_document
from ccas.documents.models import Document
from ccas.journal.models import JournalEntry
from ccas.outbox.models import Message
from ccas.refusals import Refusal
from certification.awards import actions
from certification.awards.letters import LETTER
from certification.awards.models import Award, AwardWithdrawal
from certification.awards.standing import ended_on
from certification.invariants import broken_invariants
from tests.certification.awards.test_road import sat
from tests.factories.awards import (
    SignatoryFactory,
    an_administrator,
    an_officer,
    proposed,
    published,
    withdrawn,
)
from tests.factories.deliberation import EVENING, account, candidate
from tests.factories.people import PersonFactory
from tests.faults.test_room_invariants import over_the_triggers
from tests.kept import Kept

pytestmark = pytest.mark.django_db

TODAY = date(2026, 10, 6)
#: The holder may still answer on the last day, and no longer the next.
LAST_DAY = EVENING + timedelta(days=15)
HEARD = EVENING + timedelta(days=16)


def titled():
    """The award of a candidate whose results are published."""
    SignatoryFactory()
    published(sat(candidate(account_too=True)), an_officer())
    return Award.objects.get()


kept = Kept(titled)


@pytest.fixture
def award():
    return kept()


@pytest.fixture(autouse=True)
def that_evening():
    with clock.moved_to(EVENING):
        yield


def holder(award):
    return account(award.candidate.person, "candidate")


WRONG = [
    ({"ground": "regret"}, "dit son fondement"),
    ({"found_on": TODAY + timedelta(days=1)}, "dans l’avenir"),
    ({"reference": " "}, "cite l’acte"),
    ({"reasons": "\n"}, "ses motifs"),
]


@pytest.mark.parametrize(("change", "word"), WRONG)
def test_a_proposal_has_a_dated_ground(award, change, word):
    with pytest.raises(Refusal, match=word):
        proposed(award, **change)
    assert not AwardWithdrawal.objects.exists()


def test_only_an_officer_proposes_and_one_at_a_time(award):
    for actor in (an_administrator(), holder(award)):
        with pytest.raises(Refusal, match="Seul un gestionnaire"):
            proposed(award, by=actor)
    withdrawal = proposed(award)
    with pytest.raises(Refusal, match="déjà proposé"):
        proposed(award)
    assert Message.objects.get(kind="award.withdrawal_proposed")
    assert "usurpée" not in Message.objects.get(kind="award.withdrawal_proposed").text
    actions.drop_withdrawal(withdrawal, by=an_officer())
    assert Message.objects.get(kind="award.withdrawal_dropped")
    with pytest.raises(Refusal, match="déjà prononcé ou abandonné"):
        actions.drop_withdrawal(withdrawal, by=an_officer())
    assert proposed(award).pk != withdrawal.pk


def test_an_illegality_has_four_months(award):
    with clock.moved_to(EVENING + timedelta(days=124)), pytest.raises(Refusal, match="quatre mois"):
        proposed(award, ground="illegality")
    withdrawal = proposed(award, ground="illegality")
    with clock.moved_to(EVENING + timedelta(days=124)), pytest.raises(Refusal, match="quatre mois"):
        actions.pronounce_withdrawal(withdrawal, by=an_administrator())


def test_the_holder_is_heard_before(award):
    withdrawal = proposed(award)
    administrator = an_administrator()
    with clock.moved_to(LAST_DAY), pytest.raises(Refusal, match="observations jusqu’au 21 octobre"):
        actions.pronounce_withdrawal(withdrawal, by=administrator)
    stranger = account(PersonFactory(), "candidate")
    for actor, text, word in (
        (stranger, "Non.", "Seul un gestionnaire"),
        (holder(award), " ", "vides"),
    ):
        with pytest.raises(Refusal, match=word):
            actions.answer_withdrawal(withdrawal, text=text, by=actor)
    with clock.moved_to(HEARD), pytest.raises(Refusal, match="attendues jusqu’au 21/10/2026"):
        actions.answer_withdrawal(withdrawal, text="Trop tard.", by=holder(award))
    actions.answer_withdrawal(withdrawal, text="C’est bien moi.", by=holder(award))
    with pytest.raises(Refusal, match="déjà reçues"):
        actions.answer_withdrawal(withdrawal, text="Encore.", by=holder(award))
    actions.pronounce_withdrawal(withdrawal, by=administrator)


def test_two_people_and_one_of_them_an_administrator(award):
    both = an_officer()
    withdrawal = proposed(award, by=both)
    twice = type(both)(both.user_id, "administrator")
    with clock.moved_to(HEARD):
        with pytest.raises(Refusal, match="une autre personne"):
            actions.pronounce_withdrawal(withdrawal, by=twice)
        with pytest.raises(Refusal, match="Seul un administrateur"):
            actions.pronounce_withdrawal(withdrawal, by=an_officer())
        award = actions.pronounce_withdrawal(withdrawal, by=an_administrator())
        assert award.withdrawn_on == date(2026, 10, 22)
        with pytest.raises(Refusal, match="déjà prononcé"):
            actions.pronounce_withdrawal(withdrawal, by=an_administrator())
        with pytest.raises(Refusal, match="déjà été retiré"):
            proposed(award)


def test_the_letter_the_register_and_the_public_page_say_it(award, client, officer):
    certificate = Document.objects.get(kind="certificate")
    letter = Document.objects.get(kind=LETTER)
    assert ended_on(certificate) is None and ended_on(letter) is None
    award = withdrawn(award)
    paper = Document.objects.get(kind="award_withdrawal")
    assert award.withdrawal_reference == paper.number
    assert award.withdrawal_ground == "Fraude établie. Identité usurpée."
    assert paper.facts["items"] == ["Identité usurpée."]
    assert "restent acquis" in paper.facts["after"][0]
    assert "7 décembre 2026" in str(paper.facts["after"])
    render_document(paper.pk, by=officer)
    assert ended_on(certificate) == ended_on(letter) == TODAY
    for document in (certificate, letter):
        page = client.get(reverse("register:verify", args=[document.verification_code]))
        assert "RETIRÉ" in page.content.decode()
    line = JournalEntry.objects.get(verb="award.withdraw")
    assert "usurpée" not in str(line.details)
    assert 82 not in broken_invariants()


#: What the database refuses of a title in force, and of a proposal.
REFUSED = [
    "UPDATE certification_award SET withdrawn_on = '2026-10-06', withdrawal_ground = 'x',"
    " withdrawal_reference = 'x'",
    "UPDATE certification_awardwithdrawal SET pronounced_by_id = proposed_by_id,"
    " pronounced_at = now()",
    "UPDATE certification_awardwithdrawal SET ground = 'judgment'",
    "UPDATE certification_awardwithdrawal SET observed_at = now()",
    "DELETE FROM certification_awardwithdrawal",
    "INSERT INTO certification_awardwithdrawal SELECT (jsonb_populate_record(w,"
    " jsonb_build_object('id', gen_random_uuid()))).* FROM certification_awardwithdrawal w",
]


@pytest.mark.parametrize("sql", REFUSED)
def test_the_database_refuses_it(award, sql):
    proposed(award)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE certification_award SET withdrawn_on = NULL, withdrawal_ground = '',"
        " withdrawal_reference = ''",
        "UPDATE certification_award SET withdrawal_ground = 'autre'",
        "UPDATE certification_awardwithdrawal SET reasons = 'autres'",
        "UPDATE certification_awardwithdrawal SET dropped_at = now()",
    ],
)
def test_withdrawn_stays_withdrawn(award, sql):
    withdrawn(award)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_the_query_sees_a_withdrawal_by_one_hand(award):
    withdrawal = proposed(award)
    with over_the_triggers("certification_award", "certification_awardwithdrawal") as cursor:
        cursor.execute(
            "UPDATE certification_award SET withdrawn_on = '2026-10-06', withdrawal_ground = 'x',"
            " withdrawal_reference = 'x'"
        )
        assert broken_invariants()[82] == [f"titre {award.pk} : retiré sans acte de deux personnes"]
        cursor.execute(
            "ALTER TABLE certification_awardwithdrawal"
            " DROP CONSTRAINT title_withdrawal_takes_two_people"
        )
        cursor.execute(
            "UPDATE certification_awardwithdrawal SET pronounced_by_id = proposed_by_id,"
            " pronounced_at = '2026-10-06 18:00+02'"
        )
        cursor.execute("UPDATE certification_award SET withdrawn_on = NULL,"
                       " withdrawal_ground = '', withdrawal_reference = ''")  # fmt: skip
    assert broken_invariants()[82] == [
        f"retrait {withdrawal.pk} : prononcé par une seule personne, ou sans effet"
    ]


def test_from_the_screens(award, client, sign_in, officer, make_actor):
    detail = reverse("awards:detail", args=[award.pk])
    propose = reverse("awards:withdraw", args=[award.pk])
    rows = reverse("awards:withdrawals")
    sign_in(officer)
    assert propose in client.get(detail).content.decode()
    said = {"ground": "fraud", "found_on": "06/10/2026", "reference": "PV 9", "reasons": ""}
    wrong = client.post(propose, said)
    assert wrong.status_code == 422 and "PV 9" in wrong.content.decode()
    assert client.post(propose, said | {"reasons": "Identité usurpée."}).url == detail
    withdrawal = AwardWithdrawal.objects.get()
    page = client.get(detail).content.decode()
    assert "Retrait proposé" in page and propose not in page
    pronounce = reverse("awards:pronounce_withdrawal", args=[withdrawal.pk])
    assert pronounce not in client.get(rows).content.decode()
    assert client.post(pronounce).status_code == 404

    observe = reverse("awards:observe", args=[withdrawal.pk])
    sign_in(holder(award))
    result = reverse("awards:result", args=[award.presentation_id])
    assert observe in client.get(result).content.decode()
    assert "Identité usurpée." in client.get(observe).content.decode()
    assert client.post(observe, {"text": ""}).status_code == 422
    assert client.post(observe, {"text": "C’est moi."}).url == observe
    assert "Envoyer mes observations" not in client.get(observe).content.decode()
    assert client.get(rows).status_code == 404

    sign_in(make_actor("auditor"))
    assert "C’est moi." in client.get(rows).content.decode()
    sign_in(make_actor("administrator"))
    assert pronounce in client.get(rows).content.decode()
    assert client.get(detail).status_code == 404, "the administrator reads no file"
    assert client.post(pronounce).url == rows
    assert "par " in client.get(rows).content.decode()
    sign_in(holder(award))
    page = client.get(result).content.decode()
    assert "Titre retiré" in page and "Décision de retrait du titre" in page
    assert "titulaire du titre" not in client.get("/").content.decode()
