"""Candidates on screen: the list, a candidate's page, and the forms that write in the file."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from assessments.candidates import actions, forms
from assessments.candidates.accounts import invite_candidate
from assessments.candidates.models import AcquiredBlock, Candidate, Enrolment, EnrolmentState
from assessments.candidates.openings import openings
from assessments.candidates.permissions import (
    READERS,
    WRITERS,
    as_told,
    candidates_seen_by,
    held_blocks_told_to,
    histories_seen_by,
    may_list,
    may_see_history,
    may_see_identity,
    may_write,
)
from assessments.candidates.roll import lines, search
from assessments.candidates.rules import birth_text
from assessments.candidates.standing import standings
from assessments.people.directory import listed_name
from assessments.people.models import Person
from ccas import access, interface
from ccas.interface.components import NextStep
from ccas.interface.forms import Form, page, run

readers = access.roles(*READERS)
writers = access.roles(*WRITERS)
form_view = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@readers
def listing(request: HttpRequest) -> HttpResponse:
    """Every candidate, by name, qualification, route and state."""
    form = forms.CandidateFilter(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    candidates = search(candidates_seen_by(request.actor), **chosen)
    current, found = lines(candidates, page=request.GET.get("page"))
    return render(
        request,
        "assessments/candidates/list.html",
        {
            "form": form,
            "page_obj": current,
            "lines": found,
            "filtered": any(chosen.values()),
            "may_write": may_write(request.actor),
        },
    )


@require_safe
@access.roles("candidate")
def mine(request: HttpRequest) -> HttpResponse:
    """The file of the candidate who is signed in."""
    seen = candidates_seen_by(request.actor).select_related("person")
    candidate = seen.filter(person__user=request.actor.user_id).first()
    if candidate is None:
        return render(request, "assessments/candidates/none.html")
    return _file(request, candidate)


@require_safe
def detail(request: HttpRequest, pk: str) -> HttpResponse:
    """A candidate: the blocks of each enrolment first, then identity and ledger."""
    return _file(request, _candidate(request, pk))


@require_safe
@access.roles("candidate", "auditor")
def history(request: HttpRequest, pk: str) -> HttpResponse:
    """Who opened a candidate's file, and when."""
    seen = histories_seen_by(request.actor).select_related("person")
    candidate = access.get_or_404(seen, pk=pk)
    current, lines_shown = openings(candidate, page=request.GET.get("page"))
    return render(
        request,
        "assessments/candidates/history.html",
        {
            "candidate": candidate,
            "person": candidate.person,
            "own": candidate.person.user_id == request.actor.user_id,
            "page_obj": current,
            "openings": lines_shown,
        },
    )


def _file(request: HttpRequest, candidate: Candidate) -> HttpResponse:
    access.opened(request, candidate, whose=candidate.person.user_id, screen="file")
    told = held_blocks_told_to(request.actor)
    ledger = list(candidate.acquired.filter(told).order_by("acquired_on", "block_code"))
    enrolments = list(
        as_told(candidate.enrolments.all(), request.actor)
        .select_related("revision__qualification")
        .defer("revision__notice_xml", "revision__rules_toml")
        .prefetch_related("revision__blocks")
        .order_by("told_end", "-began_on")
    )
    enrolments.sort(key=lambda enrolment: enrolment.told_state != EnrolmentState.OPEN)
    own = candidate.person.user_id == request.actor.user_id
    writes = may_write(request.actor)
    return render(
        request,
        "assessments/candidates/detail.html",
        {
            "candidate": candidate,
            "person": candidate.person,
            "own": own,
            "standings": standings(enrolments, ledger, by=request.actor),
            "next_step": _next(candidate, enrolments) if writes else None,
            "birth": birth_text(candidate.birth_year, candidate.birth_month, candidate.birth_day),
            "ledger": ledger,
            "may_write": writes,
            "may_list": may_list(request.actor),
            "may_see_identity": may_see_identity(request.actor, candidate),
            "may_see_history": may_see_history(request.actor, candidate),
            "may_recognise": writes
            and any(enrolment.state == EnrolmentState.OPEN for enrolment in enrolments),
        },
    )


def _next(candidate: Candidate, enrolments: list[Enrolment]) -> NextStep | None:
    if not candidate.birth_place:
        return NextStep(
            sentence=(
                f"FranceConnect a donné le code du lieu de naissance ({candidate.birth_place_code})"
                ", pas son nom, que le titre portera."
            ),
            who="Vous",
            url=reverse("candidates:correct", kwargs={"pk": candidate.pk}),
            label="Compléter l’identité",
        )
    if enrolments:
        return None
    return NextStep(
        sentence=f"{candidate.person.display_name} n’a pas encore de parcours.",
        who="Vous",
        url=reverse("candidates:enrol", kwargs={"pk": candidate.pk}),
        label="Inscrire à une certification",
    )


@form_view
@writers
def register(request: HttpRequest) -> HttpResponse:
    """Register a candidate; `?person=` names somebody of the directory."""
    person = None
    if chosen := request.GET.get("person", ""):
        unregistered = Person.objects.filter(candidate__isnull=True)
        person = access.get_or_404(unregistered, pk=chosen)
    form: Form = (forms.BirthForm if person else forms.RegisterForm)(request.POST or None)
    if request.method == "POST":
        candidate = run(
            request,
            form,
            lambda data: actions.register_candidate(by=request.actor, person=person, **data),
        )
        if isinstance(candidate, Candidate):
            messages.success(
                request,
                f"{candidate.person.display_name} est inscrit sous le numéro {candidate.number}.",
            )
            return redirect("candidates:detail", pk=candidate.pk)
    return page(
        request,
        "assessments/candidates/register.html",
        {"form": form, "person": person, "known": forms.KnownPersonForm()},
    )


@form_view
@writers
def correct(request: HttpRequest, pk: str) -> HttpResponse:
    """Correct the civil identity."""
    candidate = _candidate(request, pk)
    access.opened(request, candidate, whose=candidate.person.user_id, screen="identity")
    initial = forms.RegisterForm.values_of_candidate(candidate)
    return _about(
        request,
        candidate,
        forms.RegisterForm(request.POST or None, initial=initial),
        lambda data: actions.correct_identity(candidate, by=request.actor, **data),
        title="Corriger l’identité",
        lead="Les documents déjà délivrés gardent ce qu’ils disent.",
        done="L’identité est corrigée.",
    )


@interface.refusals
@writers
def invite(request: HttpRequest, pk: str) -> HttpResponse:
    """Tie the file to an account, invited if it is new."""
    candidate = _candidate(request, pk)
    user = invite_candidate(candidate, by=request.actor)
    messages.success(request, f"Le dossier s’ouvre par le compte {user.email}.")
    return redirect("candidates:detail", pk=candidate.pk)


@form_view
@writers
def enrol(request: HttpRequest, pk: str) -> HttpResponse:
    """Begin a way to a qualification."""
    candidate = _candidate(request, pk)
    return _about(
        request,
        candidate,
        forms.EnrolmentForm(request.POST or None),
        lambda data: actions.enrol(candidate, by=request.actor, **data),
        title="Inscrire à une certification",
        lead="Le parcours reste sous la révision de la certification où il commence.",
        done="Le parcours est ouvert.",
    )


@form_view
@writers
def equivalence(request: HttpRequest, pk: str) -> HttpResponse:
    """Record a block held by equivalence."""
    candidate = _candidate(request, pk)
    return _about(
        request,
        candidate,
        forms.EquivalenceForm(request.POST or None, candidate=candidate),
        lambda data: actions.record_equivalence(candidate, by=request.actor, **data),
        title="Reconnaître un bloc par équivalence",
        lead="Un bloc acquis le reste ; seul un acte daté peut le retirer.",
        done="Le bloc est reconnu.",
    )


@form_view
@writers
def close(request: HttpRequest, pk: str) -> HttpResponse:
    """Close an enrolment without a title."""
    enrolments = Enrolment.objects.filter(candidate__in=candidates_seen_by(request.actor))
    enrolment = access.get_or_404(
        enrolments.select_related("candidate__person", "revision__qualification"), pk=pk
    )
    code = enrolment.revision.qualification.code
    return _about(
        request,
        enrolment.candidate,
        forms.CloseForm(request.POST or None),
        lambda data: actions.close_enrolment(enrolment, by=request.actor, **data),
        title=f"Clore le parcours vers {code}",
        lead="Le parcours s’arrête sans titre. Les blocs acquis restent acquis.",
        done="Le parcours est clos.",
    )


@form_view
@writers
def end_block(request: HttpRequest, pk: str) -> HttpResponse:
    """End a held block by a dated act."""
    rows = AcquiredBlock.objects.filter(candidate__in=candidates_seen_by(request.actor))
    acquired = access.get_or_404(rows.select_related("candidate__person"), pk=pk)
    return _about(
        request,
        acquired.candidate,
        forms.EndBlockForm(request.POST or None),
        lambda data: actions.end_held_block(acquired, by=request.actor, **data),
        title=f"Retirer le bloc {acquired.block_code}",
        lead="La ligne du registre reste, avec l’acte qui y met fin.",
        done="Le retrait est enregistré.",
    )


def _candidate(request: HttpRequest, pk: str) -> Candidate:
    seen = candidates_seen_by(request.actor).select_related("person")
    return access.get_or_404(seen, pk=pk)


def _about(
    request: HttpRequest,
    candidate: Candidate,
    form: Form,
    action: Callable[[dict[str, Any]], Any],
    *,
    title: str,
    lead: str,
    done: str,
) -> HttpResponse:
    """A form about a candidate; back to their page once it is done."""
    address = reverse("candidates:detail", kwargs={"pk": candidate.pk})
    if request.method == "POST" and run(request, form, action):
        messages.success(request, done)
        return redirect(address)
    return page(
        request,
        "assessments/candidates/form.html",
        {
            "form": form,
            "title": title,
            "lead": lead,
            "back": address,
            "name": listed_name(candidate.person),
            "number": candidate.number,
        },
    )
