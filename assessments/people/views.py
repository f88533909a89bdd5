"""The directory: search, a person's page, and the forms that add to it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from assessments.people import actions, forms
from assessments.people.capacities import known_capacities
from assessments.people.directory import lines, listed_name, search
from assessments.people.models import Employer, Entity, Person, Posting, Unit
from assessments.people.permissions import (
    READERS,
    WRITERS,
    may_read_directory,
    may_say_availability,
    may_write,
    people_seen_by,
)
from assessments.people.roles import roles_of
from ccas import access, clock
from ccas.interface.forms import Form, page, run

readers = access.roles(*READERS)
writers = access.roles(*WRITERS)
form_view = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@readers
def directory(request: HttpRequest) -> HttpResponse:
    """Everybody known, by name, entity and capacity."""
    form = forms.DirectoryFilter(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    day = clock.today()
    people = search(people_seen_by(request.actor), day=day, **chosen)
    current, found = lines(people, page=request.GET.get("page"), day=day, labels=form.labels)
    return render(
        request,
        "assessments/people/list.html",
        {
            "form": form,
            "page_obj": current,
            "lines": found,
            "filtered": any(chosen.values()),
            "may_write": may_write(request.actor),
        },
    )


@require_safe
def detail(request: HttpRequest, pk: str) -> HttpResponse:
    """A person: postings, accreditations, links, availability. Oneself, or a reader."""
    person = access.get_or_404(people_seen_by(request.actor), pk=pk)
    labels = {code: known.label for code, known in known_capacities().items()}
    links = [
        *(
            (link, link.get_kind_display(), link.other)
            for link in _links(person.links_from, "other")
        ),
        *(
            (link, f"{link.get_kind_display()} (par)", link.person)
            for link in _links(person.links_to, "person")
        ),
    ]
    return render(
        request,
        "assessments/people/detail.html",
        {
            "person": person,
            "postings": person.postings.select_related("unit__entity").order_by("-starts_on"),
            "accreditations": [
                (row, labels.get(row.capacity, row.capacity))
                for row in person.accreditations.select_related("entity").order_by("-starts_on")
            ],
            "links": links,
            "roles": roles_of(person, request.actor),
            "availabilities": person.availabilities.filter(ends_at__gte=clock.now()),
            "today": clock.today(),
            "may_write": may_write(request.actor),
            "may_read_directory": may_read_directory(request.actor),
            "may_say_availability": may_say_availability(request.actor, person),
        },
    )


def _links(manager: Any, end: str) -> Any:
    return manager.select_related(end).order_by("-starts_on", "pk")


@form_view
@writers
def create(request: HttpRequest) -> HttpResponse:
    """Add a person."""
    form = forms.PersonForm(request.POST or None)
    if request.method == "POST":
        person = run(request, form, lambda data: actions.create_person(by=request.actor, **data))
        if isinstance(person, Person):
            messages.success(request, f"{person.display_name} est dans l’annuaire.")
            return redirect("people:detail", pk=person.pk)
    return _form_page(request, form, "Ajouter une personne", "Ajouter", reverse("people:list"))


@form_view
@writers
def correct(request: HttpRequest, pk: str) -> HttpResponse:
    """Correct a person's identity."""
    person = access.get_or_404(people_seen_by(request.actor), pk=pk)
    return _about(
        request,
        person,
        forms.PersonForm(request.POST or None, initial=forms.PersonForm.values_of(person)),
        lambda data: actions.correct_person(person, by=request.actor, **data),
        title="Corriger l’identité",
        done="L’identité est corrigée.",
    )


@form_view
@writers
def post(request: HttpRequest, pk: str) -> HttpResponse:
    """Record where a person serves."""
    person = access.get_or_404(people_seen_by(request.actor), pk=pk)
    return _about(
        request,
        person,
        forms.PostingForm(request.POST or None),
        lambda data: actions.post_person(person, by=request.actor, **data),
        title="Ajouter une affectation",
        done="L’affectation est enregistrée.",
    )


@form_view
@writers
def end_posting(request: HttpRequest, pk: str) -> HttpResponse:
    """Say when a posting ended."""
    postings = Posting.objects.filter(person__in=people_seen_by(request.actor))
    posting = access.get_or_404(postings.select_related("person", "unit"), pk=pk)
    return _about(
        request,
        posting.person,
        forms.EndPostingForm(request.POST or None),
        lambda data: actions.end_posting(posting, by=request.actor, **data),
        title=f"Terminer l’affectation à {posting.unit.name}",
        done="La fin de l’affectation est enregistrée.",
    )


@form_view
@writers
def accredit(request: HttpRequest, pk: str) -> HttpResponse:
    """Record in what capacity a person may sit."""
    person = access.get_or_404(people_seen_by(request.actor), pk=pk)
    return _about(
        request,
        person,
        forms.AccreditationForm(request.POST or None),
        lambda data: actions.accredit_person(person, by=request.actor, **data),
        title="Ajouter une habilitation",
        done="L’habilitation est enregistrée.",
    )


@form_view
@writers
def link(request: HttpRequest, pk: str) -> HttpResponse:
    """Record what ties a person to another."""
    person = access.get_or_404(people_seen_by(request.actor), pk=pk)
    return _about(
        request,
        person,
        forms.LinkForm(request.POST or None, person=person),
        lambda data: actions.record_link(person, by=request.actor, **data),
        title="Ajouter un lien",
        done="Le lien est enregistré.",
        lead=f"{person.display_name}…",
    )


@form_view
def availability(request: HttpRequest, pk: str) -> HttpResponse:
    """Say when a person is free: whoever writes the directory, or the person."""
    person = access.get_or_404(people_seen_by(request.actor), pk=pk)
    if not may_say_availability(request.actor, person):
        raise Http404
    return _about(
        request,
        person,
        forms.AvailabilityForm(request.POST or None),
        lambda data: actions.record_availability(person, by=request.actor, **data),
        title="Dire une disponibilité",
        done="La disponibilité est enregistrée.",
    )


@require_safe
@readers
def units(request: HttpRequest) -> HttpResponse:
    """Entities, units and employers."""
    return render(
        request,
        "assessments/people/units.html",
        {
            "entities": Entity.objects.all(),
            "units": Unit.objects.select_related("entity", "employer"),
            "employers": Employer.objects.all(),
            "may_write": may_write(request.actor),
        },
    )


@form_view
@writers
def create_unit(request: HttpRequest) -> HttpResponse:
    """Add a unit."""
    form = forms.UnitForm(request.POST or None)
    if request.method == "POST" and run(
        request, form, lambda data: actions.create_unit(by=request.actor, **data)
    ):
        messages.success(request, "L’unité est ajoutée.")
        return redirect("people:units")
    return _form_page(request, form, "Ajouter une unité", "Ajouter", reverse("people:units"))


@form_view
@writers
def create_employer(request: HttpRequest) -> HttpResponse:
    """Add an employer."""
    form = forms.EmployerForm(request.POST or None)
    if request.method == "POST" and run(
        request, form, lambda data: actions.create_employer(by=request.actor, **data)
    ):
        messages.success(request, "L’employeur est ajouté.")
        return redirect("people:units")
    return _form_page(request, form, "Ajouter un employeur", "Ajouter", reverse("people:units"))


def _about(
    request: HttpRequest,
    person: Person,
    form: Form,
    action: Callable[[dict[str, Any]], Any],
    *,
    title: str,
    done: str,
    lead: str = "",
) -> HttpResponse:
    """A form about a person; back to their page once it is done."""
    address = reverse("people:detail", kwargs={"pk": person.pk})
    if request.method == "POST" and run(request, form, action):
        messages.success(request, done)
        return redirect(address)
    return _form_page(request, form, title, "Enregistrer", address, listed_name(person), lead)


def _form_page(
    request: HttpRequest,
    form: Form,
    title: str,
    button: str,
    back: str,
    person: str = "",
    lead: str = "",
) -> HttpResponse:
    return page(
        request,
        "assessments/people/form.html",
        {
            "form": form,
            "title": title,
            "button": button,
            "back": back,
            "person": person,
            "lead": lead,
            "may_read_directory": may_read_directory(request.actor),
        },
    )
