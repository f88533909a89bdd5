"""The life of a sheet: opened blind, signed, reopened for a reason, frozen by a deliberation."""

from collections.abc import Iterable
from uuid import UUID, uuid5

from django.db import transaction

from assessments.candidates.models import Enrolment
from assessments.framework.models import Competency
from assessments.grading import rules
from assessments.grading.actions.agreement import ask_when_complete
from assessments.grading.actions.intake import RECUSED
from assessments.grading.models import (
    ActKind,
    AssessmentSheet,
    Consensus,
    Observation,
    Rating,
    SheetAct,
    SheetState,
)
from assessments.grading.permissions import (
    NOT_HELD,
    evaluates,
    leads,
    tied_to_their_candidate,
)
from assessments.grading.scales import lines_of
from assessments.sessions.models import Simulation
from assessments.sessions.room import stirred
from ccas import clock, journal
from ccas.accounts.roles import Role
from ccas.actors import Actor
from ccas.refusals import Refusal
from ccas.workflow import Move, Workflow

SHEETS = Workflow(
    "sheet",
    Move("sign", {"open"}, "signed", stamp="signed_at", label="la signature de la grille"),
    Move(
        "replace",
        {"open", "signed"},
        "superseded",
        stamp="superseded_at",
        label="le remplacement de l’évaluateur",
    ),
    Move("supersede", {"signed"}, "superseded", stamp="superseded_at", label="la réouverture"),
)
CONSENSUSES = Workflow(
    "consensus",
    Move(
        "sign", {"open"}, "signed", stamp="signed_at", label="la signature de la grille harmonisée"
    ),
    Move("void", {"open", "signed"}, "void", stamp="voided_at", label="l’annulation"),
)

#: Longest reason or word, in characters.
REASON_LENGTH = 2000


@transaction.atomic
def open_sheets(simulation: Simulation, *, by: Actor) -> list[AssessmentSheet]:
    """One blind sheet per evaluator, in their order; those already open are left as they are."""
    simulation = locked_simulation(simulation)
    if not (by.is_system or leads(by, simulation) or evaluates(by, simulation)):
        raise Refusal(
            "Seuls les évaluateurs de cette mise en situation, le responsable de la session ou le"
            " gestionnaire peuvent ouvrir ses grilles."
        )
    if simulation.state in NOT_HELD:
        state = simulation.get_state_display()
        raise Refusal(f"Aucune grille à remplir : cette mise en situation est « {state} ».")
    evaluators = list(simulation.evaluators.order_by("position"))
    if not evaluators:
        raise Refusal("Aucun évaluateur n’est désigné pour cette mise en situation.")
    present = {
        sheet.evaluator_id: sheet
        for sheet in simulation.sheets.exclude(state=SheetState.SUPERSEDED)
    }
    for seat in evaluators:
        if seat.person_id not in present:
            sheet = AssessmentSheet.objects.create(simulation=simulation, evaluator=seat.person)
            journal.record("sheet.open", sheet, by=by, simulation=simulation.pk)
            stirred(simulation.registration.session_id)
            present[seat.person_id] = sheet
    return [present[seat.person_id] for seat in evaluators]


@transaction.atomic
def sign_sheet(sheet: AssessmentSheet, *, by: Actor) -> AssessmentSheet:
    """Lock the evaluator's own sheet. Refused with one sentence per competency not yet rated."""
    sheet = (
        AssessmentSheet.objects.select_for_update(of=("self",))
        .select_related("evaluator", "simulation__registration__session")
        .get(pk=sheet.pk)
    )
    if by.role != Role.EVALUATOR or sheet.evaluator.user_id != by.user_id:
        raise Refusal("Seul l’évaluateur à qui cette grille est confiée peut la signer.")
    if sentence := SHEETS.sentence_if_not("sign", sheet):
        raise Refusal(sentence)
    if tied_to_their_candidate(sheet):
        raise Refusal(RECUSED)
    ratings = {str(pk): value for pk, value in sheet.ratings.values_list("competency", "value")}
    if missing := rules.missing_to_sign(lines_of(sheet.simulation_id), ratings):
        raise Refusal(missing)
    SHEETS.move(sheet, "sign", by=by, revision=sheet.revision)
    stirred(sheet.simulation.registration.session_id)
    ask_when_complete(sheet.simulation, by=by)
    return sheet


@transaction.atomic
def reopen_sheet(sheet: AssessmentSheet, *, reason: str, by: Actor) -> AssessmentSheet:
    """Replace a signed sheet by its revision n+1, which starts from the same ratings and notes.

    Voids the consensus in force. Records whether the evaluator could by then have seen another
    sheet of the simulation. Refused without a reason, and once a deliberation has read a sheet.
    """
    simulation = locked_simulation(sheet.simulation)
    if not leads(by, simulation):
        raise Refusal(
            "Seul le responsable de la session ou le gestionnaire peut rouvrir une grille, et"
            " jamais celle d’une mise en situation qu’il évalue lui-même."
        )
    reason = _reason(reason)
    sheets = {
        each.pk: each for each in simulation.sheets.select_for_update(of=("self",)).order_by("pk")
    }
    old = sheets[sheet.pk]
    if sentence := SHEETS.sentence_if_not("supersede", old):
        raise Refusal(sentence)
    if any(each.frozen_at for each in sheets.values()):
        raise Refusal(
            "Une délibération a lu les grilles de cette mise en situation :"
            " elles ne peuvent plus être rouvertes."
        )
    in_force = [each for each in sheets.values() if each.state != SheetState.SUPERSEDED]
    seen = old.other_sheet_seen or any(
        each.state == SheetState.SIGNED for each in in_force if each.pk != old.pk
    )
    SHEETS.move(old, "supersede", by=by, revision=old.revision)
    new = AssessmentSheet.objects.create(
        simulation=simulation,
        evaluator_id=old.evaluator_id,
        revision=old.revision + 1,
        reopen_reason=reason,
        other_sheet_seen=seen,
    )
    _copy(old, new)
    journal.record(
        "sheet.reopen",
        new,
        by=by,
        replaces=old.pk,
        revision=new.revision,
        other_sheet_seen=seen,
        reason=journal.digest(reason),
    )
    for consensus in Consensus.objects.select_for_update().filter(
        simulation=simulation, state__in=["open", "signed"]
    ):
        CONSENSUSES.move(consensus, "void", by=by, version=consensus.version)
    stirred(simulation.registration.session_id)
    return new


@transaction.atomic
def freeze_sheets(enrolments: Iterable[Enrolment], *, by: Actor) -> int:
    """Mark as read by a deliberation the signed sheets of these enrolments; how many were marked.

    Called when the deliberation opens; after it, none of them can be reopened. Idempotent.
    """
    if not by.is_system and by.role not in {Role.PRESIDENT, Role.OFFICER}:
        raise Refusal("Seul le président du jury ou le gestionnaire peut figer les grilles.")
    sheets = list(
        AssessmentSheet.objects.select_for_update(of=("self",))
        .select_related("simulation__registration__enrolment")
        .filter(
            simulation__registration__enrolment__in=list(enrolments),
            state=SheetState.SIGNED,
            frozen_at__isnull=True,
        )
        .order_by("pk")
    )
    AssessmentSheet.objects.filter(pk__in=[sheet.pk for sheet in sheets]).update(
        frozen_at=clock.now()
    )
    frozen: dict[Enrolment, list[UUID]] = {}
    for sheet in sheets:
        frozen.setdefault(sheet.simulation.registration.enrolment, []).append(sheet.pk)
    for enrolment, keys in frozen.items():
        journal.record("sheet.freeze", enrolment, by=by, sheets=keys)
    return len(sheets)


def locked_simulation(simulation: Simulation) -> Simulation:
    """The simulation's row locked: who opens, reopens or harmonises its sheets goes in turn."""
    return (
        Simulation.objects.select_for_update(of=("self",))
        .select_related("registration__session__lead")
        .get(pk=simulation.pk)
    )


def _reason(reason: str) -> str:
    reason = str(reason).strip()
    if not reason:
        raise Refusal("Une réouverture demande un motif.")
    if "\0" in reason:
        raise Refusal("Le motif contient un caractère interdit (octet nul).")
    if len(reason) > REASON_LENGTH:
        raise Refusal(f"Le motif est trop long : {REASON_LENGTH} caractères au plus.")
    return reason


def _copy(old: AssessmentSheet, new: AssessmentSheet) -> None:
    """Begin the new revision from the old one's ratings and observations, as acts of its own.

    The acts' client is derived from the old sheet, so that the copy can be told from a device.
    """
    client = uuid5(old.pk, "copy")
    sequence = 0

    def act(kind: str, competency: Competency | None, **said: object) -> SheetAct:
        nonlocal sequence
        sequence += 1
        return SheetAct.objects.create(
            sheet=new, client=client, sequence=sequence, kind=kind, competency=competency, **said
        )

    for rating in old.ratings.select_related("competency", "act"):
        rate = act(ActKind.RATE, rating.competency, value=rating.value, second=rating.act.second)
        Rating.objects.create(sheet=new, competency=rating.competency, value=rating.value, act=rate)
    for seen in old.observations.select_related("competency"):
        note = act(ActKind.NOTE, seen.competency, text=seen.text, second=seen.second)
        Observation.objects.create(
            sheet=new, competency=seen.competency, text=seen.text, second=seen.second, act=note
        )
