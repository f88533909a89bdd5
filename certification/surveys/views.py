"""Following the surveys, taking an answer down, and what a holder's link opens."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ccas import access, interface
from ccas.accounts.roles import Role
from ccas.interface.forms import page, run
from ccas.refusals import Refusal
from certification.surveys import actions, permissions, reading, responses
from certification.surveys.actions import answering
from certification.surveys.forms import CallForm, SurveyForm
from certification.surveys.models import SurveyObjection
from certification.surveys.permissions import READERS

PER_PAGE = 50
#: The list of those to call, in addresses.
CALLS = "appels"


@access.roles(*READERS)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """How many answered in each promotion, and who has not yet."""
    calls = request.GET.get("liste") == CALLS
    lists = {
        "all": Paginator(reading.waiting(), PER_PAGE),
        "calls": Paginator(reading.to_call(), PER_PAGE),
    }
    found = lists["calls" if calls else "all"].get_page(request.GET.get("page"))
    context = {
        "calls": calls,
        "numbers": {name: each.count for name, each in lists.items()},
        "promotions": responses.of_promotions(),
        "page_obj": found,
        "lines": reading.lines(found.object_list),
    }
    return render(request, "certification/surveys/index.html", context)


@access.roles(*READERS)
@require_http_methods(["GET", "HEAD", "POST"])
def detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One survey: its dates, and the four questions while an officer may take an answer down."""
    survey = access.get_or_404(permissions.visible_surveys(request.actor), pk=pk)
    officer = request.actor.role == Role.OFFICER
    if request.method == "POST" and not officer:
        raise Http404
    form = CallForm(request.POST if request.method == "POST" else None, survey=survey)
    if request.method == "POST":
        taken = run(
            request, form, lambda data: actions.record_call(survey, by=request.actor, **data)
        )
        if taken is not None:
            messages.success(request, "La réponse est enregistrée.")
            return redirect("surveys:list")
    candidate = survey.award.candidate
    access.opened(request, survey, whose=candidate.person.user_id, screen="survey")
    against = SurveyObjection.objects.filter(candidate=candidate, lifted_at__isnull=True)
    context = {
        "survey": survey,
        "candidate": candidate,
        "form": form if officer and reading.may_be_answered(survey) else None,
        "refused": form,
        "officer": officer,
        "against": against.first(),
        "call": reading.lines([survey])[0].call if reading.may_be_answered(survey) else "",
    }
    return page(request, "certification/surveys/detail.html", context)


@interface.refusals
@access.roles(Role.OFFICER)
def objection(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take down that a holder wants no survey any more."""
    candidate = access.get_or_404(permissions.reachable_candidates(request.actor), pk=pk)
    actions.record_objection(candidate, by=request.actor)
    messages.success(request, "Cette personne ne sera plus interrogée.")
    return redirect("surveys:list")


@interface.refusals
@access.roles(Role.OFFICER)
def lift(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take down that a holder accepts to be asked again."""
    candidate = access.get_or_404(permissions.reachable_candidates(request.actor), pk=pk)
    actions.lift_objection(candidate, by=request.actor)
    messages.success(request, "Cette personne sera interrogée aux prochaines enquêtes.")
    return redirect("surveys:list")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@access.public
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """The four questions of the link: looking changes nothing, a POST answers."""
    survey = answering.find(token)
    if survey is None:
        return render(request, "certification/surveys/gone.html", status=404)
    form = SurveyForm(request.POST if request.method == "POST" else None, survey=survey)
    if request.method == "POST":
        answered = run(request, form, lambda data: actions.answer_survey(token, **data))
        if answered is not None:
            return render(request, "certification/surveys/thanks.html", {"survey": survey})
    context = {"form": form, "survey": survey, "token": token}
    return page(request, "certification/surveys/answer.html", context)


@never_cache
@require_POST
@access.public
def decline(request: HttpRequest, token: str) -> HttpResponse:
    """The holder of the link wants to be asked nothing any more."""
    try:
        actions.decline_by_link(token)
    except Refusal as refusal:
        return render(request, "422.html", {"sentences": refusal.sentences}, status=422)
    return render(request, "certification/surveys/thanks.html", {"declined": True})


@access.roles(Role.CANDIDATE)
@require_http_methods(["GET", "HEAD", "POST"])
def own(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The same four questions, for a holder who is signed in."""
    survey = access.get_or_404(permissions.own_surveys(request.actor), pk=pk)
    form = SurveyForm(request.POST if request.method == "POST" else None, survey=survey)
    if request.method == "POST":
        said = run(request, form, lambda data: actions.answer_own(survey, by=request.actor, **data))
        if said is not None:
            messages.success(request, "Merci : vos réponses sont enregistrées.")
            return redirect("home:home")
    return page(request, "certification/surveys/answer.html", {"form": form, "survey": survey})


@interface.refusals
@access.roles(Role.CANDIDATE)
def decline_own(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A holder who is signed in wants to be asked nothing any more."""
    survey = access.get_or_404(permissions.own_surveys(request.actor), pk=pk)
    actions.decline_own(survey, by=request.actor)
    messages.success(request, "C’est noté : vous ne serez plus interrogé sur ce titre.")
    return redirect("home:home")
