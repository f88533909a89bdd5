"""What becomes of the sheets of a simulation whose evaluator is replaced on the day."""

from django.db import transaction

from assessments.grading.actions.sheets import CONSENSUSES, SHEETS, locked_simulation
from assessments.grading.models import AssessmentSheet, Consensus, SheetState
from assessments.people.models import Person
from assessments.sessions import actions as sessions
from assessments.sessions.models import Simulation
from assessments.sessions.room import stirred
from ccas import journal
from ccas.actors import Actor
from ccas.refusals import Refusal


@transaction.atomic
def replace_evaluator(
    simulation: Simulation, *, old: Person, new: Person, reason: str, by: Actor
) -> AssessmentSheet | None:
    """Replace an evaluator; the sheet of the one who leaves is kept, and takes nothing more.

    Gives the blank sheet of the newcomer, or None when the sheets are not open yet. A consensus
    in force is void. Refused as `sessions.actions.replace_evaluator` refuses, and once a
    deliberation has read a sheet.
    """
    simulation = locked_simulation(simulation)
    sheets = list(
        simulation.sheets.select_for_update(of=("self",))
        .exclude(state=SheetState.SUPERSEDED)
        .order_by("pk")
    )
    if any(sheet.frozen_at for sheet in sheets):
        raise Refusal(
            "Une délibération a lu les grilles de cette mise en situation : ses évaluateurs ne"
            " changent plus."
        )
    sessions.replace_evaluator(simulation, old=old, new=new, reason=reason, by=by)
    stirred(simulation.registration.session_id)
    for sheet in sheets:
        if sheet.evaluator_id == old.pk:
            SHEETS.move(sheet, "replace", by=by, revision=sheet.revision, successor=new.pk)
    for consensus in Consensus.objects.select_for_update().filter(
        simulation=simulation, state__in=["open", "signed"]
    ):
        CONSENSUSES.move(consensus, "void", by=by, version=consensus.version)
    if not sheets:
        return None
    earlier = simulation.sheets.filter(evaluator=new).count()  # one who left and comes back
    sheet = AssessmentSheet.objects.create(
        simulation=simulation, evaluator=new, revision=earlier + 1
    )
    journal.record("sheet.open", sheet, by=by, simulation=simulation.pk)
    return sheet
