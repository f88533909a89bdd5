"""The civil status that FranceConnect attests fills the file of the candidate it is about.

It is the account that leads to the file. A name, a birth date never do: two people share them.
"""

from typing import Any

from django.db import transaction

from assessments.candidates.actions import next_number
from assessments.candidates.models import Candidate
from assessments.candidates.rules import (
    Registered,
    refuse_birth_date,
    refuse_birth_place,
    same_person,
)
from assessments.people.actions import attest_person
from assessments.people.models import Person, sort_key
from assessments.people.rules import refuse_name
from ccas import clock, journal
from ccas.accounts.providers.civil_status import CivilStatus
from ccas.actors import Actor
from ccas.names import tidy
from ccas.refusals import Refusal

ANOTHER_PERSON = (
    "L’identité que FranceConnect nous donne n’est pas celle de votre dossier : rien n’a été relié "
    "ni changé. Écrivez au service de formation, qui verra ce qu’il en est."
)
FILE_WAITS = (
    "Un dossier porte déjà votre identité. Par prudence, il ne se relie pas tout seul à votre "
    "compte : le service de formation le fera."
)
INCOMPLETE = "Votre dossier de candidat sera complété par le service de formation : "
PLACE_NAME_MISSING = (
    "FranceConnect donne le code de votre lieu de naissance, pas son nom : le service de formation "
    "le complétera."
)


@transaction.atomic
def keep_civil_status(user: Any, status: CivilStatus, *, by: Actor) -> list[str]:
    """Fill the file of that account, or open it; what is to be said to the person.

    A presumed date stays one. Raises Refusal when the file is somebody else's.
    """
    person = Person.objects.select_for_update().filter(user=user).first()
    candidate = Candidate.objects.select_for_update().filter(person__user=user).first()
    attested = _attested(status)
    if candidate is not None and not same_person(_filed(candidate), attested):
        raise Refusal(ANOTHER_PERSON)
    if person is not None and not _same_names(person, attested):
        raise Refusal(ANOTHER_PERSON)
    if person is None and _files_without_account(status):
        return [FILE_WAITS]
    known = candidate.birth_place_code if candidate else ""
    if missing := _missing(status, person, known):
        return [INCOMPLETE + " ".join(missing)]
    person = attest_person(user, by=by, **_names(status, person))
    return _fill(candidate, person, status, by=by)


def _fill(
    candidate: Candidate | None, person: Person, status: CivilStatus, *, by: Actor
) -> list[str]:
    """Birth: the registry is right, but for a place that it does not say."""
    values: dict[str, Any] = {
        "birth_year": status.birth_year,
        "birth_month": status.birth_month,
        "birth_day": status.birth_day,
    }
    if candidate is None:
        place = {"birth_place_code": status.birth_place, "birth_place": ""}
        candidate = Candidate.objects.create(person=person, number=next_number(), **values, **place)
        journal.record(
            "candidate.register", candidate, by=by, number=candidate.number, attested=True
        )
        return [PLACE_NAME_MISSING]
    if status.birth_place and status.birth_place != candidate.birth_place_code:
        values |= {"birth_place_code": status.birth_place, "birth_place": ""}
    changed = [name for name, value in values.items() if getattr(candidate, name) != value]
    if changed:
        before = {name: journal.digest(str(getattr(candidate, name))) for name in changed}
        for name in changed:
            setattr(candidate, name, values[name])
        candidate.save(update_fields=changed)
        journal.record("candidate.correct", candidate, by=by, before=before, attested=True)
    return [] if candidate.birth_place else [PLACE_NAME_MISSING]


def _missing(status: CivilStatus, person: Person | None, known_place: str) -> list[str]:
    """Why this civil status, with what is known already, cannot make a file."""
    sex = status.sex or (person.sex if person else "")
    return [
        *refuse_name("Le nom de naissance", tidy(status.family_name)),
        *refuse_name("Le prénom", tidy(status.given_names)),
        *([] if sex else ["Le sexe n’est pas précisé."]),
        *refuse_birth_date(status.birth_year, status.birth_month, status.birth_day, clock.today()),
        *refuse_birth_place(status.birth_place or known_place),
    ]


def _names(status: CivilStatus, person: Person | None) -> dict[str, str]:
    """The registry writes in capitals, often without accents: what a person typed better stays."""
    family, given = tidy(status.family_name), tidy(status.given_names)
    if person is None:
        return {"birth_name": family, "given_names": given, "sex": status.sex}
    typed = sort_key(person.given_names) == sort_key(given)
    return {
        "birth_name": person.birth_name,
        "given_names": person.given_names if typed else given,
        "sex": status.sex or person.sex,
    }


def _attested(status: CivilStatus) -> Registered:
    return Registered(
        birth_name=sort_key(status.family_name),
        given_names=tuple(sort_key(status.given_names).split()),
        birth_year=status.birth_year,
        birth_month=status.birth_month,
        birth_day=status.birth_day,
    )


def _filed(candidate: Candidate) -> Registered:
    return Registered(
        birth_name=sort_key(candidate.person.birth_name),
        given_names=tuple(sort_key(candidate.person.given_names).split()),
        birth_year=candidate.birth_year,
        birth_month=candidate.birth_month,
        birth_day=candidate.birth_day,
    )


def _same_names(person: Person, attested: Registered) -> bool:
    filed = tuple(sort_key(person.given_names).split())
    count = min(len(filed), len(attested.given_names))
    return (
        sort_key(person.birth_name) == attested.birth_name
        and count > 0
        and filed[:count] == attested.given_names[:count]
    )


def _files_without_account(status: CivilStatus) -> bool:
    """Whether a file that no account opens is about the same identity, or a homonym's."""
    attested = _attested(status)
    alike = Candidate.objects.select_related("person").filter(
        person__user__isnull=True, birth_year=status.birth_year
    )
    return any(same_person(_filed(candidate), attested) for candidate in alike)
