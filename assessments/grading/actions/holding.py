"""A sheet held for the length of a transaction: acts read from around those that come, and written.

Written by hand in SQL, and sent in two breaths, what is read then what is written: a tap pays for
each answer it waits for, for what the ORM composes, and for each row made into a model. Statements
sent together still run one after the other, each on what those before it left: the acts are read
once the sheet is locked.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import connection
from django.http import Http404
from django.utils import timezone

from assessments.grading.models import ActKind
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
#: An act as it is read: what the ones that come are held to.
READ = (
    "id", "client", "sequence", "previous_id", "kind", "competency_id", "value", "text", "second",
    "unsure", "received_at",
)  # fmt: skip
WRITTEN = (*READ, "made_at", "device_offset_ms", "sheet_id", "occurred_at")
ACTS = f"SELECT {', '.join(READ)} FROM assessments_sheetact WHERE sheet_id = %(sheet)s"  # noqa: S608
IN_ORDER = " ORDER BY received_at, sequence"
#: What one plain act may meet: itself, the acts of its line, the one it follows.
ONE_LINE = """ AND ((client = %(client)s AND sequence = %(sequence)s)
    OR competency_id = %(competency)s OR id = %(previous)s
    OR (client = %(before)s AND sequence = %(rank)s))"""


@dataclass(slots=True)
class Act:
    """A row of the journal of acts, known or about to be written. received_at: None until then."""

    pk: UUID
    client: UUID
    sequence: int
    previous_id: UUID | None
    kind: str
    competency_id: int | None
    value: str
    text: str
    second: int | None
    unsure: bool
    received_at: datetime | None = None
    made_at: datetime | None = None
    device_offset_ms: int = 0


@dataclass(slots=True)
class Script:
    """Statements sent together, run in their order."""

    statements: list[str] = field(default_factory=list)
    values: list[Any] = field(default_factory=list)

    def add(self, sql: str, values: Iterable[Any]) -> None:
        """One more, which sees what those before it wrote. values: one for each %s."""
        self.statements.append(sql)
        self.values.extend(values)

    def insert(
        self, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]], more: str = ""
    ) -> None:
        """An insertion of these rows, if there are any. more: what ends the statement."""
        if rows:
            one = f"({', '.join(['%s'] * len(columns))})"
            places = ", ".join([one] * len(rows))
            self.add(
                f"INSERT INTO {table} ({', '.join(columns)}) VALUES {places}{more}",  # noqa: S608
                (value for row in rows for value in row),
            )

    def run(self) -> Sequence[Any]:
        """Send them all; gives the row that the last one returns, empty when it returns none."""
        if not self.statements:
            return ()
        with connection.cursor() as cursor:
            cursor.execute("; ".join(self.statements), self.values)
            while cursor.nextset():
                pass
            return (cursor.fetchone() or ()) if cursor.description else ()


def hold(
    sheet_id: UUID, client: UUID, said: Sequence[Said], by: Actor
) -> tuple[Held, Sequence[Act]]:
    """Lock the sheet's row until the transaction ends, then read the acts that these may meet.

    For one plain act, its line alone; for several, the whole sheet. Raises Http404 when there is
    no such sheet.
    """
    sought: dict[str, Any] = {"sheet": sheet_id, "client": client, "user": by.user_id}
    sql = HOLD
    if said:
        sql += "; " + ACTS
    if len(said) == 1 and said[0].kind != ActKind.UNDO:
        one = said[0]
        before, rank = one.previous if isinstance(one.previous, tuple) else (None, None)
        sql += ONE_LINE
        sought |= {
            "sequence": one.sequence,
            "competency": one.competency,
            "previous": one.previous if isinstance(one.previous, UUID) else None,
            "before": before,
            "rank": rank,
        }
    with connection.cursor() as cursor:
        cursor.execute(sql + IN_ORDER if said else sql, sought)
        row = cursor.fetchone()
        if row is None:
            raise Http404
        acts = [Act(*each) for each in cursor.fetchall()] if said and cursor.nextset() else []
    return Held(*row), acts


def write_acts(script: Script, sheet_id: UUID, acts: Sequence[Act]) -> None:
    """Insert the acts in their order; each gets the time of its reception."""
    occurred_at, received_at = clock.now(), timezone.now()
    rows = []
    for rank, act in enumerate(acts):
        # One microsecond apart: the order of a batch is kept by the order of reception.
        act.received_at = received_at + timedelta(microseconds=rank)
        rows.append(
            (
                act.pk, act.client, act.sequence, act.previous_id, act.kind, act.competency_id,
                act.value, act.text, act.second, act.unsure, act.received_at, act.made_at,
                act.device_offset_ms, sheet_id, occurred_at,
            )
        )  # fmt: skip
    script.insert("assessments_sheetact", WRITTEN, rows)


def write_words(
    script: Script, sheet_id: UUID, seen: Iterable[Act], withdrawn: Iterable[UUID]
) -> None:
    """Bring the observations to what these acts say and withdraw."""
    now = clock.now()
    script.insert(
        "assessments_observation",
        ("id", "occurred_at", "sheet_id", "competency_id", "text", "second", "act_id"),
        [(uuid4(), now, sheet_id, act.competency_id, act.text, act.second, act.pk) for act in seen],
    )
    if gone := list(withdrawn):
        script.add("DELETE FROM assessments_observation WHERE act_id = ANY(%s)", [gone])


def write_ratings(
    script: Script,
    sheet_id: UUID,
    standing: Sequence[tuple[int, str, UUID, int]],
    gone: Sequence[int],
) -> None:
    """Bring ratings to (competency, value, act, version), and remove those undone."""
    now = clock.now()
    script.insert(
        "assessments_rating",
        ("id", "occurred_at", "sheet_id", "competency_id", "value", "act_id", "version"),
        [(uuid4(), now, sheet_id, *said) for said in standing],
        " ON CONFLICT (sheet_id, competency_id) DO UPDATE SET"
        " value = EXCLUDED.value, act_id = EXCLUDED.act_id, version = EXCLUDED.version",
    )
    if gone:
        script.add(
            "DELETE FROM assessments_rating WHERE sheet_id = %s AND competency_id = ANY(%s)",
            [sheet_id, list(gone)],
        )
