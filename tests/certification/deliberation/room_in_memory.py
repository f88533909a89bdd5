"""The room of `machine.py` held by the pure rules alone: whatever they say is done or refused."""

from collections.abc import Callable
from typing import Any

from certification.deliberation import rules
from certification.juries.rules import Presence, Recused, candidate_review, seat_plan
from certification.juries.rules import sitting_indicators as sitting_set
from tests.certification.deliberation.machine import BLOCKS, CANDIDATES, MEMBERS, Passage
from tests.certification.juries.jury_rules import FIVE, NAMES

PLAN = seat_plan(FIVE, "NORD", NAMES)


class InMemory:
    """The room held by the rules alone: whatever they say is done or refused."""

    def __init__(self, *, ballots: bool) -> None:
        self.ballots = ballots
        self.voting = rules.BALLOTS if ballots else rules.HANDS
        self.inside = set(MEMBERS)
        self.state = "open"
        self.passages = [Passage() for _ in CANDIDATES]
        self.outcomes: list[str | None] = [None for _ in CANDIDATES]
        self.signed: list[int] = []

    def do(self, act: str, *said: Any) -> bool:
        verb: Callable[..., list[str]] = getattr(self, act)
        return verb(*said) == []

    def outcome(self, candidate: int) -> str | None:
        return self.outcomes[candidate]

    def here(self) -> list[Presence]:
        return [
            Presence(seat.id, str(rank), f"Membre {rank}", seat.capacities[0])
            for rank, seat in enumerate(PLAN)
            if rank in self.inside
        ]

    def sitting(self) -> list[dict[str, str]]:
        return [_plain(one) for one in sitting_set(FIVE, PLAN, self.here())]

    def review(self, candidate: int) -> list[dict[str, str]]:
        recused = [
            Recused(str(who), f"Membre {who}", "Frère.") for who in self.passages[candidate].recused
        ]
        found = candidate_review(FIVE, PLAN, self.here(), (), recused=recused)
        return [_plain(one) for one in found.indicators]

    def said(self, candidate: int) -> dict[str, Any]:
        one = self.passages[candidate]
        return {
            "state": self.state,
            "presides": True,
            "president_present": 0 in self.inside,
            "president_recused": 0 in one.recused,
            "attendance": one.attendance,
            "concluded": one.concluded,
            "sitting": self.sitting(),
            "for_candidate": self.review(candidate),
        }

    def _moved(self) -> list[str]:
        self.state = "suspended" if rules.in_the_way(self.sitting()) else "open"
        return []

    def arrive(self, who: int) -> list[str]:
        if who in self.inside:
            return ["déjà là"]
        self.inside.add(who)
        return self._moved()

    def leave(self, who: int) -> list[str]:
        if who not in self.inside:
            return ["pas là"]
        self.inside.discard(who)
        return self._moved()

    def recuse(self, who: int, candidate: int) -> list[str]:
        one = self.passages[candidate]
        if self.state == "closed" or who in one.recused or one.decided or one.votes:
            return ["trop tard"]
        one.recused.add(who)
        return []

    def attend(self, candidate: int, how: str) -> list[str]:
        one = self.passages[candidate]
        begun = bool(one.decided or one.votes)
        if self.state == "closed" or one.concluded or (how != "present" and begun):
            return ["trop tard"]
        one.attendance = how
        return []

    def open_ballot(self, candidate: int, block: int) -> list[str]:
        one = self.passages[candidate]
        problems = rules.may_decide(**self.said(candidate))
        if not self.ballots or block in one.votes or block in one.decided:
            problems.append("pas de scrutin")
        if not problems:
            one.votes[block] = {}
        return problems

    def vote(self, candidate: int, block: int, who: int, choice: str) -> list[str]:
        one = self.passages[candidate]
        cast = one.votes.get(block, {})
        problems = rules.may_vote(
            open_now=block in one.votes and block not in one.closed,
            sitting=self.state == "open",
            seated=True,
            present=who in self.inside,
            recused=who in one.recused,
            voted=who in cast,
        )
        if not problems:
            cast[who] = choice
        return problems

    def close_ballot(self, candidate: int, block: int) -> list[str]:
        one = self.passages[candidate]
        if self.state != "open" or block not in one.votes or block in one.closed:
            return ["pas ouvert"]
        cast = one.votes[block]
        awaited = [str(who) for who in self.inside - one.recused - cast.keys()]
        problems = rules.missing_to_close(awaited, len(cast))
        if not problems:
            one.closed.add(block)
        return problems

    def void_ballot(self, candidate: int, block: int) -> list[str]:
        one = self.passages[candidate]
        if self.state == "closed" or block not in one.votes or block in one.decided:
            return ["rien à annuler"]
        del one.votes[block]
        one.closed.discard(block)
        return []

    def decide(self, candidate: int, block: int, verdict: str, *votes: Any) -> list[str]:
        one = self.passages[candidate]
        if block in one.decided:
            return ["déjà décidé"]
        pros, cons, abstentions, casting = votes
        cast = one.votes.get(block, {})
        ballot = None
        if block in one.votes:
            ballot = {"closed": block in one.closed, **rules.counted(cast.values())}
        found = rules.verdict(
            {
                "decision": verdict,
                "proposal": None,
                "reasons": "L’entretien.",
                "what_would_show": "Une reprise.",
                "votes": {
                    "for": pros,
                    "against": cons,
                    "abstentions": abstentions,
                    "casting_vote": casting,
                },
                "voting": self.voting,
                "ballot": ballot if self.ballots else None,
                "voters": len((self.inside - one.recused) | cast.keys()),
                "room": self.said(candidate),
            }
        )
        if not found["problems"]:
            one.decided[block] = verdict
        return found["problems"]

    def reconsider(self, candidate: int, block: int) -> list[str]:
        one = self.passages[candidate]
        if self.state == "closed" or block not in one.decided:
            return ["rien à reprendre"]
        del one.decided[block]
        one.votes.pop(block, None)
        one.closed.discard(block)
        one.concluded, self.outcomes[candidate] = False, None
        return []

    def conclude(self, candidate: int) -> list[str]:
        one = self.passages[candidate]
        if self.state == "closed" or one.concluded:
            return ["trop tard"]
        decided = {str(block): verdict for block, verdict in one.decided.items()}
        blocks = {str(block): f"BC{block}" for block in BLOCKS}
        problems = rules.missing_to_conclude(one.attendance, blocks, decided)
        if not problems:
            self._concluded(candidate, decided)
        return problems

    def _concluded(self, candidate: int, decided: dict[str, str]) -> None:
        one = self.passages[candidate]
        one.concluded = True
        self.outcomes[candidate] = rules.outcome(
            [str(block) for block in BLOCKS],
            [],
            decided,
            practice_required=True,
            practice_attested=True,
            attendance=one.attendance,
        ).code

    def defer(self, candidate: int) -> list[str]:
        one = self.passages[candidate]
        problems = rules.may_defer(
            state=self.state,
            presides=True,
            attendance=one.attendance,
            concluded=one.concluded,
            decided=bool(one.decided),
            for_candidate=self.review(candidate),
        )
        if not problems:
            one.attendance = rules.UNHEARD
            one.votes.clear()
            one.closed.clear()
            self._concluded(candidate, {})
        return problems

    def reopen(self, candidate: int) -> list[str]:
        one = self.passages[candidate]
        if self.state == "closed" or not one.concluded:
            return ["pas conclu"]
        one.concluded, self.outcomes[candidate] = False, None
        if one.attendance == rules.UNHEARD:
            one.attendance = "expected"
        return []

    def close(self) -> list[str]:
        loose = any(one.votes.keys() - one.decided.keys() for one in self.passages)
        problems = rules.in_the_way(self.sitting())
        if self.state != "open" or loose or not all(one.concluded for one in self.passages):
            problems.append("pas encore")
        if not problems:
            self.state = "closed"
        return problems

    def go_back(self) -> list[str]:
        if self.state != "closed" or 0 in self.signed:
            return ["trop tard"]
        self.signed.clear()
        return self._moved()

    def sign(self, who: int) -> list[str]:
        late = self.state != "closed" or 0 in self.signed
        if late or who not in self.inside or who in self.signed:
            return ["pas à signer"]
        if who == 0 and self.inside - {0} != set(self.signed):
            return ["en dernier"]
        self.signed.append(who)
        return []


def _plain(indicator: Any) -> dict[str, str]:
    return {"verdict": indicator.verdict, "sentence": indicator.sentence}
