"""A document issued again: the new one refers to the old, the old one says so."""

import pytest
from django.urls import reverse

from assessments.candidates.actions import correct_identity
from ccas import clock
from ccas.documents.models import Document
from ccas.journal.models import JournalEntry
from ccas.outbox.models import Message
from ccas.refusals import Refusal
from certification.awards import actions
from certification.awards.models import Award
from certification.awards.rules import reissue_problems
from tests.certification.awards.test_road import sat
from tests.factories.awards import SignatoryFactory, an_officer, published, withdrawn
from tests.factories.deliberation import EVENING, candidate
from tests.kept import Kept

pytestmark = pytest.mark.django_db
SAID = {
    "ground": "identity",
    "explanation": "Mariage du 3 octobre 2026.",
    "reference": "Acte n° 118",
}


def titled():
    """A holder whose results are published."""
    SignatoryFactory()
    found = candidate(account_too=True)
    published(sat(found), an_officer())
    return found


holder = Kept(titled)


@pytest.fixture
def enrolment():
    """That holder, on the evening of the jury."""
    with clock.moved_to(EVENING):
        yield holder()


def marry(enrolment, name: str = "Kergoat-L’Hostis") -> None:
    person, who = enrolment.candidate.person, enrolment.candidate
    correct_identity(
        who, by=an_officer(), birth_name=person.birth_name, given_names=person.given_names,
        sex=person.sex, usual_name=name, email=person.email or "titulaire@ccas.example",
        birth_year=who.birth_year, birth_month=who.birth_month, birth_day=who.birth_day,
        birth_place_code=who.birth_place_code, birth_place=who.birth_place,
    )  # fmt: skip


@pytest.mark.parametrize("kind", ["certificate", "transcript"])
def test_another_name_gives_another_document_that_cites_the_first(client, enrolment, kind):
    marry(enrolment)
    old = Document.objects.get(kind=kind)
    before = dict(old.facts)
    new = actions.reissue_document(old, by=an_officer(), **SAID)
    assert new.replaces == old
    assert new.facts["document"]["replaces"] == old.number
    assert "KERGOAT-L’HOSTIS" in new.facts["holder"]["display_name"]
    changed = {key for key in before if before[key] != new.facts[key]}
    assert changed <= {"holder", "document", "signature"}
    old.refresh_from_db()
    assert old.facts == before
    page = client.get(reverse("register:verify", args=[old.verification_code])).content.decode()
    assert ">RETIRÉ<" in page
    assert f"remplacé le 6 octobre 2026 par le document n° {new.number}" in page
    page = client.get(reverse("register:verify", args=[new.verification_code])).content.decode()
    assert ">AUTHENTIQUE<" in page
    line = JournalEntry.objects.get(verb="document.reissue")
    assert (line.subject_id, line.details["replaces"]) == (str(new.pk), str(old.pk))
    assert "Mariage" not in str(line.details)
    message = Message.objects.get(kind="document.reissued")
    assert old.number in message.text
    assert new.number in message.text
    with pytest.raises(Refusal, match="déjà remplacé"):
        actions.reissue_document(old, by=an_officer(), **SAID)


def test_nothing_that_changed_is_nothing_to_issue(enrolment):
    with pytest.raises(Refusal, match="identique à l’ancien"):
        actions.reissue_document(Document.objects.get(kind="certificate"), by=an_officer(), **SAID)
    assert Document.objects.filter(kind="certificate").count() == 1


def test_what_is_withdrawn_is_not_issued_again(enrolment):
    marry(enrolment)
    withdrawn(Award.objects.get())
    with pytest.raises(Refusal, match="retiré depuis le 06/10/2026"):
        actions.reissue_document(Document.objects.get(kind="certificate"), by=an_officer(), **SAID)


def test_only_an_officer_and_only_papers(enrolment, make_actor):
    marry(enrolment)
    paper = Document.objects.get(kind="certificate")
    for role in ("candidate", "auditor", "president", "administrator"):
        with pytest.raises(Refusal, match="Seul un gestionnaire"):
            actions.reissue_document(paper, by=make_actor(role), **SAID)
    minutes = Document.objects.get(kind="minutes")
    with pytest.raises(Refusal, match="se délivrent ici"):
        actions.reissue_document(minutes, by=an_officer(), **SAID)


def test_the_officer_does_it_from_the_screens(sign_in, enrolment):
    marry(enrolment)
    browser = sign_in(an_officer())
    papers = reverse("awards:papers", args=[enrolment.pk])
    old = Document.objects.get(kind="certificate")
    path = reverse("awards:reissue", args=[old.pk])
    assert path in browser.get(papers).content.decode()
    assert "KERGOAT" in browser.get(path).content.decode()
    assert browser.post(path, {"ground": "x"}).status_code == 422
    assert browser.post(path, SAID).status_code == 302
    page = browser.get(papers).content.decode()
    assert f"Remplacé par le n° {Document.objects.get(replaces=old).number}" in page
    assert path not in page
    assert browser.get(path).status_code == 404


FACTS = {
    "qualification": {"code": "Q1"},
    "holder": {"display_name": "A"},
    "award": {"decided_on": "2026-10-06"},
    "blocks": [{"code": "B1", "decision": "validated", "reasons": "x"}],
    "outcome": {"code": "awarded", "sentence": "x"},
    "signature": {"date": "2026-10-06"},
}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"holder": {"display_name": "B"}}, None),
        ({"blocks": [{"code": "B1", "decision": "validated", "reasons": "y"}]}, None),
        ({"outcome": {"code": "awarded", "sentence": "y"}}, None),
        ({}, "identique"),
        ({"signature": {"date": "2027-01-01"}}, "identique"),
        ({"qualification": {"code": "Q2"}}, "autre résultat"),
        ({"award": {"decided_on": "2026-10-07"}}, "autre résultat"),
        ({"blocks": [{"code": "B1", "decision": "not_validated"}]}, "autre résultat"),
        ({"blocks": []}, "autre résultat"),
        ({"outcome": {"code": "partial"}}, "autre résultat"),
        ({"block": {"code": "B1"}}, "autre résultat"),
    ],
)
def test_a_correction_touches_no_result(change, says):
    problems = reissue_problems(
        ground="correction", explanation="Coquille.", reference="n° 1",
        before=FACTS, after={**FACTS, **change}, ended=None,
    )  # fmt: skip
    assert len(problems) == (says is not None)
    assert says is None or says in problems[0]


@pytest.mark.parametrize(
    ("said", "count"),
    [
        ({"ground": "humeur"}, 1),
        ({"explanation": "  "}, 1),
        ({"reference": ""}, 1),
        ({"ground": "", "explanation": "", "reference": ""}, 3),
    ],
)
def test_why_is_always_said(said, count):
    given = {**SAID, **said}
    after = {**FACTS, "holder": {"display_name": "B"}}
    assert len(reissue_problems(**given, before=FACTS, after=after, ended=None)) == count
