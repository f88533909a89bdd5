"""The evaluators side by side, once both have signed."""

from dataclasses import dataclass
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from assessments.framework.rules.qualification import ScaleLevel
from assessments.grading import actions
from assessments.grading.actions.consensus import WORD_LENGTH, mark_of
from assessments.grading.models import (
    Consensus,
    ConsensusLine,
    ConsensusState,
    Observation,
    Rating,
)
from assessments.grading.permissions import (
    own_simulations,
    readable_consensuses,
    signed_together,
)
from assessments.grading.scales import scale_of
from assessments.grading.views.pages import label_in
from ccas import access, interface
from ccas.accounts.proof import proof_required
from ccas.interface.forms import Form, page, run
from ccas.refusals import Conflict


@dataclass(frozen=True, slots=True)
class Side:
    """What one evaluator said of a competency: the level's code and label, and what was seen."""

    code: str
    label: str
    seen: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """One competency side by side. form: to settle it, None when there is nothing to settle."""

    line: ConsensusLine
    where: str
    text: str
    sides: tuple[Side, ...]
    label: str
    crosses: bool
    form: "SettleForm | None"


class SettleForm(Form):
    """A level of the scale and a word; `known` says what the page showed."""

    value = forms.ChoiceField(label="Cotation retenue", widget=forms.RadioSelect)
    word = forms.CharField(
        label="Votre explication, en quelques mots",
        max_length=WORD_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    known = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)

    def __init__(self, *args: object, scale: tuple[ScaleLevel, ...], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["value"].choices = [(level.code, level.label) for level in scale]
        self.fields["value"].widget.inline = True


@interface.refusals
@access.roles("evaluator")
def begin(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Open the consensus of a simulation, or go to the one that is open."""
    simulation = access.get_or_404(own_simulations(request.actor), pk=pk)
    consensus = actions.open_consensus(simulation, by=request.actor)
    return redirect("grading:consensus", pk=consensus.pk)


def _shown(request: HttpRequest, pk: UUID) -> Consensus:
    return access.get_or_404(
        readable_consensuses(request.actor).select_related(
            "simulation__station",
            "simulation__scenario",
            "simulation__registration__session",
            "simulation__registration__enrolment__candidate__person",
        ),
        pk=pk,
    )


@require_GET
@access.roles("evaluator", "officer", "auditor")
def detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What is agreed, what was settled, what is left to settle, who has signed."""
    return page(
        request, "assessments/grading/consensus.html", _context(request, _shown(request, pk))
    )


@require_POST
@access.roles("evaluator")
def settle(request: HttpRequest, pk: UUID, line: UUID) -> HttpResponse:
    """Settle one line; both values when the other evaluator did it meanwhile."""
    consensus = _shown(request, pk)
    found = access.get_or_404(consensus.lines.all(), pk=line)
    scale = scale_of(consensus.simulation.registration.session.revision_id)
    form = SettleForm(request.POST, scale=scale, prefix=str(found.pk)[:8])
    try:
        done = run(request, form, lambda data: actions.settle_line(found, by=request.actor, **data))
    except Conflict as conflict:
        form.add_error(None, [*conflict.sentences, f"Sa réponse : {conflict.current['word']}"])
        done = None
    if done:
        return redirect(reverse("grading:consensus", args=[consensus.pk]) + "#a-trancher")
    context = _context(request, consensus, refused={found.pk: form}) | {"form": form}
    return page(request, "assessments/grading/consensus.html", context)


@interface.refusals
@access.roles("evaluator")
@proof_required
def sign(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Agree to every line; signed once each evaluator has."""
    consensus = _shown(request, pk)
    actions.sign_consensus(consensus, by=request.actor)
    return redirect("grading:consensus", pk=consensus.pk)


def _context(
    request: HttpRequest, consensus: Consensus, refused: dict[UUID, SettleForm] | None = None
) -> dict[str, object]:
    """The page's values. Constant number of queries."""
    simulation = consensus.simulation
    scale = scale_of(simulation.registration.session.revision_id)
    acquired = {level.code: level.acquired for level in scale}
    seats = list(simulation.evaluators.select_related("person").order_by("position"))
    sheets = {
        sheet.evaluator_id: sheet for sheet in signed_together().filter(simulation=simulation)
    }
    given = {
        (sheet, competency): value
        for sheet, competency, value in Rating.objects.filter(
            sheet__in=list(sheets.values())
        ).values_list("sheet", "competency", "value")
    }
    seen: dict[tuple[UUID, int], list[str]] = {}
    for sheet, competency, text in (
        Observation.objects.filter(sheet__in=list(sheets.values()), competency__isnull=False)
        .order_by("second", "recorded_at")
        .values_list("sheet", "competency", "text")
    ):
        seen.setdefault((sheet, competency), []).append(text)
    writable = consensus.state == ConsensusState.OPEN and request.actor.role == "evaluator"
    rows = []
    for line in consensus.lines.select_related("competency__block"):
        keys = [
            (sheets[seat.person_id].pk if seat.person_id in sheets else None, line.competency_id)
            for seat in seats
        ]
        codes = [given.get(key, "") for key in keys]
        rows.append(
            Compared(
                line=line,
                where=f"{line.competency.block.code}, {line.competency.position}",
                text=line.competency.text,
                sides=tuple(
                    Side(code, label_in(scale, code), tuple(seen.get(key, ())))
                    for key, code in zip(keys, codes, strict=True)
                ),
                label=label_in(scale, line.value),
                crosses=len({acquired.get(code) for code in codes}) > 1,
                form=_form(line, scale, refused or {}) if writable else None,
            )
        )
    signed = list(
        consensus.signatures.filter(withdrawn_at__isnull=True).select_related("evaluator")
    )
    owed = [row for row in rows if not row.line.value]
    return {
        "consensus": consensus,
        "simulation": simulation,
        "candidate": simulation.registration.enrolment.candidate,
        "people": [seat.person for seat in seats],
        "to_settle": owed,
        "settled": [row for row in rows if row.line.settled],
        "agreed": [row for row in rows if row.line.value and not row.line.settled],
        "signatures": signed,
        "i_signed": any(each.evaluator.user_id == request.actor.user_id for each in signed),
        "writable": writable,
    }


def _form(
    line: ConsensusLine, scale: tuple[ScaleLevel, ...], refused: dict[UUID, SettleForm]
) -> SettleForm | None:
    """The form of a line that was in disagreement, filled with what it says now."""
    if line.pk in refused:
        return refused[line.pk]
    if line.value and not line.settled:
        return None
    said = {"value": line.value, "word": line.word, "known": mark_of(line)}
    return SettleForm(initial=said, scale=scale, prefix=str(line.pk)[:8])
