"""Who takes a seat, who follows whom, who leaves."""

from datetime import date, datetime

from django.db import transaction

from assessments.people.models import Person
from ccas import clock, journal
from ccas.actors import Actor
from ccas.refusals import Refusal
from certification.juries import rules
from certification.juries.actions.agenda import record_found_recusals
from certification.juries.actions.locking import locked, require_live
from certification.juries.actions.summoning import issue_act, summon
from certification.juries.inviting import standing_summonses
from certification.juries.messages import post_release
from certification.juries.models import Jury, JuryState, Nomination, Seat
from certification.juries.models.composition import ANNOUNCED
from certification.juries.permissions import require_officer
from certification.juries.reading import Standing, entity_names, planned


@transaction.atomic
def appoint(
    seat: Seat,
    person: Person,
    *,
    capacity: str,
    by: Actor,
    starts_at: datetime | None = None,
    designation_reference: str = "",
    designation_date: date | None = None,
) -> Nomination:
    """Give a vacant seat to somebody who fits it, from a moment on (now by default)."""
    require_officer(by, "nomme un membre de jury")
    jury = locked(seat.jury_id)
    require_live(jury, "la nomination d’un membre")
    return _seat(
        jury,
        seat,
        person,
        capacity=capacity,
        starts_at=starts_at or clock.now(),
        designation=(designation_reference.strip(), designation_date),
        replaces=None,
        by=by,
    )


@transaction.atomic
def replace(
    seat: Seat,
    substitute: Person,
    *,
    capacity: str,
    by: Actor,
    starts_at: datetime | None = None,
    designation_reference: str = "",
    designation_date: date | None = None,
) -> Nomination:
    """End the nomination in force on a seat and give the seat to a substitute, at one moment.

    Once convened, the act of nomination is made again, the substitute is summoned, and whoever
    leaves is told. What the rules say of the jury is read again wherever it is shown or used.
    """
    require_officer(by, "remplace un membre de jury")
    jury = locked(seat.jury_id)
    require_live(jury, "la suppléance d’un membre")
    moment = starts_at or clock.now()
    leaving = seat.nominations.in_force(moment).select_related("person").first()
    if leaving is None:
        raise Refusal(
            f"Personne ne tient le siège « {seat.label} » à ce moment : nommez un membre."
        )
    if leaving.person_id == substitute.pk:
        raise Refusal(f"{substitute.display_name} tient déjà ce siège.")
    leaving.ends_at = moment
    leaving.save(update_fields=["ends_at"])
    if jury.state == JuryState.CONVENED:
        _release(jury, leaving, by=by)
    return _seat(
        jury,
        seat,
        substitute,
        capacity=capacity,
        starts_at=moment,
        designation=(designation_reference.strip(), designation_date),
        replaces=leaving,
        by=by,
    )


@transaction.atomic
def end_nomination(nomination: Nomination, *, by: Actor, at: datetime | None = None) -> Nomination:
    """Leave a seat vacant from a moment on; before its start, the nomination never holds."""
    require_officer(by, "met fin à une nomination")
    jury = locked(nomination.seat.jury_id)
    require_live(jury, "la fin d’une nomination")
    nomination = Nomination.objects.select_related("seat", "person").get(pk=nomination.pk)
    moment = max(at or clock.now(), nomination.starts_at)
    if nomination.ends_at is not None and nomination.ends_at <= moment:
        raise Refusal(f"La nomination de {nomination.person.display_name} a déjà pris fin.")
    nomination.ends_at = moment
    nomination.save(update_fields=["ends_at"])
    journal.record(
        "jury.end_nomination", jury, by=by, nomination=nomination.pk, seat=nomination.seat.key
    )
    if jury.state == JuryState.CONVENED:
        _release(jury, nomination, by=by)
    return nomination


def _release(jury: Jury, left: Nomination, *, by: Actor) -> None:
    """Tell somebody summoned to a seat that they hold it no more, and free their diary."""
    for summons in standing_summonses(jury, ended=True).filter(
        seat=left.seat_id, person=left.person_id
    ):
        post_release(jury, summons, by=by)


def _seat(
    jury: Jury,
    seat: Seat,
    person: Person,
    *,
    capacity: str,
    starts_at: datetime,
    designation: tuple[str, date | None],
    replaces: Nomination | None,
    by: Actor,
) -> Nomination:
    """Check and write. The jury is locked; a predecessor's nomination is already ended."""
    faults = _taken(jury, seat, person, starts_at)
    occupant = Standing.of([person.pk], jury.sits_on).occupant(
        person, capacity, seat.entity.code if seat.entity else None, designation[0]
    )
    if rules.level_of(jury.rules.levels, f"appointed.seat.{seat.key}") == "block":
        faults.extend(
            rules.misfits(
                planned(seat),
                occupant,
                presiding=jury.presiding_entity.code if jury.presiding_entity else None,
                capacities=jury.rules.capacities,
                day=jury.sits_on,
                names=entity_names(jury.revision),
            )
        )
    if faults:
        raise Refusal(faults)
    nomination = Nomination.objects.create(
        seat=seat,
        person=person,
        capacity=capacity,
        starts_at=starts_at,
        replaces=replaces,
        # The act of the accreditation is copied: the proof is what was known when naming.
        designation_reference=occupant.designation,
        designation_date=designation[1],
    )
    journal.record(
        "jury.replace" if replaces else "jury.appoint",
        jury,
        by=by,
        nomination=nomination.pk,
        seat=seat.key,
        person=person.pk,
        capacity=capacity,
        starts_at=starts_at,
        replaces=replaces.pk if replaces else None,
    )
    if jury.state in ANNOUNCED:
        summon(jury, [nomination], act=issue_act(jury, by=by), by=by)
        record_found_recusals(jury, by=by)
    return nomination


def _taken(jury: Jury, seat: Seat, person: Person, starts_at: datetime) -> list[str]:
    """Who holds this seat, and which other seat this person holds, from that moment on."""
    faults = []
    others = (
        Nomination.objects.lasting(starts_at)
        .filter(seat__jury=jury)
        .select_related("seat", "person")
    )
    for other in others:
        if other.seat_id == seat.pk:
            faults.append(
                f"Le siège « {seat.label} » est tenu par {other.person.display_name} : "
                "nommez un suppléant ou mettez fin à sa nomination."
            )
        elif other.person_id == person.pk:
            faults.append(
                f"{person.display_name} tient déjà le siège « {other.seat.label} » : "
                "une même personne ne peut pas tenir deux sièges."
            )
    return faults
