"""The list, the opening page, the room with its comings and goings."""

from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from assessments.people.models import Person
from ccas import access, interface
from ccas.accounts.roles import Role
from ccas.refusals import Refusal
from certification.deliberation import actions, boards, permissions, replacing
from certification.deliberation.forms import IncidentForm
from certification.deliberation.models import Deliberation
from certification.deliberation.rules import HANDS, VOTINGS
from certification.deliberation.views import gate


@access.roles(*gate.ROOM)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Juries that wait to be opened, then deliberations, the latest first."""
    waiting = permissions.visible_juries(request.actor).filter(state="convened")
    deliberations = (
        permissions.visible_deliberations(request.actor)
        .select_related("jury__revision__qualification", "minutes")
        .annotate(
            total=Count("presentations"),
            concluded=Count("presentations", filter=Q(presentations__concluded_at__isnull=False)),
        )
        .order_by("-opened_at")
    )
    return render(
        request,
        "certification/deliberation/index.html",
        {
            "waiting": waiting.select_related("revision__qualification").order_by("sits_on"),
            "deliberations": deliberations,
            "may_open": request.actor.role == Role.PRESIDENT,
        },
    )


@access.roles(*gate.PRESIDING)
@require_http_methods(["GET", "HEAD", "POST"])
def open_sitting(request: HttpRequest, jury: UUID) -> HttpResponse:
    """Seats, presences, indicators; red cannot open. GET with `present` reads again."""
    found = gate.jury_or_404(request, jury)
    existing = found.deliberations.order_by("-opened_at").first()
    if existing is not None:
        return redirect("deliberation:sitting", pk=existing.pk)
    given = request.POST if request.method == "POST" else request.GET
    ticked = _people(given.getlist("present"))
    asked = "read" in given or request.method == "POST"
    replaceable = list(replacing.replaceable(found))
    replaced = next((one for one in replaceable if str(one.pk) == given.get("replaces")), None)
    reason = given.get("replacement_reason", "").replace("\0", "")[:5000]
    refused: list[str] = []
    if given.get("replaces") and replaced is None:
        refused.append("Cette délibération ne peut pas être remplacée par ce jury.")
    elif request.method == "POST":
        try:
            deliberation = actions.open_deliberation(
                found,
                present=ticked,
                by=request.actor,
                voting=given.get("voting", HANDS),
                replaces=replaced,
                replacement_reason=reason,
            )
        except Refusal as refusal:
            refused = refusal.sentences
        else:
            messages.success(request, "La délibération est ouverte.")
            return redirect("deliberation:sitting", pk=deliberation.pk)
    board = boards.opening_board(found, ticked if asked else None)
    template = "opening_indicators" if getattr(request, "htmx", False) else "opening"
    return render(
        request,
        f"certification/deliberation/{template}.html",
        {
            "jury": found,
            "board": board,
            "refused": refused,
            "votings": VOTINGS.items(),
            "voting": given.get("voting", HANDS),
            "replaceable": replaceable,
            "replaces": replaced,
            "replacement_reason": reason,
        },
        status=422 if refused else 200,
    )


@access.roles(*gate.ROOM)
@require_safe
def sitting(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The room: who is in, the candidates in order, what is next."""
    deliberation = gate.deliberation_or_404(request, pk)
    mine = set(
        permissions.visible_presentations(request.actor)
        .filter(deliberation=deliberation)
        .values_list("pk", flat=True)
    )
    board = boards.sitting_board(deliberation, request.actor)
    agenda = boards.agenda_lines(deliberation, mine, board.recusals)
    following = next((line for line in agenda if not line.presentation.concluded_at), None)
    return render(
        request,
        f"certification/deliberation/{'_sitting' if 'contenu' in request.GET else 'sitting'}.html",
        {
            "deliberation": deliberation,
            "board": board,
            "agenda": agenda,
            "next": following,
            "next_sentence": _sentence(following),
            "signed": _signed(deliberation),
            "presides": board.presides,
            "secretariat": request.actor.role == Role.OFFICER,
            "topic": permissions.topic(deliberation.pk),
            "incident": IncidentForm(),
            "incidents": deliberation.incidents.all(),
        },
    )


@access.roles(*gate.SECRETARIAT)
@interface.refusals
def incident(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Something happened in the room: it goes into the minutes."""
    deliberation = gate.deliberation_or_404(request, pk)
    form = IncidentForm(request.POST)
    if not form.is_valid():
        raise Refusal("Dites ce qui s’est passé, en moins de 5 000 caractères.")
    actions.report_incident(deliberation, text=form.cleaned_data["incident"], by=request.actor)
    messages.success(request, "L’incident figurera au procès-verbal.")
    return redirect("deliberation:sitting", pk=pk)


@access.roles(*gate.SECRETARIAT)
@interface.refusals
def move(request: HttpRequest, pk: UUID, person: UUID, kind: str) -> HttpResponse:
    """A member enters or leaves."""
    deliberation = gate.deliberation_or_404(request, pk)
    people = Person.objects.filter(nominations__seat__jury=deliberation.jury).distinct()
    member = access.get_or_404(people, pk=person)
    act = actions.record_arrival if kind == "arrivee" else actions.record_departure
    act(deliberation, person=member, by=request.actor)
    deliberation.refresh_from_db()
    if deliberation.state == "suspended":
        messages.warning(request, "Le quorum est perdu : la délibération est suspendue.")
    return redirect("deliberation:sitting", pk=deliberation.pk)


@access.roles(*gate.ROOM)
@require_safe
def leaving(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The wall screen: who must leave the room now. Candidate numbers only, no name of theirs."""
    deliberation = gate.deliberation_or_404(request, pk)
    agenda = boards.agenda_lines(deliberation)
    waiting = [line for line in agenda if not line.presentation.concluded_at]
    template = "leaving_now" if "contenu" in request.GET else "leaving"
    return render(
        request,
        f"certification/deliberation/{template}.html",
        {
            "deliberation": deliberation,
            "now": waiting[0] if waiting else None,
            "after": waiting[1:4],
            "topic": permissions.topic(deliberation.pk),
        },
    )


def _people(typed: list[str]) -> list[UUID]:
    """The ids that are ids; anything else was typed by hand and names nobody."""
    found = []
    for text in typed[:50]:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


def _signed(deliberation: Deliberation) -> bool:
    minutes = getattr(deliberation, "minutes", None)
    return minutes is not None and minutes.state == "signed"


def _sentence(line: boards.AgendaLine | None) -> str:
    """What comes next, without the name for who is recused."""
    if line is None:
        return ""
    return f"Passage de {line.name} ({line.number})" if line.mine else f"Passage de {line.number}"
