"""Named ballots: opened by the president on one block, cast once each, closed, never changed.

Who voted is known to the room; what each one chose is told to nobody: the minutes print counts.
"""

import pgtrigger
from django.db import models

from assessments.framework.models import CompetencyBlock
from assessments.people.models import Person
from ccas.personal import personal
from ccas.records import Record
from certification.deliberation.models.freezing import frozen_by_minutes
from certification.deliberation.models.presentations import Presentation
from certification.juries.models import Recusal


class BallotRound(Record):
    """A ballot on one block of one candidate. One stands at a time; one voided stays on record."""

    presentation = models.ForeignKey(
        Presentation, on_delete=models.PROTECT, related_name="ballot_rounds"
    )
    block = models.ForeignKey(
        CompetencyBlock, on_delete=models.PROTECT, related_name="ballot_rounds"
    )
    opened_at = models.DateTimeField("ouvert à")
    closed_at = models.DateTimeField("clos à", null=True)
    voided_at = models.DateTimeField("annulé à", null=True)

    class Meta:
        verbose_name = "scrutin"
        ordering = ["presentation", "block__position", "opened_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["presentation", "block"],
                condition=models.Q(voided_at__isnull=True),
                name="ballot_round_once",
            ),
        ]
        triggers = [
            frozen_by_minutes(
                "SELECT p.deliberation_id FROM certification_presentation p"
                " WHERE p.id = row_.presentation_id"
            ),
            pgtrigger.Protect(name="ballot_rounds_stay", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="a_ballot_is_closed_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "((OLD.presentation_id, OLD.block_id, OLD.opened_at)"
                    " IS DISTINCT FROM (NEW.presentation_id, NEW.block_id, NEW.opened_at)"
                    " OR (OLD.closed_at IS NOT NULL"
                    " AND OLD.closed_at IS DISTINCT FROM NEW.closed_at)"
                    " OR OLD.voided_at IS NOT NULL)"
                ),
            ),
            pgtrigger.Trigger(
                name="ballots_where_the_jury_votes_so",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    IF NOT EXISTS (
                        SELECT 1 FROM certification_presentation p
                        JOIN certification_deliberation d ON d.id = p.deliberation_id
                        JOIN certification_presentedblock b ON b.presentation_id = p.id
                        WHERE p.id = NEW.presentation_id AND b.competencyblock_id = NEW.block_id
                          AND d.voting = 'ballots' AND d.state = 'open'
                          AND p.attendance = 'present' AND p.concluded_at IS NULL
                    ) OR EXISTS (
                        SELECT 1 FROM certification_blockdecision x
                        WHERE x.presentation_id = NEW.presentation_id AND x.block_id = NEW.block_id
                    ) THEN
                        RAISE EXCEPTION 'no ballot may be opened on this block'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="a_decided_ballot_stands",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("voided_at"),
                func="""
                    IF NEW.voided_at IS NOT NULL AND EXISTS (
                        SELECT 1 FROM certification_blockdecision x WHERE x.ballot_round_id = OLD.id
                    ) THEN
                        RAISE EXCEPTION 'a decision was taken from this ballot'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.presentation_id} {self.block_id}"

    @property
    def open_now(self) -> bool:
        """Whether votes are received."""
        return self.closed_at is None and self.voided_at is None


class Choice(models.TextChoices):
    FOR = "for", "Pour"
    AGAINST = "against", "Contre"
    ABSTAIN = "abstain", "Abstention"


class Ballot(Record):
    """What one member chose. Written once, by someone present and not recused at that moment."""

    ballot_round = models.ForeignKey(BallotRound, on_delete=models.PROTECT, related_name="ballots")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="ballots")
    choice = personal(
        models.CharField("vote", max_length=10, choices=Choice),
        purpose="preuve du vote",
        retention="certification",
    )
    cast_at = models.DateTimeField("déposé à")

    class Meta:
        verbose_name = "vote"
        ordering = ["ballot_round", "cast_at"]
        constraints = [
            models.UniqueConstraint(fields=["ballot_round", "person"], name="ballot_once_each"),
            models.CheckConstraint(
                name="ballot_says_something", condition=models.Q(choice__in=Choice.values)
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="ballots_stay", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="cast_by_someone_in_the_room",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                declare=[("room_", "RECORD")],
                func="""
                    PERFORM 1 FROM certification_deliberation d
                        JOIN certification_presentation p ON p.deliberation_id = d.id
                        JOIN certification_ballotround r ON r.presentation_id = p.id
                        WHERE r.id = NEW.ballot_round_id FOR KEY SHARE OF d, r;
                    SELECT d.id, d.jury_id, d.state, p.enrolment_id, r.closed_at, r.voided_at
                        INTO room_
                        FROM certification_ballotround r
                        JOIN certification_presentation p ON p.id = r.presentation_id
                        JOIN certification_deliberation d ON d.id = p.deliberation_id
                        WHERE r.id = NEW.ballot_round_id;
                    IF room_.state <> 'open' OR room_.closed_at IS NOT NULL
                        OR room_.voided_at IS NOT NULL THEN
                        RAISE EXCEPTION 'this ballot is not open'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    IF NOT EXISTS (
                        SELECT 1 FROM certification_nomination n
                        JOIN certification_seat s ON s.id = n.seat_id
                        WHERE s.jury_id = room_.jury_id AND n.person_id = NEW.person_id
                          AND n.starts_at <= NEW.cast_at
                          AND (n.ends_at IS NULL OR n.ends_at > NEW.cast_at)
                    ) OR 'arrival' IS DISTINCT FROM (
                        SELECT a.kind FROM certification_attendance a
                        WHERE a.deliberation_id = room_.id AND a.person_id = NEW.person_id
                          AND a.at <= NEW.cast_at
                        ORDER BY a.at DESC, a.recorded_at DESC LIMIT 1
                    ) THEN
                        RAISE EXCEPTION 'only members present cast a ballot'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    IF EXISTS (
                        SELECT 1 FROM certification_recusal c
                        WHERE c.jury_id = room_.jury_id AND c.person_id = NEW.person_id
                          AND c.enrolment_id = room_.enrolment_id
                    ) THEN
                        RAISE EXCEPTION 'a recused member casts no ballot'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ballot_round_id} {self.person_id}"


class RecusalInTheRoom(Recusal):
    """A recusal comes before the vote: neither after a decision, nor under an open ballot, nor
    once the deliberation is closed. The deliberation's row orders it with votes and signatures."""

    class Meta:
        proxy = True
        verbose_name = "déport en séance"
        verbose_name_plural = "déports en séance"
        triggers = [
            pgtrigger.Trigger(
                name="recusal_before_the_vote",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    PERFORM 1 FROM certification_deliberation d
                        WHERE d.jury_id = NEW.jury_id FOR KEY SHARE;
                    IF EXISTS (
                        SELECT 1 FROM certification_deliberation d
                        JOIN certification_presentation p ON p.deliberation_id = d.id
                        WHERE d.jury_id = NEW.jury_id AND p.enrolment_id = NEW.enrolment_id
                          AND (d.state = 'closed'
                            OR EXISTS (SELECT 1 FROM certification_blockdecision x
                                       WHERE x.presentation_id = p.id)
                            OR EXISTS (SELECT 1 FROM certification_ballotround r
                                       WHERE r.presentation_id = p.id AND r.voided_at IS NULL))
                          AND NOT EXISTS (SELECT 1 FROM certification_deliberation n
                                          WHERE n.replaces_id = d.id)
                    ) THEN
                        RAISE EXCEPTION 'a recusal comes before the vote'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]
