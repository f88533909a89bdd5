"""One decision at a time: lock, check, write, journal, in one transaction."""

from typing import Any

from django.db import transaction

from assessments.framework.models import CompetencyBlock
from assessments.grading.reading import proposals_for
from ccas import clock, journal
from ccas.actors import Actor
from ccas.refusals import Conflict, Refusal
from certification.deliberation import permissions, room, rules
from certification.deliberation.actions.locking import locked, must_be_unsigned
from certification.deliberation.canonical import sha256_of
from certification.deliberation.models import BlockDecision, Deliberation, Presentation


@transaction.atomic
def decide_block(
    presentation: Presentation,
    block: CompetencyBlock,
    *,
    decision: str,
    votes_for: int,
    votes_against: int,
    by: Actor,
    abstentions: int = 0,
    casting_vote: str | None = None,
    reasons: str = "",
    what_would_show: str = "",
) -> BlockDecision:
    """Write what the jury decides of one block, once.

    decision: "validated" or "not_validated", and the show of hands must carry it. casting_vote:
    "for" or "against", on a tie only. Stores every input, so that `rules.verdict` can be asked
    again. Raises Refusal with every reason at once; Conflict when the block is already decided.
    """
    deliberation = locked(presentation.deliberation)
    must_be_unsigned(deliberation)
    presentation = _presentation(presentation)
    _refuse_the_unknown(presentation, block, decision)
    standing = presentation.decisions.filter(block=block).first()
    if standing:
        raise _already(standing)
    inputs, indicators, proposal_reasons = _inputs(
        deliberation,
        presentation,
        block,
        by,
        decision=decision,
        reasons=reasons.strip(),
        what_would_show=what_would_show.strip(),
        votes={
            "for": votes_for,
            "against": votes_against,
            "abstentions": abstentions,
            "casting_vote": casting_vote or None,
        },
    )
    said = rules.verdict(inputs)
    if said["problems"]:
        raise Refusal(said["problems"])
    president = permissions.require_president(by, deliberation.jury)
    row = BlockDecision.objects.create(
        presentation=presentation,
        block=block,
        proposal=inputs["proposal"],
        proposal_reasons=proposal_reasons,
        verdict=decision,
        basis=said["basis"],
        reasons=inputs["reasons"],
        what_would_show=inputs["what_would_show"],
        votes_for=votes_for,
        votes_against=votes_against,
        abstentions=abstentions,
        casting_vote=said["by_casting_vote"],
        decided_by=president,
        decided_at=clock.now(),
        rule_version=rules.RULE_VERSION,
        inputs=inputs,
        inputs_sha256=sha256_of(inputs),
        indicators=indicators,
    )
    journal.record(
        "deliberation.decide",
        row,
        by=by,
        presentation=presentation.pk,
        block=block.code,
        verdict=decision,
        basis=said["basis"],
        inputs_sha256=row.inputs_sha256,
        reasons=journal.digest(inputs["reasons"]),
    )
    return row


def decide_by_rule(
    presentation: Presentation, block: CompetencyBlock, *, by: Actor
) -> BlockDecision:
    """« Valider selon la règle »: everyone who may vote follows a proposal to validate."""
    proposal = proposals_for(presentation.enrolment, [block])[block]
    if proposal.verdict != rules.VALIDATED:
        raise Refusal(
            "La règle ne propose pas de valider ce bloc : la décision demande des motifs."
        )
    now = room.sitting_now(presentation.deliberation, clock.now())
    voters = now.voters(now.review(presentation.enrolment))
    return decide_block(
        presentation,
        block,
        decision=rules.VALIDATED,
        votes_for=len(voters),
        votes_against=0,
        by=by,
    )


@transaction.atomic
def reconsider_block(
    presentation: Presentation, block: CompetencyBlock, *, reason: str, by: Actor
) -> None:
    """Take a decision back before the minutes are signed, so that it can be taken again.

    The journal keeps what it was (verdict, digest of its inputs) and a digest of the reason.
    """
    deliberation = locked(presentation.deliberation)
    must_be_unsigned(deliberation)
    permissions.require_president(by, deliberation.jury)
    if not reason.strip():
        raise Refusal("Revenir sur une décision demande un motif.")
    presentation = _presentation(presentation)
    row = presentation.decisions.filter(block=block).first()
    if row is None:
        raise Refusal("Aucune décision n’est prise pour ce bloc.")
    journal.record(
        "deliberation.reconsider",
        row,
        by=by,
        presentation=presentation.pk,
        block=block.code,
        verdict=row.verdict,
        inputs_sha256=row.inputs_sha256,
        reason=journal.digest(reason),
    )
    row.delete()
    _reopen(presentation)


@transaction.atomic
def conclude_presentation(presentation: Presentation, *, by: Actor) -> Presentation:
    """Every presented block is decided (or the candidate absent): derive the outcome, store it."""
    deliberation = locked(presentation.deliberation)
    must_be_unsigned(deliberation)
    permissions.require_president(by, deliberation.jury)
    presentation = _presentation(presentation)
    if presentation.concluded_at:
        raise Refusal("Ce passage est déjà conclu.")
    blocks = {block.code: block.short_code for block in presentation.blocks.all()}
    decided = {row.block.code: row.verdict for row in presentation.decisions.all()}
    problems = rules.missing_to_conclude(presentation.attendance, blocks, decided)
    if problems:
        raise Refusal(problems)
    inputs = room.outcome_inputs(presentation, decided)
    outcome = rules.outcome(
        inputs["blocks_required"],
        inputs["held_before"],
        inputs["decided"],
        practice_required=inputs["practice_required"],
        practice_attested=inputs["practice_attested"],
        attendance=inputs["attendance"],
    )
    presentation.outcome = outcome.code
    presentation.outcome_inputs = {**inputs, "sentence": outcome.sentence}
    presentation.concluded_at = clock.now()
    presentation.save(update_fields=["outcome", "outcome_inputs", "concluded_at"])
    journal.record("presentation.conclude", presentation, by=by, outcome=outcome.code)
    return presentation


@transaction.atomic
def reopen_presentation(presentation: Presentation, *, by: Actor) -> Presentation:
    """Take a conclusion back before the sitting closes: presence and decisions may change again."""
    deliberation = locked(presentation.deliberation)
    must_be_unsigned(deliberation)
    permissions.require_president(by, deliberation.jury)
    presentation = _presentation(presentation)
    if not presentation.concluded_at:
        raise Refusal("Ce passage n’est pas conclu.")
    _reopen(presentation)
    journal.record("presentation.reopen", presentation, by=by)
    return presentation


def _reopen(presentation: Presentation) -> None:
    presentation.outcome = None
    presentation.outcome_inputs = {}
    presentation.concluded_at = None
    presentation.save(update_fields=["outcome", "outcome_inputs", "concluded_at"])


def _presentation(presentation: Presentation) -> Presentation:
    return (
        Presentation.objects.select_for_update(of=("self",))
        .select_related("enrolment__candidate", "enrolment__revision__qualification")
        .get(pk=presentation.pk)
    )


def _refuse_the_unknown(presentation: Presentation, block: CompetencyBlock, decision: str) -> None:
    if decision not in rules.DECISIONS:
        raise Refusal("Une décision est « validé » ou « non validé ».")
    if not presentation.blocks.filter(pk=block.pk).exists():
        raise Refusal(f"Le bloc {block.code} n’est pas présenté par ce candidat.")


def _already(standing: BlockDecision) -> Conflict:
    return Conflict(
        f"Une décision vient d’être prise pour ce bloc par {standing.decided_by.display_name} : "
        f"« {rules.DECISIONS[standing.verdict].lower()} ». La vôtre n’est pas enregistrée.",
        current={"Décision enregistrée": rules.DECISIONS[standing.verdict]},
    )


def _inputs(
    deliberation: Deliberation,
    presentation: Presentation,
    block: CompetencyBlock,
    by: Actor,
    **said: Any,
) -> tuple[dict[str, Any], list[dict[str, Any]], list[str]]:
    """Everything the rules read, as JSON values; the indicators shown beside; the reasons."""
    now = clock.now()
    sitting_room = room.sitting_now(deliberation, now)
    sitting = sitting_room.indicators()
    review = sitting_room.review(presentation.enrolment)
    president = sitting_room.president
    proposal = proposals_for(presentation.enrolment, [block])[block]
    inputs = {
        **said,
        "proposal": proposal.verdict,
        "proposal_rule": proposal.rule_version,
        "proposal_fingerprint": proposal.fingerprint,
        "proposal_inputs": proposal.inputs,
        "voters": len(sitting_room.voters(review)),
        "present": [str(person) for person in room.people(sitting_room.present)],
        "recused": sorted(str(person) for person in review.recused),
        "room": {
            "state": str(deliberation.state),
            "presides": permissions.presides(by, deliberation.jury, now),
            "president_present": president is not None,
            "president_recused": president is not None and president.person_id in review.recused,
            "attendance": str(presentation.attendance),
            "concluded": presentation.concluded_at is not None,
            "sitting": sitting,
            "for_candidate": review.indicators,
        },
    }
    return inputs, [*sitting, *review.indicators], list(proposal.reasons)
