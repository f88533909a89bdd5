"""An identity is corrected at its owner's word, on a proof, by an officer; papers issued stay."""

import uuid

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from assessments.candidates import corrections
from assessments.candidates.corrections import PROOF, identity_of
from assessments.candidates.models import IdentityCorrection
from ccas.actors import Actor
from ccas.files import actions as files
from ccas.files import store
from ccas.files.examining import examine
from ccas.journal.models import JournalEntry
from ccas.outbox.models import Message
from ccas.refusals import Refusal
from tests.ccas.files.samples import pdf
from tests.factories.candidates import CandidateFactory
from tests.factories.sessions import with_account

pytestmark = pytest.mark.django_db


@pytest.fixture
def candidate():
    return CandidateFactory()


@pytest.fixture
def owner(candidate) -> Actor:
    return with_account(candidate.person, "candidate")


def asked(candidate, owner, **changes) -> IdentityCorrection:
    identity = identity_of(candidate) | {"birth_name": "Goüin-Çelik"} | changes
    return corrections.ask_correction(
        candidate, by=owner, reason="Le tréma manque à mon nom.", **identity
    )


def proven(correction, owner):
    place = corrections.proof_destination(owner, correction.pk)
    file = files.receive(PROOF, place, name="acte.pdf", pieces=[pdf()], by=owner)
    examine(file.pk, by=owner)
    file.refresh_from_db()
    assert file.can_be_opened
    return file


@pytest.mark.django_db(transaction=True)
def test_an_accepted_correction_changes_the_identity_and_erases_the_proof(
    candidate, owner, officer
) -> None:
    former = candidate.person.birth_name
    correction = asked(candidate, owner)
    file = proven(correction, owner)
    corrections.accept_correction(correction, by=officer)
    candidate.person.refresh_from_db()
    correction.refresh_from_db()
    file.refresh_from_db()
    assert candidate.person.birth_name == "Goüin-Çelik"
    assert correction.before["birth_name"] == former and correction.state == "accepted"
    assert file.removed_at and file.sha256
    with pytest.raises(store.Lost):
        store.read(store.ORIGINALS, file.original)
    verbs = set(JournalEntry.objects.values_list("verb", flat=True))
    assert {"correction.ask", "correction.accept", "people.correct", "files.remove"} <= verbs
    assert "est corrigée" in Message.objects.get(kind="candidates.correction").text


def test_nothing_is_accepted_without_a_proof_that_opens(candidate, owner, officer) -> None:
    correction = asked(candidate, owner)
    with pytest.raises(Refusal, match="Aucune pièce lisible"):
        corrections.accept_correction(correction, by=officer)
    place = corrections.proof_destination(owner, correction.pk)
    files.receive(PROOF, place, name="acte.pdf", pieces=[pdf()], by=owner)
    with pytest.raises(Refusal, match="Aucune pièce lisible"):
        corrections.accept_correction(correction, by=officer)
    candidate.person.refresh_from_db()
    assert candidate.person.birth_name != "Goüin-Çelik"


def test_an_identity_the_rules_refuse_is_not_written(candidate, owner, officer) -> None:
    correction = asked(candidate, owner, birth_month=2, birth_day=30)
    proven(correction, owner)
    with pytest.raises(Refusal):
        corrections.accept_correction(correction, by=officer)
    correction.refresh_from_db()
    assert correction.state == "asked"


def test_a_refusal_says_why_and_a_withdrawal_leaves_all(candidate, owner, officer) -> None:
    correction = asked(candidate, owner)
    with pytest.raises(Refusal, match="demande une raison"):
        corrections.refuse_correction(correction, answer=" ", by=officer)
    corrections.refuse_correction(correction, answer="L’acte dit autre chose.", by=officer)
    news = Message.objects.get(kind="candidates.correction")
    assert "n’a pas été acceptée" in news.text and "autre chose" not in news.text
    again = asked(candidate, owner)
    corrections.withdraw_correction(again, by=owner)
    with pytest.raises(Refusal, match="n’est pas prévue"):
        corrections.accept_correction(again, by=officer)


REFUSED = [
    ({"reason": " "}, {}, "pourquoi"),
    ({}, {"birth_name": None}, "Rien ne change"),
]


@pytest.mark.parametrize(("said", "identity", "sentence"), REFUSED)
def test_a_request_for_nothing_is_refused(candidate, owner, said, identity, sentence) -> None:
    held = identity_of(candidate) | ({} if identity else {"birth_name": "Autre"})
    with pytest.raises(Refusal, match=sentence):
        corrections.ask_correction(candidate, by=owner, **({"reason": "Faux."} | said | held))


def test_only_its_owner_asks_and_only_an_officer_decides(candidate, owner, officer, make_actor):
    stranger = with_account(CandidateFactory().person, "candidate")
    for actor in (stranger, officer, make_actor("auditor"), Actor.system()):
        with pytest.raises(Refusal, match="propre identité"):
            asked(candidate, actor)
    correction = asked(candidate, owner)
    with pytest.raises(Refusal, match="déjà en cours"):
        asked(candidate, owner, birth_name="Encore")
    for actor in (owner, stranger, make_actor("auditor")):
        with pytest.raises(Refusal):
            corrections.accept_correction(correction, by=actor)
        with pytest.raises(Refusal):
            corrections.refuse_correction(correction, answer="Non.", by=actor)
    with pytest.raises(Refusal, match="Seul le candidat"):
        corrections.withdraw_correction(correction, by=stranger)
    assert corrections.proof_destination(stranger, correction.pk) is None


def test_the_screens_from_the_request_to_the_decision(candidate, owner, officer, sign_in) -> None:
    client = sign_in(owner)
    url = reverse("candidates:ask_correction")
    page = client.get(url).content.decode()
    assert candidate.person.birth_name in page
    typed = {name: value or "" for name, value in identity_of(candidate).items()}
    wrong = client.post(url, typed | {"birth_name": "Goüin-Çelik", "reason": ""})
    assert wrong.status_code == 422 and "Goüin-Çelik" in wrong.content.decode()
    done = client.post(url, typed | {"birth_name": "Goüin-Çelik", "reason": "Le tréma."})
    correction = IdentityCorrection.objects.get()
    assert done.url == reverse("candidates:correction", args=[correction.pk])
    assert client.get(url).status_code == 302, "the request under way is shown instead"
    proven(correction, owner)
    client = sign_in(officer)
    assert str(candidate.person) in client.get(reverse("candidates:corrections")).content.decode()
    shown = client.get(done.url).content.decode()
    assert "Goüin-Çelik" in shown and "Le tréma." in shown and "acte.pdf" in shown
    refuse = reverse("candidates:refuse_correction", args=[correction.pk])
    assert client.post(refuse, {"answer": ""}).status_code == 422
    accept = reverse("candidates:accept_correction", args=[correction.pk])
    assert client.get(accept).status_code == 405
    assert client.post(accept).status_code == 302
    candidate.person.refresh_from_db()
    assert candidate.person.birth_name == "Goüin-Çelik"


def test_a_stranger_s_request_and_an_absent_one_look_alike(candidate, owner, sign_in) -> None:
    correction = asked(candidate, owner)
    client = sign_in(with_account(CandidateFactory().person, "candidate"))
    found = client.get(reverse("candidates:correction", args=[correction.pk]))
    absent = client.get(reverse("candidates:correction", args=[uuid.uuid4()]))
    assert found.status_code == absent.status_code == 404 and found.content == absent.content


RAW = [
    ("UPDATE assessments_identitycorrection SET asked = '{}'", "asks_the_same"),
    ("UPDATE assessments_identitycorrection SET state = 'accepted'", "decided_has_a_time"),
    ("UPDATE assessments_identitycorrection SET state = 'refused', decided_at = now()", "says_why"),
    ("DELETE FROM assessments_identitycorrection", "corrections_stay"),
]


@pytest.mark.parametrize(("statement", "words"), RAW)
def test_the_database_itself_refuses(candidate, owner, statement, words) -> None:
    asked(candidate, owner)
    with (
        pytest.raises(Exception, match=words),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_one_request_at_a_time_in_the_database_too(candidate, owner) -> None:
    asked(candidate, owner)
    with pytest.raises(IntegrityError, match="one_at_a_time"), transaction.atomic():
        IdentityCorrection.objects.create(candidate=candidate, asked={}, reason="x")
