"""One gesture of an evaluator, received once and for all.

The same protocol serves a tap on a live page and a journal replayed hours later: an act is named
by (sheet, client, sequence), says which act it follows, and may be sent again without effect.
"""

from typing import Any
from uuid import UUID

from django.db import transaction

from assessments.framework.models import Competency
from assessments.grading import rules
from assessments.grading.actions.holding import Act
from assessments.grading.actions.intake import Barred, Receipt, open_desk, plain
from assessments.grading.models import ActKind, AssessmentSheet, SheetAct
from assessments.grading.protocol import (
    BIG_INTEGER,
    DAY_SECONDS,
    INTEGER,
    TEXT_LENGTH,
    Name,
    Said,
    identifier,
    whole,
    words,
)
from assessments.grading.scales import scale_of
from assessments.sessions.room import stirred
from ccas import journal
from ccas.actors import Actor
from ccas.journal.models import JournalEntry
from ccas.refusals import Refusal

__all__ = [
    "DAY_SECONDS",
    "INTEGER",
    "TEXT_LENGTH",
    "Receipt",
    "plain",
    "rate_unobservable",
    "record_act",
    "record_refused",
]

type Reference = Act | SheetAct | UUID | str | tuple[UUID | str, int] | None


def record_act(
    sheet: AssessmentSheet,
    *,
    client_id: UUID | str,
    sequence: int,
    kind: str,
    by: Actor,
    previous_act: Reference = None,
    competency: Competency | int | None = None,
    value: str = "",
    text: str = "",
    second: int | None = None,
    device_offset_ms: int = 0,
    unsure: bool = False,
) -> Receipt:
    """Receive one act of the sheet's evaluator; idempotent on (sheet, client_id, sequence).

    kind: rate (competency, value, previous_act), note or observe (text, competency or none),
    undo (previous_act: the last act on the competency, or the observation to withdraw), unsure
    (competency, value yes or no).
    previous_act: an act, its id, or (client, sequence) of an act sent before this one.
    second: seconds on the station clock; device_offset_ms: device clock minus server clock.

    Raises Conflict when the act does not follow the last one on its competency, or when the same
    (client, sequence) came with other content; its `current` holds both values. Raises Refusal
    for another's sheet, a signed one, a competency or a value that is not on the sheet; what says
    something of the person (too late, replaced, not theirs) is journalled.
    """
    said = Said(
        client=identifier(client_id),
        sequence=_number(sequence, 0, INTEGER, "Le rang de l’acte"),
        kind=str(kind),
        competency=_competency(competency),
        value=str(value),
        text=words(str(text)),
        second=None if second is None else _number(second, 0, DAY_SECONDS, _SECOND),
        previous=_reference(previous_act),
        offset_ms=_number(device_offset_ms, -INTEGER, INTEGER, "Le décalage d’horloge"),
        unsure=unsure,
    )
    try:
        with transaction.atomic():
            desk = open_desk(sheet.pk, said.client, [said], by=by)
            receipt = desk.receive(said)
            desk.to_write().run()
            stirred(desk.sheet.room, often=True)
            return receipt
    except Barred as barred:
        record_refused(
            sheet.pk, barred.reason, by=by, client=said.client, sequences=[said.sequence]
        )
        raise


@transaction.atomic
def record_refused(
    sheet_id: UUID, reason: str, *, by: Actor, client: UUID | None, sequences: list[int]
) -> None:
    """Leave in the journal that acts came which may not be written; sent again, they leave no more.

    reason: signed, superseded, replaced, device, other. sequences: their ranks on that device.
    """
    details = {
        "reason": reason,
        "client": str(client) if client else None,
        "sequences": sorted(sequences),
    }
    told = JournalEntry.objects.filter(
        verb=REFUSED, subject_id=str(sheet_id), actor_id=by.user_id, details=details
    )
    if not told.exists():
        journal.record(REFUSED, AssessmentSheet(pk=sheet_id), by=by, **details)


@transaction.atomic
def rate_unobservable(sheet: AssessmentSheet, *, client_id: UUID | str, by: Actor) -> list[Receipt]:
    """Rate « non observé » every unrated competency that the scenario does not let one observe.

    One act each, sequence from 1 under `client_id`. Empty when the scale has no such level.
    """
    session = sheet.simulation.registration.session
    level = next((lv for lv in scale_of(session.revision_id) if not lv.observed), None)
    if level is None:
        return []
    unseen = (
        Competency.objects.filter(block__simulations=sheet.simulation_id)
        .exclude(scenarios=sheet.simulation.scenario_id)
        .order_by("block__position", "position")
    )
    now = rules.project(plain(act) for act in sheet.acts.all())
    return [
        record_act(
            sheet,
            client_id=client_id,
            sequence=rank,
            previous_act=now.heads.get(str(competency.pk)),
            kind=ActKind.RATE,
            competency=competency,
            value=level.code,
            by=by,
        )
        for rank, competency in enumerate(unseen, start=1)
        if str(competency.pk) not in now.ratings
    ]


#: The verb of the journal for acts that came and may not be written.
REFUSED = "sheet.refuse"
_SECOND = "La seconde à l’horloge du poste"


def _number(value: Any, low: int, high: int, name: str) -> int:
    """A whole number as a form writes it."""
    try:
        return whole(int(value), low, high, name)
    except (TypeError, ValueError, OverflowError):
        raise Refusal(f"{name} n’est pas un nombre entier.") from None


def _competency(competency: Competency | int | None) -> int | None:
    if competency is None:
        return None
    number = competency.pk if isinstance(competency, Competency) else competency
    return _number(number, 1, BIG_INTEGER, "La compétence")


def _reference(reference: Reference) -> Name | UUID | None:
    """The act named as previous, by its name or its id."""
    match reference:
        case None | "":
            return None
        case Act() | SheetAct():
            return reference.pk
        case (client, number):
            return identifier(client), _number(number, 0, INTEGER, "Le rang")
        case _:
            return identifier(reference)
