"""A member's own screen: who is heard, which ballot waits, nothing of what others chose."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from ccas import clock
from ccas.actors import Actor
from certification.deliberation import balloting, permissions, room, rules
from certification.deliberation.boards.agenda import agenda_lines
from certification.deliberation.models import (
    Ballot,
    BallotRound,
    BlockDecision,
    Deliberation,
    Presentation,
)


@dataclass(frozen=True, slots=True)
class OpenBallot:
    """A ballot that waits, as one member sees it. why_not: sentences; empty when they may vote."""

    pk: UUID
    block: str
    title: str
    voted: bool
    why_not: list[str]


@dataclass(frozen=True, slots=True)
class VoteBoard:
    """What the device of a member shows.

    number: of the candidate being heard. name: empty for whoever is recused for them.
    """

    number: str
    name: str
    leaves: bool
    ballots: list[OpenBallot]
    present: bool
    closed: bool
    suspended: bool


@dataclass(frozen=True, slots=True)
class BlockLine:
    """One presented block on the strip of the candidate's screen."""

    pk: int
    short: str
    decision: BlockDecision | None
    ballot: balloting.BallotBoard | None


@dataclass(frozen=True, slots=True)
class Strip:
    """What moves while a candidate is heard: the room, the ballots, the decisions."""

    state: str
    voting: str
    blocks: list[BlockLine]
    leaving: list[str]
    present: int
    presides: bool
    may_open: bool
    may_vote: bool


def vote_board(deliberation: Deliberation, actor: Actor) -> VoteBoard:
    """What the actor's device shows now. A constant number of queries."""
    agenda = [line.presentation for line in agenda_lines(deliberation)]
    heard = next((one for one in agenda if not one.concluded_at), None)
    person = permissions.person_of(actor)
    now = room.sitting_now(deliberation, deliberation.closed_at or clock.now())
    mine = next((one for one in now.holders if person and one.person_id == person.pk), None)
    present = mine is not None and mine in now.present
    rounds = list(
        BallotRound.objects.filter(
            presentation__deliberation=deliberation, closed_at=None, voided_at=None
        ).select_related("block__revision__qualification", "presentation__enrolment__candidate")
    )
    if rounds:
        heard = next(one for one in agenda if one.pk == rounds[0].presentation_id)
    recused = frozenset(now.review(heard.enrolment).recused) if heard else frozenset()
    cast = set(
        Ballot.objects.filter(ballot_round__in=rounds, person=person).values_list(
            "ballot_round_id", flat=True
        )
    )
    leaves = person is not None and person.pk in recused
    return VoteBoard(
        number=heard.enrolment.candidate.number if heard else "",
        name=heard.enrolment.candidate.person.display_name if heard and not leaves else "",
        leaves=leaves,
        ballots=[
            OpenBallot(
                pk=one.pk,
                block=one.block.short_code,
                title=one.block.title,
                voted=one.pk in cast,
                why_not=rules.may_vote(
                    open_now=True,
                    sitting=deliberation.state == "open",
                    seated=mine is not None,
                    present=present,
                    recused=leaves,
                    voted=one.pk in cast,
                ),
            )
            for one in rounds
            if heard and one.presentation_id == heard.pk
        ],
        present=present,
        closed=deliberation.state == "closed",
        suspended=deliberation.state == "suspended",
    )


def strip(presentation: Presentation, actor: Actor) -> Strip:
    """What moves on the candidate's screen, in a constant number of queries."""
    deliberation = presentation.deliberation
    now = room.sitting_now(deliberation, deliberation.closed_at or clock.now())
    review = now.review(presentation.enrolment)
    ballots = balloting.boards(presentation, now.voters(review), actor.user_id)
    presides = room.presides_now(actor, deliberation, now)
    return strip_of(presentation, actor, now, review, ballots, presides=presides)


def strip_of(
    presentation: Presentation,
    actor: Actor,
    now: room.Sitting,
    review: room.Review,
    ballots: Mapping[int, balloting.BallotBoard],
    *,
    presides: bool,
) -> Strip:
    """The same, of a room already read."""
    deliberation = presentation.deliberation
    voters = now.voters(review)
    decisions = {row.block_id: row for row in presentation.decisions.all()}
    hearing = presentation.attendance == "present" and presentation.concluded_at is None
    return Strip(
        state=str(deliberation.state),
        voting=str(deliberation.voting),
        blocks=[
            BlockLine(block.pk, block.short_code, decisions.get(block.pk), ballots.get(block.pk))
            for block in sorted(presentation.blocks.all(), key=lambda block: block.position)
        ],
        leaving=[one.person.display_name for one in now.holders if one.person_id in review.recused],
        present=len(voters),
        presides=presides,
        may_open=presides and hearing and deliberation.state == "open",
        may_vote=any(one.person.user_id == actor.user_id for one in voters)
        and actor.has_role(*permissions.MEMBERS),
    )
