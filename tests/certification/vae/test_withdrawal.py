"""An admissibility is taken back on a dated ground, heard first, by two people; or it stands."""

from datetime import date

import pytest
from django.db import connection, transaction
from django.db.utils import Error
from django.urls import reverse

from ccas import clock
from ccas.documents.models import Document
from ccas.outbox.models import Message
from ccas.refusals import Refusal
from certification.vae import actions, papers
from certification.vae.models import AdmissibilityWithdrawal, EligibilityApplication
from tests.factories.vae import admitted, at

pytestmark = pytest.mark.django_db
TOLD, HEARD, AFTER = date(2026, 3, 2), date(2026, 3, 17), date(2026, 3, 18)
SAID = {
    "ground": "fraud",
    "found_on": date(2026, 2, 27),
    "reference": "Procès-verbal n° 2026-41",
    "reasons": "L’état de services produit est un faux.",
}


@pytest.fixture
def administrator(make_actor):
    return make_actor("administrator")


def proposed(officer, **said) -> tuple[AdmissibilityWithdrawal, object]:
    application, actor = admitted(officer)
    with clock.moved_to(at(TOLD)):
        return actions.propose_withdrawal(application, by=officer, **{**SAID, **said}), actor


def state(withdrawal: AdmissibilityWithdrawal) -> str:
    return EligibilityApplication.objects.get(pk=withdrawal.application_id).state


def test_proposed_heard_pronounced_and_everything_stays(officer, administrator):
    withdrawal, _ = proposed(officer)
    told = withdrawal.application.thread.last()
    assert "17 mars 2026" in told.text and "faux" in told.text
    with clock.moved_to(at(HEARD)), pytest.raises(Refusal, match="observations"):
        actions.pronounce_withdrawal(withdrawal, by=administrator)
    with clock.moved_to(at(AFTER)):
        actions.pronounce_withdrawal(withdrawal, by=administrator)
    application = EligibilityApplication.objects.get(pk=withdrawal.application_id)
    assert (application.state, application.decided_on) == ("withdrawn", date(2026, 2, 3))
    assert application.enrolment.state == "ended"
    facts = Document.objects.get(kind="vae_withdrawal").facts
    assert "fraude établie" in facts["paragraphs"][0]
    assert any("tribunal administratif" in line for line in facts["after"])
    mail = Message.objects.get(kind="vae.withdrawn")
    assert "faux" not in mail.text + mail.html
    with pytest.raises(Refusal, match="déjà prononcé"):
        actions.pronounce_withdrawal(withdrawal, by=administrator)


def test_it_takes_an_administrator_who_is_somebody_else(officer, make_actor):
    withdrawal, actor = proposed(officer)
    with clock.moved_to(at(AFTER)):
        for one in (officer, actor, make_actor("auditor")):
            with pytest.raises(Refusal, match="administrateur"):
                actions.pronounce_withdrawal(withdrawal, by=one)
        both = make_actor("administrator", user=withdrawal.proposed_by)
        with pytest.raises(Refusal, match="autre personne"):
            actions.pronounce_withdrawal(withdrawal, by=both)
    assert state(withdrawal) == "admissible"


def test_a_proposal_dropped_leaves_the_admissibility(officer, administrator):
    withdrawal, _ = proposed(officer)
    with clock.moved_to(at(AFTER)):
        actions.drop_withdrawal(withdrawal, by=officer)
        with pytest.raises(Refusal, match="abandonné"):
            actions.pronounce_withdrawal(withdrawal, by=administrator)
        again = actions.propose_withdrawal(withdrawal.application, by=officer, **SAID)
        with pytest.raises(Refusal, match="déjà proposé"):
            actions.propose_withdrawal(withdrawal.application, by=officer, **SAID)
    assert (state(withdrawal), again.pk != withdrawal.pk) == ("admissible", True)


def test_illegality_has_four_months(officer, administrator):
    withdrawal, _ = proposed(officer, ground="illegality")
    with clock.moved_to(at(date(2026, 6, 4))), pytest.raises(Refusal, match="3 juin 2026"):
        actions.pronounce_withdrawal(withdrawal, by=administrator)
    with clock.moved_to(at(date(2026, 6, 3))):
        actions.pronounce_withdrawal(withdrawal, by=administrator)
    assert state(withdrawal) == "withdrawn"


def test_the_database_wants_two_people_and_an_act(officer):
    withdrawal, _ = proposed(officer)
    passed = []
    for sql in (
        "UPDATE certification_eligibilityapplication SET state = 'withdrawn' WHERE id ="
        " (SELECT application_id FROM certification_admissibilitywithdrawal WHERE id = %s)",
        "UPDATE certification_admissibilitywithdrawal SET pronounced_at = now(),"
        " pronounced_by_id = proposed_by_id WHERE id = %s",
        "UPDATE certification_admissibilitywithdrawal SET pronounced_at = now() WHERE id = %s",
        "UPDATE certification_admissibilitywithdrawal SET reasons = 'autre' WHERE id = %s",
        "DELETE FROM certification_admissibilitywithdrawal WHERE id = %s",
    ):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(sql, [withdrawal.pk])
            passed.append(sql)
        except Error:
            continue
    assert passed == []


def test_the_screens(officer, administrator, sign_in):
    application, _ = admitted(officer)
    with clock.moved_to(at(TOLD)):
        browser = sign_in(officer)
        address = reverse("vae:propose_withdrawal", args=[application.pk])
        assert browser.get(address).status_code == 200
        assert browser.post(address, {"ground": "fraud"}).status_code == 422
        browser.post(address, {**SAID, "found_on": "2026-02-27"})
        page = browser.get(reverse("vae:detail", args=[application.pk])).content.decode()
        assert "Retrait de la recevabilité" in page
    withdrawal = AdmissibilityWithdrawal.objects.get()
    with clock.moved_to(at(AFTER)):
        browser = sign_in(administrator)
        page = browser.get(reverse("vae:withdrawals")).content.decode()
        assert "Prononcer le retrait" in page
        # The administrator reads the act, not the file.
        assert browser.get(reverse("vae:detail", args=[application.pk])).status_code == 404
        browser.post(reverse("vae:pronounce_withdrawal", args=[withdrawal.pk]))
    assert state(withdrawal) == "withdrawn"


def test_identity_papers_go_once_nobody_can_challenge_the_decision(officer):
    application, _ = admitted(officer)
    held = papers.files_of([application.pk])[application.pk]
    assert len(held) == 1
    # Two clear months end on Saturday the 4th; Monday the 6th is a holiday.
    with clock.moved_to(at(date(2026, 4, 7))):
        assert actions.forget_identities() == 0
    with clock.moved_to(at(date(2026, 4, 8))):
        assert actions.forget_identities() == 1
        assert actions.forget_identities() == 0
    held[0].refresh_from_db()
    assert held[0].removed_at is not None
    assert papers.files_of([application.experiences.get().pk]) != {}


def test_somebody_from_overseas_has_a_month_more(officer):
    application, _ = admitted(officer, territory="974")
    with clock.moved_to(at(date(2026, 5, 4))):
        assert actions.forget_identities() == 0
    with clock.moved_to(at(date(2026, 5, 5))):
        assert actions.forget_identities() == 1
    assert application.get_territory_display() == "La Réunion"
