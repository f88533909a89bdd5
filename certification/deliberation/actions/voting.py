"""Named ballots: the president opens one, each member puts theirs in, the president closes it."""

from django.db import transaction

from assessments.framework.models import CompetencyBlock
from ccas import clock, journal
from ccas.actors import Actor
from ccas.refusals import Conflict, Refusal
from certification.deliberation import permissions, room, rules
from certification.deliberation.actions.locking import locked, must_be_unsigned
from certification.deliberation.balloting import standing_round, still_to_vote
from certification.deliberation.models import (
    Ballot,
    BallotRound,
    Deliberation,
    DeliberationState,
    Presentation,
    Voting,
)


@transaction.atomic
def open_ballot(presentation: Presentation, block: CompetencyBlock, *, by: Actor) -> BallotRound:
    """Ask every member present for a vote on one block. Refused where hands are shown."""
    deliberation = locked(presentation.deliberation)
    must_be_unsigned(deliberation)
    presentation = Presentation.objects.select_related("enrolment__candidate").get(
        pk=presentation.pk
    )
    if not presentation.blocks.filter(pk=block.pk).exists():
        raise Refusal(f"Le bloc {block.code} n’est pas présenté par ce candidat.")
    problems = room.may_decide_now(deliberation, presentation, by)
    if deliberation.voting != Voting.BALLOTS:
        problems.append("Ce jury vote à main levée : il l’a choisi à l’ouverture.")
    if presentation.decisions.filter(block=block).exists():
        problems.append("Une décision est déjà prise pour ce bloc.")
    if standing_round(presentation, block) is not None:
        problems.append("Un scrutin est déjà ouvert ou clos pour ce bloc.")
    if problems:
        raise Refusal(problems)
    row = BallotRound.objects.create(presentation=presentation, block=block, opened_at=clock.now())
    journal.record("ballot.open", row, by=by, presentation=presentation.pk, block=block.code)
    return row


@transaction.atomic
def cast_ballot(ballot_round: BallotRound, *, choice: str, by: Actor) -> Ballot:
    """Put a vote in, once: "for", "against" or "abstain". The journal says that, not what."""
    deliberation = locked(ballot_round.presentation.deliberation)
    must_be_unsigned(deliberation)
    ballot_round = _round(ballot_round)
    if choice not in rules.CHOICES:
        raise Refusal("Un vote est « pour », « contre » ou « abstention ».")
    person = permissions.person_of(by)
    now = room.sitting_now(deliberation, clock.now())
    review = now.review(ballot_round.presentation.enrolment)
    if person is None:
        raise Refusal("Seules les personnes qui tiennent un siège du jury votent.")
    pk = person.pk
    problems = rules.may_vote(
        open_now=ballot_round.open_now,
        sitting=deliberation.state == DeliberationState.OPEN,
        seated=by.has_role(*permissions.MEMBERS) and any(n.person_id == pk for n in now.holders),
        present=any(n.person_id == pk for n in now.present),
        recused=pk in review.recused,
        voted=ballot_round.ballots.filter(person=person).exists(),
    )
    if problems:
        raise Refusal(problems)
    row = Ballot.objects.create(
        ballot_round=ballot_round, person=person, choice=choice, cast_at=clock.now()
    )
    journal.record("ballot.cast", ballot_round, by=by)
    return row


@transaction.atomic
def close_ballot(ballot_round: BallotRound, *, by: Actor) -> BallotRound:
    """Count. Refused while somebody present has not voted."""
    deliberation = locked(ballot_round.presentation.deliberation)
    must_be_unsigned(deliberation)
    permissions.require_president(by, deliberation.jury)
    ballot_round = _round(ballot_round)
    if ballot_round.closed_at is not None or ballot_round.voided_at is not None:
        raise Conflict("Ce scrutin est déjà clos ou annulé.", current={})
    if deliberation.state != DeliberationState.OPEN:
        raise Refusal("La délibération est suspendue : le scrutin attend la reprise.")
    awaited = still_to_vote(deliberation, ballot_round)
    problems = rules.missing_to_close(
        [held.person.display_name for held in awaited], ballot_round.ballots.count()
    )
    if problems:
        raise Refusal(problems)
    ballot_round.closed_at = clock.now()
    ballot_round.save(update_fields=["closed_at"])
    journal.record("ballot.close", ballot_round, by=by, cast=ballot_round.ballots.count())
    return ballot_round


@transaction.atomic
def void_ballot(ballot_round: BallotRound, *, reason: str, by: Actor) -> BallotRound:
    """Set a ballot aside before any decision, with a reason; another may then be opened."""
    deliberation = locked(ballot_round.presentation.deliberation)
    must_be_unsigned(deliberation)
    permissions.require_president(by, deliberation.jury)
    ballot_round = _round(ballot_round)
    if not reason.strip():
        raise Refusal("Annuler un scrutin demande un motif.")
    if ballot_round.voided_at is not None:
        raise Refusal("Ce scrutin est déjà annulé.")
    if ballot_round.presentation.decisions.filter(block=ballot_round.block_id).exists():
        raise Refusal("Une décision est prise d’après ce scrutin : reprenez-la d’abord.")
    set_aside(ballot_round, reason=reason, by=by)
    return ballot_round


def set_aside(ballot_round: BallotRound, *, reason: str, by: Actor) -> None:
    """Mark it void, inside the caller's transaction; the deliberation is locked."""
    ballot_round.voided_at = clock.now()
    ballot_round.save(update_fields=["voided_at"])
    journal.record(
        "ballot.void",
        ballot_round,
        by=by,
        cast=ballot_round.ballots.count(),
        reason=journal.digest(reason.strip()),
    )


def _round(ballot_round: BallotRound) -> BallotRound:
    return (
        BallotRound.objects.select_for_update(of=("self",))
        .select_related("presentation__enrolment__candidate", "block")
        .get(pk=ballot_round.pk)
    )


def no_ballot_under_way(deliberation: Deliberation) -> list[str]:
    """A sentence for each ballot opened that led to no decision: settled before closing."""
    rows = BallotRound.objects.filter(
        presentation__deliberation=deliberation, voided_at__isnull=True, decision__isnull=True
    ).values_list("presentation__enrolment__candidate__number", "block__code")
    return [f"Le scrutin du candidat {number} sur {code} est sans suite." for number, code in rows]
