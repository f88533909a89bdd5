"""Asking for a timetable: what is counted before, the search under way, what it proposes."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from assessments.sessions import actions, gridding, permissions, tiles
from assessments.sessions.actions.moving import CHANGES
from assessments.sessions.models import AssessmentSession, PlanProposal
from assessments.sessions.planner import arithmetic
from assessments.sessions.planner.problem import Plan
from assessments.sessions.planner.reading import problem_of
from assessments.sessions.planner.wording import hour, length, many
from assessments.sessions.reading import planned_in
from assessments.sessions.timing import Timing, timing
from ccas import access, interface

STATE_KINDS = {
    "searching": "current",
    "ready": "todo",
    "impossible": "error",
    "unfound": "warning",
    "accepted": "done",
    "discarded": "neutral",
}


@require_safe
@access.roles("officer", "auditor")
def planner(request: HttpRequest, pk: object) -> HttpResponse:
    """What a timetable needs and what the session offers, counted; then the search."""
    session = access.get_or_404(permissions.visible_sessions(request.actor), pk=pk)
    problem = problem_of(session)
    checks = arithmetic.checks(problem)
    may_plan = permissions.may_plan(request.actor) and session.state in CHANGES
    proposals = [(each, STATE_KINDS[each.state]) for each in session.proposals.all()[:10]]
    current = next((each for each, _ in proposals if each.state in ("searching", "ready")), None)
    return render(
        request,
        "assessments/sessions/planner.html",
        {
            "session": session,
            "checks": checks,
            "possible": all(check.done for check in checks),
            "kept": len(problem.pinned),
            "hours": _hours(timing(session)),
            "may_plan": may_plan,
            "may_hours": may_plan and session.state == "draft",
            "proposals": proposals,
            "current": current,
            "limit": settings.PLANNING_SECONDS,
        },
    )


def _hours(found: Timing) -> list[tuple[str, str]]:
    lunch = f"{hour(found.lunch_starts)} – {hour(found.lunch_ends)}"
    return [
        ("Journée", f"{hour(found.day_starts)} – {hour(found.day_ends)}"),
        ("Déjeuner", lunch if found.lunch_starts < found.lunch_ends else "sans arrêt"),
        ("Consigne", length(found.briefing)),
        ("Cotation, après le départ du candidat", length(found.rating)),
        ("Repos d’un candidat entre deux mises en situation", length(found.rest)),
        (
            "Poste pendant la cotation",
            "occupé : on cote sur place" if found.rules.rating_on_station else "libre",
        ),
    ]


def _proposal(request: HttpRequest, pk: object) -> PlanProposal:
    found: PlanProposal = access.get_or_404(permissions.plannable_proposals(request.actor), pk=pk)
    return found


@require_safe
@access.roles("officer", "auditor")
def proposal(request: HttpRequest, pk: object) -> HttpResponse:
    """The search under way, or what it found."""
    found = access.get_or_404(permissions.visible_proposals(request.actor), pk=pk)
    session = found.session
    may_plan = permissions.may_plan(request.actor) and session.state in CHANGES
    context: dict[str, Any] = {
        "proposal": found,
        "session": session,
        "kind": STATE_KINDS[found.state],
        "may_plan": may_plan,
        "limit": settings.PLANNING_SECONDS,
        "progress": _progress(found),
        "days": [],
    }
    if getattr(request, "htmx", False) and found.state == "searching":
        return render(request, "assessments/sessions/_search.html", context)
    if found.plan and found.state in ("ready", "accepted", "discarded"):
        context |= _previewed(session, found, changes=found.state == "ready")
    response = render(request, "assessments/sessions/proposal.html", context)
    if getattr(request, "htmx", False):
        response["HX-Refresh"] = "true"  # the search has ended: the whole page says so
    return response


def _previewed(session: AssessmentSession, found: PlanProposal, *, changes: bool) -> dict[str, Any]:
    plan = Plan.from_json(found.plan)
    names = tiles.Names.of(session)
    standing = planned_in(session) if changes else []
    drawn, gone = tiles.proposed_tiles(session, plan, names, standing)
    days = gridding.days(
        session.starts_on,
        (session.ends_on - session.starts_on).days + 1,
        timing(session),
        names.columns,
        drawn,
    )
    moved = [tile for tile in drawn if tile.note]
    return {
        "days": days,
        "gone": gone,
        "moved": moved,
        "told": tiles.people_told(session, plan, names, standing) if changes else [],
        "facts": _facts(found, len(drawn)),
    }


def _facts(found: PlanProposal, number: int) -> list[tuple[str, str]]:
    """What the plan is worth, in the order an officer asks."""
    made = found.made_of
    gap = found.gap_percent or 0
    proof = "C’est prouvé : aucun emploi du temps ne fait mieux"
    if gap:
        proof = f"À {gap:n} % au plus du meilleur possible, ce qui est prouvé".replace(".", ",")
    return [
        ("Mises en situation", str(number)),
        ("Durée des journées, ensemble", length(made.get("length", 0))),
        ("Paires d’évaluateurs de même entité", str(made.get("same_entity", 0))),
        (
            "Écart de charge entre évaluateurs",
            many(made.get("spread", 0), "mise en situation", "mises en situation"),
        ),
        ("Candidats convoqués un jour de plus", str(made.get("further_days", 0))),
        ("Attente au-delà de la règle", length(made.get("long_waits", 0))),
        ("Qualité", proof),
        ("Recherche", f"{many(found.solutions, 'solution')} en {found.seconds:.0f} s"),
    ]


def _progress(found: PlanProposal) -> str:
    """The sentence beside the bar: it says all that the bar shows, and more."""
    said = found.stage or "En attente d’un ordinateur libre"
    if not found.solutions:
        return f"{said}. Aucun emploi du temps trouvé pour l’instant."
    sentence = (
        f"{said}. {many(found.solutions, 'emploi du temps trouvé', 'emplois du temps trouvés')}"
    )
    gap = found.gap_percent
    if gap is not None and found.bound:
        share = f"{gap:n}".replace(".", ",")
        sentence += f" ; le meilleur est à {share} % au plus du meilleur possible"
        sentence += f" ({found.objective} points, pas moins de {found.bound})"
    return f"{sentence}."


@interface.refusals
@access.roles("officer")
def propose(request: HttpRequest, pk: object) -> HttpResponse:
    """Start a search."""
    session = access.get_or_404(permissions.plannable_sessions(request.actor), pk=pk)
    found = actions.propose_plan(session, by=request.actor)
    return redirect("sessions:proposal", pk=found.pk)


@interface.refusals
@access.roles("officer")
def stop(request: HttpRequest, pk: object) -> HttpResponse:
    """End the search with the best found."""
    found = actions.stop_search(_proposal(request, pk), by=request.actor)
    messages.success(request, "La recherche s’arrête : le meilleur emploi du temps est proposé.")
    return redirect("sessions:proposal", pk=found.pk)


@interface.refusals
@access.roles("officer")
def discard(request: HttpRequest, pk: object) -> HttpResponse:
    """Set aside."""
    found = actions.discard_proposal(_proposal(request, pk), by=request.actor)
    messages.success(request, "La proposition est écartée.")
    return redirect("sessions:planner", pk=found.session_id)


@interface.refusals
@access.roles("officer")
def accept(request: HttpRequest, pk: object) -> HttpResponse:
    """Make simulations of it."""
    found = _proposal(request, pk)
    done = actions.accept_proposal(found, by=request.actor)
    said = [
        many(number, one, more)
        for number, one, more in (
            (done.planned, "planifiée", "planifiées"),
            (done.moved, "déplacée", "déplacées"),
            (done.cancelled, "annulée", "annulées"),
            (done.same, "inchangée", "inchangées"),
        )
        if number
    ]
    told = f" {many(done.told, 'personne prévenue', 'personnes prévenues')}." if done.told else ""
    messages.success(
        request, f"L’emploi du temps est appliqué : {', '.join(said) or 'rien à changer'}.{told}"
    )
    return redirect("sessions:timetable", pk=found.session_id)
