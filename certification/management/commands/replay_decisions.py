"""`manage.py replay_decisions`: every stored decision, asked again from its stored inputs.

Says « même » or what differs, and which decisions rest on something that changed since
(« à réexaminer »). Exit code 1 when one differs; a change of inputs is told, and is no error.
"""

from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from assessments.grading.rules import replay
from certification.deliberation import rules
from certification.deliberation.canonical import sha256_of
from certification.deliberation.models import BlockDecision, Presentation
from certification.deliberation.reexamination import to_reexamine


class Command(BaseCommand):
    help = "Rejoue chaque décision d’après ses éléments conservés : « même », ou ce qui diffère."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--jury", help="nom d’un jury ; tous par défaut")

    def handle(self, *args: Any, **options: Any) -> None:
        presentations = (
            Presentation.objects.select_related(
                "deliberation__jury", "enrolment__candidate", "enrolment__revision__qualification"
            )
            .prefetch_related("decisions__block__revision")
            .order_by("deliberation__opened_at", "position")
        )
        if options["jury"]:
            presentations = presentations.filter(deliberation__jury__name=options["jury"])
        asked = different = changed = 0
        for presentation in presentations.iterator(chunk_size=100):
            number = presentation.enrolment.candidate.number
            decisions = list(presentation.decisions.all())
            changes = to_reexamine(presentation, decisions)
            for decision in decisions:
                asked += 1
                found = list(differences(decision))
                different += bool(found)
                name = f"{presentation.deliberation.jury} {number} {decision.block.code}"
                self.stdout.write(f"{name} : {' '.join(found) or 'même'}")
                for sentence in changes.get(decision, ()):
                    self.stdout.write(f"  à réexaminer : {sentence}")
                changed += decision in changes
            if presentation.outcome:
                found = rules.replayed_outcome(presentation.outcome_inputs, presentation.outcome)
                different += bool(found)
                name = f"{presentation.deliberation.jury} {number} issue"
                self.stdout.write(f"{name} : {' '.join(found) or 'même'}")
        self.stdout.write(
            f"{asked} décisions rejouées, {different} différences, {changed} à réexaminer."
        )
        if different:
            raise CommandError(f"{different} ne disent plus la même chose.")


def differences(decision: BlockDecision) -> Iterator[str]:
    """What a decision and its stored inputs do not say alike."""
    if sha256_of(decision.inputs) != decision.inputs_sha256:
        yield "Les éléments ne correspondent plus à leur empreinte."
    try:
        proposed = replay(decision.inputs["proposal_inputs"]).verdict
    except ValueError as error:
        yield str(error)
    else:
        if proposed != decision.proposal:
            yield f"Ce qui diffère : la proposition, {decision.proposal!r} puis {proposed!r}."
    yield from rules.replayed(
        decision.inputs,
        {
            "basis": decision.basis,
            "verdict": decision.verdict,
            "by_casting_vote": decision.casting_vote,
            "proposal": decision.proposal,
            "reasons": decision.reasons,
            "what_would_show": decision.what_would_show,
            "votes": {
                "for": decision.votes_for,
                "against": decision.votes_against,
                "abstentions": decision.abstentions,
            },
        },
    )
