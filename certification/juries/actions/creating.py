"""Creating a jury with the seats its rules ask for, and moving its date."""

from datetime import date, time

from django.db import transaction

from assessments.framework.models import Qualification, QualificationRevision
from assessments.framework.rules.qualification import JuryRules
from assessments.people.models import Entity
from ccas import clock, journal
from ccas.actors import Actor
from ccas.periods import in_words
from ccas.refusals import Refusal
from certification.juries import rules
from certification.juries.actions.locking import locked
from certification.juries.models import Jury, JuryState, Seat
from certification.juries.permissions import require_officer
from certification.juries.reading import entity_names, rotation_proposal

#: The hour of a jury when nobody says another.
NINE = time(9)


@transaction.atomic
def create_jury(
    revision: QualificationRevision,
    *,
    route: str,
    sits_on: date,
    place: str,
    by: Actor,
    begins_at: time | None = None,
    presiding_entity: str | Entity | None = None,
    rotation_reason: str = "",
    name: str = "",
) -> Jury:
    """Create a draft with one seat per place of the plan.

    route: any route its rules serve. presiding_entity: a code or an entity; the one whose turn it
    is when None; another one needs `rotation_reason`. name: "Jury du 6 octobre 2026" when empty.
    """
    require_officer(by, "crée un jury")
    # Two officers who create a jury at once are proposed two different entities.
    Qualification.objects.select_for_update().get(pk=revision.qualification_id)
    jury_rules = revision.rules.jury_for(route)
    if jury_rules is None:
        raise Refusal(f"La voie « {route} » n’est pas ouverte : aucun jury ne la sert.")
    faults = _faults(sits_on, place)
    proposal = rotation_proposal(revision, route, sits_on)
    if isinstance(presiding_entity, Entity):
        presiding_entity = presiding_entity.code
    code = presiding_entity or proposal.entity
    entities = _entities(jury_rules)
    names = entity_names(revision)
    if code is not None and code not in jury_rules.rotation:
        faults.append(f"L’entité « {names.get(code, code)} » ne préside pas ce jury à son tour.")
    elif code != proposal.entity and not rotation_reason.strip():
        faults.append(
            f"{proposal.sentence} Donnez un motif pour confier la présidence "
            f"à l’entité {names.get(code or '', code)}."
        )
    faults.extend(
        f"L’entité « {names.get(missing, missing)} » n’est pas enregistrée : "
        "ajoutez-la parmi les entités avant de créer ce jury."
        for missing in jury_rules.rotation
        if missing not in entities
    )
    name = " ".join(name.split()) or _free_name(sits_on)
    if Jury.objects.filter(name=name).exists():
        faults.append(f"Un jury s’appelle déjà « {name} ».")
    if faults:
        raise Refusal(faults)
    jury = Jury.objects.create(
        revision=revision,
        route=route,
        name=name,
        sits_on=sits_on,
        begins_at=begins_at or NINE,
        place=place.strip(),
        presiding_entity=entities.get(code),
        proposed_entity=entities.get(proposal.entity),
        rotation_reason=rotation_reason.strip() if code != proposal.entity else "",
    )
    Seat.objects.bulk_create(
        Seat(
            jury=jury,
            position=planned.position,
            key=planned.id,
            label=planned.label,
            presides=planned.presides,
            trade=planned.trade,
            entity=entities.get(planned.entity),
            capacities=list(planned.capacities),
        )
        for planned in rules.seat_plan(jury_rules, code, names)
    )
    journal.record(
        "jury.create",
        jury,
        by=by,
        revision=revision.pk,
        route=route,
        sits_on=sits_on,
        presiding=code,
        proposed=proposal.entity,
        reason=journal.digest(jury.rotation_reason) if jury.rotation_reason else None,
    )
    return jury


def _faults(sits_on: date, place: str) -> list[str]:
    faults = []
    if sits_on < clock.today():
        faults.append(f"La date du jury, le {sits_on:%d/%m/%Y}, est déjà passée.")
    if not place.strip():
        faults.append("Le lieu du jury n’est pas dit.")
    return faults


def _entities(jury_rules: JuryRules) -> dict[str | None, Entity]:
    return {entity.code: entity for entity in Entity.objects.filter(code__in=jury_rules.rotation)}


def _free_name(sits_on: date) -> str:
    """ "Jury du 6 octobre 2026", then "(2)", "(3)"…"""
    base = f"Jury du {in_words(sits_on)}"
    taken = set(Jury.objects.filter(name__startswith=base).values_list("name", flat=True))
    rank = 1
    name = base
    while name in taken:
        rank += 1
        name = f"{base} ({rank})"
    return name


@transaction.atomic
def reschedule(
    jury: Jury, *, sits_on: date, place: str, by: Actor, begins_at: time | None = None
) -> Jury:
    """Move a jury that is not convened yet to another day, hour or place. Its name stays."""
    require_officer(by, "déplace un jury")
    jury = locked(jury.pk)
    faults = _faults(sits_on, place)
    if jury.state not in (JuryState.DRAFT, JuryState.COMPOSED):
        faults.append(
            "Les convocations disent une date et un lieu : annulez ce jury et créez-en un autre."
        )
    if faults:
        raise Refusal(faults)
    before = jury.sits_on
    jury.sits_on, jury.place = sits_on, place.strip()
    jury.begins_at = begins_at or jury.begins_at
    jury.save(update_fields=["sits_on", "begins_at", "place"])
    journal.record("jury.reschedule", jury, by=by, before=before, sits_on=sits_on)
    return jury
