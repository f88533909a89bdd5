"""What the jury decides of one block, and the line of the ledger that follows."""

import pgtrigger
from django.db import models

from assessments.candidates.models import AcquiredBlock
from assessments.framework.models import CompetencyBlock
from assessments.people.models import Person
from ccas.personal import impersonal, personal
from ccas.records import Record
from certification.deliberation.models.ballots import BallotRound
from certification.deliberation.models.freezing import frozen_by_minutes
from certification.deliberation.models.presentations import Presentation


class Verdict(models.TextChoices):
    VALIDATED = "validated", "validé"
    NOT_VALIDATED = "not_validated", "non validé"


class Basis(models.TextChoices):
    BY_RULE = "by_rule", "selon la règle"
    AGAINST_RULE = "against_rule", "contre la proposition"
    WITHOUT_PROPOSAL = "without_proposal", "sans proposition"


class BlockDecision(Record):
    """The proposal on one side, the decision on the other, and everything it was made from."""

    presentation = models.ForeignKey(
        Presentation, on_delete=models.PROTECT, related_name="decisions"
    )
    block = models.ForeignKey(CompetencyBlock, on_delete=models.PROTECT, related_name="decisions")
    # Null: the rule proposes nothing. Compared with `verdict` by a constraint.
    proposal = models.CharField(  # noqa: DJ001
        "proposition", max_length=15, choices=Verdict, null=True
    )
    proposal_reasons = personal(
        models.JSONField("motifs de la proposition", default=list),
        purpose="preuve de la décision",
        retention="certification",
    )
    verdict = models.CharField("décision", max_length=15, choices=Verdict)
    basis = models.CharField("fondement", max_length=20, choices=Basis)
    reasons = personal(
        models.TextField("motifs", blank=True, default=""),
        purpose="motivation de la décision",
        retention="certification",
    )
    what_would_show = personal(
        models.TextField("ce qui démontrerait la compétence", blank=True, default=""),
        purpose="voie de retour du candidat",
        retention="certification",
    )
    votes_for = models.PositiveSmallIntegerField("pour")
    votes_against = models.PositiveSmallIntegerField("contre")
    abstentions = models.PositiveSmallIntegerField("abstentions", default=0)
    # The closed ballot that gave the counts; null after a show of hands.
    ballot_round = models.OneToOneField(
        BallotRound, on_delete=models.PROTECT, null=True, related_name="decision"
    )
    casting_vote = models.BooleanField("voix prépondérante du président", default=False)
    decided_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="decisions_presided"
    )
    decided_at = models.DateTimeField("décidé le")
    rule_version = impersonal(models.CharField(max_length=40))
    inputs = personal(
        models.JSONField("éléments de la décision"),
        purpose="rejouer la décision",
        retention="certification",
    )
    inputs_sha256 = impersonal(models.CharField(max_length=64))
    indicators = personal(
        models.JSONField("indicateurs pour ce candidat"),
        purpose="preuve de la régularité du jury",
        retention="certification",
    )
    acquired_block = models.OneToOneField(
        AcquiredBlock, on_delete=models.PROTECT, null=True, related_name="decision"
    )

    class Meta:
        verbose_name = "décision par bloc"
        verbose_name_plural = "décisions par bloc"
        ordering = ["presentation", "block__position"]
        constraints = [
            models.UniqueConstraint(fields=["presentation", "block"], name="decision_once"),
            models.CheckConstraint(
                name="decision_gives_its_reasons",
                condition=models.Q(basis="by_rule", verdict="validated") | ~models.Q(reasons=""),
                violation_error_message="Cette décision doit être motivée.",
            ),
            models.CheckConstraint(
                name="decision_basis_is_true",
                condition=models.Q(basis="without_proposal", proposal__isnull=True)
                | models.Q(
                    # Said twice: a comparison with NULL is neither true nor false, and would pass.
                    basis="by_rule",
                    proposal__isnull=False,
                    proposal=models.F("verdict"),
                )
                | (
                    models.Q(basis="against_rule", proposal__isnull=False)
                    & ~models.Q(proposal=models.F("verdict"))
                ),
            ),
            models.CheckConstraint(
                name="decision_follows_the_votes",
                condition=models.Q(verdict="validated", votes_for__gt=models.F("votes_against"))
                | models.Q(verdict="not_validated", votes_against__gt=models.F("votes_for"))
                | models.Q(votes_for=models.F("votes_against"), casting_vote=True),
            ),
            models.CheckConstraint(
                name="decision_holds_a_block_only_if_validated",
                condition=models.Q(acquired_block__isnull=True) | models.Q(verdict="validated"),
            ),
        ]
        triggers = [
            frozen_by_minutes(
                "SELECT p.deliberation_id FROM certification_presentation p"
                " WHERE p.id = row_.presentation_id"
            ),
            pgtrigger.Trigger(
                name="decides_a_presented_block",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("presentation_id", "block_id"),
                func="""
                    IF NOT EXISTS (
                        SELECT 1 FROM certification_presentedblock pb
                        WHERE pb.presentation_id = NEW.presentation_id
                          AND pb.competencyblock_id = NEW.block_id
                    ) THEN
                        RAISE EXCEPTION 'this block is not presented'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="counts_its_ballots",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert
                | pgtrigger.UpdateOf(
                    "ballot_round_id",
                    "votes_for",
                    "votes_against",
                    "abstentions",
                    "presentation_id",
                    "block_id",
                ),
                func="""
                    IF (NEW.ballot_round_id IS NOT NULL) IS DISTINCT FROM (
                        SELECT d.voting = 'ballots' FROM certification_presentation p
                        JOIN certification_deliberation d ON d.id = p.deliberation_id
                        WHERE p.id = NEW.presentation_id
                    ) THEN
                        RAISE EXCEPTION 'a jury decides by the way of voting it chose'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    IF NEW.ballot_round_id IS NOT NULL AND NOT EXISTS (
                        SELECT 1 FROM certification_ballotround r
                        WHERE r.id = NEW.ballot_round_id
                          AND r.presentation_id = NEW.presentation_id AND r.block_id = NEW.block_id
                          AND r.closed_at IS NOT NULL AND r.voided_at IS NULL
                          AND (NEW.votes_for, NEW.votes_against, NEW.abstentions) = (
                              SELECT count(*) FILTER (WHERE b.choice = 'for'),
                                     count(*) FILTER (WHERE b.choice = 'against'),
                                     count(*) FILTER (WHERE b.choice = 'abstain')
                              FROM certification_ballot b WHERE b.ballot_round_id = r.id)
                    ) THEN
                        RAISE EXCEPTION 'the counts are not those of the closed ballot'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="gives_its_own_block",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="""
                    IF NEW.acquired_block_id IS NOT NULL AND NOT EXISTS (
                        SELECT 1 FROM assessments_acquiredblock a
                        JOIN certification_presentation p ON p.id = NEW.presentation_id
                        JOIN assessments_enrolment e ON e.id = p.enrolment_id
                        WHERE a.id = NEW.acquired_block_id AND a.block_id = NEW.block_id
                          AND a.candidate_id = e.candidate_id AND a.source = 'decision'
                    ) THEN
                        RAISE EXCEPTION 'this line of the ledger is about another block or person'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.presentation_id} {self.block_id} {self.verdict}"


class GivenBlock(AcquiredBlock):
    """A line of the ledger that a jury gave: a signed decision points at it.

    Checked when the transaction commits, because the line is written before it is pointed at.
    """

    class Meta:
        proxy = True
        verbose_name = "bloc donné par un jury"
        verbose_name_plural = "blocs donnés par un jury"
        triggers = [
            pgtrigger.Trigger(
                name="held_by_a_signed_decision",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                timing=pgtrigger.Deferred,
                func="""
                    IF NEW.source = 'decision' AND NOT EXISTS (
                        SELECT 1 FROM certification_blockdecision d
                        JOIN certification_presentation p ON p.id = d.presentation_id
                        JOIN certification_minutes m ON m.deliberation_id = p.deliberation_id
                        WHERE d.acquired_block_id = NEW.id AND m.state = 'signed'
                    ) THEN
                        RAISE EXCEPTION 'a held block has one source: a signed decision'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NULL;
                """,
            ),
        ]
