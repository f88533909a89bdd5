"""One competency, told: three answers saved as one types, and the pieces that show it."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from ccas import access, clock
from ccas.interface.forms import page
from ccas.refusals import Conflict, Refusal
from certification.vae import actions, gathering, permissions
from certification.vae.evidence import EVIDENCE
from certification.vae.forms import NarrativeForm
from certification.vae.models import Narrative
from certification.vae.rules import text
from certification.vae.rules.validation import QUESTIONS

form_view = require_http_methods(["GET", "HEAD", "POST"])


def _narrative(request: HttpRequest, pk: UUID) -> Narrative:
    rows = Narrative.objects.filter(
        file__in=permissions.written_files(request.actor)
    ).select_related(
        "competency__block", "file__enrolment__candidate__person", "file__enrolment__revision"
    )
    return access.get_or_404(rows, pk=pk)


@form_view
@access.roles("candidate")
def narrative(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Tell of one competency. A script saves as one types; without it, the button does."""
    found = _narrative(request, pk)
    form = NarrativeForm(
        request.POST or None,
        initial={**{each: getattr(found, each) for each in QUESTIONS}, "revision": found.revision},
    )
    by_script = request.headers.get("X-Autosave") == "1"
    if request.method == "POST":
        if not form.is_valid():
            if by_script:
                return JsonResponse({"sentences": _sentences(form)}, status=422)
        else:
            answered = _save(request, found, form, by_script=by_script)
            if answered is not None:
                return answered
    return page(request, "certification/vae/narrative.html", {"form": form, **_context(found)})


def _save(
    request: HttpRequest, found: Narrative, form: NarrativeForm, *, by_script: bool
) -> HttpResponse | None:
    data = form.cleaned_data
    answers = {each: data[each] for each in QUESTIONS}
    try:
        saved = actions.save_narrative(
            found, by=request.actor, answers=answers, revision=data["revision"], save=data["save"]
        )
    except Conflict as conflict:
        if by_script:
            body = {"sentences": conflict.sentences, **conflict.current, "yours": answers}
            return JsonResponse(body, status=409)
        return render(
            request,
            "certification/vae/narrative_conflict.html",
            {
                "narrative": found,
                "sentences": conflict.sentences,
                "revision": conflict.current["revision"],
                "rows": [
                    (label, each, conflict.current["answers"][each], answers[each])
                    for each, label in QUESTIONS.items()
                ],
            },
            status=409,
        )
    except Refusal as refusal:
        if by_script:
            return JsonResponse({"sentences": refusal.sentences}, status=422)
        form.add_error(None, refusal.sentences)
        return None
    if not by_script:
        following = request.POST.get("following", "")
        if following:
            return redirect("vae:narrative", pk=_neighbour(saved, following))
        return redirect("vae:file", pk=saved.file_id)
    return JsonResponse(
        {
            "revision": saved.revision,
            "saved_at": f"{clock.paris(saved.saved_at or clock.now()):%H:%M:%S}",
            "words": {each: text.words(getattr(saved, each)) for each in QUESTIONS},
        }
    )


def _neighbour(narrative: Narrative, asked: str) -> UUID:
    """The narrative asked for, when it is one of the same file; else the same one."""
    try:
        wanted = UUID(asked)
    except ValueError:
        return narrative.pk
    known = Narrative.objects.filter(pk=wanted, file=narrative.file_id).exists()
    return wanted if known else narrative.pk


def _sentences(form: NarrativeForm) -> list[str]:
    return [sentence for errors in form.errors.values() for sentence in errors]


def _context(found: Narrative) -> dict[str, Any]:
    whole = gathering.dossier(found.file)
    order = [line.narrative.pk for line in whole.lines]
    here = order.index(found.pk) if found.pk in order else -1
    mine = [line for line in whole.lines if line.narrative.pk == found.pk]
    before = order[here - 1] if here > 0 else None
    after = order[here + 1] if 0 <= here < len(order) - 1 else None
    return {
        "narrative": found,
        "competency": found.competency,
        "questions": [
            (each, label, text.words(getattr(found, each))) for each, label in QUESTIONS.items()
        ],
        "pieces": mine[0].pieces if mine else (),
        "others": [
            piece
            for piece in whole.pieces
            if found.competency_id not in piece.competencies and piece.counts
        ],
        "kind": EVIDENCE.code,
        "before": before,
        "after": after,
        "rank": here + 1,
        "total": len(order),
        "back": reverse("vae:file", args=[found.file_id]),
    }
