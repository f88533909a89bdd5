"""The journal of a device, received batch by batch: one receipt for each act, good or bad."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.http import Http404

from assessments.grading.actions.acts import record_refused
from assessments.grading.actions.intake import Barred, Desk, Receipt, open_desk
from assessments.grading.protocol import Batch, Said, Unheard
from assessments.grading.scales import competencies_in
from assessments.sessions.room import stirred
from ccas import clock
from ccas.actors import Actor
from ccas.refusals import Conflict, Refusal

STORED, REPLAYED, CONFLICT, REFUSED = "stored", "replayed", "conflict", "refused"
#: Ranks refused that are remembered for one device; beyond, they are told and not counted.
REFUSED_KEPT = 5000


@dataclass(frozen=True, slots=True)
class Answer:
    """What a device is told of one act.

    state: stored or replayed, it may forget it; conflict or refused, it keeps it and shows
    `sentence`. act: its id. value: the rating in force on its line. at: when it was received.
    current: for a conflict, both values.
    """

    sequence: int | None
    state: str
    sentence: str | None = None
    act: UUID | None = None
    value: str | None = None
    at: datetime | None = None
    current: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the sheet stands after a batch. made, received: acts of this device."""

    state: str
    signed_at: datetime | None
    rated: int
    total: int
    made: int
    received: int


def receive_batch(
    sheet_id: UUID, batch: Batch, *, by: Actor
) -> tuple[tuple[Answer, ...], Standing]:
    """Receive what a device sends: an answer for each act, in the order given.

    An empty batch is a sign of life. Raises Http404 for a sheet that is not the actor's, Refusal
    for a device known for somebody else. What comes too late, or from an evaluator replaced
    or tied to the candidate meanwhile, is refused act by act and journalled.
    """
    said = [act for act in batch.acts if isinstance(act, Said)]
    ranks = [act.sequence for act in said]
    try:
        with transaction.atomic():
            desk = open_desk(sheet_id, batch.client, said, by=by)
            outcomes = [_outcome(desk, act) for act in batch.acts]
            standing = _write(desk, batch, outcomes, by)
            stirred(desk.sheet.room, often=True)
            late = [rank for rank, what in outcomes if rank is not None and what is desk.barred]
            if desk.barred and late:
                record_refused(
                    sheet_id, desk.barred.reason, by=by, client=batch.client, sequences=late
                )
        answers = tuple(_answer(*outcome) for outcome in outcomes)
    except Barred as barred:
        record_refused(sheet_id, barred.reason, by=by, client=batch.client, sequences=ranks)
        if barred.reason == "other":
            raise Http404 from None  # a stranger's sheet and an absent one look alike
        raise
    return answers, standing


def _outcome(desk: Desk, act: Said | Unheard) -> tuple[int | None, Receipt | Refusal]:
    """The rank of an act and what became of it."""
    if isinstance(act, Unheard):
        return act.sequence, Refusal(act.sentence)
    try:
        return act.sequence, desk.receive(act)
    except Refusal as refusal:
        return act.sequence, refusal


def _answer(sequence: int | None, what: Receipt | Refusal) -> Answer:
    """What the device is told; once the acts are written, so that each has its time."""
    if isinstance(what, Receipt):
        state = REPLAYED if what.replayed else STORED
        return Answer(sequence, state, None, what.act.pk, what.value, what.act.received_at)
    if isinstance(what, Conflict):
        value = what.current.get("current") or None
        return Answer(sequence, CONFLICT, what.sentences[0], value=value, current=what.current)
    return Answer(sequence, REFUSED, what.sentences[0])


def _write(
    desk: Desk, batch: Batch, outcomes: list[tuple[int | None, Receipt | Refusal]], by: Actor
) -> Standing:
    """Write the acts, keep what the device has made and what of it has come, and count: at once."""
    ranks = [rank for rank, _ in outcomes if rank is not None]
    kept = {rank for rank, what in outcomes if rank is not None and isinstance(what, Receipt)}
    sheet, now = desk.sheet, clock.now()
    script = desk.to_write()
    script.add(
        NOTE_DEVICE,
        (
            uuid4(), now, sheet.pk, batch.client, by.user_id, max([batch.made, *ranks]),
            _array(set(ranks) - kept), batch.offset_ms, now, _array(kept), REFUSED_KEPT,
        ),
    )  # fmt: skip
    made, refused, stored, rated = script.run()
    return Standing(
        state=str(sheet.state),
        signed_at=sheet.signed_at,
        rated=rated,
        total=len(competencies_in(tuple(sheet.blocks))),
        made=made,
        received=stored + refused,
    )


def _array(ranks: Iterable[int]) -> str:
    """Whole numbers as PostgreSQL writes an array of them."""
    return f"{{{','.join(map(str, sorted(ranks)))}}}"


#: One statement: the device as it is now, and the counts that its balance is read from.
NOTE_DEVICE = """
    INSERT INTO assessments_sheetdevice AS d
        (id, occurred_at, sheet_id, client, user_id, made, refused, device_offset_ms,
         last_contact_at)
    VALUES (%s, %s, %s, %s, %s, %s, %s::integer[], %s, %s)
    ON CONFLICT (sheet_id, client) DO UPDATE SET
        made = GREATEST(d.made, EXCLUDED.made),
        device_offset_ms = EXCLUDED.device_offset_ms,
        last_contact_at = EXCLUDED.last_contact_at,
        refused = CASE
            WHEN d.refused = '{}' AND EXCLUDED.refused = '{}' THEN d.refused
            ELSE ARRAY(
                SELECT DISTINCT told FROM unnest(d.refused || EXCLUDED.refused) AS told
                WHERE told <> ALL (%s::integer[]) ORDER BY told LIMIT %s
            )
        END
    RETURNING d.made, cardinality(d.refused),
        (SELECT count(*) FROM assessments_sheetact a
         WHERE a.sheet_id = d.sheet_id AND a.client = d.client),
        (SELECT count(*) FROM assessments_rating r WHERE r.sheet_id = d.sheet_id)
"""
