"""Creating a jury: its seats, whose turn it is to preside, its date."""

from datetime import date

import pytest

from ccas import clock
from ccas.journal.models import JournalEntry
from ccas.refusals import Refusal
from certification.juries import actions
from certification.juries.models import Jury
from tests.factories.framework import other_revision, shipped_revision
from tests.factories.juries import JuryFactory, entity, in_state, jury_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def create(officer, entities):
    """create(**changes) -> a jury of the shipped revision, on 6 October."""

    revision = shipped_revision()

    def make(**changes):
        values = {
            "revision": revision,
            "route": "FC",
            "sits_on": date(2026, 10, 6),
            "place": "Limonest",
            "by": officer,
        } | changes
        return actions.create_jury(values.pop("revision"), **values)

    return make


def refused(call) -> list[str]:
    """The sentences of the refusal, and the proof that nothing was written."""
    before = (Jury.objects.count(), JournalEntry.objects.count())
    with pytest.raises(Refusal) as caught:
        call()
    assert (Jury.objects.count(), JournalEntry.objects.count()) == before
    return caught.value.sentences


def test_a_first_jury_is_presided_by_the_head_of_the_rotation(create):
    jury = create()
    assert jury.name == "Jury du 6 octobre 2026"
    assert jury.presiding_entity.code == "BSPP"
    assert jury.state == "draft"
    assert [seat.key for seat in jury.seats.order_by("position")] == [
        "president",
        "operator:PN",
        "operator:GN",
        "operator:DGSCGC",
        "training",
    ]
    operator = jury.seats.get(key="operator:DGSCGC")
    assert operator.capacities == ["operator", "operations_centre_representative"]
    assert (operator.trade, operator.presides, operator.entity.code) == (True, False, "DGSCGC")
    line = JournalEntry.objects.get(verb="jury.create")
    assert line.details["presiding"] == "BSPP"
    assert line.subject_id == str(jury.pk)


def test_the_next_one_is_presided_by_the_next_entity(create):
    create(sits_on=date(2026, 10, 6))
    second = create(sits_on=date(2026, 11, 10))
    assert second.presiding_entity.code == "PN"
    assert {seat.entity.code for seat in second.seats.filter(key__startswith="operator")} == {
        "BSPP",
        "GN",
        "DGSCGC",
    }


def test_a_cancelled_jury_takes_nobody_s_turn(create, officer):
    first = create(sits_on=date(2026, 10, 6))
    actions.cancel(first, reason="Aucun candidat", by=officer)
    assert create(sits_on=date(2026, 11, 10)).presiding_entity.code == "BSPP"


def test_two_juries_of_one_day_have_two_names(create):
    assert [create().name, create().name] == [
        "Jury du 6 octobre 2026",
        "Jury du 6 octobre 2026 (2)",
    ]
    assert create(sits_on=date(2026, 12, 1)).name == "Jury du 1er décembre 2026"


def test_another_entity_presides_with_a_reason_only(create):
    sentences = refused(lambda: create(presiding_entity="GN"))
    assert len(sentences) == 1
    assert "BSPP" in sentences[0]
    assert "motif" in sentences[0]
    jury = create(presiding_entity="GN", rotation_reason="La BSPP est engagée aux Jeux.")
    assert jury.presiding_entity.code == "GN"
    assert jury.proposed_entity.code == "BSPP"
    assert jury.rotation_reason == "La BSPP est engagée aux Jeux."
    assert "Jeux" not in str(JournalEntry.objects.get(verb="jury.create").details)


def test_the_proposed_entity_keeps_no_needless_reason(create):
    assert create(presiding_entity="BSPP", rotation_reason="au cas où").rotation_reason == ""


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"presiding_entity": "SNCF"}, "« SNCF » ne préside pas"),
        ({"route": "CA"}, "n’est pas ouverte"),
        ({"sits_on": date(2026, 8, 31)}, "31/08/2026, est déjà passée"),
        ({"place": "  "}, "lieu"),
    ],
)
def test_what_is_refused(create, changes, says):
    assert any(says in sentence for sentence in refused(lambda: create(**changes)))


def test_a_jury_may_be_created_for_today(create):
    assert create(sits_on=clock.today()).pk


def test_a_name_serves_once(create):
    create(name="Jury de la Toussaint")
    sentences = refused(lambda: create(name=" Jury  de la Toussaint "))
    assert sentences == ["Un jury s’appelle déjà « Jury de la Toussaint »."]


def test_an_entity_that_nobody_recorded_is_named(create, entities):
    entities["GN"].delete()
    sentences = refused(create)
    assert len(sentences) == 1
    assert "« Gendarmerie nationale » n’est pas enregistrée" in sentences[0]


def test_only_an_officer_creates(create, make_actor):
    for role in ("president", "auditor", "jury_member", "administrator"):
        sentences = refused(lambda role=role: create(by=make_actor(role)))
        assert sentences == ["Seul un gestionnaire de la certification crée un jury."]


def test_a_jury_without_entities(create):
    """Another certifier's rules: two professionals and two trainers, nobody's turn."""
    jury = create(revision=other_revision("RNCP35419"), route="VAE")
    assert jury.presiding_entity is None
    assert jury.seats.count() == 4
    assert jury.seats.filter(presides=True).count() == 1
    assert not jury.seats.filter(entity__isnull=False).exists()


def test_an_entity_has_no_place_in_a_jury_without_rotation(create):
    revision = other_revision("RNCP35419")
    sentences = refused(lambda: create(revision=revision, route="VAE", presiding_entity="BSPP"))
    assert "« BSPP » ne préside pas" in sentences[0]


def test_the_date_moves_until_convening(officer):
    jury = jury_in("composed")
    actions.reschedule(jury, sits_on=date(2026, 12, 1), place="Paris", by=officer)
    jury.refresh_from_db()
    assert (jury.sits_on, jury.place) == (date(2026, 12, 1), "Paris")
    in_state(jury, "convened")
    with pytest.raises(Refusal, match="annulez ce jury"):
        actions.reschedule(jury, sits_on=date(2026, 12, 2), place="Paris", by=officer)
    jury.refresh_from_db()
    assert jury.sits_on == date(2026, 12, 1)


def test_the_rotation_reads_the_juries_of_every_revision(create):
    """The same qualification under another revision: its juries count too."""
    JuryFactory(sits_on=date(2026, 3, 3), presiding_entity=entity("GN"), route="VAE")
    assert create().presiding_entity.code == "DGSCGC"
