"""An address changes when both have answered: once, within a day, and nobody learns who is here."""

import datetime
import threading

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ccas import clock
from ccas.accounts import attempts, email_change, invitations
from ccas.accounts.models import EmailChange, Invitation, OpenSession, RoleGrant, User
from ccas.jobs.models import Job
from ccas.journal.models import JournalEntry
from ccas.outbox.models import Message
from ccas.refusals import Refusal
from tests.ccas.accounts.mails import leave, link_of

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.ccas.accounts.addresses")]
PASSWORD = "un canard bleu traverse la Loire"
OLD, NEW = "gwenaelle.le-quere@exemple.fr", "g.le-quere@service.exemple.fr"
START = datetime.datetime(2026, 3, 2, 8, tzinfo=datetime.UTC)
YES, NO = {"answer": "yes"}, {"answer": "no"}


@pytest.fixture
def person():
    user = User.objects.create_user(OLD, PASSWORD, display_name="Gwenaëlle Le Quéré")
    RoleGrant.objects.create(user=user, role="candidate", starts_on="2020-01-01")
    return user


def enter(client: Client, email: str = OLD) -> bool:
    client.post(reverse("account_login"), {"login": email, "password": PASSWORD})
    return "_auth_user_id" in client.session


@pytest.fixture
def desk(person):
    """The browser of the person, who has just signed in."""
    client = Client()
    assert enter(client)
    return client


def ask(desk: Client, email: str = NEW):
    return desk.post(reverse("accounts:email"), {"email": email})


def links() -> tuple[str, str]:
    """The links of the two mails: the present address, the new one."""
    sent = {message.to[0]: message for message in leave()}
    return link_of(sent[OLD]), link_of(sent[NEW])


def address_of(person: User) -> str:
    return User.objects.get(pk=person.pk).email


def verbs() -> list[str]:
    return list(
        JournalEntry.objects.filter(verb__endswith="_email")
        .order_by("id")
        .values_list("verb", flat=True)
    )


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_both_addresses_answer_and_it_changes(person, desk, order):
    assert ask(desk).status_code == 302
    assert mail.outbox == [], "nothing leaves while the request is served"
    two = links()
    first, last = (two[position] for position in order)
    assert "Il reste à ouvrir" in Client().post(first, YES).text
    assert address_of(person) == OLD
    assert "est changée" in Client().post(last, YES).text
    assert address_of(person) == NEW
    assert not enter(Client(), OLD)
    assert enter(Client(), NEW)
    told = {message.to[0] for message in leave()}
    assert told == {OLD, NEW}
    assert verbs()[0] == "account.ask_email"
    assert verbs()[-1] == "account.change_email"
    assert len(verbs()) == 4


def test_the_journal_names_no_address(person, desk):
    ask(desk)
    for link in links():
        Client().post(link, YES)
    lines = str(list(JournalEntry.objects.values()))
    assert OLD not in lines
    assert NEW not in lines


@pytest.mark.parametrize("side", [0, 1])
def test_one_address_alone_changes_nothing(person, desk, side):
    ask(desk)
    link = links()[side]
    for _ in range(3):
        Client().post(link, YES)
    assert address_of(person) == OLD


@pytest.mark.parametrize("side", [0, 1])
def test_either_may_cancel_all(person, desk, side):
    ask(desk)
    two = links()
    assert "annulé" in Client().post(two[side], NO).text
    for link in two:
        assert Client().post(link, YES).status_code == 404
    assert address_of(person) == OLD
    assert verbs()[-1] == "account.withdraw_email"


def test_an_answer_that_says_neither_cancels(person, desk):
    """The safe side: only « yes » is yes."""
    ask(desk)
    present, _new = links()
    Client().post(present, {"answer": "peut-être"})
    assert not EmailChange.objects.filter(withdrawn_at__isnull=True).exists()


def test_looking_changes_nothing(person, desk):
    ask(desk)
    for link in links():
        for _ in range(2):
            assert Client().get(link).status_code == 200
    change = EmailChange.objects.get()
    assert (change.agreed_at, change.proven_at, change.done_at) == (None, None, None)


def test_a_link_serves_once(person, desk):
    ask(desk)
    present, _new = links()
    Client().post(present, YES)
    again = Client()
    assert again.get(present).status_code == 404
    assert again.post(present, NO).status_code == 404
    assert EmailChange.objects.get().agreed_at is not None, "a late « no » changes nothing"


def test_links_die_after_a_day(person, desk):
    with clock.moved_to(START):
        email_change.ask(person, email=NEW, by=person.acting_as("candidate"))
        present, new = links()
        Client().post(present, YES)
    with clock.moved_to(START + email_change.LIFE - datetime.timedelta(seconds=1)):
        assert Client().get(new).status_code == 200
    with clock.moved_to(START + email_change.LIFE):
        assert Client().get(new).status_code == 404
        assert Client().post(new, YES).status_code == 404
    assert address_of(person) == OLD


def test_asking_again_kills_the_first_links(person, desk):
    ask(desk)
    old = links()
    ask(desk)
    links()
    for link in old:
        assert Client().post(link, YES).status_code == 404


def test_a_link_asked_then_withdrawn_never_leaves(person, desk):
    ask(desk)
    desk.post(reverse("accounts:withdraw_email"))
    assert leave() == []
    assert set(Message.objects.values_list("state", flat=True)) == {"cancelled"}


def test_the_links_are_kept_nowhere(person, desk):
    ask(desk)
    for link in links():
        token = link.rstrip("/").rpartition("/")[2]
        for rows in (EmailChange, Message, Job, JournalEntry):
            assert token not in str(list(rows.objects.values()))


# -- An address that is somebody's ----------------------------------------------------------------


def test_a_taken_address_is_answered_the_same(person, desk):
    User.objects.create_user(NEW, PASSWORD, display_name="Une autre")
    taken, free = ask(desk, NEW), ask(desk, "libre@exemple.fr")
    assert (taken.status_code, taken["Location"]) == (free.status_code, free["Location"])
    said = [str(one) for one in desk.get(reverse("accounts:email")).context["messages"]]
    assert len([one for one in said if one.startswith("Deux messages partent")]) == 2
    desk.post(reverse("accounts:withdraw_email"))
    pages = []
    for email in (NEW, "libre@exemple.fr"):
        ask(desk, email)
        desk.get(reverse("accounts:email"))
        text = desk.get(reverse("accounts:email")).text.replace(email, "…")
        pages.append(text.split("<main")[1].split("</main>")[0].split("csrfmiddlewaretoken"))
    assert [len(part) for part in pages[0]] == [len(part) for part in pages[1]]


def test_a_taken_address_is_told_so_and_sent_no_link(person, desk):
    User.objects.create_user(NEW, PASSWORD, display_name="Une autre")
    ask(desk, NEW.upper())
    sent = {message.to[0]: message for message in leave()}
    assert "http" not in sent[NEW].body
    assert "déjà celle du vôtre" in sent[NEW].body
    Client().post(link_of(sent[OLD]), YES)
    assert address_of(person) == OLD


def test_an_address_taken_meanwhile_is_refused(person, desk):
    ask(desk)
    present, new = links()
    Client().post(present, YES)
    User.objects.create_user(NEW, PASSWORD)
    assert "d’un autre compte" in Client().post(new, YES).text
    assert address_of(person) == OLD


def test_both_requests_cost_the_same(person, desk):
    User.objects.create_user(NEW, PASSWORD)
    counts = []
    for email in ("libre@exemple.fr", NEW, "autre@exemple.fr"):
        with CaptureQueriesContext(connection) as queries:
            ask(desk, email)
        counts.append(len(queries))
    assert counts[1] == counts[2]


# -- Sessions, devices, other doors ---------------------------------------------------------------


def test_other_sessions_close_and_the_one_that_answers_stays(person, desk):
    elsewhere = Client()
    enter(elsewhere)
    ask(desk)
    present, new = links()
    Client().post(present, YES)
    desk.post(new, YES)
    assert desk.get(reverse("accounts:profile")).status_code == 200
    assert elsewhere.get(reverse("accounts:profile")).status_code == 302
    assert OpenSession.objects.filter(user=person).count() == 1


def test_a_device_that_knew_the_old_address_knows_the_new_one(person, desk):
    """Else a stranger's tries at the new address would lock its owner out."""
    ask(desk)
    present, new = links()
    Client().post(present, YES)
    desk.post(new, YES)
    desk.post(reverse("account_logout"))
    for _ in range(6):
        Client().post(reverse("account_login"), {"login": NEW, "password": "au hasard"})
    assert not enter(Client(), NEW)
    assert enter(desk, NEW)


def test_a_stranger_who_answers_is_no_known_device(person, desk):
    ask(desk)
    stranger = Client()
    for link in links():
        stranger.post(link, YES)
    assert address_of(person) == NEW
    assert "ccas_device" not in stranger.cookies


def test_nothing_sent_to_the_old_address_opens_any_more(person, desk, officer):
    EmailAddress.objects.create(user=person, email=OLD)
    Client().post(reverse("account_reset_password"), {"email": OLD})
    invitations.invite_again(person, by=officer)
    [reset, invitation] = [link_of(message) for message in leave()]
    ask(desk)
    for link in links():
        Client().post(link, YES)
    assert "Lien inutilisable" in Client().get(reset, follow=True).text
    assert Client().get(invitation).status_code == 404
    assert not Invitation.objects.filter(withdrawn_at__isnull=True).exists()
    assert not enter(Client(), OLD)
    leave()
    Client().post(reverse("account_reset_password"), {"email": OLD})
    assert leave()[-1].subject == "Aucun compte à cette adresse"


# -- Who may ask ----------------------------------------------------------------------------------


def test_identity_is_proven_again_before_asking(person):
    desk = Client()
    desk.force_login(person)
    session = desk.session
    session["proven_at"] = 0
    session.save()
    answer = ask(desk)
    assert answer["Location"].startswith(reverse("account_reauthenticate"))
    assert not EmailChange.objects.exists()


def test_nobody_asks_for_another(person, officer):
    with pytest.raises(Refusal, match="sa propre adresse"):
        email_change.ask(person, email=NEW, by=officer)


@pytest.mark.parametrize(
    ("email", "says"),
    [(OLD.upper(), "déjà l’adresse"), ("pas une adresse", "adresse"), ("", "obligatoire")],
)
def test_what_cannot_be_asked_is_a_sentence(person, desk, email, says):
    answer = ask(desk, email)
    assert answer.status_code == 422
    assert says in answer.text
    assert not EmailChange.objects.exists()


def test_a_mailbox_is_not_flooded(person, desk):
    for number in range(8):
        ask(desk, f"victime{number}@exemple.fr")
    sent = [message for message in leave() if message.to != [OLD]]
    assert EmailChange.objects.count() == attempts.LIMIT
    assert len(sent) <= attempts.LIMIT


def test_the_officer_answers_for_an_address_that_is_no_longer_read(person, desk, sign_in, officer):
    ask(desk)
    _present, new = links()
    keeper = sign_in(officer)
    page = keeper.get(reverse("accounts:account", args=[person.pk]))
    assert "Accepter à la place" in page.text
    keeper.post(reverse("accounts:agree_email", args=[person.pk]))
    assert address_of(person) == OLD, "the new one still has to prove itself"
    Client().post(new, YES)
    assert address_of(person) == NEW
    agreed = JournalEntry.objects.get(verb="account.agree_email")
    assert agreed.actor_id == officer.user_id


def test_the_officer_may_drop_it_and_not_agree_for_oneself(person, desk, sign_in, officer):
    ask(desk)
    sign_in(officer).post(reverse("accounts:drop_email", args=[person.pk]))
    assert email_change.open_of(person) is None
    own = User.objects.get(pk=officer.user_id)
    email_change.ask(own, email="autre@exemple.fr", by=officer)
    with pytest.raises(Refusal, match="pas vous"):
        email_change.agree_for(own, by=officer)


def test_an_officer_has_no_say_over_an_administrator(officer, make_actor):
    boss = make_actor("administrator")
    account = User.objects.get(pk=boss.user_id)
    email_change.ask(account, email=NEW, by=boss)
    for act in (email_change.agree_for, email_change.withdraw):
        with pytest.raises(Refusal, match="Seul un administrateur"):
            act(account, by=officer)


@pytest.mark.django_db(transaction=True)
def test_two_answers_at_the_same_moment_change_it_once(person):
    email_change.ask(person, email=NEW, by=person.acting_as("candidate"))
    tokens = [link.rstrip("/").rpartition("/")[2] for link in links()] * 3

    def say_yes(token: str) -> None:
        try:
            email_change.answer(token, yes=True)
        except Refusal:
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=say_yes, args=[token]) for token in tokens]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert address_of(person) == NEW
    assert verbs().count("account.change_email") == 1
