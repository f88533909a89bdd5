"""The coverage of one candidate, line by line; of a session, candidate by candidate."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessments.candidates.models import Enrolment
from assessments.framework.models import CompetencyBlock
from assessments.sessions.models import AssessmentSession, RegistrationBlock
from ccas import access
from ccas.accounts.roles import Role
from certification.coverage import permissions
from certification.coverage.reading import matrices
from certification.coverage.rules import Covered, Matrix, Support, findings

#: How a competency stands → kind of badge.
KINDS = {
    Support.NOTHING: "error",
    Support.EXPECTED: "todo",
    Support.SEEN: "warning",
    Support.SINGLE: "current",
    Support.SEVERAL: "done",
}


@require_safe
def enrolment(request: HttpRequest, pk: object) -> HttpResponse:
    """Every competency of one candidate, with the sources that support it."""
    found = access.get_or_404(permissions.visible_enrolments(request.actor), pk=pk)
    access.opened(request, found.candidate, whose=found.candidate.person.user_id, screen="coverage")
    blocks = list(found.revision.blocks.order_by("position"))
    one = matrices([found], request.actor)[found.pk]
    return render(
        request,
        "certification/coverage/enrolment.html",
        {
            "enrolment": found,
            "person": found.candidate.person,
            "matrix": one,
            "blocks": [_block(block, one) for block in blocks],
            "findings": findings(one, [block.code for block in blocks]),
            "own": request.actor.has_role(Role.CANDIDATE),
            "evaluates": request.actor.has_role(Role.EVALUATOR),
        },
    )


@require_safe
@access.roles("officer", "auditor", "evaluator")
def session(request: HttpRequest, pk: object) -> HttpResponse:
    """The candidates of a session: for each block presented, what stands and on how much."""
    found = access.get_or_404(permissions.visible_session_coverages(request.actor), pk=pk)
    enrolments = list(permissions.enrolments_of(found, request.actor))
    presented = _presented(found)
    every = matrices(enrolments, request.actor, presented)
    blocks = list(found.revision.blocks.order_by("position"))
    return render(
        request,
        "certification/coverage/session.html",
        {
            "session": found,
            "blocks": blocks,
            "rows": _rows(enrolments, every, presented, [block.code for block in blocks]),
            "evaluates": request.actor.has_role(Role.EVALUATOR),
        },
    )


def _rows(
    enrolments: Sequence[Enrolment],
    every: dict[UUID, Matrix],
    presented: dict[UUID, set[str]],
    blocks: list[str],
) -> list[dict[str, Any]]:
    return [
        {
            "pk": each.pk,
            "name": each.candidate.person.display_name,
            "number": each.candidate.number,
            "cells": [
                _tally(every[each.pk], block) if block in presented.get(each.pk, ()) else None
                for block in blocks
            ],
        }
        for each in enrolments
    ]


def _presented(session: AssessmentSession) -> dict[UUID, set[str]]:
    """Enrolment → codes of the blocks it presents in this session: one query."""
    found: dict[UUID, set[str]] = {}
    rows = RegistrationBlock.objects.filter(registration__session=session)
    for enrolment, block in rows.values_list("registration__enrolment", "competencyblock__code"):
        found.setdefault(enrolment, set()).add(block)
    return found


def _tally(found: Matrix, block: str) -> list[tuple[str, str, int]]:
    """(kind of badge, words, how many) for each way of standing that occurs, strongest first."""
    words = {
        Support.SEVERAL: "par plusieurs sources",
        Support.SINGLE: "par une seule source",
        Support.SEEN: "observées, non acquises",
        Support.EXPECTED: "prévues",
        Support.NOTHING: "sans source",
    }
    counted = [(KINDS[each], word, found.count(each, block)) for each, word in words.items()]
    return [row for row in counted if row[2]]


def _block(block: CompetencyBlock, found: Matrix) -> dict[str, Any]:
    """One block as the page draws it: the sources that speak of it, and its lines."""
    lines = [row for row in found.lines if row.line.block == block.code]
    speaking = [
        rank
        for rank in range(len(found.columns))
        if any(row.cells[rank] is not None for row in lines)
    ]
    return {
        "pk": block.pk,
        "code": block.code,
        "title": block.title,
        "tally": _tally(found, block.code),
        "columns": [found.columns[rank].label for rank in speaking],
        "lines": [_line(row, found, speaking) for row in lines],
    }


def _line(row: Covered, found: Matrix, speaking: list[int]) -> dict[str, Any]:
    """One competency as the table draws it: plain values."""
    cells = [(found.columns[rank].label, row.cells[rank]) for rank in speaking]
    return {
        "position": row.line.position,
        "text": row.line.text,
        "cells": [(label, one.text if one else "", bool(one and one.supports))
                  for label, one in cells],
        "word": row.word,
        "kind": KINDS[row.support],
        "flagged": row.support in (Support.NOTHING, Support.SEEN, Support.SINGLE),
    }  # fmt: skip
