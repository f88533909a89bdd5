"""The room of `machine.py` by the actions of the screens, in a transaction that is rolled back."""

from datetime import timedelta
from typing import Any

from django.db import transaction

from ccas import clock
from ccas.refusals import Refusal
from certification.deliberation import actions
from certification.deliberation.balloting import standing_round
from certification.deliberation.models import Presentation
from tests.certification.deliberation.machine import CANDIDATES
from tests.factories.candidates import AcquiredBlockFactory
from tests.factories.deliberation import EVENING, candidate, opened


class InPostgreSQL:
    """The same room by the actions of the screens, in a transaction that is rolled back."""

    def __init__(self, *, ballots: bool) -> None:
        self.ballots = ballots
        self.acts = 0
        enrolments = [candidate() for _ in CANDIDATES]
        self.stored = opened(enrolments, voting="ballots" if ballots else "hands")
        self.actors = [self.stored.president, *self.stored.members]
        self.by = self.stored.president
        for presentation in self.stored.presentations:
            presentation.blocks.remove(presentation.blocks.get(position=3))
            # The third block is held already, by equivalence: two decide of the title.
            AcquiredBlockFactory(
                candidate=presentation.enrolment.candidate,
                block=presentation.enrolment.revision.blocks.get(position=3),
            )

    def do(self, act: str, *said: Any) -> bool:
        # Acts follow each other: a vote and the departure after it are not of one instant.
        self.acts += 1
        try:
            with transaction.atomic(), clock.moved_to(EVENING + timedelta(seconds=self.acts)):
                getattr(self, act)(*said)
        except Refusal:
            return False
        return True

    def passage(self, candidate: int) -> Presentation:
        return self.stored.presentations[candidate]

    def outcome(self, candidate: int) -> str | None:
        return self.passage(candidate).outcome

    def block(self, candidate: int, block: int) -> Any:
        return self.passage(candidate).blocks.get(position=block + 1)

    def round(self, candidate: int, block: int) -> Any:
        found = standing_round(self.passage(candidate), self.block(candidate, block))
        if found is None:
            raise Refusal("Aucun scrutin.")
        return found

    def arrive(self, who: int) -> None:
        person = self.stored.person(who)
        actions.record_arrival(self.stored.deliberation, person=person, by=self.by)

    def leave(self, who: int) -> None:
        person = self.stored.person(who)
        actions.record_departure(self.stored.deliberation, person=person, by=self.by)

    def recuse(self, who: int, candidate: int) -> None:
        person = self.stored.person(who)
        actions.recuse(self.passage(candidate), person=person, ground="Frère.", by=self.by)

    def attend(self, candidate: int, how: str) -> None:
        one = self.passage(candidate)
        if how == "present":
            actions.mark_present(one, by=self.by)
        else:
            actions.mark_absent(one, excused=how == "excused", by=self.by)

    def open_ballot(self, candidate: int, block: int) -> None:
        actions.open_ballot(self.passage(candidate), self.block(candidate, block), by=self.by)

    def vote(self, candidate: int, block: int, who: int, choice: str) -> None:
        actions.cast_ballot(self.round(candidate, block), choice=choice, by=self.actors[who])

    def close_ballot(self, candidate: int, block: int) -> None:
        actions.close_ballot(self.round(candidate, block), by=self.by)

    def void_ballot(self, candidate: int, block: int) -> None:
        actions.void_ballot(self.round(candidate, block), reason="Erreur.", by=self.by)

    def decide(self, candidate: int, block: int, verdict: str, *votes: Any) -> None:
        pros, cons, abstentions, casting = votes
        actions.decide_block(
            self.passage(candidate),
            self.block(candidate, block),
            decision=verdict,
            votes_for=pros,
            votes_against=cons,
            abstentions=abstentions,
            casting_vote=casting,
            reasons="L’entretien.",
            what_would_show="Une reprise.",
            by=self.by,
        )

    def reconsider(self, candidate: int, block: int) -> None:
        actions.reconsider_block(
            self.passage(candidate), self.block(candidate, block), reason="Doute.", by=self.by
        )

    def conclude(self, candidate: int) -> None:
        actions.conclude_presentation(self.passage(candidate), by=self.by)

    def defer(self, candidate: int) -> None:
        actions.defer_presentation(self.passage(candidate), by=self.by)

    def reopen(self, candidate: int) -> None:
        actions.reopen_presentation(self.passage(candidate), by=self.by)

    def close(self) -> None:
        actions.close_deliberation(self.stored.deliberation, by=self.by)

    def go_back(self) -> None:
        actions.reopen_deliberation(self.stored.deliberation, reason="Erreur.", by=self.by)

    def sign(self, who: int) -> None:
        actions.sign_minutes(self.stored.deliberation, by=self.actors[who])
