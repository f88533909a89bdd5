"""From a published title to a badge in the holder's hands, and back to a reader's verdict."""

import hashlib
import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from assessments.candidates.models import AcquiredBlock
from ccas import clock
from ccas.accounts.models import User
from ccas.journal.models import JournalEntry
from ccas.refusals import Refusal
from certification.awards.models import Award
from certification.badges import keys, reading
from certification.badges.actions import make_badge
from certification.badges.models import Badge
from certification.badges.rules import multibase, signing, status
from certification.badges.rules.standards import schema_problems
from certification.badges.rules.verifying import verify
from certification.invariants import broken_invariants
from tests.certification.awards.test_road import sat
from tests.factories.awards import SignatoryFactory, an_officer, published, withdrawn
from tests.factories.deliberation import EVENING, candidate
from tests.kept import standing

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("badges")]


@pytest.fixture(scope="module")
def awarded(django_db_setup, django_db_blocker):
    """A holder's enrolment; made once, rolled back after."""
    with standing(django_db_blocker):
        SignatoryFactory()
        enrolment = candidate(account_too=True)
        published(sat(enrolment), an_officer())
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        yield enrolment


@pytest.fixture(autouse=True)
def _on_the_evening_of_the_jury():
    with clock.moved_to(EVENING):
        yield


@pytest.fixture
def holder(awarded):
    return User.objects.get(pk=awarded.candidate.person.user_id).acting_as("candidate")


@pytest.fixture
def title(awarded):
    return Award.objects.get(enrolment=awarded)


def verdict(content: str, typed: str = ""):
    return verify(content.encode(), trusted=reading.trusted(), now=clock.now(), typed=typed)


def test_a_title_and_each_block_have_their_badge(title, holder):
    blocks = list(AcquiredBlock.objects.filter(candidate=title.candidate))
    assert len(blocks) == 3
    for obtained in (title, *blocks):
        made = make_badge(obtained, by=holder)
        said = json.loads(made.content)
        assert schema_problems(said) == []
        assert verdict(made.content).word == "AUTHENTIQUE"
        assert made.sha256 == hashlib.sha256(made.content.encode()).hexdigest()
    achievements = [json.loads(one.content) for one in Badge.objects.all()]
    codes = {one["credentialSubject"]["achievement"]["humanCode"] for one in achievements}
    assert codes == {title.qualification.code, *(one.block.code for one in blocks)}


def test_the_holder_is_recognised_and_not_named(title, holder):
    made = make_badge(title, by=holder)
    person = title.candidate.person
    for typed in reading.names_of(title).values():
        assert verdict(made.content, typed).word == "AUTHENTIQUE"
    assert verdict(made.content, "Quelqu’un d’Autre").word == "REFUSÉ"
    for said in (person.birth_name, person.given_names, person.user.email):
        assert said.lower() not in made.content.lower()


def test_asked_twice_is_made_once(title, holder):
    assert make_badge(title, by=holder) == make_badge(title, by=holder)
    assert JournalEntry.objects.filter(verb="badge.make").count() == 1


def test_a_new_name_makes_a_new_badge_and_the_last_is_refused(title, holder):
    first = make_badge(title, by=holder)
    person = title.candidate.person
    person.usual_name = "Kerguélen-d’Ys"
    person.save(update_fields=["usual_name"])
    title.refresh_from_db()
    assert reading.held_by(holder)[0].stale
    second = make_badge(Award.objects.get(pk=title.pk), by=holder)
    assert second != first
    assert verdict(first.content).word == "RETIRÉ"
    assert verdict(second.content).word == "AUTHENTIQUE"
    assert JournalEntry.objects.filter(verb="badge.end").count() == 1


def test_withdrawn_it_is_refused_and_the_public_list_says_so(client, title, holder):
    made = make_badge(title, by=holder)
    place = json.loads(made.content)["credentialStatus"]["statusListIndex"]
    address = reverse("badges:status", args=[title.qualification.code])

    def revoked() -> bool:
        said = json.loads(client.get(address).content)
        assert signing.proof_problem(said, reading.trusted().keys) == ""
        return status.is_set(said["credentialSubject"]["encodedList"], int(place))

    assert revoked() is False
    withdrawn(title)
    assert revoked() is True
    assert verdict(made.content).word == "RETIRÉ"
    assert reading.held_by(holder)[0].kind == "block", "a withdrawn title has no badge any more"
    with pytest.raises(Refusal, match="titulaire"):
        make_badge(title, by=holder)


def test_nobody_else_has_it_made(title, holder, make_actor):
    for other in (make_actor("candidate"), an_officer()):
        with pytest.raises(Refusal, match="titulaire"):
            make_badge(title, by=other)


def test_a_result_that_is_not_published_gives_none(holder, title):
    deliberation = title.presentation.deliberation
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute(
                "UPDATE certification_deliberation SET published_at = NULL WHERE id = %s",
                [deliberation.pk],
            )
        assert reading.held_by(holder) == []
        transaction.set_rollback(True)


def test_a_former_key_still_counts_and_a_lost_one_does_not(title, holder, settings, monkeypatch):
    made = make_badge(title, by=holder)
    former = keys.current_word()
    new = signing.Ed25519PrivateKey.generate()
    monkeypatch.setattr(keys, "credential_key", lambda: new)
    assert verdict(made.content).word == "REFUSÉ"
    settings.CREDENTIAL_FORMER_KEYS = [former]
    assert verdict(made.content).word == "AUTHENTIQUE"


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM certification_badge",
        "UPDATE certification_badge SET content = '{}'",
        "UPDATE certification_badge SET place = place + 1",
        "UPDATE certification_badge SET place = 131072",
        "UPDATE certification_badge SET award_id = NULL",
        "UPDATE certification_badge SET ended_at = NULL WHERE ended_at IS NOT NULL",
    ],
)
def test_the_database_keeps_what_was_signed(title, holder, sql):
    made = make_badge(title, by=holder)
    if "NOT NULL" in sql:
        Badge.objects.filter(pk=made.pk).update(ended_at=clock.now())
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE certification_badge SET sha256 = repeat('0', 64)",
        "UPDATE certification_badge SET place = place + 1",
    ],
)
def test_the_invariant_sees_a_badge_that_was_changed(title, holder, sql):
    make_badge(title, by=holder)
    assert 70 not in broken_invariants()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql)
        assert 70 in broken_invariants()
        transaction.set_rollback(True)


def test_the_holder_s_page_gives_what_was_signed(sign_in, title, holder):
    browser = sign_in(holder)
    page = browser.get(reverse("badges:own")).content.decode()
    assert page.count("Obtenir ce badge") == 4
    answer = browser.post(reverse("badges:make_title", args=[title.pk]))
    assert answer.status_code == 302
    made = Badge.objects.get()
    page = browser.get(reverse("badges:own")).content.decode()
    assert reverse("badges:download", args=[made.pk]) in page
    answer = browser.get(reverse("badges:download", args=[made.pk]))
    assert answer.content.decode() == made.content
    assert answer["Content-Disposition"] == 'attachment; filename="badge-rncp35553.json"'
    assert "no-store" in answer["Cache-Control"]


def dropped(client, content: bytes, **more):
    return client.post(
        reverse("badges:verify"), {"file": SimpleUploadedFile("b.json", content), **more}
    )


def test_anybody_drops_the_file_and_reads_the_verdict(client, title, holder):
    made = make_badge(title, by=holder)
    page = dropped(client, made.content.encode()).content.decode()
    assert ">AUTHENTIQUE<" in page
    assert "SPÉCIMEN" in page, "the shipped notice lacks the reference of its decision"
    named = dropped(client, made.content.encode(), holder="Quelqu’un\x00 d’Autre")
    assert ">REFUSÉ<" in named.content.decode()
    altered = made.content.replace("Titre RNCP35553", "Titre RNCP35554")
    assert altered != made.content
    assert ">REFUSÉ<" in dropped(client, altered.encode()).content.decode()


@pytest.mark.parametrize("content", [b"", b"\x00", b"%PDF-1.7", b"{" * 70_000, b"x" * 21_000_000])
def test_any_file_is_answered(client, content):
    answer = dropped(client, content)
    assert answer.status_code in {200, 422}
    assert ">AUTHENTIQUE<" not in answer.content.decode()


def test_no_file_is_told(client):
    answer = client.post(reverse("badges:verify"), {})
    assert answer.status_code == 422
    assert "Choisissez le fichier" in answer.content.decode()


def test_what_a_badge_points_to_is_there(client, title, holder, settings):
    """Every address of ours inside a badge answers, with what the badge says of it."""
    said = json.loads(make_badge(title, by=holder).content)
    ours = settings.PUBLIC_BASE_URL.rstrip("/")

    def get(address: str):
        assert address.startswith(ours)
        answer = client.get(address.removeprefix(ours).partition("#")[0])
        assert answer.status_code == 200
        assert answer["Access-Control-Allow-Origin"] == "*"
        return answer

    profile = json.loads(get(said["issuer"]["id"]).content)
    assert {name: profile[name] for name in said["issuer"]} == said["issuer"]
    method = said["proof"][0]["verificationMethod"]
    assert method in profile["assertionMethod"]
    (key,) = [one for one in profile["verificationMethod"] if one["id"] == method]
    public = multibase.key_bytes(key["publicKeyMultibase"])
    assert signing.proof_problem(said, {method: public}) == ""
    what = said["credentialSubject"]["achievement"]
    assert json.loads(get(what["id"]).content).items() >= what.items()
    for address in (what["criteria"]["id"], said["issuer"]["url"]):
        assert what["humanCode"] in get(address).content.decode()
    assert get(what["image"]["id"])["Content-Type"] == "image/svg+xml"
    assert (
        json.loads(get(said["credentialStatus"]["id"]).content)["id"]
        == (said["credentialStatus"]["statusListCredential"])
    )


@pytest.mark.parametrize(
    "key",
    [
        *("RNCP1.1", "RNCP35553", "RNCP35553.", "RNCP35553.99999"),
        *("RNCP35553.1.x", "..", "RNCP35553.01", "%00"),
    ],
)
def test_an_achievement_that_is_none(client, awarded, key):
    for end in ("/", ".json", ".svg"):
        assert client.get(f"/badges/realisations/{key}{end}").status_code == 404


def test_an_issuer_that_is_none(client, awarded):
    for path in ("RNCP1/", "RNCP1.json", "%00/", "RNCP1/retraits.json"):
        assert client.get(f"/badges/emetteurs/{path}").status_code == 404


def test_who_asks_too_often_waits(client, title, settings):
    settings.VERIFICATION_LIMITS = {"address": (1, 600), "overall": (600, 600)}
    address = reverse("badges:status", args=[title.qualification.code])
    assert client.get(address).status_code == 200
    assert client.get(address).status_code == 429
    assert dropped(client, b"{}").status_code == 429


def test_a_badge_issued_now_is_valid_at_once(title, holder):
    made = make_badge(title, by=holder)
    assert verdict(made.content).word == "AUTHENTIQUE"
    with clock.moved_to(EVENING - timedelta(seconds=1)):
        assert "à partir du" in verdict(made.content).refusal
