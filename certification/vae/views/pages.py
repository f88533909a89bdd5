"""Reading: the queue, one's own applications, one application with its thread."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.contrib import messages as notices
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from assessments.framework.models import QualificationRevision
from ccas import access, clock, interface
from ccas.documents.models import Document
from ccas.documents.permissions import visible_documents
from ccas.files.models import ReceivedFile
from ccas.interface.components import NextStep, Task
from certification.vae import messages, permissions, reading
from certification.vae.actions.writing import ROUTE, missing, start_refusals
from certification.vae.documents import ACKNOWLEDGEMENT, DECISION, PAPERS, WITHDRAWAL
from certification.vae.forms import MessageForm
from certification.vae.models import (
    ApplicationState,
    EligibilityApplication,
)
from certification.vae.papers import REQUESTED, candidate_of
from certification.vae.rules import clock as clocks
from certification.vae.views.file import BADGES as FILE_BADGES

#: State → kind of badge.
BADGES = {
    "draft": "todo",
    "submitted": "current",
    "incomplete": "warning",
    "admissible": "done",
    "tacitly_admissible": "done",
    "refused": "error",
    "withdrawn": "error",
    "abandoned": "neutral",
}
LABELS = dict(ApplicationState.choices)
RUNNING = (ApplicationState.SUBMITTED, ApplicationState.INCOMPLETE)


@dataclass(frozen=True, slots=True)
class Line:
    """An application in the queue; last_day: the last one to decide, None while papers lack."""

    application: EligibilityApplication
    state: str
    label: str
    badge: str
    last_day: date | None
    days_left: int | None
    unread: int = 0

    @property
    def late(self) -> bool:
        """Less than fifteen days are left."""
        return self.days_left is not None and self.days_left < 15


@require_safe
@access.roles("officer", "auditor")
def index(request: HttpRequest) -> HttpResponse:
    """The applications to decide, the nearest last day first; then those decided."""
    rows = permissions.visible_applications(request.actor).prefetch_related("requests")
    waiting, decided = list(rows.filter(state__in=RUNNING)), rows.exclude(state__in=RUNNING)
    done = list(decided.order_by("-decided_on", "-recorded_at")[:100])
    new = messages.unread_by_application([row.pk for row in (*waiting, *done)], request.actor)
    running = [_line(row, new) for row in waiting]
    running.sort(key=lambda line: (line.last_day is None, line.last_day or date.max))
    return render(
        request,
        "certification/vae/list.html",
        {"running": running, "done": [_line(row, new) for row in done]},
    )


def _line(application: EligibilityApplication, new: dict[UUID, int] | None = None) -> Line:
    state = reading.state_today(application)
    last_day = days = None
    if state == ApplicationState.SUBMITTED:
        running = clocks.clock(reading.proceedings(application))
        last_day, days = running.last_day, running.days_left(clock.today())
    unread = (new or {}).get(application.pk, 0)
    return Line(application, state, str(LABELS[state]), BADGES[state], last_day, days, unread)


@require_safe
@access.roles("candidate")
def mine(request: HttpRequest) -> HttpResponse:
    """One's own applications, and the qualifications one may apply for, or why not."""
    candidate = candidate_of(request.actor)
    own = list(permissions.visible_applications(request.actor).prefetch_related("requests"))
    new = messages.unread_by_application([one.pk for one in own], request.actor)
    files = list(permissions.visible_files(request.actor))
    alone = messages.unread_by_enrolment([one.enrolment_id for one in files], request.actor)
    offers = []
    if candidate is not None:
        latest = QualificationRevision.objects.select_related("qualification").order_by(
            "qualification__code", "-number"
        )
        for revision in latest.distinct("qualification__code"):
            if revision.rules.route(ROUTE) is not None:
                offers.append((revision, start_refusals(candidate, revision)))
    return render(
        request,
        "certification/vae/mine.html",
        {
            "lines": [_line(one, new) for one in own],
            "files": [
                (one, FILE_BADGES[one.state], alone.get(one.enrolment_id, 0)) for one in files
            ],
            "to_begin": permissions.open_enrolments(request.actor).select_related("revision"),
            "offers": offers,
            "known": candidate is not None,
        },
    )


@require_safe
@access.roles("candidate", "officer", "auditor")
def detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """An application: what is next, what was said, its papers, its thread."""
    application = visible(request, pk)
    candidate = request.actor.has_role("candidate")
    if not candidate:
        access.opened(
            request,
            application,
            whose=application.candidate.person.user_id,
            screen="eligibility",
        )
    kept = reading.files(application)
    lacks = missing(application) if application.state == "draft" and candidate else []
    line = _line(application)
    said = list(messages.thread(application))
    return render(
        request,
        "certification/vae/detail.html",
        {
            "application": application,
            "line": line,
            "step": _next_step(application, line, candidate=candidate, lacks=lacks),
            "lacks": lacks,
            "tasks": _tasks(application, kept) if application.state == "draft" else [],
            "experiences": [(one, kept[one.pk]) for one in application.experiences.all()],
            "identity": kept[application.pk],
            "requests": [
                (asked, [(paper, kept[paper.pk]) for paper in asked.papers.all()])
                for asked in application.requests.all()
            ],
            "today": clock.today(),
            "requested": REQUESTED.code,
            "letters": _letters(request, application),
            "thread": said,
            "unread": sum(
                one.read_at is None and (one.role == "candidate") != candidate for one in said
            ),
            "file": permissions.visible_files(request.actor)
            .filter(enrolment=application.enrolment_id)
            .first()
            if application.enrolment_id
            else None,
            "withdrawals": application.withdrawals.all(),
            "settles": line.state == "tacitly_admissible" and application.state != line.state,
            "admitted": application.state in ("admissible", "tacitly_admissible"),
            "message_form": MessageForm(),
            "clock": clocks.clock(reading.proceedings(application))
            if line.state in RUNNING
            else None,
            "writes": request.actor.has_role("candidate", "officer"),
            "decides": request.actor.has_role("officer") and line.state in RUNNING,
            "sends": candidate and application.state == ApplicationState.INCOMPLETE,
        },
    )


def visible(request: HttpRequest, pk: UUID) -> EligibilityApplication:
    """The application that this actor may read, with what its pages say, or 404."""
    rows = permissions.visible_applications(request.actor).prefetch_related(
        "blocks", "experiences", "requests__papers", "withdrawals"
    )
    return access.get_or_404(rows, pk=pk)


def _letters(request: HttpRequest, application: EligibilityApplication) -> list[Document]:
    subjects = [application.pk, *(asked.pk for asked in application.requests.all())]
    subjects += [act.pk for act in application.withdrawals.all()]
    kinds = [ACKNOWLEDGEMENT, PAPERS, DECISION, WITHDRAWAL]
    return list(
        visible_documents(request.actor)
        .filter(Q(kind__in=kinds), subject_id__in=subjects)
        .order_by("recorded_at")
    )


def _tasks(application: EligibilityApplication, kept: dict[UUID, list[ReceivedFile]]) -> list[Task]:
    """The steps of the form, with where each stands."""
    answers = reading.answers(application, kept)
    experiences = list(application.experiences.all())
    proven = all(one.proofs and one.hours for one in answers.experiences)
    args = [application.pk]

    def task(label: str, done: bool, name: str, hint: str = "") -> Task:
        return Task(
            label,
            status="Fait" if done else "À faire",
            kind="done" if done else "todo",
            url=reverse(f"vae:{name}", args=args),
            hint=hint,
        )

    return [
        task(
            "Ma situation et les blocs visés",
            bool(application.situation and application.education and answers.blocks),
            "situation",
        ),
        task(
            "Mes expériences et leurs justificatifs",
            bool(experiences) and proven,
            "add",
            hint=f"{len(experiences)} décrite{'s' if len(experiences) > 1 else ''}",
        ),
        task("Ma pièce d’identité", bool(answers.identity_papers), "identity"),
        task("La déclaration sur l’honneur", application.sworn, "declaration"),
    ]


def _next_step(
    application: EligibilityApplication, line: Line, *, candidate: bool, lacks: list[str]
) -> NextStep | None:
    asked = application.requests.filter(answered_on__isnull=True).first()
    due = asked.deadline if asked else None
    if candidate:
        if line.state == "draft":
            return NextStep(
                "Compléter votre demande" if lacks else "Relire et déposer votre demande",
                who="Vous",
                detail="Tout ce que vous tapez est enregistré au fur et à mesure.",
            )
        if line.state == "incomplete":
            return NextStep("Envoyer les pièces demandées", who="Vous", due=due)
        if line.state == "submitted":
            return NextStep(
                "Attendre la décision", who="Le service certificateur", due=line.last_day
            )
        return None
    if line.state == "submitted":
        return NextStep("Décider de la recevabilité", who="Le gestionnaire", due=line.last_day)
    if line.state == "incomplete":
        return NextStep("Attendre les pièces demandées", who="Le candidat", due=due)
    return None


@interface.refusals
@access.roles("candidate", "officer")
def message(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Write in the thread."""
    application = visible(request, pk)
    messages.write(application, request.POST.get("text", ""), by=request.actor)
    notices.success(request, "Votre message est envoyé.")
    return redirect("vae:detail", pk=application.pk)


@interface.refusals
@access.roles("candidate", "officer")
def read(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What the other side wrote is read."""
    application = visible(request, pk)
    messages.mark_read(application, by=request.actor)
    return redirect("vae:detail", pk=application.pk)
