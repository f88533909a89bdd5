"""Registering candidates and enrolling them."""

from datetime import date
from typing import Any

from django.db import connection, transaction
from django.db.models.functions import Length

from assessments.candidates.ledger import acquire_block, end_held_block, record_equivalence
from assessments.candidates.models import Candidate, Enrolment, EnrolmentState
from assessments.candidates.permissions import WHO_MAY_WRITE, may_write, require_another
from assessments.candidates.rules import (
    EnrolmentFacts,
    refuse_birth_date,
    refuse_birth_place,
    refuse_enrolment,
    refuse_place_name,
)
from assessments.candidates.workflow import WORKFLOW
from assessments.framework.models import QualificationRevision
from assessments.people.actions import correct_person, create_person
from assessments.people.models import Person
from ccas import clock, journal
from ccas.actors import Actor
from ccas.names import tidy
from ccas.refusals import Refusal

__all__ = [
    "acquire_block",
    "award_enrolment",
    "close_enrolment",
    "correct_identity",
    "end_held_block",
    "enrol",
    "next_number",
    "record_equivalence",
    "register_candidate",
]

#: Any constant will do: candidate numbers are given one at a time.
_NUMBERING = 0x63616E64


@transaction.atomic
def register_candidate(
    *,
    by: Actor,
    birth_year: int,
    birth_month: int | None,
    birth_day: int | None,
    birth_place_code: str,
    birth_place: str,
    extra_time_percent: int = 0,
    person: Person | None = None,
    **identity: Any,
) -> Candidate:
    """Register a candidate; `person` when the directory knows them, else their identity.

    identity: birth_name, given_names, sex, usual_name, email, user (see people.create_person).
    """
    _require_writer(by)
    birth = _birth(birth_year, birth_month, birth_day, birth_place_code, birth_place)
    _check_extra_time(extra_time_percent)
    if person is None:
        person = create_person(by=by, **identity)
    elif Candidate.objects.filter(person=person).exists():
        raise Refusal(f"{person.display_name} est déjà inscrit comme candidat.")
    candidate = Candidate.objects.create(
        person=person, number=next_number(), extra_time_percent=extra_time_percent, **birth
    )
    journal.record("candidate.register", candidate, by=by, number=candidate.number)
    return candidate


@transaction.atomic
def correct_identity(
    candidate: Candidate,
    *,
    by: Actor,
    birth_year: int,
    birth_month: int | None,
    birth_day: int | None,
    birth_place_code: str,
    birth_place: str,
    extra_time_percent: int = 0,
    **identity: Any,
) -> Candidate:
    """Correct the civil identity. Documents already issued keep what they say."""
    _require_writer(by, candidate)
    birth = _birth(birth_year, birth_month, birth_day, birth_place_code, birth_place)
    _check_extra_time(extra_time_percent)
    candidate = Candidate.objects.select_for_update().get(pk=candidate.pk)
    candidate.person = correct_person(candidate.person, by=by, **identity)
    values = {**birth, "extra_time_percent": extra_time_percent}
    changed = [name for name, value in values.items() if getattr(candidate, name) != value]
    if changed:
        before = {name: journal.digest(str(getattr(candidate, name))) for name in changed}
        for name in changed:
            setattr(candidate, name, values[name])
        candidate.save(update_fields=changed)
        journal.record("candidate.correct", candidate, by=by, before=before)
    return candidate


@transaction.atomic
def enrol(
    candidate: Candidate,
    *,
    by: Actor,
    revision: QualificationRevision,
    route: str,
    began_on: date | None = None,
    admissibility_date: date | None = None,
    admissibility_reference: str = "",
) -> Enrolment:
    """Begin a candidate's way to a qualification, under its present revision.

    began_on: start of the training. Where the route needs an admissibility, its date is the
    beginning and `began_on` may be left out. Raises Refusal: closed route, registration ended,
    admissibility missing, an enrolment already open or a title already obtained.
    """
    _require_writer(by, candidate)
    candidate = Candidate.objects.select_for_update().get(pk=candidate.pk)
    code = revision.qualification.code
    rules = revision.rules
    chosen = rules.route(route)
    if chosen is not None and chosen.admissibility:
        began_on = began_on or admissibility_date
    reference = tidy(admissibility_reference)
    refused = refuse_enrolment(
        EnrolmentFacts(
            qualification=code,
            registration_end=revision.registration_end,
            open_routes={each.code: each for each in rules.routes},
            route=route,
            began_on=began_on,
            today=clock.today(),
            admissibility_date=admissibility_date,
            admissibility_reference=reference,
        )
    )
    refused += _refuse_other_enrolments(candidate, revision)
    if refused or began_on is None:
        raise Refusal(refused)
    enrolment = Enrolment.objects.create(
        candidate=candidate,
        revision=revision,
        route=route,
        began_on=began_on,
        admissibility_date=admissibility_date,
        admissibility_reference=reference,
    )
    journal.record(
        "enrolment.begin",
        enrolment,
        by=by,
        candidate=candidate.pk,
        qualification=code,
        revision=revision.number,
        route=route,
        began_on=began_on,
    )
    return enrolment


@transaction.atomic
def close_enrolment(enrolment: Enrolment, *, by: Actor, reason: str) -> Enrolment:
    """Close an enrolment without a title; blocks held stay held. The reason is kept by digest."""
    _require_writer(by, enrolment.candidate)
    if not reason.strip():
        raise Refusal("Clore un parcours demande un motif.")
    enrolment = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    WORKFLOW.move(enrolment, "close", by=by, reason=journal.digest(reason.strip()))
    return enrolment


@transaction.atomic
def award_enrolment(enrolment: Enrolment, *, by: Actor) -> Enrolment:
    """The title is obtained. Called where it is delivered, which checks that it may be."""
    enrolment = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    WORKFLOW.move(enrolment, "award", by=by)
    return enrolment


def _refuse_other_enrolments(candidate: Candidate, revision: QualificationRevision) -> list[str]:
    others = candidate.enrolments.filter(revision__qualification=revision.qualification_id)
    states = set(others.values_list("state", flat=True))
    code = revision.qualification.code
    if EnrolmentState.AWARDED in states:
        return [f"{candidate.person.display_name} a déjà obtenu la certification {code}."]
    if EnrolmentState.OPEN in states:
        return [
            f"{candidate.person.display_name} a déjà un parcours en cours vers la certification "
            f"{code}."
        ]
    return []


def _birth(
    year: int, month: int | None, day: int | None, place_code: str, place: str
) -> dict[str, Any]:
    place_code, place = place_code.strip().upper(), tidy(place)
    refused = [
        *refuse_birth_date(year, month, day, clock.today()),
        *refuse_birth_place(place_code),
        *refuse_place_name(place),
    ]
    if refused:
        raise Refusal(refused)
    return {
        "birth_year": year,
        "birth_month": month,
        "birth_day": day,
        "birth_place_code": place_code,
        "birth_place": place,
    }


def _check_extra_time(percent: int) -> None:
    if not 0 <= percent <= 100:
        raise Refusal("Le temps majoré se compte de 0 à 100 %.")


def next_number() -> str:
    """The next candidate number. Writers wait for one another until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_NUMBERING])
    given = Candidate.objects.filter(number__regex=r"^C-[0-9]{5,9}$")
    last = given.order_by(Length("number").desc(), "-number").first()
    return f"C-{int(last.number[2:]) + 1 if last else 1:05d}"


def _require_writer(by: Actor, candidate: Candidate | None = None) -> None:
    if not may_write(by):
        raise Refusal(WHO_MAY_WRITE)
    if candidate is not None:
        require_another(by, candidate)
