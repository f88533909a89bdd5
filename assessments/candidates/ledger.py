"""The ledger of acquired blocks: held for good, ended only by a dated act."""

from datetime import date

from django.db import transaction

from assessments.candidates.models import AcquiredBlock, BlockSource, Candidate
from assessments.candidates.permissions import (
    WHO_MAY_DECIDE,
    WHO_MAY_WRITE,
    may_decide,
    may_write,
    require_another,
)
from assessments.candidates.rules import ledger_code, refuse_end, refuse_equivalence
from assessments.framework.models import CompetencyBlock
from ccas import clock, journal
from ccas.actors import Actor
from ccas.names import tidy
from ccas.refusals import Refusal


@transaction.atomic
def acquire_block(
    candidate: Candidate, block: CompetencyBlock, *, acquired_on: date, by: Actor
) -> AcquiredBlock:
    """Write in the ledger a block that a jury validated; the decision then points at the row.

    Called by the room that decides, once its minutes are signed: the rule stands there.
    """
    if not may_decide(by):
        raise Refusal(WHO_MAY_DECIDE)
    require_another(by, candidate)
    return _hold(candidate, block, acquired_on, BlockSource.DECISION, "", by)


@transaction.atomic
def record_equivalence(
    candidate: Candidate, *, by: Actor, block: CompetencyBlock, acquired_on: date, reference: str
) -> AcquiredBlock:
    """Record that a block is held by equivalence, under the act whose reference is given."""
    if not may_write(by):
        raise Refusal(WHO_MAY_WRITE)
    require_another(by, candidate)
    reference = tidy(reference)
    offered = CompetencyBlock.objects.filter(revision__enrolments__candidate=candidate)
    refused = refuse_equivalence(
        acquired_on=acquired_on,
        reference=reference,
        today=clock.today(),
        block=block.code,
        offered=[block.code] if offered.filter(pk=block.pk).exists() else [],
    )
    if refused:
        raise Refusal(refused)
    return _hold(candidate, block, acquired_on, BlockSource.EQUIVALENCE, reference, by)


@transaction.atomic
def end_held_block(
    acquired: AcquiredBlock, *, by: Actor, ended_on: date, reference: str
) -> AcquiredBlock:
    """End a held block by a dated act (annulment, withdrawal). The row stays, with its end."""
    if not may_decide(by):
        raise Refusal(WHO_MAY_DECIDE)
    require_another(by, acquired.candidate)
    acquired = AcquiredBlock.objects.select_for_update().get(pk=acquired.pk)
    reference = tidy(reference)
    refused = refuse_end(
        acquired_on=acquired.acquired_on,
        ended_on=ended_on,
        reference=reference,
        today=clock.today(),
    )
    if acquired.ended_on is not None:
        refused.append(f"Ce bloc a déjà été retiré le {acquired.ended_on:%d/%m/%Y}.")
    if refused:
        raise Refusal(refused)
    acquired.ended_on, acquired.end_reference = ended_on, reference
    acquired.save(update_fields=["ended_on", "end_reference"])
    journal.record(
        "ledger.end",
        acquired,
        by=by,
        block=acquired.block_code,
        ended_on=ended_on,
        reference=journal.digest(reference),
    )
    return acquired


def _hold(
    candidate: Candidate,
    block: CompetencyBlock,
    acquired_on: date,
    source: str,
    reference: str,
    by: Actor,
) -> AcquiredBlock:
    candidate = Candidate.objects.select_for_update().get(pk=candidate.pk)
    code = ledger_code(block.revision.qualification.code, block.code)
    held = candidate.acquired.filter(block_code=code, ended_on__isnull=True).first()
    if held is not None:
        raise Refusal(f"Le bloc {code} est déjà acquis depuis le {held.acquired_on:%d/%m/%Y}.")
    acquired = AcquiredBlock.objects.create(
        candidate=candidate,
        block=block,
        block_code=code,
        acquired_on=acquired_on,
        source=source,
        equivalence_reference=reference,
    )
    journal.record(
        "ledger.hold",
        acquired,
        by=by,
        candidate=candidate.pk,
        block=code,
        source=source,
        acquired_on=acquired_on,
    )
    return acquired
