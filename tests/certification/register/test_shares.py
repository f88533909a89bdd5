"""Links of a holder: what each opens, to whom, until when; and what SQL may not do."""

from datetime import timedelta

import pytest
from django.core.files.storage import storages
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from ccas import clock
from ccas.accounts.models import User
from ccas.documents import files
from ccas.documents.models import Document
from ccas.jobs import queue
from ccas.jobs.models import Job
from ccas.journal.models import JournalEntry
from ccas.refusals import Refusal
from certification.awards.models import Award
from certification.register import actions
from certification.register.models import Share
from tests.certification.awards.test_road import sat
from tests.factories.awards import SignatoryFactory, an_officer, published, withdrawn
from tests.factories.deliberation import EVENING, candidate
from tests.kept import standing

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("register")]
TODAY = EVENING.date()
#: Name of a stored file → its bytes: each test has a folder of its own.
STORED: dict[str, bytes] = {}


@pytest.fixture(scope="module")
def awarded(django_db_setup, django_db_blocker, tmp_path_factory):
    """A holder's enrolment, its papers stored; made once, rolled back after."""
    storage = storages["documents"]
    storage.__dict__.pop("base_location", None)
    storage.__dict__.pop("location", None)
    storage._location = tmp_path_factory.mktemp("papers")
    with standing(django_db_blocker):
        SignatoryFactory()
        enrolment = candidate(account_too=True)
        published(sat(enrolment), an_officer())
        for document in Document.objects.filter(owner__isnull=False):
            queue.run(Job.objects.get(key=f"document:{document.pk}").pk)
            document.refresh_from_db()
            STORED[document.file] = files.read(document)
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


def shared(enrolment, holder, scope="title", days=30, label=""):
    return actions.create_share(
        enrolment, scope=scope, ends_on=TODAY + timedelta(days=days), label=label, by=holder
    )


def opened(client, token: str):
    return client.get(reverse("register:shared", args=[token]))


@pytest.mark.parametrize(
    ("scope", "blocks", "papers"), [("title", 0, 0), ("blocks", 3, 0), ("full", 3, 2)]
)
def test_a_link_shows_what_the_holder_chose(client, awarded, holder, scope, blocks, papers):
    _share, token = shared(awarded, holder, scope)
    answer = opened(client, token)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert ">AUTHENTIQUE<" in page
    assert awarded.candidate.person.birth_name.upper() in page.upper()
    assert page.count("(PDF)") == papers
    assert ("Blocs acquis" in page) is bool(blocks)
    for block in awarded.revision.blocks.all():
        assert (f"<strong>{block.code}</strong>" in page) is bool(blocks)
    document = Document.objects.get(kind="certificate")
    path = reverse("register:shared_paper", args=[token, document.pk])
    assert client.get(path).status_code == 404  # its file is not there
    files.store(document.file, STORED[document.file])
    answer = client.get(path)
    assert answer.status_code == (200 if papers else 404)
    assert (answer.content == STORED[document.file]) is bool(papers)


def test_the_address_is_shown_once_and_only_its_digest_is_kept(sign_in, awarded, holder):
    browser = sign_in(holder)
    said = {"enrolment": awarded.pk, "scope": "title", "ends_on": "2026-10-20", "label": "SDIS"}
    answer = browser.post(reverse("register:shares"), said)
    assert answer.status_code == 302
    page = browser.get(reverse("register:shares")).content.decode()
    path = page.partition("/verifier/partage/")[2].partition('"')[0]
    token = path.rstrip("/")
    assert len(token) == 43
    assert opened(browser, token).status_code == 200
    assert token not in browser.get(reverse("register:shares")).content.decode()
    with connection.cursor() as cursor:
        cursor.execute("SELECT s::text FROM certification_share s")
        assert all(token not in row for (row,) in cursor.fetchall())
    assert token not in str(list(JournalEntry.objects.values_list("details", flat=True)))


def test_a_link_ended_or_over_answers_like_one_that_never_was(client, sign_in, awarded, holder):
    share, ended = shared(awarded, holder)
    browser = sign_in(holder)
    assert browser.post(reverse("register:end_share", args=[share.pk])).status_code == 302
    actions.end_share(share, by=holder)  # twice changes nothing
    assert JournalEntry.objects.filter(verb="share.end").count() == 1
    _share, over = shared(awarded, holder, days=0)
    assert opened(client, over).status_code == 200
    with clock.moved_to(EVENING + timedelta(days=1)):
        answers = [opened(client, token) for token in (ended, over, "jamais", "x" * 43)]
    assert {answer.status_code for answer in answers} == {404}
    assert all("Ce lien n’ouvre rien" in answer.content.decode() for answer in answers)
    assert len({len(answer.content) for answer in answers}) == 1


def test_a_withdrawn_title_is_shown_as_withdrawn(client, awarded, holder):
    _share, token = shared(awarded, holder)
    withdrawn(Award.objects.get())
    assert ">RETIRÉ<" in opened(client, token).content.decode()


@pytest.mark.parametrize("days", [-1, 366, 5000])
def test_a_link_has_a_day_and_not_for_ever(awarded, holder, days):
    with pytest.raises(Refusal):
        shared(awarded, holder, days=days)
    assert not Share.objects.exists()


def test_nobody_shares_for_another(awarded, holder, make_actor):
    for other in (make_actor("candidate"), an_officer(), make_actor("auditor")):
        with pytest.raises(Refusal, match="Seul le titulaire"):
            shared(awarded, other)
    share, _token = shared(awarded, holder)
    with pytest.raises(Share.DoesNotExist):
        actions.end_share(share, by=make_actor("candidate"))


def test_before_a_title_there_is_nothing_to_share(sign_in, make_actor):
    page = sign_in(make_actor("candidate")).get(reverse("register:shares"))
    assert "Rien à partager encore" in page.content.decode()


def test_links_are_not_without_number(awarded, holder, monkeypatch):
    monkeypatch.setattr(actions, "MOST_SHARES", 2)
    shared(awarded, holder)
    share, _token = shared(awarded, holder)
    with pytest.raises(Refusal, match="arrêtez-en un"):
        shared(awarded, holder)
    actions.end_share(share, by=holder)
    shared(awarded, holder)


def test_a_bad_form_says_so_and_keeps_what_was_typed(sign_in, awarded, holder):
    said = {"enrolment": awarded.pk, "scope": "x", "ends_on": "31/02/2027", "label": "SDIS\x00"}
    answer = sign_in(holder).post(reverse("register:shares"), said)
    assert answer.status_code == 422


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM certification_share",
        "UPDATE certification_share SET ends_on = '2099-01-01'",
        "UPDATE certification_share SET scope = 'full'",
        "UPDATE certification_share SET token_sha256 = 'x'",
        "UPDATE certification_share SET ended_at = NULL",
    ],
)
def test_a_link_is_never_made_longer_wider_or_alive_again_by_sql(awarded, holder, sql):
    share, _token = shared(awarded, holder)
    actions.end_share(share, by=holder)
    with (
        pytest.raises(DatabaseError, match=r"(?i)cannot"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)


def test_the_list_costs_the_same_for_one_link_and_three(
    sign_in, awarded, holder, django_assert_max_num_queries
):
    browser = sign_in(holder)
    shared(awarded, holder)
    costs = []
    for _ in range(2):
        with django_assert_max_num_queries(40) as seen:
            browser.get(reverse("register:shares"))
        costs.append(len(seen))
        shared(awarded, holder)
        shared(awarded, holder)
    assert costs[0] == costs[1]
