"""Opening, comings and goings: the sitting set is evaluated again at every event."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from assessments.candidates.models import EnrolmentState
from assessments.grading import actions as grading
from assessments.people.models import Person
from ccas import clock, journal
from ccas.accounts.roles import Role
from ccas.actors import Actor
from ccas.refusals import Refusal
from certification.deliberation import permissions, replacing, room
from certification.deliberation.actions.locking import locked, must_be_unsigned
from certification.deliberation.models import (
    Attendance,
    AttendanceKind,
    Deliberation,
    DeliberationState,
    Presentation,
    PresentationAttendance,
    Voting,
)
from certification.deliberation.workflow import WORKFLOW
from certification.juries import actions as juries
from certification.juries.models import Jury, Nomination


@transaction.atomic
def open_deliberation(
    jury: Jury,
    *,
    present: Iterable[Person | UUID],
    by: Actor,
    voting: str = Voting.HANDS,
    replaces: Deliberation | None = None,
    replacement_reason: str = "",
) -> Deliberation:
    """Open the sitting with these people in the room. voting: "hands" or "ballots", for good.

    replaces: a signed deliberation on which this one goes back, with the reason. Both stay; the
    presentations of the candidates who come again replace theirs, and so do those of candidates
    whose agenda says that another jury's decision is annulled.

    Refused while an indicator of the appointed or sitting sets is red, before the day of the jury,
    or by anybody but its president. Freezes the sheets it will read.
    """
    jury = Jury.objects.select_for_update().get(pk=jury.pk)
    permissions.require_president(by, jury)
    now = clock.now()
    wanted = {person.pk if isinstance(person, Person) else person for person in present}
    sitting_room = room.sitting_of(jury, now, wanted)
    here = sitting_room.present
    agenda = list(
        jury.agenda.select_related(
            "enrolment__candidate__person", "enrolment__revision__qualification"
        ).prefetch_related("blocks")
    )
    appointed = room.stored(sitting_room.reading.appointed())
    sitting = sitting_room.indicators()
    problems = [
        *_not_today(jury),
        *_strangers(wanted, sitting_room.holders),
        *room.in_the_way(appointed),
        *room.in_the_way(sitting),
        *_agenda_problems(agenda),
    ]
    if voting not in Voting.values:
        problems.append("Un jury vote à main levée ou au scrutin nominatif.")
    earlier = replacing.annulled_presentations(agenda) | replacing.presentations_of(replaces)
    if replaces is not None:
        problems += replacing.in_the_way(
            jury, replaces, [item.enrolment_id for item in agenda], replacement_reason
        )
    if problems:
        raise Refusal(problems)
    juries.open_jury(jury, by=by)
    deliberation = Deliberation.objects.create(
        jury=jury,
        voting=voting,
        opened_at=now,
        indicators=[*appointed, *sitting],
        replaces=replaces,
        replacement_reason=replacement_reason.strip() if replaces else "",
    )
    for rank, held in enumerate(here, start=1):
        _attend(deliberation, held, AttendanceKind.ARRIVAL, sitting_room.indicators(here[:rank]))
    for item in agenda:
        presentation = Presentation.objects.create(
            deliberation=deliberation,
            enrolment=item.enrolment,
            position=item.position,
            replaces=earlier.get(item.enrolment_id),
        )
        presentation.blocks.set(item.blocks.all())
    grading.freeze_sheets([item.enrolment for item in agenda], by=by)
    journal.record(
        "deliberation.open",
        deliberation,
        by=by,
        jury=jury.pk,
        voting=str(voting),
        replaces=replaces.pk if replaces else None,
        present=[held.person_id for held in here],
        presentations=len(agenda),
    )
    return deliberation


@transaction.atomic
def record_arrival(deliberation: Deliberation, *, person: Person, by: Actor) -> Attendance:
    """A member enters. A restored quorum resumes the sitting."""
    deliberation = locked(deliberation)
    _may_sign_in(deliberation, person, by)
    now = room.sitting_now(deliberation, clock.now())
    held = next((n for n in now.holders if n.person_id == person.pk), None)
    if held is None:
        raise Refusal(f"{person.display_name} ne tient aucun siège de ce jury en ce moment.")
    if held in now.present:
        raise Refusal(f"{person.display_name} est déjà dans la salle.")
    if not deliberation.jury.declarations.filter(person=person).exists():
        raise Refusal(
            f"{person.display_name} n’a pas signé sa déclaration d’impartialité : elle se signe "
            "avant d’entrer."
        )
    after = now.indicators([*now.present, held])
    return _move(deliberation, held, AttendanceKind.ARRIVAL, after, by)


@transaction.atomic
def record_departure(deliberation: Deliberation, *, person: Person, by: Actor) -> Attendance:
    """A member leaves. A lost quorum suspends the sitting."""
    deliberation = locked(deliberation)
    _may_sign_in(deliberation, person, by)
    now = room.sitting_now(deliberation, clock.now())
    held = next((n for n in now.present if n.person_id == person.pk), None)
    if held is None:
        raise Refusal(f"{person.display_name} n’est pas dans la salle.")
    after = now.indicators([n for n in now.present if n is not held])
    return _move(deliberation, held, AttendanceKind.DEPARTURE, after, by)


@transaction.atomic
def recuse(presentation: Presentation, *, person: Person, ground: str, by: Actor) -> None:
    """A member withdraws for one candidate: they vote nothing and see nothing of that file."""
    deliberation = locked(presentation.deliberation)
    must_be_unsigned(deliberation)
    asks_for_self = by.user_id is not None and by.user_id == person.user_id
    if not asks_for_self:
        permissions.require_president_or_officer(by, deliberation.jury)
    if presentation.decisions.exists():
        raise Refusal(
            "Une décision est déjà prise pour ce candidat : reprenez-la avant d’enregistrer "
            "un déport."
        )
    if presentation.ballot_rounds.filter(voided_at__isnull=True).exists():
        raise Refusal(
            "Un scrutin est ouvert pour ce candidat : annulez-le avant d’enregistrer un déport."
        )
    juries.recuse(deliberation.jury, person, presentation.enrolment, ground=ground, by=by)
    journal.record(
        "deliberation.recuse",
        deliberation,
        by=by,
        presentation=presentation.pk,
        person=person.pk,
        ground=journal.digest(ground),
    )


@transaction.atomic
def mark_present(presentation: Presentation, *, by: Actor) -> Presentation:
    """The candidate is in the room, or their file is called."""
    return _mark(presentation, PresentationAttendance.PRESENT, by)


@transaction.atomic
def mark_absent(presentation: Presentation, *, excused: bool, by: Actor) -> Presentation:
    """The candidate did not come; `excused` when the reason is accepted."""
    code = PresentationAttendance.EXCUSED if excused else PresentationAttendance.ABSENT
    return _mark(presentation, code, by)


def _mark(presentation: Presentation, code: str, by: Actor) -> Presentation:
    deliberation = locked(presentation.deliberation)
    must_be_unsigned(deliberation)
    permissions.require_president_or_officer(by, deliberation.jury)
    presentation = Presentation.objects.select_for_update().get(pk=presentation.pk)
    if presentation.concluded_at:
        raise Refusal("Ce passage est déjà conclu.")
    if code != PresentationAttendance.PRESENT and presentation.decisions.exists():
        raise Refusal("Des décisions sont déjà prises : le candidat était présent.")
    if (
        code != PresentationAttendance.PRESENT
        and presentation.ballot_rounds.filter(voided_at__isnull=True).exists()
    ):
        raise Refusal("Un scrutin est ouvert : annulez-le avant de changer la présence.")
    presentation.attendance = code
    presentation.attended_at = clock.now()
    presentation.save(update_fields=["attendance", "attended_at"])
    journal.record("presentation.attendance", presentation, by=by, attendance=str(code))
    return presentation


def _move(
    deliberation: Deliberation, held: Nomination, kind: str, sitting: list[dict], by: Actor
) -> Attendance:
    row = _attend(deliberation, held, kind, sitting)
    journal.record(
        f"deliberation.{kind}", deliberation, by=by, person=held.person_id, seat=held.seat_id
    )
    blocked = bool(room.in_the_way(sitting))
    if blocked and deliberation.state == DeliberationState.OPEN:
        WORKFLOW.move(deliberation, "suspend", by=by)
    elif not blocked and deliberation.state == DeliberationState.SUSPENDED:
        WORKFLOW.move(deliberation, "resume", by=by)
    return row


def _attend(
    deliberation: Deliberation, held: Nomination, kind: str, indicators: list[dict]
) -> Attendance:
    return Attendance.objects.create(
        deliberation=deliberation,
        person_id=held.person_id,
        seat_id=held.seat_id,
        kind=kind,
        at=clock.now(),
        indicators=indicators,
    )


def _may_sign_in(deliberation: Deliberation, person: Person, by: Actor) -> None:
    if deliberation.state == DeliberationState.CLOSED:
        raise Refusal("La délibération est close : les présences ne changent plus.")
    for_self = by.user_id is not None and by.user_id == person.user_id
    if for_self and by.has_role(Role.PRESIDENT, Role.JURY_MEMBER):
        return
    permissions.require_president_or_officer(by, deliberation.jury)


def _not_today(jury: Jury) -> list[str]:
    if clock.today() < jury.sits_on:
        return [f"Le jury siège le {jury.sits_on:%d/%m/%Y} : la délibération ne s’ouvre pas avant."]
    return []


def _strangers(wanted: set[UUID], holders: list[Nomination]) -> list[str]:
    known = {held.person_id for held in holders}
    if wanted - known:
        return ["Une personne notée présente ne tient aucun siège de ce jury en ce moment."]
    return []


def _agenda_problems(agenda: list) -> list[str]:
    if not agenda:
        return ["L’ordre du jour est vide : aucun candidat n’est présenté."]
    problems = []
    ledger = room.held_codes([item.enrolment.candidate_id for item in agenda])
    for item in agenda:
        number = item.enrolment.candidate.number
        if item.enrolment.state != EnrolmentState.OPEN:
            problems.append(f"Le parcours du candidat {number} n’est plus en cours.")
        held = room.held_among(
            item.enrolment, item.blocks.all(), ledger[item.enrolment.candidate_id]
        )
        problems.extend(
            f"Le candidat {number} détient déjà le bloc {block.code} : il n’a pas à le présenter."
            for block in held
        )
    return problems
