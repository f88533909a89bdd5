"""The facts are those the templates print, and the real renderer takes them."""

import json
from pathlib import Path

import pytest

from ccas import clock
from ccas.documents import kinds, preview
from ccas.documents.actions import render_document
from ccas.documents.models import Document
from certification.awards import actions
from certification.awards.documents import birth_date, holder_facts
from certification.awards.expected import missing_awards, missing_documents
from certification.awards.rules import missing_mentions
from certification.deliberation import actions as deliberating
from certification.deliberation.documents import preview_facts
from tests.factories.awards import SignatoryFactory, an_officer, published
from tests.factories.deliberation import NOON, candidate, concluded, opened, proposed, signed

pytestmark = pytest.mark.django_db
SAMPLES = Path(__file__).parents[2] / "ccas/documents/samples"


def shape(value, sample, path=""):
    """Every key of the sample, and no other, down to the first item of each list."""
    if isinstance(sample, dict):
        if value is None:
            return
        assert set(value) == set(sample), path
        for key, inside in sample.items():
            shape(value[key], inside, f"{path}.{key}")
    elif isinstance(sample, list) and value and sample:
        shape(value[0], sample[0], f"{path}[0]")


@pytest.fixture
def room():
    SignatoryFactory()
    first, second = candidate(account_too=True), candidate()
    proposed(first, 1)
    room = opened([first, second])
    with clock.moved_to(NOON):
        deliberating.recuse(
            room.presentations[1], person=room.people[2], ground="Même unité.", by=room.president
        )
        concluded(room, room.presentations[0])
        deliberating.mark_present(room.presentations[1], by=room.president)
        for position in (1, 2, 3):
            from tests.factories.deliberation import decide

            decide(
                room,
                room.presentations[1],
                position,
                "not_validated" if position == 2 else "validated",
                votes_for=0 if position == 2 else 4,
                votes_against=4 if position == 2 else 0,
            )
        deliberating.conclude_presentation(room.presentations[1], by=room.president)
    return room


def test_each_document_has_the_shape_its_template_wants_and_renders(room):
    draft = preview("minutes", {**preview_facts(room.deliberation), "specimen": True})
    assert draft.startswith(b"%PDF-")
    published(signed(room), an_officer())
    for kind in ("minutes", "certificate", "transcript", "block_certificate"):
        document = Document.objects.filter(kind=kind).first()
        sample = json.loads((SAMPLES / f"{kind}.json").read_text("utf-8"))
        shape(document.facts, sample, kind)
        render_document(document.pk, by=an_officer())
        document.refresh_from_db()
        assert document.state == "stored", kind
        assert kinds.get(kind).label
    transcript = Document.objects.get(kind="transcript", subject_id=room.presentations[0].pk)
    assert [line["result"] for line in transcript.facts["blocks"][0]["competencies"]] == ["A"] * 13
    assert transcript.facts["blocks"][1]["competencies"][0]["result"] is None
    minutes = Document.objects.get(kind="minutes").facts
    assert minutes["recusals"][0]["ground"] == "Même unité."
    assert [one["outcome"] for one in minutes["candidates"]] == ["awarded", "partial"]
    verdicts = {one["verdict"] for one in minutes["indicators"]["appointed"]}
    assert verdicts <= {"pass", "warn", "fail"}


def test_a_specimen_leaves_because_the_notice_lacks_the_decision(room):
    published(signed(room), an_officer())
    document = Document.objects.get(kind="certificate")
    assert document.number.startswith("SPECIMEN-RNCP35553-2026-")
    assert missing_mentions(document.facts) == [
        "Mention obligatoire absente : la référence de la décision d’enregistrement.",
        "Mention obligatoire absente : la date de la décision d’enregistrement.",
    ]


def test_what_must_exist_and_does_not_is_named(room):
    signed(room)
    with clock.moved_to(NOON.replace(hour=18)):
        numbers = [one.enrolment.candidate.number for one in room.presentations]
        assert missing_awards() == [f"Titre non délivré : candidat {numbers[0]}."]
        officer = an_officer()
        actions.deliver(room.deliberation.pk, by=officer)
        assert missing_awards() == []
        deliberating.schedule_publication(room.deliberation, not_before=clock.now(), by=officer)
        deliberating.publish(room.deliberation, by=officer)
        assert sorted(missing_documents()) == [
            *sorted(f"Lettre de résultat manquante : candidat {number}." for number in numbers),
            f"Parchemin manquant : candidat {numbers[0]}.",
            *sorted(f"Relevé manquant : candidat {number}." for number in numbers),
        ]
        actions.issue_results(room.deliberation.pk, by=officer)
        assert missing_documents() == []


@pytest.mark.parametrize(
    ("given", "printed", "presumed"),
    [
        ((1994, 2, 28), "1994-02-28", False),
        ((1992, 2, None), "1992-02-29", True),
        ((1989, None, None), "1989-12-31", True),
    ],
)
def test_a_birth_date_may_be_presumed(given, printed, presumed):
    day, said = birth_date(*given)
    assert (day.isoformat(), said) == (printed, presumed)


def test_the_name_on_paper_is_the_civil_one():
    person = candidate(practice=False).candidate
    person.person.given_names = "Yann-Ewen Ðặng"
    person.person.birth_name = "Nguyễn"
    person.person.usual_name = "d’Hautecourt"
    facts = holder_facts(person)
    assert facts["display_name"] == "Yann-Ewen Ðặng NGUYỄN D’HAUTECOURT"
    assert (facts["birth_name"], facts["usual_name"]) == ("NGUYỄN", "D’HAUTECOURT")
    person.person.usual_name = "Nguyễn"
    assert holder_facts(person)["usual_name"] is None
