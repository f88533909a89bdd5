"""The screens: who opens what, what is typed is kept, the office decides."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ccas import clock
from ccas.interface import windows
from certification.vae import actions
from certification.vae.models import EligibilityApplication, Experience
from tests.factories.framework import shipped_revision
from tests.factories.vae import applicant, at, draft, submitted

pytestmark = pytest.mark.django_db
DAY = date(2026, 1, 12)


@pytest.fixture
def that_day():
    with clock.moved_to(at(DAY)):
        yield


def test_a_candidate_goes_from_nothing_to_submitted(that_day, sign_in):
    _, actor = applicant()
    revision = shipped_revision()
    browser = sign_in(actor)
    page = browser.get(reverse("vae:mine"))
    assert "Commencer une demande" in page.content.decode()
    began = browser.post(reverse("vae:start", args=[revision.pk]), follow=True)
    assert "Ce qui manque pour déposer" in began.content.decode()
    application = EligibilityApplication.objects.get()
    saved = browser.post(
        reverse("vae:situation", args=[application.pk]),
        {
            "situation": "agent",
            "territory": "974",
            "education": "",
            "training": "FMPA",
            "elsewhere": "beaucoup",
        },
        headers={"X-Autosave": "1"},
    )
    assert saved.json()["wrong"].keys() == {"elsewhere"}
    application.refresh_from_db()
    assert (application.situation, application.training) == ("agent", "FMPA")
    assert application.blocks.count() == 0  # every box was left unticked
    for name in ("situation", "add", "identity", "declaration"):
        assert browser.get(reverse(f"vae:{name}", args=[application.pk])).status_code == 200
    refused = browser.post(reverse("vae:submit", args=[application.pk]), follow=True)
    assert "Aucun bloc n’est visé" in refused.content.decode()


def test_two_windows_never_write_over_each_other(that_day, sign_in):
    candidate, actor = applicant()
    application = draft(actor, candidate, training="FMPA", motivation="Servir")
    browser = sign_in(actor)
    path = reverse("vae:situation", args=[application.pk])
    form = browser.get(path).context["form"]
    said = {name: "" if form[name].value() is None else form[name].value() for name in form.fields}
    said |= {"blocks": form["blocks"].value(), windows.READ: windows.read_with(form)}
    # Meanwhile, another window changes two answers.
    actions.save_answers(application, by=actor, training="FMPA et radio", territory="974")

    # This one changes a third answer, and one of those two: the first is kept, both are shown.
    said |= {"motivation": "Servir encore", "training": "Aucune"}
    answer = browser.post(path, said, headers={"X-Autosave": "1"})
    assert answer.status_code == 409
    assert answer.json()["saved"] == ["motivation"]
    assert [(one["name"], one["shown"]) for one in answer.json()["torn"]] == [
        ("training", "FMPA et radio")
    ]
    application.refresh_from_db()
    assert (application.training, application.territory) == ("FMPA et radio", "974")
    assert application.motivation == "Servir encore"

    # By the button too; the second time, having read what stands, one's own answer is kept.
    told = browser.post(path, said)
    assert told.status_code == 422
    assert "FMPA et radio" in told.content.decode() and "Aucune" in told.content.decode()
    again = browser.post(path, said | {windows.READ: told.context["read"]})
    assert again.status_code == 302, again.context["form"].errors
    application.refresh_from_db()
    # What this window never touched stays as the other one left it.
    assert (application.training, application.territory) == ("Aucune", "974")


def test_a_wrong_experience_is_told_and_kept_on_the_page(that_day, sign_in):
    candidate, actor = applicant()
    application = draft(actor, candidate)
    browser = sign_in(actor)
    said = {
        "place": "CROSS d’Ouessant",
        "function": "opératrice",
        "status": "agent",
        "starts_on": "2024-05-01",
        "ends_on": "2023-05-01",
    }
    page = browser.post(reverse("vae:add", args=[application.pk]), said)
    assert page.status_code == 422 and "CROSS d’Ouessant" in page.content.decode()
    said["ends_on"] = ""
    made = browser.post(reverse("vae:add", args=[application.pk]), said)
    experience = Experience.objects.get(place="CROSS d’Ouessant")
    assert made["Location"] == reverse("vae:experience", args=[experience.pk])
    browser.post(reverse("vae:forget", args=[experience.pk]))
    assert not Experience.objects.filter(pk=experience.pk).exists()


def test_the_office_sees_the_nearest_first_and_decides(sign_in, officer):
    later, _ = submitted(date(2026, 2, 1))
    sooner, _ = submitted(DAY)
    browser = sign_in(officer)
    with clock.moved_to(at(date(2026, 3, 2))):
        page = browser.get(reverse("vae:list")).content.decode()
        assert page.index(str(sooner.pk)) < page.index(str(later.pk))
        assert "à décider avant le silence" in page
        assert browser.get(reverse("vae:detail", args=[sooner.pk])).status_code == 200
        wrong = browser.post(reverse("vae:decide", args=[sooner.pk]), {"decision": "refused"})
        assert wrong.status_code == 422 and "motifs" in wrong.content.decode()
        said = {"decision": "admissible", "gaps": "Radio : à revoir"}
        preview = browser.post(
            reverse("vae:decide", args=[sooner.pk]), {**said, "apercu": "1"}
        ).content.decode()
        assert "Attestation de recevabilité" in preview and "Radio" in preview
        assert "Une décision a été prise" in preview
        sooner.refresh_from_db()
        assert sooner.state == "submitted"
        browser.post(reverse("vae:decide", args=[sooner.pk]), said)
        asked = {"items": "Diplôme\n\nÉtat de services", "deadline": "2026-04-01"}
        browser.post(reverse("vae:ask", args=[later.pk]), asked)
        page = browser.get(reverse("vae:detail", args=[later.pk])).content.decode()
    assert "État de services" in page
    sooner.refresh_from_db()
    assert sooner.state == "admissible"


def test_a_draft_is_nobody_else_s_business(that_day, sign_in, officer, make_actor):
    candidate, actor = applicant()
    application = draft(actor, candidate)
    for stranger in (officer, make_actor("auditor"), make_actor("candidate")):
        browser = sign_in(stranger)
        assert browser.get(reverse("vae:detail", args=[application.pk])).status_code == 404
        assert browser.get(reverse("vae:situation", args=[application.pk])).status_code == 404


def test_as_many_queries_for_three_as_for_one(sign_in, officer, django_assert_num_queries):
    submitted(DAY)
    browser = sign_in(officer)
    address = reverse("vae:list")
    with clock.moved_to(at(date(2026, 2, 2))):
        browser.get(address)

        with CaptureQueriesContext(connection) as one:
            browser.get(address)
        submitted(DAY)
        submitted(DAY)
        with clock.moved_to(at(date(2026, 2, 2))), django_assert_num_queries(len(one)):
            browser.get(address)


def test_a_candidate_reads_the_decision_and_its_letter(sign_in, officer):
    application, actor = submitted(DAY)
    with clock.moved_to(at(date(2026, 2, 2))):
        actions.decide(application, by=officer, decision="refused", reasons="Hors du champ.")
        page = sign_in(actor).get(reverse("vae:detail", args=[application.pk])).content.decode()
    assert "Hors du champ." in page and "Décision de refus" in page
