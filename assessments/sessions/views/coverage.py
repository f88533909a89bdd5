"""Before a session: what its plan lets one observe of each candidate, and its holes."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessments.sessions import permissions
from assessments.sessions.models import Registration, SessionState
from assessments.sessions.reading import plan_of, plans
from assessments.sessions.rules import Chance, chances
from ccas import access

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#: While a session is in these states, a hole can still be filled before anybody sits.
TO_COME = (SessionState.DRAFT, SessionState.READY)


@require_safe
@access.roles("officer", "auditor")
def session(request: HttpRequest, pk: object) -> HttpResponse:
    """Candidates × blocks: what is observable, what is so once only, the holes by name."""
    found = access.get_or_404(permissions.visible_sessions(request.actor), pk=pk)
    blocks = list(found.revision.blocks.order_by("position"))
    rows, holes = [], 0
    for registration, plan in plans(found):
        by_code = dict(chances(plan))
        cells = [_cell(by_code[block.code]) if block.code in by_code else None for block in blocks]
        holes += sum(len(cell["holes"]) for cell in cells if cell)
        rows.append(
            {
                "pk": registration.pk,
                "name": registration.enrolment.candidate.person.display_name,
                "number": registration.enrolment.candidate.number,
                "cells": cells,
                "simulations": len(plan.simulations),
            }
        )
    return render(
        request,
        "assessments/sessions/coverage.html",
        {
            "session": found,
            "blocks": blocks,
            "rows": rows,
            "holes": holes,
            "to_come": found.state in TO_COME,
        },
    )


@require_safe
@access.roles("officer", "auditor")
def candidate(request: HttpRequest, pk: object) -> HttpResponse:
    """One candidate: each competency, and which of their simulations let one observe it."""
    registration = access.get_or_404(
        Registration.objects.filter(
            session__in=permissions.visible_sessions(request.actor)
        ).select_related("session__revision__qualification", "enrolment__candidate__person"),
        pk=pk,
    )
    plan = plan_of(registration)
    letters = [LETTERS[rank % len(LETTERS)] for rank in range(len(plan.simulations))]
    titles = dict(registration.session.revision.blocks.values_list("code", "title"))
    return render(
        request,
        "assessments/sessions/registration_coverage.html",
        {
            "session": registration.session,
            "candidate": registration.enrolment.candidate,
            "person": registration.enrolment.candidate.person,
            "simulations": list(
                zip(letters, [each.label for each in plan.simulations], strict=True)
            ),
            "letters": letters,
            "blocks": [
                (
                    code,
                    titles[code],
                    _cell(found),
                    [_line(chance, len(letters)) for chance in found],
                )
                for code, found in chances(plan)
            ],
        },
    )


def _cell(found: tuple[Chance, ...]) -> dict:
    return {
        "total": len(found),
        "observable": sum(not chance.hole for chance in found),
        "alone": sum(chance.alone for chance in found),
        "holes": [(chance.line.position, chance.line.text) for chance in found if chance.hole],
    }


def _line(chance: Chance, number: int) -> dict:
    return {
        "position": chance.line.position,
        "text": chance.line.text,
        "cells": [(LETTERS[rank % 26], rank in chance.simulations) for rank in range(number)],
        "hole": chance.hole,
        "alone": chance.alone,
        "number": len(chance.simulations),
    }
