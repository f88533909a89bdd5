"""Reading a ballot: where it stands, who voted, who is awaited. What each chose stays inside."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q

from assessments.framework.models import CompetencyBlock
from assessments.people.models import Person
from ccas import clock
from certification.deliberation import room, rules
from certification.deliberation.models import (
    Ballot,
    BallotRound,
    Choice,
    Deliberation,
    Presentation,
)
from certification.juries.models import Nomination


@dataclass(frozen=True, slots=True)
class BallotBoard:
    """One ballot as the room sees it: names of those who voted and of those awaited.

    counts: told once it is closed, never before. mine: whether the reader has voted.
    """

    pk: UUID
    block: int
    closed: bool
    voted: tuple[str, ...]
    awaited: tuple[str, ...]
    counts: Mapping[str, int] | None
    mine: bool

    @property
    def complete(self) -> bool:
        """Whether it may be closed."""
        return bool(self.voted) and not self.awaited

    @property
    def sentence(self) -> str:
        """How far it is, or what it gave."""
        if self.counts is not None:
            return rules.tally(
                self.counts["for"],
                self.counts["against"],
                self.counts["abstentions"],
                sum(self.counts.values()),
            ).sentence
        total = len(self.voted) + len(self.awaited)
        return f"{len(self.voted)} sur {total} {'a' if len(self.voted) < 2 else 'ont'} voté."


def standing_round(presentation: Presentation, block: CompetencyBlock) -> BallotRound | None:
    """The ballot that stands for this block: open or closed, not voided."""
    return presentation.ballot_rounds.filter(block=block, voided_at__isnull=True).first()


def counts_of(ballot_round: BallotRound) -> dict[str, int]:
    """The counts of a ballot. One query."""
    return rules.counted(ballot_round.ballots.values_list("choice", flat=True))


def still_to_vote(deliberation: Deliberation, ballot_round: BallotRound) -> list[Nomination]:
    """Members present and not recused who have not voted."""
    now = room.sitting_now(deliberation, clock.now())
    voters = now.voters(now.review(ballot_round.presentation.enrolment))
    cast = set(ballot_round.ballots.values_list("person_id", flat=True))
    return [held for held in voters if held.person_id not in cast]


def boards(
    presentation: Presentation, voters: Iterable[Nomination], reader: UUID | None
) -> dict[int, BallotBoard]:
    """Block id → the ballot that stands. Two queries. voters: present and not recused now."""
    rounds = list(
        presentation.ballot_rounds.filter(voided_at__isnull=True).annotate(
            votes_for=Count("ballots", filter=Q(ballots__choice=Choice.FOR)),
            votes_against=Count("ballots", filter=Q(ballots__choice=Choice.AGAINST)),
            abstained=Count("ballots", filter=Q(ballots__choice=Choice.ABSTAIN)),
        )
    )
    if not rounds:
        return {}
    cast: dict[UUID, list[Person]] = {}
    # Who voted, never what: the choice is not even read.
    rows = Ballot.objects.filter(ballot_round__in=rounds).defer("choice").select_related("person")
    for row in rows.order_by("cast_at"):
        cast.setdefault(row.ballot_round_id, []).append(row.person)
    here = list(voters)
    found = {}
    for one in rounds:
        inside = cast.get(one.pk, [])
        known = {person.pk for person in inside}
        found[one.block_id] = BallotBoard(
            pk=one.pk,
            block=one.block_id,
            closed=one.closed_at is not None,
            voted=tuple(person.display_name for person in inside),
            awaited=tuple(held.person.display_name for held in here if held.person_id not in known)
            if one.closed_at is None
            else (),
            counts={
                "for": one.votes_for,
                "against": one.votes_against,
                "abstentions": one.abstained,
            }
            if one.closed_at is not None
            else None,
            mine=reader is not None and any(person.user_id == reader for person in inside),
        )
    return found
