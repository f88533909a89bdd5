"""The terms applied: what is due goes, what is not stays, and a dry run changes nothing."""

from datetime import timedelta
from io import StringIO

import pytest
from django.conf import settings
from django.core.files.storage import storages
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from ccas import clock, outbox, retention
from ccas.accounts import actions as accounts
from ccas.accounts.forgetting import NAME, NOWHERE
from ccas.accounts.models import User
from ccas.actors import Actor
from ccas.files.models import ReceivedFile
from ccas.jobs import queue
from ccas.jobs.models import Job
from ccas.journal.models import JournalEntry
from ccas.outbox.models import Message
from ccas.periods import add_months
from ccas.privacy import terms
from ccas.privacy.models import RetentionRun
from certification.vae.forgetting import LONGEST_APPEAL
from certification.vae.papers import EXPERIENCE, IDENTITY
from tests.factories import vae
from tests.factories.candidates import EnrolmentFactory

pytestmark = pytest.mark.django_db
TO = "zéphyrine.du-tertre@ccas.example".replace("é", "e")


def sent(officer: Actor, key: str = "un") -> Message:
    message = outbox.post(
        kind="test",
        to=TO,
        subject="Vos données",
        template="mail/archive_ready",
        context={"name": "Zéphyrine du Tertre", "until": clock.now(), "address": "https://x/"},
        by=officer,
        key=key,
    )
    queue.run(Job.objects.get(key=f"message:{message.pk}").pk)
    message.refresh_from_db()
    assert message.state == "sent"
    return message


def later(**delta):
    """The same hour, so many years and days on."""
    now = clock.paris(clock.now())
    day = add_months(now.date(), 12 * delta.pop("years")) + timedelta(**delta)
    return clock.moved_to(now.replace(year=day.year, month=day.month, day=day.day))


def found(code: str) -> int:
    return {one.rule.code: one.count for one in terms.due()}[code]


@pytest.mark.parametrize(("days", "due"), [(-1, 0), (1, 1)])
def test_a_message_is_emptied_at_its_term_and_its_row_stays(officer, days, due):
    message = sent(officer)
    with later(years=2, days=days):
        assert found("messages") == due
        terms.apply(by=Actor.system())
        terms.apply(by=Actor.system())
    message.refresh_from_db()
    words = [message.to, message.subject, message.text, message.html]
    assert (words == [""] * 4) is bool(due)
    assert message.sent_at is not None
    assert JournalEntry.objects.filter(verb="outbox.forget").count() == due


def test_nothing_else_of_a_sent_message_changes(officer):
    message = sent(officer)
    for sql in (
        "UPDATE ccas_message SET text = ''",
        "UPDATE ccas_message SET \"to\" = 'x@y.fr'",
        "UPDATE ccas_message SET \"to\" = '', subject = '', text = '', html = '',"
        " attachments = '[]', sent_at = now()",
        "UPDATE ccas_message SET \"to\" = '', subject = '', text = '', html = '',"
        " attachments = '[]', state = 'waiting', sent_at = NULL",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    message.refresh_from_db()
    assert message.to == TO


def test_a_closed_account_names_nobody_a_year_after(officer, make_actor):
    admin = make_actor("administrator")
    user = User.objects.create_user(TO, "Un mot de passe assez long", display_name="Zéphyrine")
    accounts.grant_role(user, role="evaluator", by=officer)
    accounts.disable_account(user, by=admin)
    with later(years=1, days=-1):
        assert found("accounts") == 0
    with later(years=1, days=1):
        assert found("accounts") == 1
        terms.apply(by=Actor.system())
        assert found("accounts") == 0
    user.refresh_from_db()
    assert (user.email, user.display_name) == (f"{user.pk}@{NOWHERE}", NAME)
    assert (user.is_active, user.has_usable_password()) == (False, False)
    assert not user.grants.filter(ends_on=None).exists()


def test_an_account_opened_again_stays(make_actor):
    admin = make_actor("administrator")
    user = User.objects.create_user(TO, display_name="Zéphyrine")
    accounts.disable_account(user, by=admin)
    with later(years=0, days=30):
        accounts.enable_account(user, by=admin)
        accounts.disable_account(user, by=admin)
    with later(years=1, days=2):
        assert found("accounts") == 0
    with later(years=1, days=31):
        assert found("accounts") == 1
        accounts.enable_account(user, by=admin)
        assert found("accounts") == 0


def test_pieces_go_a_year_after_the_decision_is_final(officer):
    application, _owner = vae.submitted()
    experience = application.experiences.first()
    piece = ReceivedFile.objects.get(kind=EXPERIENCE.code, set_id=experience.pk)
    with clock.moved_to(vae.at(application.received_on) + timedelta(days=20)):
        vae.actions.decide(
            application, decision="refused", reasons="Durée insuffisante.", by=officer
        )
    application.refresh_from_db()
    end = add_months(add_months(application.decided_on, LONGEST_APPEAL), 12)
    with clock.moved_to(end):
        assert found("vae-pieces") == 0
    with clock.moved_to(end + timedelta(days=1)):
        assert found("vae-pieces") == 1
        run = terms.apply(by=Actor.system())
    piece.refresh_from_db()
    assert run.counts["vae-pieces"] == 1
    assert piece.removed_at is not None
    assert ReceivedFile.objects.get(kind=IDENTITY.code).removed_at is None, "another job's"


def test_every_term_has_its_rule():
    assert {rule.term for rule in retention.all_rules()} == set(settings.RETENTION_TERMS)


@pytest.mark.parametrize(("days", "due"), [(-1, 0), (1, 1)])
def test_what_is_chosen_with_the_archives_is_told_and_stays(sign_in, officer, days, due):
    enrolment = EnrolmentFactory(state="ended", ended_at=clock.now())
    lines = JournalEntry.objects.count()
    out = StringIO()
    with later(years=50, days=days):
        assert found("enrolments") == due
        assert found("journal") == (lines if due else 0)
        call_command("apply_retention", "--dry-run", stdout=out)
        assert terms.apply(by=Actor.system()).counts == {}
        page = sign_in(officer).get(reverse("privacy:kept")).content.decode()
    assert f"{due:>6}  Parcours, décisions du jury et titres" in out.getvalue()
    assert "L212-3" in page
    enrolment.refresh_from_db()
    assert enrolment.state == "ended"
    assert JournalEntry.objects.count() > lines


def test_a_dry_run_says_it_and_changes_nothing(officer):
    message = sent(officer)
    out = StringIO()
    with later(years=2, days=1):
        call_command("apply_retention", "--dry-run", stdout=out)
    assert "     1  Messages envoyés : terminés avant le" in out.getvalue()
    message.refresh_from_db()
    assert message.to == TO
    assert not RetentionRun.objects.exists()
    with later(years=2, days=1):
        call_command("apply_retention", stdout=out)
    assert RetentionRun.objects.get().counts == {"messages": 1}


def test_a_row_that_resists_stops_nothing(officer, monkeypatch, caplog):
    first, second = sent(officer), sent(officer, "deux")
    rule = {one.code: one for one in retention.all_rules()}["messages"]
    real = rule.forget

    def resisting(row, by):
        if row.pk == first.pk:
            raise LookupError(TO)
        real(row, by)

    monkeypatch.setitem(
        retention._rules,
        "messages",
        retention.Rule(
            **{name: getattr(rule, name) for name in rule.__slots__} | {"forget": resisting}
        ),
    )
    with later(years=2, days=1):
        assert terms.apply(by=Actor.system()).counts == {"messages": 1}
        assert found("messages") == 1
    second.refresh_from_db()
    assert second.to == ""
    assert str(first.pk) in caplog.text


def test_a_run_is_never_rewritten():
    terms.apply(by=Actor.system())
    for sql in ("UPDATE ccas_retentionrun SET counts = '{}'", "DELETE FROM ccas_retentionrun"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


def test_the_page_tells_what_would_go_and_what_went(sign_in, officer):
    sent(officer)
    with later(years=2, days=1):
        browser = sign_in(officer)
        page = browser.get(reverse("privacy:kept")).content.decode()
        assert "Messages envoyés" in page
        assert "première fois" in page
        terms.apply(by=Actor.system())
        page = browser.get(reverse("privacy:kept")).content.decode()
    assert "Messages envoyés : 1" in page


def test_the_files_of_the_stores_are_this_test_s(tmp_path):
    """What the tests above erase is theirs."""
    assert str(storages["originals"].location).startswith(str(tmp_path))
