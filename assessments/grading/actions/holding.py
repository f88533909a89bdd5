"""A sheet held for the length of a transaction: acts read from around those that come, and written.

Written by hand in SQL: a tap pays for each statement, and for its composition by the ORM.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import connection
from django.http import Http404
from django.utils import timezone

from assessments.grading.models import ActKind, SheetAct
from assessments.grading.protocol import Said
from ccas import clock
from ccas.actors import Actor


@dataclass(frozen=True, slots=True)
class Held:
    """A locked sheet, and the few things that acts are checked against.

    room: the session. account: of its evaluator. seated: whether that evaluator still evaluates
    the simulation. recused: whether a link ties them to the candidate. revision: whose scale
    rates. blocks: those rated. foreign: the device is somebody else's.
    """

    pk: UUID
    state: str
    signed_at: datetime | None
    simulation: UUID
    room: UUID
    account: UUID | None
    revision: UUID
    seated: bool
    recused: bool
    blocks: list[int]
    foreign: bool


#: The lock: a signature, a replacement and every other batch wait for it.
HOLD = """
    SELECT s.id, s.state, s.signed_at, s.simulation_id, e.id, p.user_id, e.revision_id,
        EXISTS (SELECT 1 FROM assessments_simulationevaluator v
                WHERE v.simulation_id = s.simulation_id AND v.person_id = s.evaluator_id),
        EXISTS (SELECT 1 FROM assessments_link l
                WHERE (l.person_id = s.evaluator_id AND l.other_id = c.person_id)
                   OR (l.person_id = c.person_id AND l.other_id = s.evaluator_id)),
        ARRAY(SELECT b.competencyblock_id FROM assessments_simulation_blocks b
              WHERE b.simulation_id = s.simulation_id ORDER BY 1),
        EXISTS (SELECT 1 FROM assessments_sheetdevice d
                WHERE d.client = %(client)s AND d.user_id <> %(user)s)
    FROM assessments_assessmentsheet s
    JOIN assessments_person p ON p.id = s.evaluator_id
    JOIN assessments_simulation m ON m.id = s.simulation_id
    JOIN assessments_registration r ON r.id = m.registration_id
    JOIN assessments_assessmentsession e ON e.id = r.session_id
    JOIN assessments_enrolment n ON n.id = r.enrolment_id
    JOIN assessments_candidate c ON c.id = n.candidate_id
    WHERE s.id = %(sheet)s
    FOR UPDATE OF s
"""
COLUMNS = (
    "id", "sheet_id", "client", "sequence", "previous_id", "kind", "competency_id", "value",
    "text", "second", "unsure", "made_at", "device_offset_ms", "received_at",
)  # fmt: skip
ACTS = f"SELECT {', '.join(COLUMNS)} FROM assessments_sheetact WHERE sheet_id = %(sheet)s"  # noqa: S608
IN_ORDER = " ORDER BY received_at, sequence"
#: What one plain act may meet: itself, the acts of its line, the one it follows.
ONE_LINE = """ AND ((client = %(client)s AND sequence = %(sequence)s)
    OR competency_id = %(competency)s OR id = %(previous)s
    OR (client = %(before)s AND sequence = %(rank)s))"""


def hold(sheet_id: UUID, client: UUID, by: Actor) -> Held:
    """Lock the sheet's row until the transaction ends. Raises Http404 when there is none."""
    with connection.cursor() as cursor:
        cursor.execute(HOLD, {"sheet": sheet_id, "client": client, "user": by.user_id})
        row = cursor.fetchone()
    if row is None:
        raise Http404
    return Held(*row)


def acts_around(sheet_id: UUID, said: Sequence[Said]) -> Iterator[SheetAct]:
    """The acts that these may meet: for one plain act, its line alone; else the whole sheet."""
    if not said:
        return
    sought: dict[str, Any] = {"sheet": sheet_id}
    sql = ACTS
    if len(said) == 1 and said[0].kind != ActKind.UNDO:
        one = said[0]
        before, rank = one.previous if isinstance(one.previous, tuple) else (None, None)
        sql += ONE_LINE
        sought |= {
            "client": one.client,
            "sequence": one.sequence,
            "competency": one.competency,
            "previous": one.previous if isinstance(one.previous, UUID) else None,
            "before": before,
            "rank": rank,
        }
    with connection.cursor() as cursor:
        cursor.execute(sql + IN_ORDER, sought)
        for row in cursor:
            yield SheetAct.from_db(connection.alias, COLUMNS, row)


def write_acts(acts: Sequence[SheetAct]) -> None:
    """Insert the acts in their order, one statement; each gets the time of its reception."""
    occurred_at, received_at = clock.now(), timezone.now()
    rows = []
    for rank, act in enumerate(acts):
        # One microsecond apart: the order of a batch is kept by the order of reception.
        act.occurred_at, act.received_at = occurred_at, received_at + timedelta(microseconds=rank)
        rows.append([getattr(act, column) for column in (*COLUMNS, "occurred_at")])
    _insert("assessments_sheetact", (*COLUMNS, "occurred_at"), rows)
    for act in acts:
        act._state.adding = False


def write_ratings(sheet_id: UUID, standing: Sequence[tuple[int, str, UUID, int]]) -> None:
    """Bring ratings to (competency, value, act, version), one statement."""
    now = clock.now()
    columns = ("id", "occurred_at", "sheet_id", "competency_id", "value", "act_id", "version")
    _insert(
        "assessments_rating",
        columns,
        [[uuid4(), now, sheet_id, *said] for said in standing],
        " ON CONFLICT (sheet_id, competency_id) DO UPDATE SET"
        " value = EXCLUDED.value, act_id = EXCLUDED.act_id, version = EXCLUDED.version",
    )


def _insert(table: str, columns: Sequence[str], rows: list[list[Any]], more: str = "") -> None:
    if not rows:
        return
    one = f"({', '.join(['%s'] * len(columns))})"
    sql = f"INSERT INTO {table} ({', '.join(columns)}) VALUES {', '.join([one] * len(rows))}{more}"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [value for row in rows for value in row])
