"""A whole deliberation, told by sets: what may be done at each step, and what stands after it.

`Steps` is a hypothesis machine. It plays a room of five and two candidates by random acts, asks
the room under test whether each is done or refused, and holds it against `Told`, which knows the
trade by sets and counts alone: no rule of the platform is imported here. Two rooms are tried with
it, one in memory over the pure rules, one in PostgreSQL by the actions of the screens.
"""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Protocol

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

MEMBERS = range(5)
CANDIDATES = range(2)
BLOCKS = range(2)
CHOICES = ("for", "against", "abstain")

MEMBER, CANDIDATE = st.sampled_from(MEMBERS), st.sampled_from(CANDIDATES)
BLOCK, CHOICE = st.sampled_from(BLOCKS), st.sampled_from(CHOICES)


class RoomUnderTest(Protocol):
    """One method by act; True when it was done, False when it was refused."""

    ballots: bool

    def do(self, act: str, *said: Any) -> bool:
        """Try the act."""

    def outcome(self, candidate: int) -> str | None:
        """What the passage of a candidate came to; None until concluded."""


@dataclass
class Passage:
    """One candidate before the jury."""

    attendance: str = "expected"
    concluded: bool = False
    recused: set[int] = field(default_factory=set)
    decided: dict[int, str] = field(default_factory=dict)
    #: Block → votes by member; and the blocks whose ballot is closed.
    votes: dict[int, dict[int, str]] = field(default_factory=dict)
    closed: set[int] = field(default_factory=set)


@dataclass
class Told:
    """What is true, by sets and counts. Member 0 presides."""

    ballots: bool
    present: set[int] = field(default_factory=lambda: set(MEMBERS))
    state: str = "open"
    passages: list[Passage] = field(default_factory=lambda: [Passage() for _ in CANDIDATES])
    signatures: list[int] = field(default_factory=list)

    def lawful(self, here: set[int]) -> bool:
        """The president and at least three of the five seats."""
        return 0 in here and len(here) >= 3

    def voters(self, candidate: int) -> set[int]:
        return self.present - self.passages[candidate].recused

    def hears(self, candidate: int) -> bool:
        """Whether something may be decided for this candidate now."""
        one = self.passages[candidate]
        return (
            self.state == "open"
            and one.attendance == "present"
            and not one.concluded
            and self.lawful(self.voters(candidate))
        )

    def after_a_move(self) -> None:
        self.state = "open" if self.lawful(self.present) else "suspended"


def majority(counts: Counter[str]) -> str | None:
    """Who carries it; None on a tie or when nobody voted."""
    if counts["for"] == counts["against"]:
        return None
    return "validated" if counts["for"] > counts["against"] else "not_validated"


class Steps(RuleBasedStateMachine):
    """Every act, at any moment, by anybody; the room under test and the told one stay together."""

    ballots = False

    def __init__(self) -> None:
        super().__init__()
        self.told = Told(self.ballots)
        self.room = self.begin()

    def begin(self) -> RoomUnderTest:
        raise NotImplementedError

    def same(self, act: str, allowed: bool, *said: Any) -> bool:
        """Try the act; it must be done exactly when it is allowed."""
        done = self.room.do(act, *said)
        assert done == allowed, f"{act}{said}: {'done' if done else 'refused'}; {self.told}"
        return done

    def under_way(self) -> bool:
        return self.told.state != "closed"

    @precondition(under_way)
    @rule(who=MEMBER)
    def arrive(self, who: int) -> None:
        if self.same("arrive", who not in self.told.present, who):
            self.told.present.add(who)
            self.told.after_a_move()

    @precondition(under_way)
    @rule(who=MEMBER)
    def leave(self, who: int) -> None:
        if self.same("leave", who in self.told.present, who):
            self.told.present.discard(who)
            self.told.after_a_move()

    @rule(who=st.sampled_from([0, 0, 0, 1, 2, 3, 4]), candidate=CANDIDATE)
    def recuse(self, who: int, candidate: int) -> None:
        one = self.told.passages[candidate]
        allowed = (
            self.told.state != "closed"
            and who not in one.recused
            and not one.decided
            and not one.votes
        )
        if self.same("recuse", allowed, who, candidate):
            one.recused.add(who)

    @rule(candidate=CANDIDATE, how=st.sampled_from(["present", "present", "absent", "excused"]))
    def attend(self, candidate: int, how: str) -> None:
        one = self.told.passages[candidate]
        begun = one.decided or one.votes
        allowed = (
            self.told.state != "closed" and not one.concluded and not (how != "present" and begun)
        )
        if self.same("attend", allowed, candidate, how):
            one.attendance = how

    @rule(candidate=CANDIDATE, block=BLOCK)
    def open_ballot(self, candidate: int, block: int) -> None:
        one = self.told.passages[candidate]
        allowed = (
            self.told.hears(candidate)
            and self.ballots
            and block not in one.votes
            and block not in one.decided
        )
        if self.same("open_ballot", allowed, candidate, block):
            one.votes[block] = {}

    @rule(candidate=CANDIDATE, block=BLOCK, who=MEMBER, choice=CHOICE)
    def vote(self, candidate: int, block: int, who: int, choice: str) -> None:
        one = self.told.passages[candidate]
        allowed = (
            self.told.state == "open"
            and block in one.votes
            and block not in one.closed
            and who in self.told.voters(candidate)
            and who not in one.votes[block]
        )
        if self.same("vote", allowed, candidate, block, who, choice):
            one.votes[block][who] = choice

    @rule(candidate=CANDIDATE, block=BLOCK, choice=CHOICE)
    def everybody_votes(self, candidate: int, block: int, choice: str) -> None:
        """Otherwise random taps would hardly ever fill an urn."""
        for who in MEMBERS:
            self.vote(candidate, block, who, choice)

    @rule(candidate=CANDIDATE, block=BLOCK)
    def close_ballot(self, candidate: int, block: int) -> None:
        one = self.told.passages[candidate]
        cast = one.votes.get(block)
        allowed = (
            self.told.state == "open"
            and cast is not None
            and block not in one.closed
            and bool(cast)
            and self.told.voters(candidate) <= cast.keys()
        )
        if self.same("close_ballot", allowed, candidate, block):
            one.closed.add(block)

    @rule(candidate=CANDIDATE, block=BLOCK)
    def void_ballot(self, candidate: int, block: int) -> None:
        one = self.told.passages[candidate]
        allowed = self.told.state != "closed" and block in one.votes and block not in one.decided
        if self.same("void_ballot", allowed, candidate, block):
            del one.votes[block]
            one.closed.discard(block)

    @rule(candidate=CANDIDATE, block=BLOCK, against=st.integers(0, 5), casting=st.booleans())
    def decide(self, candidate: int, block: int, against: int, casting: bool) -> None:
        """Hands: those who may vote, so many of them against. Ballots: what the urn gave."""
        one = self.told.passages[candidate]
        if self.ballots:
            counts = Counter(one.votes.get(block, {}).values())
            voters = len(self.told.voters(candidate) | one.votes.get(block, {}).keys())
        else:
            voters = len(self.told.voters(candidate))
            counts = Counter({"for": max(voters - against, 0), "against": against})
        carried = majority(counts)
        tie = carried is None and counts.total() > 0
        verdict = carried or ("validated" if casting else "not_validated")
        allowed = (
            self.told.hears(candidate)
            and block not in one.decided
            and 0 < counts.total() <= voters
            and (not self.ballots or block in one.closed)
        )
        vote = ("for" if casting else "against") if tie else None
        counted = (counts["for"], counts["against"], counts["abstain"])
        if self.same("decide", allowed, candidate, block, verdict, *counted, vote):
            one.decided[block] = verdict

    @rule(candidate=CANDIDATE, choice=st.sampled_from(["for", "against"]))
    def all_goes_well(self, candidate: int, choice: str) -> None:
        """The common road, so that random acts also meet a sitting near its end."""
        self.attend(candidate, "present")
        for block in BLOCKS:
            if self.ballots:
                self.open_ballot(candidate, block)
                self.everybody_votes(candidate, block, choice)
                self.close_ballot(candidate, block)
            self.decide(candidate, block, 0 if choice == "for" else 3, casting=True)
        self.conclude(candidate)

    @rule(candidate=CANDIDATE, block=BLOCK, who=MEMBER, choice=CHOICE)
    def two_taps(self, candidate: int, block: int, who: int, choice: str) -> None:
        """A ballot just opened, and somebody whose finger trembles."""
        self.attend(candidate, "present")
        self.open_ballot(candidate, block)
        self.vote(candidate, block, who, choice)
        self.vote(candidate, block, who, choice)

    @rule()
    def everybody_signs(self) -> None:
        self.close()
        for who in (*MEMBERS, 0):
            self.sign(who)

    @rule(candidate=CANDIDATE, block=BLOCK)
    def reconsider(self, candidate: int, block: int) -> None:
        one = self.told.passages[candidate]
        allowed = self.told.state != "closed" and block in one.decided
        if self.same("reconsider", allowed, candidate, block):
            del one.decided[block]
            one.votes.pop(block, None)
            one.closed.discard(block)
            one.concluded = False

    @rule(candidate=CANDIDATE)
    def conclude(self, candidate: int) -> None:
        one = self.told.passages[candidate]
        seen = one.attendance == "present" and set(one.decided) == set(BLOCKS)
        away = one.attendance in ("absent", "excused")
        allowed = self.told.state != "closed" and not one.concluded and (seen or away)
        if self.same("conclude", allowed, candidate):
            one.concluded = True

    @rule(candidate=CANDIDATE)
    def defer(self, candidate: int) -> None:
        one = self.told.passages[candidate]
        allowed = (
            self.told.state != "closed"
            and not one.concluded
            and one.attendance in ("expected", "present")
            and not one.decided
            and not self.told.lawful(self.told.voters(candidate))
        )
        if self.same("defer", allowed, candidate):
            one.attendance, one.concluded = "unheard", True
            one.votes.clear()
            one.closed.clear()

    @rule(candidate=CANDIDATE)
    def reopen(self, candidate: int) -> None:
        one = self.told.passages[candidate]
        if self.same("reopen", self.told.state != "closed" and one.concluded, candidate):
            one.concluded = False
            if one.attendance == "unheard":
                one.attendance = "expected"

    @rule()
    def close(self) -> None:
        told = self.told
        allowed = (
            told.state == "open"
            and all(one.concluded for one in told.passages)
            and not any(set(one.votes) - set(one.decided) for one in told.passages)
        )
        if self.same("close", allowed):
            told.state = "closed"

    @rule(reopens=st.booleans())
    def go_back(self, reopens: bool) -> None:
        """Something is wrong in the minutes: not too often, or nothing would ever be signed."""
        told = self.told
        if reopens and self.same("go_back", told.state == "closed" and 0 not in told.signatures):
            told.signatures.clear()
            told.after_a_move()

    @rule(who=MEMBER)
    def sign(self, who: int) -> None:
        told = self.told
        allowed = (
            told.state == "closed"
            and 0 not in told.signatures
            and who in told.present
            and who not in told.signatures
            and (who != 0 or told.present - {0} == set(told.signatures))
        )
        if self.same("sign", allowed, who):
            told.signatures.append(who)

    def teardown(self) -> None:
        """Each passage came to what its blocks and its presence say."""
        for candidate, one in enumerate(self.told.passages):
            assert self.room.outcome(candidate) == self.expected(one)

    def expected(self, one: Passage) -> str | None:
        """In this room practice is attested and nothing was held before."""
        if not one.concluded:
            return None
        if one.attendance != "present":
            return {"absent": "absent", "excused": "excused", "unheard": "deferred"}[one.attendance]
        given = sum(verdict == "validated" for verdict in one.decided.values())
        return ("not_validated", "partial", "awarded")[given]
