"""A stored decision says again what it said, from its inputs and nothing else."""

import contextlib
import copy
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from assessments.grading.rules import replay
from ccas import clock
from certification.deliberation import actions, rules
from certification.deliberation.boards import candidate_board
from certification.deliberation.canonical import sha256_of
from certification.deliberation.models import BlockDecision, Presentation
from certification.deliberation.views.gate import presentations
from tests.factories.deliberation import NOON, concluded, decide, opened, proposed

pytestmark = pytest.mark.django_db


def test_every_stored_decision_replays():
    room = opened(2)
    first, second = room.presentations
    proposed(first.enrolment, 1, 2)
    proposed(second.enrolment, 3, value="N")
    with clock.moved_to(NOON):
        concluded(room, first, b2="not_validated")
        concluded(room, second)
    bases = set()
    for row in BlockDecision.objects.select_related("block"):
        said = rules.verdict(row.inputs)
        assert said["problems"] == []
        assert (said["basis"], said["majority"]) == (row.basis, row.verdict)
        assert sha256_of(row.inputs) == row.inputs_sha256
        assert replay(row.inputs["proposal_inputs"]).verdict == row.proposal
        assert row.rule_version == rules.RULE_VERSION
        bases.add(row.basis)
    assert bases == set(rules.BASES)
    for presentation in room.presentations:
        inputs = presentation.outcome_inputs
        again = rules.outcome(
            inputs["blocks_required"],
            inputs["held_before"],
            inputs["decided"],
            practice_required=inputs["practice_required"],
            practice_attested=inputs["practice_attested"],
            attendance=inputs["attendance"],
        )
        assert (again.code, again.sentence) == (presentation.outcome, inputs["sentence"])


def test_other_inputs_would_have_said_otherwise():
    room = opened(1)
    (presentation,) = room.presentations
    with clock.moved_to(NOON):
        actions.mark_present(presentation, by=room.president)
        row = decide(room, presentation, 1)
    inputs = copy.deepcopy(row.inputs)
    inputs["voters"] = 2
    inputs["room"]["presides"] = False
    assert len(rules.verdict(inputs)["problems"]) == 2
    assert sha256_of(inputs) != row.inputs_sha256


def test_an_input_that_changes_marks_the_decision_to_be_looked_at_again():
    room = opened(1)
    (presentation,) = room.presentations
    with clock.moved_to(NOON):
        actions.mark_present(presentation, by=room.president)
        decide(room, presentation, 1)
        read = presentations().get(pk=presentation.pk)
        assert [panel.changes for panel in candidate_board(read, room.president).panels] == [
            [],
            [],
            [],
        ]
        proposed(presentation.enrolment, 1)
        read = presentations().get(pk=presentation.pk)
        changed = candidate_board(read, room.president).panels[0]
        assert changed.changes[0] == "La règle proposait « rien » ; elle propose « validé »."
        assert "s’est ajoutée depuis la décision" in changed.changes[1]
        assert changed.decision.verdict == "validated"
        said = told("--jury", room.jury.name)
        assert "à réexaminer : La règle proposait" in said
        assert "1 décisions rejouées, 0 différences, 1 à réexaminer." in said


def told(*arguments: str) -> str:
    """What the command prints, whether or not it then fails."""
    out = StringIO()
    with contextlib.suppress(CommandError):
        call_command("replay_decisions", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_says_same_and_what_differs():
    room = opened(2)
    first, second = room.presentations
    proposed(first.enrolment, 1)
    with clock.moved_to(NOON):
        concluded(room, first)
        actions.mark_absent(second, excused=True, by=room.president)
        actions.conclude_presentation(second, by=room.president)
    said = told()
    assert said.count(": même") == 5
    assert "3 décisions rejouées, 0 différences, 0 à réexaminer." in said
    # Negative control: a hand that steps over the application is seen.
    row = BlockDecision.objects.order_by("block__position").last()
    BlockDecision.objects.filter(pk=row.pk).update(reasons="Réécrits après coup.")
    Presentation.objects.filter(pk=first.pk).update(outcome="partial")
    said = told()
    assert f"{row.block.code} : Ce qui diffère : reasons" in said
    assert "issue : Ce qui diffère : l’issue, 'partial' puis 'awarded'." in said
    assert ", 2 différences," in said
    with pytest.raises(CommandError, match="2 ne disent plus"):
        call_command("replay_decisions", stdout=StringIO())


def test_inputs_that_were_rewritten_no_longer_match_their_hash():
    room = opened(1)
    with clock.moved_to(NOON):
        concluded(room, room.presentations[0])
    row = BlockDecision.objects.order_by("block__position").first()
    BlockDecision.objects.filter(pk=row.pk).update(inputs=row.inputs | {"voters": 9})
    assert f"{row.block.code} : Les éléments ne correspondent plus" in told()
