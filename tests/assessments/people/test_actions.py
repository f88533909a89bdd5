"""Writing in the directory: what is accepted, what is refused, and by whom."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection, transaction

from assessments.people import actions
from assessments.people.models import (
    Accreditation,
    Availability,
    Employer,
    Entity,
    Link,
    Person,
    Posting,
    Unit,
)
from ccas.actors import Actor
from ccas.journal.models import JournalEntry
from ccas.refusals import Refusal
from tests.factories.framework import other_revision, shipped_revision
from tests.factories.people import (
    EntityFactory,
    LinkFactory,
    PersonFactory,
    PostingFactory,
    UnitFactory,
)

pytestmark = pytest.mark.django_db

PARIS = ZoneInfo("Europe/Paris")
MAELYS = {
    "birth_name": "Le Goff",
    "given_names": "Maëlys Anne",
    "sex": "F",
    "usual_name": "d’Aubigné",
    "email": "Maelys@Exemple.invalid",
}


def verbs():
    return list(JournalEntry.objects.order_by("pk").values_list("verb", flat=True))


def test_entities_come_from_the_rules_and_are_renamed_by_them():
    revision = shipped_revision()
    said = actions.adopt_entities(revision, by=Actor.system())
    assert len(said) == 4
    assert Entity.objects.get(code="PN").short_name == "Police nationale"
    assert actions.adopt_entities(revision, by=Actor.system()) == []
    Entity.objects.filter(code="PN").update(name="Ancien nom")
    assert actions.adopt_entities(revision, by=Actor.system()) == [
        "Entité PN renommée : Direction générale de la police nationale."
    ]


def test_a_person_is_created_tidied_and_sorted(officer):
    person = actions.create_person(by=officer, **{**MAELYS, "birth_name": " Le  Goff "})
    assert (person.birth_name, person.email) == ("Le Goff", "maelys@exemple.invalid")
    assert person.sort_name == "d aubigne maelys anne"
    assert person.display_name == "Maëlys d’Aubigné"
    entry = JournalEntry.objects.get(verb="people.create")
    assert "Goff" not in str(entry.details)


def test_every_wrong_name_is_said_at_once_and_nothing_is_written(officer):
    with pytest.raises(Refusal) as refused:
        actions.create_person(
            by=officer, birth_name="", given_names="R2-D2", sex="X", usual_name="<b>"
        )
    assert len(refused.value.sentences) == 4
    with pytest.raises(Refusal, match="femme ou homme"):
        actions.create_person(by=officer, birth_name="Roux", given_names="Léa", sex="X")
    assert not Person.objects.exists()
    assert verbs() == []


def test_a_correction_is_journalled_by_digest_and_only_when_it_changes_something(officer):
    person = actions.create_person(by=officer, **MAELYS)
    actions.correct_person(person, by=officer, **MAELYS)
    assert verbs() == ["people.create"]
    corrected = actions.correct_person(person, by=officer, **{**MAELYS, "birth_name": "Le Gof"})
    corrected.refresh_from_db()
    assert corrected.birth_name == "Le Gof"
    entry = JournalEntry.objects.get(verb="people.correct")
    assert list(entry.details["before"]) == ["birth_name"]
    assert "Goff" not in str(entry.details)


def test_a_posting_and_its_end(officer):
    person, unit = PersonFactory(), UnitFactory()
    posting = actions.post_person(
        person, by=officer, unit=unit, starts_on=date(2024, 1, 1), function="Opératrice"
    )
    ended = actions.end_posting(posting, by=officer, ends_on=date(2024, 6, 30))
    assert ended.covers(date(2024, 6, 30))
    assert not ended.covers(date(2024, 7, 1))
    with pytest.raises(Refusal, match="déjà pris fin le 30/06/2024"):
        actions.end_posting(posting, by=officer, ends_on=date(2024, 7, 30))


def test_the_same_unit_twice_at_once_is_refused_but_not_one_after_the_other(officer):
    person, unit = PersonFactory(birth_name="Roux", given_names="Léa"), UnitFactory(name="CORG 29")
    actions.post_person(
        person, by=officer, unit=unit, starts_on=date(2024, 1, 1), ends_on=date(2024, 6, 30)
    )
    with pytest.raises(Refusal, match="Léa Roux est déjà affecté à l’unité « CORG 29 »"):
        actions.post_person(person, by=officer, unit=unit, starts_on=date(2024, 6, 30))
    actions.post_person(person, by=officer, unit=unit, starts_on=date(2024, 7, 1))
    actions.post_person(person, by=officer, unit=UnitFactory(), starts_on=date(2024, 2, 1))
    assert person.postings.count() == 3


def test_a_period_upside_down_is_refused(officer):
    person, unit = PersonFactory(), UnitFactory()
    day, before = date(2024, 5, 2), date(2024, 5, 1)
    with pytest.raises(Refusal, match="L’affectation ne peut pas finir"):
        actions.post_person(person, by=officer, unit=unit, starts_on=day, ends_on=before)
    posting = PostingFactory(person=person, starts_on=day)
    with pytest.raises(Refusal, match="L’affectation ne peut pas finir"):
        actions.end_posting(posting, by=officer, ends_on=before)


class TestAccreditation:
    @pytest.fixture(autouse=True)
    def _loaded(self):
        actions.adopt_entities(shipped_revision(), by=Actor.system())

    def accredit(self, officer, **changes):
        values = {
            "capacity": "operator",
            "entity": Entity.objects.get(code="GN"),
            "starts_on": date(2025, 1, 1),
        }
        return actions.accredit_person(PersonFactory(), by=officer, **{**values, **changes})

    def test_an_operator(self, officer):
        row = self.accredit(officer)
        assert row.covers(date(2030, 1, 1))
        assert not row.covers(date(2024, 12, 31))

    def test_a_representative_needs_the_act_of_designation(self, officer):
        with pytest.raises(Refusal, match="demande un acte de désignation"):
            self.accredit(officer, capacity="entity_head_representative")
        row = self.accredit(
            officer,
            capacity="entity_head_representative",
            act_reference="Note n° 2025-118",
            act_date=date(2025, 1, 12),
        )
        assert row.act_reference == "Note n° 2025-118"

    @pytest.mark.parametrize("half", [{"act_reference": "Note 3"}, {"act_date": date(2025, 1, 1)}])
    def test_half_an_act_is_refused(self, officer, half):
        with pytest.raises(Refusal, match="sa référence et sa date, ensemble"):
            self.accredit(officer, **half)

    def test_a_capacity_of_the_rotation_needs_an_entity_and_training_does_not(self, officer):
        with pytest.raises(Refusal, match="s’exerce pour une entité"):
            self.accredit(officer, entity=None)
        assert self.accredit(officer, capacity="training_service", entity=None).entity is None

    def test_an_unknown_capacity_is_refused_until_a_qualification_names_it(self, officer):
        with pytest.raises(Refusal, match="d’aucune certification"):
            self.accredit(officer, capacity="vae_head", entity=None)
        other_revision("RNCP35419")
        assert self.accredit(officer, capacity="vae_head", entity=None).pk

    def test_the_same_accreditation_over_the_same_days_is_refused(self, officer):
        row = self.accredit(officer, ends_on=date(2025, 12, 31))
        values = {"capacity": "operator", "entity": row.entity}
        with pytest.raises(Refusal, match="existe déjà"):
            actions.accredit_person(row.person, by=officer, starts_on=date(2025, 12, 31), **values)
        actions.accredit_person(row.person, by=officer, starts_on=date(2026, 1, 1), **values)
        assert row.person.accreditations.count() == 2

    def test_refusals_write_nothing(self, officer):
        with pytest.raises(Refusal):
            self.accredit(officer, ends_on=date(2020, 1, 1))
        assert not Accreditation.objects.exists()


def test_links(officer):
    trainer, pupil = PersonFactory(), PersonFactory()
    link = actions.record_link(
        trainer, pupil, by=officer, kind="trained", starts_on=date(2025, 1, 6)
    )
    assert (link.person, link.other) == (trainer, pupil)
    with pytest.raises(Refusal, match="déjà enregistré"):
        actions.record_link(trainer, pupil, by=officer, kind="trained", starts_on=date(2025, 1, 6))
    # The other way round is another link: the pupil may train the trainer later…
    actions.record_link(pupil, trainer, by=officer, kind="trained", starts_on=date(2025, 1, 6))
    # …but kinship is the same in both directions.
    actions.record_link(trainer, pupil, by=officer, kind="family")
    with pytest.raises(Refusal, match="déjà enregistré"):
        actions.record_link(pupil, trainer, by=officer, kind="family")
    assert Link.objects.count() == 3


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"kind": "enemy"}, "nature de lien"),
        ({"starts_on": date(2025, 2, 1), "ends_on": date(2025, 1, 1)}, "Le lien ne peut pas finir"),
    ],
)
def test_wrong_links(officer, changes, words):
    with pytest.raises(Refusal, match=words):
        actions.record_link(
            PersonFactory(), PersonFactory(), by=officer, **{"kind": "trained", **changes}
        )
    assert not Link.objects.exists()


def test_nobody_is_tied_to_oneself(officer):
    person = PersonFactory()
    with pytest.raises(Refusal, match="deux personnes différentes"):
        actions.record_link(person, person, by=officer, kind="family")


EIGHT = datetime(2026, 11, 17, 8, tzinfo=PARIS)


def test_availability_said_by_the_person_or_by_an_officer(officer, make_actor):
    actor = make_actor("evaluator")
    person = PersonFactory(user_id=actor.user_id)
    noon = EIGHT + timedelta(hours=4)
    actions.record_availability(person, by=actor, starts_at=EIGHT, ends_at=noon)
    actions.record_availability(person, by=officer, starts_at=EIGHT, ends_at=noon)
    with pytest.raises(Refusal, match="Chacun peut dire ses propres"):
        actions.record_availability(PersonFactory(), by=actor, starts_at=EIGHT, ends_at=noon)
    with pytest.raises(Refusal, match="déclaration contraire"):
        actions.record_availability(
            person, by=actor, starts_at=noon - timedelta(hours=1), ends_at=noon, available=False
        )
    with pytest.raises(Refusal, match="après son début"):
        actions.record_availability(person, by=actor, starts_at=noon, ends_at=noon)
    assert Availability.objects.count() == 2


def test_units_and_employers_are_named_once_whatever_the_case(officer):
    unit = actions.create_unit(by=officer, name="CTA-CODIS 42", city="Saint-Étienne")
    assert (unit.entity, unit.city) == (None, "Saint-Étienne")
    with pytest.raises(Refusal, match="existe déjà"):
        actions.create_unit(by=officer, name="cta-codis 42")
    with pytest.raises(Refusal, match="Le nom de l’unité manque"):
        actions.create_unit(by=officer, name="  ")
    employer = actions.create_employer(by=officer, name="SDIS 42", siret="284 200 019 00018")
    assert employer.siret == "28420001900018"
    with pytest.raises(Refusal) as refused:
        actions.create_employer(by=officer, name="Sdis 42", siret="12")
    assert len(refused.value.sentences) == 2
    assert (Unit.objects.count(), Employer.objects.count()) == (1, 1)


CALLS = {
    "create_person": lambda by: actions.create_person(by=by, **MAELYS),
    "correct_person": lambda by: actions.correct_person(PersonFactory(), by=by, **MAELYS),
    "post_person": lambda by: actions.post_person(
        PersonFactory(), by=by, unit=UnitFactory(), starts_on=date(2025, 1, 1)
    ),
    "end_posting": lambda by: actions.end_posting(
        PostingFactory(), by=by, ends_on=date(2025, 1, 1)
    ),
    "accredit_person": lambda by: actions.accredit_person(
        PersonFactory(),
        by=by,
        capacity="operator",
        entity=EntityFactory(),
        starts_on=date(2025, 1, 1),
    ),
    "record_link": lambda by: actions.record_link(
        PersonFactory(), PersonFactory(), by=by, kind="trained"
    ),
    "create_unit": lambda by: actions.create_unit(by=by, name="COZ Sud"),
    "create_employer": lambda by: actions.create_employer(by=by, name="SDIS 13"),
    "adopt_entities": lambda by: actions.adopt_entities(shipped_revision(), by=by),
}


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize(
    "role", ["candidate", "evaluator", "jury_member", "president", "auditor", "tutor"]
)
def test_only_keepers_of_the_directory_write_in_it(make_actor, name, role):
    with pytest.raises(Refusal, match="Seuls un gestionnaire"):
        CALLS[name](make_actor(role))


@pytest.mark.parametrize("name", CALLS)
def test_keepers_do_write_in_it(officer, name):
    shipped_revision()
    CALLS[name](officer)
    assert any(verb.startswith("people.") for verb in verbs())


@pytest.mark.parametrize(
    ("make", "statement", "constraint"),
    [
        (
            PostingFactory,
            "UPDATE assessments_posting SET ends_on = '2000-01-01'",
            "posting_ends_after_it_starts",
        ),
        (LinkFactory, "UPDATE assessments_link SET other_id = person_id", "link_between"),
        (
            LinkFactory,
            "UPDATE assessments_link SET ends_on = '2000-01-01'",
            "link_ends_after_it_starts",
        ),
    ],
)
def test_the_database_refuses_it_too(make, statement, constraint):
    make()
    with (
        pytest.raises(IntegrityError, match=constraint),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert not Posting.objects.filter(ends_on__isnull=False).exists()
