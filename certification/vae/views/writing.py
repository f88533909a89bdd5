"""The candidate writes: each step a page, saved as one types, submitted once complete."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from assessments.framework.models import QualificationRevision
from ccas import access, clock, interface
from ccas.interface import windows
from ccas.interface.forms import page, run
from certification.vae import actions, papers, permissions, reading
from certification.vae.forms import DeclarationForm, ExperienceForm, SituationForm
from certification.vae.models import EligibilityApplication, Experience
from certification.vae.papers import EXPERIENCE, IDENTITY, candidate_of
from certification.vae.views.pages import visible

form_view = require_http_methods(["GET", "HEAD", "POST"])


@interface.refusals
@access.roles("candidate")
def start(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Begin an application for a qualification."""
    revision = access.get_or_404(QualificationRevision.objects.all(), pk=pk)
    candidate = candidate_of(request.actor)
    if candidate is None:
        messages.error(
            request,
            "Votre compte n’est pas encore relié à un dossier de candidat : écrivez au service"
            " de formation qui vous suit.",
        )
        return redirect("vae:mine")
    application = actions.start_application(candidate, revision, by=request.actor)
    return redirect("vae:detail", pk=application.pk)


def _draft(request: HttpRequest, pk: UUID) -> EligibilityApplication:
    rows = permissions.written_applications(request.actor).prefetch_related("blocks")
    return access.get_or_404(rows, pk=pk)


def _saved_as_typed(request: HttpRequest, form: BaseForm, save: Any) -> HttpResponse | None:
    """Answer a script that saves while one types: what is valid is kept, the rest is named.

    What another window changed meanwhile is not written over: both answers are given back (409).
    """
    if request.headers.get("X-Autosave") != "1":
        return None
    form.is_valid()
    torn = windows.contradictions(form)
    kept = windows.changed_here(form) - {one.name for one in torn}
    changed = {name for name in kept if name in form.cleaned_data}
    if changed:
        save({name: form.cleaned_data[name] for name in changed})
    wrong = {name: [str(one) for one in errors] for name, errors in form.errors.items()}
    now = clock.paris(clock.now())
    said: dict[str, Any] = {"saved_at": f"{now:%H:%M:%S}", "wrong": wrong, "saved": sorted(changed)}
    if torn:
        said["torn"] = [
            {"name": one.name, "label": one.label, "standing": one.standing, "shown": one.shown}
            for one in torn
        ]
    return JsonResponse(said, status=409 if torn else 200)


def _saved_at_once(request: HttpRequest, form: BaseForm, save: Any) -> Any:
    """Save by the button: what this page changed, unless another window said otherwise."""

    def keep(data: dict[str, Any]) -> None:
        here = windows.changed_here(form)
        save({name: value for name, value in data.items() if name in here})

    if form.is_valid():
        for one in windows.contradictions(form):
            form.add_error(one.name, one.sentence)
    return run(request, form, keep)


@form_view
@access.roles("candidate")
def situation(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Situation, training, blocks aimed at."""
    application = _draft(request, pk)
    form = SituationForm(request.POST or None, instance=application)

    def save(data: dict[str, Any]) -> None:
        actions.save_answers(application, by=request.actor, **data)

    if request.method == "POST":
        answered = _saved_as_typed(request, form, save)
        if answered is not None:
            return answered
        if _saved_at_once(request, form, save):
            messages.success(request, "Votre situation est enregistrée.")
            return redirect("vae:detail", pk=application.pk)
    return page(
        request,
        "certification/vae/step.html",
        {
            "form": form,
            "application": application,
            "title": "Ma situation et les blocs visés",
            "button": "Enregistrer et revenir",
            "autosave": True,
            "read": windows.read_with(form),
        },
    )


@form_view
@access.roles("candidate")
def add(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Add an experience; those already there stand below."""
    application = _draft(request, pk)
    form = ExperienceForm(request.POST or None, instance=Experience(application=application))
    if request.method == "POST":
        made = run(
            request,
            form,
            lambda data: actions.add_experience(application, by=request.actor, **data),
        )
        if made:
            messages.success(request, "L’expérience est ajoutée : joignez son justificatif.")
            return redirect("vae:experience", pk=made.pk)
    kept = reading.files(application)
    return page(
        request,
        "certification/vae/step.html",
        {
            "form": form,
            "application": application,
            "title": "Ajouter une expérience",
            "button": "Ajouter cette expérience",
            "experiences": [(one, kept[one.pk]) for one in application.experiences.all()],
        },
    )


def _experience(request: HttpRequest, pk: UUID) -> Experience:
    drafts = permissions.written_applications(request.actor)
    rows = Experience.objects.filter(application__in=drafts).select_related(
        "application__revision__qualification", "application__candidate__person"
    )
    return access.get_or_404(rows, pk=pk)


@form_view
@access.roles("candidate")
def experience(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Change an experience, and send its proofs."""
    found = _experience(request, pk)
    form = ExperienceForm(request.POST or None, instance=found)

    def save(data: dict[str, Any]) -> None:
        actions.change_experience(found, by=request.actor, **data)

    if request.method == "POST":
        answered = _saved_as_typed(request, form, save)
        if answered is not None:
            return answered
        if _saved_at_once(request, form, save):
            messages.success(request, "L’expérience est enregistrée.")
            return redirect("vae:detail", pk=found.application_id)
    kept = papers.files_of([found.pk])
    return page(
        request,
        "certification/vae/step.html",
        {
            "form": form,
            "application": found.application,
            "title": found.function or "Mon expérience",
            "button": "Enregistrer et revenir",
            "autosave": True,
            "read": windows.read_with(form),
            "files": kept[found.pk],
            "kind": EXPERIENCE.code,
            "set_id": found.pk,
            "upload_label": "Justificatifs de cette expérience",
            "removable": found,
        },
    )


@interface.refusals
@access.roles("candidate")
def forget(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take an experience out of the draft."""
    found = _experience(request, pk)
    actions.remove_experience(found, by=request.actor)
    messages.success(request, "L’expérience est retirée.")
    return redirect("vae:detail", pk=found.application_id)


@access.roles("candidate")
@require_http_methods(["GET", "HEAD"])
def identity(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Send an identity paper."""
    application = _draft(request, pk)
    return page(
        request,
        "certification/vae/step.html",
        {
            "application": application,
            "title": "Ma pièce d’identité",
            "files": papers.files_of([application.pk])[application.pk],
            "kind": IDENTITY.code,
            "set_id": application.pk,
            "upload_label": "Recto et verso, lisibles",
            "note": (
                "Une mention « Copie réservée à la demande de VAE » y sera portée, et la copie"
                " sera effacée une fois la décision définitive."
            ),
        },
    )


@form_view
@access.roles("candidate")
def declaration(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The sworn statement."""
    application = _draft(request, pk)
    form = DeclarationForm(request.POST or None, initial={"sworn": application.sworn})
    if request.method == "POST" and run(
        request, form, lambda data: actions.save_answers(application, by=request.actor, **data)
    ):
        messages.success(request, "Votre déclaration est enregistrée.")
        return redirect("vae:detail", pk=application.pk)
    return page(
        request,
        "certification/vae/step.html",
        {
            "form": form,
            "application": application,
            "title": "La déclaration sur l’honneur",
            "button": "Signer la déclaration",
        },
    )


@interface.refusals
@access.roles("candidate")
def submit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Submit the application."""
    application = actions.submit(_draft(request, pk), by=request.actor)
    messages.success(
        request,
        "Votre demande est déposée. L’accusé de réception sera ici dans quelques secondes.",
    )
    return redirect("vae:detail", pk=application.pk)


@interface.refusals
@access.roles("candidate")
def abandon(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take one's application back."""
    application = actions.abandon(visible(request, pk), by=request.actor)
    messages.success(request, "Votre demande est retirée.")
    return redirect("vae:detail", pk=application.pk)
