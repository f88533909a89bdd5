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
from certification.deliberation.actions.voting import set_aside
from certification.deliberation.balloting import counts_of, standing_round
from certification.deliberation.canonical import sha256_of
from certification.deliberation.models import (
    BallotRound,
    BlockDecision,
    Deliberation,
    Presentation,
    PresentationAttendance,
    Voting,
)
from certification.deliberation.reexamination import note_digests


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

    decision: "validated" or "not_validated"; the show of hands, or the closed ballot whose counts
    these must be, carries it. casting_vote: "for" or "against", on a tie only. Stores every input,
    so that `rules.verdict` can be asked again. Raises Refusal with every reason
    at once; Conflict when the block is already decided.
    """
    deliberation = locked(presentation.deliberation)
    must_be_unsigned(deliberation)
    presentation = _presentation(presentation)
    _refuse_the_unknown(presentation, block, decision)
    standing = presentation.decisions.filter(block=block).first()
    if standing:
        raise _already(standing)
    ballot = standing_round(presentation, block) if deliberation.voting == Voting.BALLOTS else None
    inputs, indicators, proposal_reasons = _inputs(
        deliberation,
        presentation,
        block,
        by,
        ballot,
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
        ballot_round=ballot,
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
    """« Valider selon la règle »: everyone who may vote follows a proposal to validate. By ballots,
    the counts are those of the closed ballot."""
    proposal = proposals_for(presentation.enrolment, [block])[block]
    if proposal.verdict != rules.VALIDATED:
        raise Refusal(
            "La règle ne propose pas de valider ce bloc : la décision demande des motifs."
        )
    if presentation.deliberation.voting == Voting.BALLOTS:
        ballot = standing_round(presentation, block)
        if ballot is None or ballot.closed_at is None:
            raise Refusal("Le scrutin de ce bloc n’est pas clos.")
        counts = counts_of(ballot)
    else:
        now = room.sitting_now(presentation.deliberation, clock.now())
        voters = now.voters(now.review(presentation.enrolment))
        counts = {"for": len(voters), "against": 0, "abstentions": 0}
    return decide_block(
        presentation,
        block,
        decision=rules.VALIDATED,
        votes_for=counts["for"],
        votes_against=counts["against"],
        abstentions=counts["abstentions"],
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
    ballot = row.ballot_round
    row.delete()
    if ballot is not None:
        set_aside(ballot, reason=reason, by=by)
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
    _store_outcome(presentation, inputs)
    journal.record("presentation.conclude", presentation, by=by, outcome=presentation.outcome)
    return presentation


@transaction.atomic
def defer_presentation(presentation: Presentation, *, by: Actor) -> Presentation:
    """The jury cannot lawfully sit for this candidate and no substitute came: nothing is decided.

    Only what is red for this candidate allows it; the sentences stay with the outcome.
    """
    deliberation = locked(presentation.deliberation)
    must_be_unsigned(deliberation)
    presentation = _presentation(presentation)
    review = room.sitting_now(deliberation, clock.now()).review(presentation.enrolment)
    problems = rules.may_defer(
        state=str(deliberation.state),
        presides=permissions.presides(by, deliberation.jury),
        attendance=str(presentation.attendance),
        concluded=presentation.concluded_at is not None,
        decided=presentation.decisions.exists(),
        for_candidate=review.indicators,
    )
    if problems:
        raise Refusal(problems)
    for ballot in presentation.ballot_rounds.filter(voided_at__isnull=True):
        set_aside(ballot, reason="Candidat renvoyé à un autre jury.", by=by)
    presentation.attendance = PresentationAttendance.UNHEARD
    presentation.attended_at = clock.now()
    inputs = room.outcome_inputs(presentation, {})
    inputs |= {"red": rules.in_the_way(review.indicators), "indicators": review.indicators}
    _store_outcome(presentation, inputs)
    journal.record("presentation.defer", presentation, by=by, outcome=presentation.outcome)
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
    if presentation.attendance == PresentationAttendance.UNHEARD:
        presentation.attendance = PresentationAttendance.EXPECTED
        presentation.attended_at = None
        presentation.save(update_fields=["attendance", "attended_at"])
    journal.record("presentation.reopen", presentation, by=by)
    return presentation


def _store_outcome(presentation: Presentation, inputs: dict[str, Any]) -> None:
    """Derive the outcome from its inputs; keep both, with the attendance that goes with them."""
    found = rules.outcome(
        inputs["blocks_required"],
        inputs["held_before"],
        inputs["decided"],
        practice_required=inputs["practice_required"],
        practice_attested=inputs["practice_attested"],
        attendance=inputs["attendance"],
    )
    presentation.outcome = found.code
    presentation.outcome_inputs = {**inputs, "sentence": found.sentence}
    presentation.concluded_at = clock.now()
    presentation.save(
        update_fields=[
            "attendance",
            "attended_at",
            "outcome",
            "outcome_inputs",
            "concluded_at",
        ]
    )


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
    ballot: BallotRound | None,
    **said: Any,
) -> tuple[dict[str, Any], list[dict[str, Any]], list[str]]:
    """Everything the rules read, as JSON values; the indicators shown beside; the reasons."""
    now = clock.now()
    sitting = room.sitting_now(deliberation, now)
    review = sitting.review(presentation.enrolment)
    proposal = proposals_for(presentation.enrolment, [block])[block]
    present = [str(person) for person in room.people(sitting.present)]
    recused = sorted(str(person) for person in review.recused)
    # Whoever voted and left since still counts among the voters: the vote was good when cast.
    cast = [str(pk) for pk in ballot.ballots.values_list("person_id", flat=True)] if ballot else []
    inputs = {
        **said,
        "proposal": proposal.verdict,
        "proposal_rule": proposal.rule_version,
        "proposal_fingerprint": proposal.fingerprint,
        "proposal_inputs": proposal.inputs,
        "voting": str(deliberation.voting),
        "ballot": {"closed": ballot.closed_at is not None, **counts_of(ballot)} if ballot else None,
        "voters": len({*present, *cast} - set(recused)),
        "present": present,
        "cast": sorted(cast),
        "recused": recused,
        "notes": note_digests(presentation),
        "room": room.said_of_the_room(
            deliberation,
            presentation,
            sitting,
            review,
            presides=permissions.presides(by, deliberation.jury, now),
        ),
    }
    return inputs, [*inputs["room"]["sitting"], *review.indicators], list(proposal.reasons)
