"""Writing in the directory: entities, units, people, and what ties them together, dated."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Model, Q

from assessments.framework.models import QualificationRevision
from assessments.people.capacities import known_capacities
from assessments.people.models import (
    Accreditation,
    Availability,
    Employer,
    Entity,
    Link,
    LinkKind,
    Person,
    Posting,
    Sex,
    Unit,
)
from assessments.people.permissions import WHO_MAY_WRITE, may_say_availability, may_write
from assessments.people.rules import overlap, refuse_name, refuse_period, refuse_siret
from ccas import journal
from ccas.actors import Actor
from ccas.names import tidy
from ccas.refusals import Refusal


@transaction.atomic
def adopt_entities(revision: QualificationRevision, *, by: Actor) -> list[str]:
    """Create or rename the entities that the rules of a revision name; say what changed."""
    _require_writer(by)
    sentences = []
    known = {entity.code: entity for entity in Entity.objects.select_for_update()}
    for rules in revision.rules.entities:
        entity = known.get(rules.code)
        if entity is None:
            entity = Entity.objects.create(
                code=rules.code, name=rules.name, short_name=rules.short_name
            )
            journal.record("people.create_entity", entity, by=by, code=rules.code)
            sentences.append(f"Entité {rules.code} créée : {rules.name}.")
        elif (entity.name, entity.short_name) != (rules.name, rules.short_name):
            entity.name, entity.short_name = rules.name, rules.short_name
            entity.save(update_fields=["name", "short_name"])
            journal.record("people.rename_entity", entity, by=by, code=rules.code)
            sentences.append(f"Entité {rules.code} renommée : {rules.name}.")
    return sentences


@transaction.atomic
def create_employer(*, by: Actor, name: str, siret: str = "") -> Employer:
    """Add an employer. Names are unique whatever the letter case."""
    _require_writer(by)
    name, siret = tidy(name), siret.replace(" ", "")
    refused = refuse_siret(siret) + _refuse_title("Le nom de l’employeur", name)
    if name and Employer.objects.filter(name__iexact=name).exists():
        refused.append(f"L’employeur « {name} » existe déjà.")
    _stop(refused)
    employer = Employer.objects.create(name=name, siret=siret)
    journal.record("people.create_employer", employer, by=by)
    return employer


@transaction.atomic
def create_unit(
    *,
    by: Actor,
    name: str,
    city: str = "",
    entity: Entity | None = None,
    employer: Employer | None = None,
) -> Unit:
    """Add a unit where people serve; its entity is what composition rules read."""
    _require_writer(by)
    name = tidy(name)
    refused = _refuse_title("Le nom de l’unité", name)
    if name and Unit.objects.filter(name__iexact=name).exists():
        refused.append(f"L’unité « {name} » existe déjà.")
    _stop(refused)
    unit = Unit.objects.create(name=name, city=tidy(city), entity=entity, employer=employer)
    journal.record("people.create_unit", unit, by=by)
    return unit


@transaction.atomic
def create_person(
    *,
    by: Actor,
    birth_name: str,
    given_names: str,
    sex: str,
    usual_name: str = "",
    email: str = "",
    user: Any = None,
) -> Person:
    """Add a person to the directory, with or without an account (`user`)."""
    _require_writer(by)
    values = _identity(birth_name, given_names, sex, usual_name, email)
    person = Person.objects.create(user=user, **values)
    journal.record("people.create", person, by=by)
    return person


@transaction.atomic
def correct_person(
    person: Person,
    *,
    by: Actor,
    birth_name: str,
    given_names: str,
    sex: str,
    usual_name: str = "",
    email: str = "",
) -> Person:
    """Correct a person's identity. The journal says which fields, by digest, never the names."""
    _require_writer(by)
    values = _identity(birth_name, given_names, sex, usual_name, email)
    person = Person.objects.select_for_update().get(pk=person.pk)
    changed = {name: value for name, value in values.items() if getattr(person, name) != value}
    if changed:
        before = {name: journal.digest(getattr(person, name)) for name in changed}
        for name, value in changed.items():
            setattr(person, name, value)
        person.save(update_fields=list(changed))
        journal.record("people.correct", person, by=by, before=before)
    return person


@transaction.atomic
def attest_person(user: Any, *, by: Actor, birth_name: str, given_names: str, sex: str) -> Person:
    """Record what the civil registry says of the holder of an account, and they alone: create
    their line in the directory, or correct it. Nobody else's line is ever looked for.

    Usual name and address stay theirs. Raises Refusal.
    """
    if by.user_id != user.pk:
        raise Refusal("L’état civil attesté se reçoit pour soi, et pour personne d’autre.")
    person = Person.objects.select_for_update().filter(user=user.pk).first()
    usual_name, email = (person.usual_name, person.email) if person else ("", user.email)
    values = _identity(birth_name, given_names, sex, usual_name, email)
    if person is None:
        person = Person.objects.create(user=user, **values)
        journal.record("people.create", person, by=by, attested=True)
        return person
    changed = {name: value for name, value in values.items() if getattr(person, name) != value}
    if changed:
        before = {name: journal.digest(getattr(person, name)) for name in changed}
        for name, value in changed.items():
            setattr(person, name, value)
        person.save(update_fields=list(changed))
        journal.record("people.correct", person, by=by, before=before, attested=True)
    return person


@transaction.atomic
def post_person(
    person: Person,
    *,
    by: Actor,
    unit: Unit,
    starts_on: date,
    ends_on: date | None = None,
    function: str = "",
) -> Posting:
    """Record that a person serves in a unit, both days included; None: still there."""
    _require_writer(by)
    _lock(person)
    refused = refuse_period(starts_on, ends_on, "L’affectation")
    there = Posting.objects.filter(person=person, unit=unit).values_list("starts_on", "ends_on")
    if not refused and (other := overlap(starts_on, ends_on, there)):
        refused.append(
            f"{person.display_name} est déjà affecté à l’unité « {unit.name} » depuis le "
            f"{other[0]:%d/%m/%Y}."
        )
    _stop(refused)
    posting = Posting.objects.create(
        person=person, unit=unit, starts_on=starts_on, ends_on=ends_on, function=tidy(function)
    )
    journal.record("people.post", posting, by=by, person=person.pk, unit=unit.pk)
    return posting


@transaction.atomic
def end_posting(posting: Posting, *, by: Actor, ends_on: date) -> Posting:
    """Say on which day, included, a posting ended."""
    _require_writer(by)
    posting = Posting.objects.select_for_update().get(pk=posting.pk)
    refused = refuse_period(posting.starts_on, ends_on, "L’affectation")
    if posting.ends_on is not None:
        refused.append(f"Cette affectation a déjà pris fin le {posting.ends_on:%d/%m/%Y}.")
    _stop(refused)
    posting.ends_on = ends_on
    posting.save(update_fields=["ends_on"])
    journal.record("people.end_posting", posting, by=by, ends_on=ends_on)
    return posting


@transaction.atomic
def accredit_person(
    person: Person,
    *,
    by: Actor,
    capacity: str,
    starts_on: date,
    entity: Entity | None = None,
    ends_on: date | None = None,
    act_reference: str = "",
    act_date: date | None = None,
) -> Accreditation:
    """Record in what capacity a person may sit, for which entity, by which act.

    capacity: a code of the rules of a current revision. A capacity that needs a designation
    (rules file, designation_required) needs the reference and the date of the act.
    """
    _require_writer(by)
    _lock(person)
    act_reference = tidy(act_reference)
    refused = refuse_period(starts_on, ends_on, "L’habilitation")
    known = known_capacities().get(capacity)
    if known is None:
        refused.append("Cette qualité n’est décrite par les règles d’aucune certification.")
    else:
        if known.designation_required and not (act_reference and act_date):
            refused.append(
                f"La qualité « {known.label} » demande un acte de désignation : sa référence et "
                "sa date."
            )
        if known.tied_to_entity and entity is None:
            refused.append(f"La qualité « {known.label} » s’exerce pour une entité : laquelle ?")
    if bool(act_reference) != bool(act_date):
        refused.append("Un acte se cite par sa référence et sa date, ensemble.")
    same = Accreditation.objects.filter(person=person, capacity=capacity, entity=entity)
    if not refused and overlap(starts_on, ends_on, same.values_list("starts_on", "ends_on")):
        refused.append("Cette habilitation existe déjà pour une partie de cette période.")
    _stop(list(dict.fromkeys(refused)))
    accreditation = Accreditation.objects.create(
        person=person,
        capacity=capacity,
        entity=entity,
        starts_on=starts_on,
        ends_on=ends_on,
        act_reference=act_reference,
        act_date=act_date,
    )
    journal.record(
        "people.accredit",
        accreditation,
        by=by,
        person=person.pk,
        capacity=capacity,
        entity=entity.code if entity else None,
    )
    return accreditation


@transaction.atomic
def record_link(
    person: Person,
    other: Person,
    *,
    by: Actor,
    kind: str,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> Link:
    """Record that `person` trained, supervised, accompanied (…) `other`."""
    _require_writer(by)
    refused = refuse_period(starts_on, ends_on, "Le lien")
    if kind not in LinkKind.values:
        refused.append("Cette nature de lien n’est pas connue.")
    if person.pk == other.pk:
        refused.append("Un lien unit deux personnes différentes.")
    _stop(refused)
    _lock(person)
    either = Q(person=person, other=other)
    if kind in (LinkKind.FAMILY, LinkKind.PROFESSIONAL):  # read in both directions
        either |= Q(person=other, other=person)
    if Link.objects.filter(either, kind=kind, starts_on=starts_on, ends_on=ends_on).exists():
        raise Refusal("Ce lien est déjà enregistré.")
    link = Link.objects.create(
        person=person, other=other, kind=kind, starts_on=starts_on, ends_on=ends_on
    )
    journal.record("people.link", link, by=by, person=person.pk, other=other.pk, kind=kind)
    return link


@transaction.atomic
def record_availability(
    person: Person, *, by: Actor, starts_at: datetime, ends_at: datetime, available: bool = True
) -> Availability:
    """Record that a person is free, or not, between two moments."""
    if not may_say_availability(by, person):
        raise Refusal(f"{WHO_MAY_WRITE} Chacun peut dire ses propres disponibilités.")
    if ends_at <= starts_at:
        raise Refusal("La fin d’une disponibilité est après son début.")
    _lock(person)
    crossing = Availability.objects.filter(
        person=person, starts_at__lt=ends_at, ends_at__gt=starts_at
    ).exclude(available=available)
    if crossing.exists():
        raise Refusal("Une déclaration contraire existe déjà sur une partie de cette période.")
    availability = Availability.objects.create(
        person=person, starts_at=starts_at, ends_at=ends_at, available=available
    )
    journal.record("people.say_availability", availability, by=by, person=person.pk)
    return availability


def _identity(
    birth_name: str, given_names: str, sex: str, usual_name: str, email: str
) -> dict[str, str]:
    values = {
        "birth_name": tidy(birth_name),
        "given_names": tidy(given_names),
        "usual_name": tidy(usual_name),
        "sex": sex,
        "email": email.strip().lower(),
    }
    refused = [
        *refuse_name("Le nom de naissance", values["birth_name"]),
        *refuse_name("Le prénom", values["given_names"]),
        *refuse_name("Le nom d’usage", values["usual_name"], required=False),
    ]
    if sex not in Sex.values:
        refused.append("Le sexe est celui de l’état civil : femme ou homme.")
    _stop(refused)
    return values


def _refuse_title(label: str, name: str) -> list[str]:
    if not name:
        return [f"{label} manque."]
    return [f"{label} compte {len(name)} caractères ; 200 au plus."] if len(name) > 200 else []


def _lock(person: Person) -> None:
    """One writer at a time for what is tied to a person: periods are compared, then written."""
    Person.objects.select_for_update().get(pk=person.pk)


def _require_writer(by: Actor) -> None:
    if not may_write(by):
        raise Refusal(WHO_MAY_WRITE)


def _stop(refused: list[str]) -> None:
    if refused:
        raise Refusal(refused)


def forget_email(user: Model, by: Actor) -> None:
    """Take away the address of who had an account that is erased; their name stays on the acts."""
    for person in Person.objects.select_for_update().filter(user=user.pk).exclude(email=""):
        person.email = ""
        person.save(update_fields=["email"])
        journal.record("person.forget_email", person, by=by)
