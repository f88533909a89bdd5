"""Which decisions rest on something that changed since: read, never told by who changed it."""

import hashlib
from collections.abc import Iterable

from assessments.framework.models import CompetencyBlock
from assessments.grading.reading import proposals_for
from assessments.grading.rules import Proposal
from certification.deliberation import rules
from certification.deliberation.models import BlockDecision, Presentation


def note_digests(presentation: Presentation) -> list[list[str]]:
    """The interview notes as a decision keeps them: id and SHA-256 of the text, oldest first."""
    rows = presentation.interview_notes.order_by("written_at", "recorded_at")
    return [
        [str(pk), hashlib.sha256(text.encode()).hexdigest()]
        for pk, text in rows.values_list("pk", "text")
    ]


def changes_since(decision: BlockDecision, proposal: Proposal, notes: list[list[str]]) -> list[str]:
    """What a decision read and is no longer so, as sentences. proposal, notes: as they are now."""
    inputs = decision.inputs
    changed = rules.changed_verdict(inputs["proposal"], proposal.verdict)
    if inputs["proposal_fingerprint"] != proposal.fingerprint:
        changed += rules.changed_proposal(inputs["proposal_inputs"], proposal.inputs)
    if "notes" in inputs and inputs["notes"] != notes:
        changed += rules.changed_notes(inputs["notes"], notes)
    return changed


def to_reexamine(
    presentation: Presentation, decisions: Iterable[BlockDecision]
) -> dict[BlockDecision, list[str]]:
    """The decisions of one presentation whose inputs changed, with what changed."""
    decisions = list(decisions)
    blocks: list[CompetencyBlock] = [row.block for row in decisions]
    proposals = proposals_for(presentation.enrolment, blocks)
    notes = note_digests(presentation)
    found = {row: changes_since(row, proposals[row.block], notes) for row in decisions}
    return {row: changed for row, changed in found.items() if changed}
