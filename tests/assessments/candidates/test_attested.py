"""The civil status that FranceConnect attests: it fills the file of the account, and no other."""

import dataclasses
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.candidates.attested import keep_civil_status
from assessments.candidates.models import Candidate
from assessments.candidates.rules import Registered, same_person
from assessments.people.actions import attest_person
from assessments.people.models import Person
from ccas import clock
from ccas.accounts.models import User
from ccas.accounts.providers import civil_status
from ccas.accounts.providers.civil_status import CivilStatus
from ccas.journal.models import JournalEntry
from ccas.refusals import Refusal
from tests.factories.candidates import CandidateFactory
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
STATUS = CivilStatus("D'HAUTECOURT", "ANGELINE ZOE", "F", 1994, 2, 28, "29019")


def but(**changes) -> CivilStatus:
    return dataclasses.replace(STATUS, **changes)


@pytest.fixture
def me(make_actor):
    return make_actor("candidate")


@pytest.fixture
def account(me) -> User:
    return User.objects.get(pk=me.user_id)


@pytest.fixture
def file(account) -> Candidate:
    """The file that the officer opened for that account."""
    person = PersonFactory(user=account, birth_name="d’Hautecourt", given_names="Angéline", sex="F")
    return CandidateFactory(person=person)


def test_the_room_keeps_it():
    assert keep_civil_status in civil_status._keepers


def test_without_a_file_one_is_opened(account, me):
    said = keep_civil_status(account, STATUS, by=me)
    candidate = Candidate.objects.get(person__user=account)
    assert candidate.person.birth_name == "D'HAUTECOURT"
    assert candidate.person.given_names == "ANGELINE ZOE"
    assert candidate.person.email == account.email
    assert (candidate.birth_year, candidate.birth_month, candidate.birth_day) == (1994, 2, 28)
    assert (candidate.birth_place_code, candidate.birth_place) == ("29019", "")
    assert "pas son nom" in said[0]
    lines = JournalEntry.objects.filter(actor_id=account.pk)
    assert {line.verb for line in lines} == {"people.create", "candidate.register"}
    assert "HAUTECOURT" not in str(list(lines.values()))


@pytest.mark.parametrize(("month", "day"), [(2, None), (None, None)])
def test_a_presumed_date_stays_one(account, me, month, day):
    keep_civil_status(account, but(birth_month=month, birth_day=day), by=me)
    candidate = Candidate.objects.get(person__user=account)
    assert (candidate.birth_month, candidate.birth_day) == (month, day)


def test_a_birth_abroad_is_its_country(account, me):
    keep_civil_status(account, but(birth_place="99122"), by=me)
    assert Candidate.objects.get().birth_place_code == "99122"


def test_it_completes_the_file_and_keeps_its_accents(file, account, me):
    Candidate.objects.update(birth_month=None, birth_day=None)
    assert keep_civil_status(account, STATUS, by=me) == []
    file.refresh_from_db()
    assert file.person.birth_name == "d’Hautecourt", "the registry has no accents to teach"
    assert file.person.given_names == "ANGELINE ZOE", "but it knows a second given name"
    assert (file.birth_month, file.birth_day) == (2, 28)
    assert (file.birth_place_code, file.birth_place) == ("29019", "Brest")
    assert Candidate.objects.count() == 1


def test_twice_changes_nothing(file, account, me):
    keep_civil_status(account, STATUS, by=me)
    lines = JournalEntry.objects.count()
    keep_civil_status(account, STATUS, by=me)
    assert JournalEntry.objects.count() == lines


def test_another_place_needs_its_name_again(file, account, me):
    said = keep_civil_status(account, but(birth_place="29232"), by=me)
    file.refresh_from_db()
    assert (file.birth_place_code, file.birth_place) == ("29232", "")
    assert "pas son nom" in said[0]


@pytest.mark.parametrize(
    "changes",
    [
        {"family_name": "DUPONT"},
        {"given_names": "CLAIRE"},
        {"birth_year": 1993},
        {"birth_month": 3},
        {"birth_day": 27},
    ],
)
def test_the_file_of_another_person_is_left_alone(file, account, me, changes):
    with pytest.raises(Refusal, match="n’est pas celle de votre dossier"):
        keep_civil_status(account, but(**changes), by=me)
    file.refresh_from_db()
    assert file.person.given_names == "Angéline"
    keep_civil_status(account, STATUS, by=me)


def test_a_person_of_the_directory_becomes_a_candidate(account, me):
    person = PersonFactory(user=account, birth_name="d’Hautecourt", given_names="Angéline Zoé")
    keep_civil_status(account, STATUS, by=me)
    assert Candidate.objects.get().person == person
    assert Person.objects.count() == 1
    person.refresh_from_db()
    assert person.given_names == "Angéline Zoé", "what was typed better stays"


def test_a_homonym_is_never_merged(account, me):
    """The same names, born the same day: a file that nobody's account opens is not handed over."""
    other = CandidateFactory(
        person=PersonFactory(user=None, birth_name="d’Hautecourt", given_names="Angéline Zoé")
    )
    said = keep_civil_status(account, STATUS, by=me)
    assert "ne se relie pas tout seul" in said[0]
    other.refresh_from_db()
    assert other.person.user is None
    assert Candidate.objects.count() == 1
    assert not Person.objects.filter(user=account).exists()


def test_a_homonym_who_has_an_account_is_somebody_else(account, me):
    CandidateFactory(
        person=PersonFactory(
            user=User.objects.create_user("autre@exemple.fr"),
            birth_name="d’Hautecourt",
            given_names="Angéline Zoé",
        )
    )
    keep_civil_status(account, STATUS, by=me)
    assert Candidate.objects.count() == 2


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"sex": ""}, "sexe"),
        ({"birth_place": ""}, "code INSEE"),
        ({"family_name": "D4"}, "état civil"),
        ({"birth_year": 2020}, "ans"),
    ],
)
def test_what_cannot_make_a_file_is_said(account, me, changes, says):
    said = keep_civil_status(account, but(**changes), by=me)
    assert says in said[0]
    assert not Candidate.objects.exists()
    assert not Person.objects.exists()


def test_nobody_attests_for_another(account, officer):
    with pytest.raises(Refusal, match="pour soi"):
        attest_person(account, by=officer, birth_name="X", given_names="Y", sex="F")


def test_the_officer_is_asked_for_the_name_of_the_place(account, me, sign_in, officer):
    keep_civil_status(account, STATUS, by=me)
    candidate = Candidate.objects.get()
    page = sign_in(officer).get(f"/candidats/{candidate.pk}/").text
    assert "Compléter l’identité" in page
    assert "Nom du lieu à compléter" in page
    Candidate.objects.update(birth_place="Brest")
    assert "Compléter l’identité" not in sign_in(officer).get(f"/candidats/{candidate.pk}/").text


def test_one_of_fourteen_opens_no_file(account, me):
    with clock.moved_to(date(2008, 3, 1)):
        assert "ans" in keep_civil_status(account, STATUS, by=me)[0]


# -- The rule --------------------------------------------------------------------------------------

ONE = Registered("d hautecourt", ("angeline", "zoe"), 1994, 2, 28)


@pytest.mark.parametrize(
    ("changes", "same"),
    [
        ({}, True),
        ({"given_names": ("angeline",)}, True),
        ({"given_names": ("zoe",)}, False),
        ({"given_names": ("zoe", "angeline")}, False),
        ({"given_names": ()}, False),
        ({"birth_name": "hautecourt"}, False),
        ({"birth_year": 1995}, False),
        ({"birth_month": None, "birth_day": None}, True),
        ({"birth_day": None}, True),
        ({"birth_month": 3}, False),
        ({"birth_day": 1}, False),
    ],
)
def test_when_two_records_may_be_one_person(changes, same):
    other = dataclasses.replace(ONE, **changes)
    assert same_person(ONE, other) is same
    assert same_person(other, ONE) is same


@given(
    st.builds(
        Registered,
        birth_name=st.sampled_from(["a", "b"]),
        given_names=st.lists(st.sampled_from(["x", "y"]), max_size=2).map(tuple),
        birth_year=st.sampled_from([1990, 1991]),
        birth_month=st.sampled_from([None, 1]),
        birth_day=st.none(),
    )
)
def test_a_record_is_the_same_as_itself(one):
    assert same_person(one, one) is bool(one.given_names)
