"""The address of a device's journal: it sends its acts in JSON, and reads the sheet back.

`docs/grille-en-direct.md` is the protocol in words. Whatever is sent, the answer is JSON with a
sentence; the device keeps its copy of an act until a receipt says « stored » or « replayed ».
"""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, JsonResponse
from django.middleware.csrf import get_token
from django.views.decorators.http import require_http_methods

from assessments.grading import actions, rules
from assessments.grading.actions.acts import plain
from assessments.grading.models import AssessmentSheet, SheetAct
from assessments.grading.permissions import own_sheets
from assessments.grading.protocol import BATCH_BYTES, Unreadable, read_batch, too_large
from assessments.grading.scales import lines_of
from ccas import access, clock
from ccas.refusals import Refusal


@access.public  # a dead session is told in JSON, not by a page to sign in
@require_http_methods(["GET", "POST"])
def journal(request: HttpRequest, pk: UUID) -> JsonResponse:
    """POST: receive a batch of acts. GET: the whole sheet, for a device that comes back."""
    if request.actor is None:
        return said("Votre connexion a pris fin. Entrez de nouveau : rien n’est perdu.", 401)
    if request.method == "GET":
        return JsonResponse(_whole(request, pk))
    try:
        if _length(request) > BATCH_BYTES:
            raise too_large()
        batch = read_batch(request.body, now=clock.now())
        answers, standing = actions.receive_batch(pk, batch, by=request.actor)
    except Unreadable as unreadable:
        access.get_or_404(own_sheets(request.actor), pk=pk)  # a stranger learns nothing
        return said(unreadable.sentences[0], unreadable.status)
    except Refusal as refusal:
        return said(refusal.sentences[0], 409)
    return JsonResponse(
        {
            "server_now": clock.now(),
            "receipts": [
                {
                    "sequence": one.sequence,
                    "state": one.state,
                    "sentence": one.sentence,
                    "act": one.act,
                    "value": one.value,
                    "at": one.at,
                    "current": one.current,
                }
                for one in answers
            ],
            "sheet": _sheet(standing.state, standing.rated, standing.total, standing.signed_at),
            "balance": {"made": standing.made, "received": standing.received},
        }
    )


def said(sentence: str, status: int) -> JsonResponse:
    """A refusal of the whole request, in a sentence."""
    return JsonResponse({"sentence": sentence}, status=status)


def _length(request: HttpRequest) -> int:
    """The announced length of the body, in bytes; nothing is read before it is known."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def _sheet(state: str, rated: int, total: int, signed_at: Any) -> dict[str, Any]:
    return {
        "state": state,
        "rated": rated,
        "total": total,
        "owed": total - rated,
        "signed_at": signed_at,
    }


def _whole(request: HttpRequest, pk: UUID) -> dict[str, Any]:
    """The sheet as its acts make it. Four queries."""
    found: AssessmentSheet = access.get_or_404(
        own_sheets(request.actor).select_related(
            "simulation__station",
            "simulation__scenario",
            "simulation__registration__enrolment__candidate",
        ),
        pk=pk,
    )
    acts = list(found.acts.order_by("received_at", "sequence"))
    now = rules.project(plain(act) for act in acts)
    simulation = found.simulation
    candidate = simulation.registration.enrolment.candidate
    total = len(lines_of(simulation.pk))
    return {
        "server_now": clock.now(),
        "csrf": get_token(request),
        "sheet": {
            "id": found.pk,
            "revision": found.revision,
            **_sheet(found.state, len(now.ratings), total, found.signed_at),
        },
        "acts": [_act(act) for act in acts],
        "ratings": {
            competency: {"value": now.ratings.get(competency), "act": head}
            for competency, head in now.heads.items()
        },
        "unsure": sorted(int(competency) for competency in now.unsure),
        "simulation": {
            "id": simulation.pk,
            "state": simulation.state,
            "starts_at": simulation.starts_at,
            "ends_at": simulation.ends_at,
            "started_at": simulation.started_at,
            "ended_at": simulation.ended_at,
            "station": simulation.station.name,
            "scenario": simulation.scenario.title,
            "candidate": candidate.number,
            "extra_time_percent": candidate.extra_time_percent,
        },
    }


def _act(act: SheetAct) -> dict[str, Any]:
    return {
        "act": act.pk,
        "client": act.client,
        "sequence": act.sequence,
        "kind": act.kind,
        "competency": act.competency_id,
        "value": act.value,
        "text": act.text,
        "second": act.second,
        "previous": act.previous_id,
        "unsure": act.unsure,
        "made_at": None if act.made_at is None else round(act.made_at.timestamp() * 1000),
        "at": act.received_at,
        "happened_at": act.happened_at,
        "clock_is_off": act.clock_is_off,
    }
