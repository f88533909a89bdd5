"""The candidate’s file of validation: where it stands, what lacks, its blocks, its pieces."""

from typing import Any
from uuid import UUID

from django.contrib import messages as notices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from ccas import access, documents, interface
from ccas.documents.permissions import visible_documents
from ccas.interface.components import NextStep, Task
from ccas.interface.forms import page, run
from certification.vae import actions, gathering, messages, permissions
from certification.vae.file_documents import FILE, file_facts
from certification.vae.forms import BlocksForm, EvidenceForm, MessageForm, ReturnForm
from certification.vae.gathering import Dossier
from certification.vae.models import (
    WRITTEN,
    Evidence,
    FileReturn,
    FileState,
    ValidationFile,
)
from certification.vae.rules.validation import jury_before

form_view = require_http_methods(["GET", "HEAD", "POST"])
BADGES = {
    "draft": "todo",
    "submitted": "current",
    "returned": "warning",
    "verified": "done",
    "before_jury": "done",
}


@interface.refusals
@access.roles("candidate")
def start(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Begin one’s file."""
    enrolment = access.get_or_404(permissions.open_enrolments(request.actor), pk=pk)
    file = actions.start_file(enrolment, by=request.actor)
    return redirect("vae:file", pk=file.pk)


def visible(request: HttpRequest, pk: UUID) -> ValidationFile:
    """The file that this actor may read, or 404."""
    return access.get_or_404(permissions.visible_files(request.actor), pk=pk)


def written(request: HttpRequest, pk: UUID) -> ValidationFile:
    """The file that this actor writes now, or 404."""
    return access.get_or_404(permissions.written_files(request.actor), pk=pk)


@require_safe
@access.roles("candidate", "officer", "auditor")
def file(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A file: what is next, block by block, its versions, its pieces, its thread."""
    found = visible(request, pk)
    owner = request.actor.has_role("candidate")
    candidate = found.enrolment.candidate
    if not owner:
        access.opened(request, found, whose=candidate.person.user_id, screen="validation")
    writes = owner and found.state in WRITTEN
    whole = gathering.dossier(found) if owner else None
    lacks = gathering.missing(whole) if whole and writes else []
    said = list(messages.thread(found))
    return render(
        request,
        "certification/vae/file.html",
        {
            "file": found,
            "candidate": candidate,
            "label": found.get_state_display(),
            "badge": BADGES[found.state],
            "whole": whole,
            "blocks": _tasks(whole) if whole and writes else [],
            **_told(whole),
            "lacks": lacks,
            "writes": writes,
            "step": _next_step(found, owner=owner, lacks=lacks),
            "versions": list(found.versions.defer("facts").order_by("-number")),
            "returns": list(
                FileReturn.objects.filter(version__file=found).select_related("version")
            )[::-1],
            "papers": list(
                visible_documents(request.actor)
                .filter(kind=FILE, subject_id__in=found.versions.values("pk"))
                .order_by("-recorded_at")
            ),
            "jury_before": jury_before(found.submitted_on) if found.submitted_on else None,
            "thread": said,
            "unread": _new(said, owner=owner),
            "message_form": MessageForm(),
            "talks": request.actor.has_role("candidate", "officer"),
            "verifies": request.actor.has_role("officer"),
        },
    )


def _told(whole: Dossier | None) -> dict[str, Any]:
    """The bar of what is told, with its sentence."""
    lines = whole.lines if whole else ()
    told = sum(not line.empty for line in lines)
    s = "s" if told > 1 else ""
    return {
        "told": told,
        "progress_text": f"{told} compétence{s} racontée{s} sur {len(lines)}",
    }


def _new(said: list, *, owner: bool) -> int:
    return sum(one.read_at is None and (one.role == "candidate") != owner for one in said)


def _tasks(whole: Dossier) -> list[dict[str, Any]]:
    """Each block with its competencies as lines of a task list."""
    drawn = []
    for block, lines in whole.blocks:
        tasks = [
            Task(
                f"{line.narrative.competency.position}. {line.narrative.competency.text}",
                status="À raconter"
                if len(line.empty) == 3
                else "À compléter"
                if line.empty
                else "Raconté",
                kind="todo" if len(line.empty) == 3 else "warning" if line.empty else "done",
                url=reverse("vae:narrative", args=[line.narrative.pk]),
                hint=_hint(line.words, len(line.pieces)),
            )
            for line in lines
        ]
        done = sum(not line.empty for line in lines)
        drawn.append({"block": block, "tasks": tasks, "done": done, "total": len(lines)})
    return drawn


def _hint(words: int, pieces: int) -> str:
    said = f"{words} mot{'s' if words > 1 else ''}" if words else ""
    with_pieces = f"{pieces} pièce{'s' if pieces > 1 else ''}" if pieces else "aucune pièce"
    return f"{said} · {with_pieces}" if said else "" if not pieces else with_pieces


def _next_step(found: ValidationFile, *, owner: bool, lacks: list[str]) -> NextStep | None:
    if owner and found.state in WRITTEN:
        return NextStep(
            "Compléter votre dossier" if lacks else "Relire l’aperçu, puis déposer votre dossier",
            who="Vous",
            detail="Tout ce que vous tapez est enregistré au fur et à mesure.",
        )
    due = jury_before(found.submitted_on) if found.submitted_on else None
    if found.state == FileState.SUBMITTED:
        return NextStep("Vérifier le dossier déposé", who="Le service certificateur", due=due)
    if found.state == FileState.VERIFIED:
        return NextStep("Transmettre le dossier à un jury", who="Le service certificateur", due=due)
    if found.state == FileState.BEFORE_JURY:
        return NextStep("Entretien avec le jury", who="Le jury", due=due)
    return NextStep("Compléter le dossier rendu", who="Le candidat")


@form_view
@access.roles("candidate")
def blocks(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Which blocks the file aims at."""
    found = written(request, pk)
    form = BlocksForm(
        request.POST or None,
        blocks=gathering.blocks_to_target(found.enrolment),
        initial={"blocks": [block.pk for block in gathering.targeted_blocks(found)]},
    )
    if request.method == "POST" and run(
        request, form, lambda data: actions.aim_at(found, by=request.actor, **data)
    ):
        notices.success(request, "Vos blocs visés sont enregistrés.")
        return redirect("vae:file", pk=found.pk)
    return page(
        request,
        "certification/vae/file_form.html",
        {
            "form": form,
            "file": found,
            "title": "Les blocs que je présente",
            "note": "Ce que vous avez écrit pour un bloc que vous retirez est gardé de côté.",
            "button": "Enregistrer",
        },
    )


def _piece(request: HttpRequest, pk: UUID) -> Evidence:
    rows = Evidence.objects.filter(
        file__in=permissions.written_files(request.actor), detached_at=None
    ).select_related("file__enrolment__candidate__person", "received")
    return access.get_or_404(rows, pk=pk)


@form_view
@access.roles("candidate")
def piece(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What a piece shows, and of which competencies."""
    found = _piece(request, pk)
    whole = gathering.dossier(found.file)
    form = EvidenceForm(
        request.POST or None,
        whole=whole,
        initial={
            "title": found.title,
            "competencies": [row.pk for row in found.competencies.all()],
        },
    )
    if request.method == "POST" and run(
        request, form, lambda data: actions.describe_evidence(found, by=request.actor, **data)
    ):
        notices.success(request, "La pièce est décrite.")
        return redirect("vae:file", pk=found.file_id)
    return page(
        request,
        "certification/vae/file_form.html",
        {
            "form": form,
            "file": found.file,
            "title": "Ce que montre cette pièce",
            "received": found.received,
            "button": "Enregistrer",
            "removable": found,
        },
    )


@interface.refusals
@access.roles("candidate")
def detach(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a piece out."""
    found = _piece(request, pk)
    actions.detach_evidence(found, by=request.actor)
    notices.success(request, "La pièce est retirée du dossier.")
    return redirect("vae:file", pk=found.file_id)


@require_safe
@access.roles("candidate")
def preview(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The PDF that a submission would give, marked as a draft."""
    found = visible(request, pk)
    drawn = documents.preview(FILE, file_facts(found, gathering.facts(gathering.dossier(found))))
    response = HttpResponse(drawn, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="dossier-de-validation.pdf"'
    return response


@interface.refusals
@access.roles("candidate")
def submit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Submit the file."""
    found = written(request, pk)
    version = actions.submit_file(found, by=request.actor)
    notices.success(
        request, f"Votre dossier est déposé (version {version.number}). Il ne change plus."
    )
    return redirect("vae:file", pk=found.pk)


@interface.refusals
@access.roles("candidate", "officer")
def message(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Write in the thread."""
    found = visible(request, pk)
    messages.write(found, request.POST.get("text", ""), by=request.actor)
    notices.success(request, "Votre message est envoyé.")
    return redirect("vae:file", pk=found.pk)


@interface.refusals
@access.roles("candidate", "officer")
def read(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What the other side wrote is read."""
    found = visible(request, pk)
    messages.mark_read(found, by=request.actor)
    return redirect("vae:file", pk=found.pk)


@require_safe
@access.roles("officer", "auditor")
def index(request: HttpRequest) -> HttpResponse:
    """The files: those to verify first, by the last day for the jury."""
    rows = list(permissions.visible_files(request.actor).order_by("submitted_on", "recorded_at"))
    new = messages.unread_by_enrolment([row.enrolment_id for row in rows], request.actor)
    lines = [
        {
            "file": row,
            "name": row.enrolment.candidate.person.display_name,
            "number": row.enrolment.candidate.number,
            "code": row.enrolment.revision.qualification.code,
            "label": row.get_state_display(),
            "badge": BADGES[row.state],
            "jury_before": jury_before(row.submitted_on) if row.submitted_on else None,
            "unread": new.get(row.enrolment_id, 0),
        }
        for row in rows
    ]
    waits = [
        line for line in lines if line["file"].state in (FileState.SUBMITTED, FileState.VERIFIED)
    ]
    others = [line for line in lines if line not in waits]
    return render(request, "certification/vae/files.html", {"waits": waits, "others": others[::-1]})


@interface.refusals
@access.roles("officer")
def verify(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The file is complete and legible."""
    found = actions.verify_file(visible(request, pk), by=request.actor)
    notices.success(request, "Le dossier est vérifié ; le candidat en est prévenu.")
    return redirect("vae:file", pk=found.pk)


@interface.refusals
@access.roles("officer")
def present(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Send the file to the jury."""
    found = actions.present_file(visible(request, pk), by=request.actor)
    notices.success(request, "Le dossier est transmis : les membres du jury le lisent désormais.")
    return redirect("vae:file", pk=found.pk)


@form_view
@access.roles("officer")
def give_back(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give the file back, with reasons."""
    found = visible(request, pk)
    form = ReturnForm(request.POST or None)
    if request.method == "POST" and run(
        request, form, lambda data: actions.return_file(found, by=request.actor, **data)
    ):
        notices.success(request, "Le dossier est rendu au candidat, avec vos motifs.")
        return redirect("vae:file", pk=found.pk)
    return page(
        request,
        "certification/vae/file_form.html",
        {
            "form": form,
            "file": found,
            "title": "Rendre le dossier au candidat",
            "note": "La version déposée reste telle quelle ; le candidat en déposera une autre.",
            "button": "Rendre le dossier",
        },
    )
