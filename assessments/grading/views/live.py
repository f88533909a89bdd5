"""What the live sheet's script is told with the page: plain values, none of them a rating.

The acts themselves come by the journal; this is what does not change while one rates.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from assessments.grading.models import AssessmentSheet
from assessments.grading.views.pages import SheetPage
from assessments.sessions.models import Inject, Simulation
from assessments.sessions.rules.phases import SIMULATION, Phase, phases, phases_begun
from assessments.sessions.timing import timing
from ccas import clock


def phases_of(simulation: Simulation) -> tuple[Phase, ...]:
    """The phases at the station: around the true start once there is one, else as planned."""
    registration = simulation.registration
    lasts = timing(registration.session)
    lengths = {
        "briefing_minutes": lasts.briefing,
        "simulation_minutes": simulation.scenario.duration_minutes,
        "rating_minutes": lasts.rating,
        "extra_percent": registration.enrolment.candidate.extra_time_percent,
    }
    begun = simulation.started_at
    return phases_begun(begun, **lengths) if begun else phases(simulation.starts_at, **lengths)


def second_zero(found: Iterable[Phase], otherwise: datetime) -> datetime:
    """The start of the simulation phase: second 0 of the station clock."""
    return next((phase.starts_at for phase in found if phase.code == SIMULATION), otherwise)


def config_of(request: HttpRequest, page: SheetPage, injects: Iterable[Inject]) -> dict[str, Any]:
    """The page's own part of the live sheet, as JSON. No query of its own."""
    sheet: AssessmentSheet = page.sheet
    simulation = sheet.simulation
    found = phases_of(simulation)
    candidate = simulation.registration.enrolment.candidate
    address = reverse("grading:sheet", args=[sheet.pk])
    return {
        "person": str(request.actor.user_id),  # type: ignore[attr-defined]
        "sheet": str(sheet.pk),
        "label": f"{candidate.number}, {simulation.station.name}",
        "server_now": clock.now(),
        "urls": {
            "journal": reverse("grading:journal", args=[sheet.pk]),
            "call": reverse("grading:call", args=[sheet.pk]),
            "device": reverse("grading:device"),
            "worker": reverse("grading:worker"),
            "scope": reverse("grading:today"),
            "signIn": f"{reverse('account_login')}?{urlencode({'next': address})}",
        },
        "scale": [
            {"code": level.code, "label": level.label, "observed": level.observed}
            for level in page.scale
        ],
        "lines": [
            {
                "id": line.id,
                "block": block.short_code,
                "position": line.position,
                "text": line.text,
                "observable": line.observable,
            }
            for block in page.blocks
            for line in block.lines
        ],
        "injects": [
            {
                "second": inject.minute * 60,
                "channel": inject.get_channel_display(),
                "text": inject.text,
                "expected": inject.expected,
                "competencies": [competency.pk for competency in inject.competencies.all()],
            }
            for inject in injects
        ],
        "zero": second_zero(found, simulation.starts_at),
        "phases": [
            {
                "code": phase.code,
                "label": phase.label,
                "starts_at": phase.starts_at,
                "ends_at": phase.ends_at,
            }
            for phase in found
        ],
    }
