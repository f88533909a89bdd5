"""One candidate, one screen: route, blocks held, practice, proposals; lines; decisions."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

from assessments.framework.models import CompetencyBlock
from assessments.grading.reading import Graded
from assessments.grading.rules import Proposal
from assessments.practice.rules import PracticeCount
from assessments.practice.summary import summary
from ccas import clock
from ccas.actors import Actor
from certification.deliberation import balloting, permissions, room, rules
from certification.deliberation.boards.grid import BlockGrid, block_grid
from certification.deliberation.boards.sitting import IndicatorLine, lines
from certification.deliberation.boards.voting import Strip, strip_of
from certification.deliberation.models import BlockDecision, InterviewNote, Presentation
from certification.deliberation.reexamination import changes_since, note_digests
from certification.juries.models import Recusal


@dataclass(frozen=True, slots=True)
class BlockPanel:
    """One presented block: the proposal on one side, the decision on the other.

    changes: what the decision read and is no longer so: to be looked at again.
    """

    block: CompetencyBlock
    short: str
    proposal: Proposal
    proposal_label: str
    proposal_kind: str
    grid: BlockGrid
    decision: BlockDecision | None
    changes: list[str]
    by_rule: bool


@dataclass(frozen=True, slots=True)
class HeldBlock:
    """A block of the revision and where the candidate stands with it."""

    short: str
    title: str
    state: str
    kind: str


@dataclass(frozen=True, slots=True)
class CandidateBoard:
    """Everything the screen of a candidate says."""

    presentation: Presentation
    number: str
    name: str
    route: str
    interview: bool
    blocks: list[HeldBlock]
    practice: PracticeCount
    panels: list[BlockPanel]
    indicators: list[IndicatorLine]
    leaving: list[str]
    may_leave: list[tuple[UUID, str]]
    voters: int
    voting: str
    ballots: dict[int, balloting.BallotBoard]
    strip: Strip
    red: list[str]
    notes: list[InterviewNote]
    may_note: bool
    presides: bool
    problems: list[str]
    recusals: list[Recusal]
    missing: list[str]

    @property
    def decidable(self) -> bool:
        """Whether the president may decide now."""
        return self.presides and not self.problems

    def counted(self, block: int) -> bool:
        """Whether the votes on this block may be entered: hands, or a ballot that is closed."""
        ballot = self.ballots.get(block)
        return self.voting == rules.HANDS or (ballot is not None and ballot.closed)

    def initial(self, panel: BlockPanel) -> dict[str, object]:
        """What the form of a block holds before anything is typed."""
        ballot = self.ballots.get(panel.block.pk)
        if self.voting == rules.BALLOTS and ballot is not None and ballot.counts is not None:
            counts = ballot.counts
            said = rules.tally(
                counts["for"], counts["against"], counts["abstentions"], sum(counts.values())
            )
            return {
                "decision": said.decision,
                "votes_for": counts["for"],
                "votes_against": counts["against"],
                "abstentions": counts["abstentions"],
            }
        return {
            "decision": panel.proposal.verdict,
            "votes_for": self.voters if panel.by_rule else None,
            "votes_against": 0 if panel.by_rule else None,
        }


PROPOSALS = {
    "validated": ("La règle propose de valider", "done"),
    "not_validated": ("La règle propose de ne pas valider", "warning"),
    None: ("La règle ne propose rien", "neutral"),
}


def candidate_board(presentation: Presentation, actor: Actor) -> CandidateBoard:
    """Read once what the screen shows. `presentation` comes with its enrolment and deliberation."""
    enrolment = presentation.enrolment
    deliberation = presentation.deliberation
    now = deliberation.closed_at or clock.now()
    sitting = room.sitting_now(deliberation, now)
    review = sitting.review(enrolment)
    every = list(enrolment.revision.blocks.order_by("position"))
    presented = sorted(presentation.blocks.all(), key=lambda block: block.position)
    decisions = {row.block_id: row for row in presentation.decisions.all()}
    ledger = room.held_codes([enrolment.candidate_id])[enrolment.candidate_id]
    held = {block.pk for block in room.held_among(enrolment, every, ledger)}
    route = enrolment.revision.rules.route(enrolment.route)
    presides = room.presides_now(actor, deliberation, sitting)
    said = room.said_of_the_room(deliberation, presentation, sitting, review, presides=presides)
    voters = sitting.voters(review)
    ballots = balloting.boards(presentation, voters, actor.user_id)
    return CandidateBoard(
        presentation=presentation,
        number=enrolment.candidate.number,
        name=enrolment.candidate.person.display_name,
        route=route.label if route else enrolment.get_route_display(),
        interview=bool(route and route.interview == "required"),
        blocks=[_held(block, held, presented, decisions, enrolment) for block in every],
        practice=summary(enrolment),
        panels=_panels(presentation, presented, decisions),
        indicators=lines(review.indicators),
        leaving=[
            one.person.display_name for one in sitting.holders if one.person_id in review.recused
        ],
        may_leave=[
            (one.person_id, one.person.display_name)
            for one in sitting.holders
            if one.person_id not in review.recused
        ],
        voters=len(voters),
        voting=str(deliberation.voting),
        ballots=ballots,
        strip=strip_of(presentation, actor, sitting, review, ballots, presides=presides),
        red=rules.in_the_way(review.indicators),
        notes=list(
            permissions.visible_notes(actor)
            .filter(presentation=presentation)
            .select_related("person")
        ),
        may_note=presentation.concluded_at is None
        and deliberation.state != "closed"
        and actor.has_role(*permissions.MEMBERS)
        and any(
            held.person.user_id == actor.user_id and held.person_id not in review.recused
            for held in sitting.holders
        ),
        presides=presides,
        problems=rules.may_decide(**said),
        recusals=sitting.reading.recusals,
        missing=rules.missing_to_conclude(
            str(presentation.attendance),
            {block.code: block.short_code for block in presented},
            {row.block.code for row in decisions.values()},
        ),
    )


def _panels(
    presentation: Presentation,
    presented: list[CompetencyBlock],
    decisions: Mapping[int, BlockDecision],
) -> list[BlockPanel]:
    enrolment = presentation.enrolment
    graded = Graded(enrolment)
    proposals = graded.proposals(presented)
    grid = graded.grid()
    scale = {level.code: level for level in enrolment.revision.rules.scale}
    address = reverse(
        "deliberation:observations",
        args=[presentation.deliberation_id, presentation.pk, 0],
    )
    notes = note_digests(presentation) if decisions else []
    panels = []
    for block in presented:
        proposal = proposals[block]
        decision = decisions.get(block.pk)
        label, kind = PROPOSALS[proposal.verdict]
        panels.append(
            BlockPanel(
                block=block,
                short=_short(block, enrolment),
                proposal=proposal,
                proposal_label=label,
                proposal_kind=kind,
                grid=block_grid(grid, block.code, scale, address),
                decision=decision,
                changes=changes_since(decision, proposal, notes) if decision else [],
                by_rule=proposal.verdict == rules.VALIDATED,
            )
        )
    return panels


def _held(block, held: set, presented: list, decisions: Mapping, enrolment) -> HeldBlock:
    decision = decisions.get(block.pk)
    if block.pk in held:
        state, kind = "Acquis", "done"
    elif decision is not None:
        state, kind = rules.DECISIONS[decision.verdict], "current"
    elif block in presented:
        state, kind = "Présenté", "todo"
    else:
        state, kind = "Non présenté", "neutral"
    return HeldBlock(_short(block, enrolment), block.title, state, kind)


def _short(block: CompetencyBlock, enrolment) -> str:
    code = enrolment.revision.qualification.code
    return block.code.removeprefix(code) or block.code
