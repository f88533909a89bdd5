"""Reading a frozen version: block by block, each opening written in the access journal."""

from typing import Any
from uuid import UUID

import nh3
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from ccas import access
from ccas.files.models import ReceivedFile
from certification.vae import permissions
from certification.vae.models import ValidationVersion
from certification.vae.rules import text
from certification.vae.rules.validation import QUESTIONS
from certification.vae.studied import SCREEN

READERS = ("candidate", "officer", "auditor", "jury_member", "president")
#: All that a narrative may hold once drawn.
TAGS = {"p", "br", "ul", "li", "strong", "em"}


def drawn(told: str) -> SafeString:
    """A narrative as HTML: escaped when it is made, cleaned when it is shown."""
    return mark_safe(nh3.clean(text.to_html(told), tags=TAGS, attributes={}))  # noqa: S308


def _version(request: HttpRequest, pk: UUID) -> ValidationVersion:
    return access.get_or_404(permissions.visible_versions(request.actor), pk=pk)


@require_safe
@access.roles(*READERS)
def version(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What was submitted: its blocks, and the map of competencies × evidence."""
    found = _version(request, pk)
    candidate = found.file.enrolment.candidate
    access.opened(request, found, whose=candidate.person.user_id, screen="validation-version")
    return render(
        request,
        "certification/vae/version.html",
        {
            "version": found,
            "candidate": candidate,
            "blocks": [_block_row(block) for block in found.facts["blocks"]],
            "evidence": found.facts["evidence"],
            "shown": _shown(found),
            "map": _map(found),
            "own": request.actor.has_role("candidate"),
            "keeps": request.actor.has_role("officer", "auditor"),
        },
    )


@require_safe
@access.roles(*READERS)
def block(request: HttpRequest, pk: UUID, code: str) -> HttpResponse:
    """One block of what was submitted, told competency by competency. Opening it is written."""
    found = _version(request, pk)
    rows = found.facts["blocks"]
    rank = next((rank for rank, row in enumerate(rows) if row["code"] == code), None)
    if rank is None:
        raise Http404
    candidate = found.file.enrolment.candidate
    access.opened(request, found, whose=candidate.person.user_id, screen=SCREEN, block=code)
    pieces = _shown(found)
    return render(
        request,
        "certification/vae/version_block.html",
        {
            "version": found,
            "candidate": candidate,
            "told": rows[rank],
            "lines": [_line(line, pieces) for line in rows[rank]["competencies"]],
            "before": rows[rank - 1]["code"] if rank else None,
            "after": rows[rank + 1]["code"] if rank + 1 < len(rows) else None,
        },
    )


def _block_row(row: dict[str, Any]) -> dict[str, Any]:
    lines = row["competencies"]
    return {
        "code": row["code"],
        "title": row["title"],
        "total": len(lines),
        "proven": sum(bool(line["evidence"]) for line in lines),
        "words": sum(line["words"] for line in lines),
    }


def _shown(found: ValidationVersion) -> dict[int, dict[str, Any]]:
    """Number of a piece → its title and its file: one query."""
    files = {str(row.pk): row for row in ReceivedFile.objects.filter(versions=found)}
    return {
        row["number"]: {"title": row["title"], "number": row["number"], "file": files[row["file"]]}
        for row in found.facts["evidence"]
    }


def _line(row: dict[str, Any], shown: dict[int, dict[str, Any]]) -> dict[str, Any]:
    return {
        "position": row["position"],
        "text": row["text"],
        "words": row["words"],
        "answers": [
            (label, drawn(row[name])) for name, label in QUESTIONS.items() if row[name].strip()
        ],
        "pieces": [shown[number] for number in row["evidence"]],
    }


def _map(found: ValidationVersion) -> list[dict[str, Any]]:
    """Competencies × pieces: for each line, which pieces show it, in the order of the pieces."""
    numbers = [row["number"] for row in found.facts["evidence"]]
    return [
        {
            "code": block["code"],
            "lines": [
                {
                    "position": line["position"],
                    "text": line["text"],
                    "cells": [number in line["evidence"] for number in numbers],
                    "pieces": len(line["evidence"]),
                }
                for line in block["competencies"]
            ],
        }
        for block in found.facts["blocks"]
    ]
