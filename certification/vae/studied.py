"""Who read which file, from the access journal: what « studied » rests on, and its proof.

The journal holds a line for each opening (who, what, when); nothing here is typed by a member.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F

from assessments.candidates.models import Enrolment
from ccas import access
from ccas.journal.models import JournalEntry
from certification.vae.models import ValidationVersion

#: What the journal calls the reading of one block of a version.
SCREEN = "validation-block"


@dataclass(frozen=True, slots=True)
class Studied:
    """What one person opened of one presented version. blocks: codes opened, of those told.

    first_at, last_at: of the openings of its blocks. whole: every block was opened.
    """

    version: UUID
    first_at: datetime
    last_at: datetime
    blocks: frozenset[str]
    whole: bool


def studied(
    enrolments: Iterable[Enrolment], users: Iterable[UUID]
) -> dict[tuple[UUID, UUID], Studied]:
    """(enrolment, user) → what that person read of the version presented: two queries.

    A pair is absent when nothing of the present version was opened. Openings of an earlier version
    do not count for a later one. users: accounts of the members, whatever role they opened under.
    """
    versions = {
        str(pk): (pk, enrolment, _codes(facts))
        for pk, enrolment, facts in ValidationVersion.objects.filter(
            file__enrolment__in=list(enrolments), file__presented=F("pk")
        ).values_list("pk", "file__enrolment", "facts")
    }
    opened: dict[tuple[UUID, UUID], list[tuple[datetime, str, str]]] = defaultdict(list)
    lines = JournalEntry.objects.filter(
        verb=access.OPENED,
        subject_type=ValidationVersion._meta.label_lower,
        subject_id__in=list(versions),
        actor__in=list(users),
        details__screen=SCREEN,
    ).values_list("actor", "subject_id", "occurred_at", "details__block")
    for user, subject, moment, block in lines:
        opened[versions[subject][1], user].append((moment, subject, block))
    found = {}
    for key, rows in opened.items():
        moments = [moment for moment, _, _ in rows]
        pk, _, codes = versions[rows[0][1]]
        read = frozenset(block for _, _, block in rows) & codes
        found[key] = Studied(pk, min(moments), max(moments), read, read == codes)
    return found


def _codes(facts: dict) -> frozenset[str]:
    return frozenset(block["code"] for block in facts["blocks"])
