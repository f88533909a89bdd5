"""The office asks for papers and decides."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from ccas import access, interface
from ccas.interface.forms import page, run
from certification.vae import actions
from certification.vae.documents import drafted_decision
from certification.vae.forms import DecisionForm, PapersForm
from certification.vae.messages import drafted
from certification.vae.views.pages import visible

form_view = require_http_methods(["GET", "HEAD", "POST"])


@form_view
@access.roles("officer")
def ask(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say which papers lack."""
    application = visible(request, pk)
    form = PapersForm(request.POST or None)
    if request.method == "POST" and run(
        request,
        form,
        lambda data: actions.ask_for_papers(application, by=request.actor, **data),
    ):
        messages.success(request, "Les pièces sont demandées ; le délai court de leur réception.")
        return redirect("vae:detail", pk=application.pk)
    return page(
        request,
        "certification/vae/step.html",
        {
            "form": form,
            "application": application,
            "title": "Demander des pièces",
            "button": "Envoyer la demande de pièces",
        },
    )


@form_view
@access.roles("officer")
def decide(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Admissible or refused: the letter and the mail are read first, then leave with the act."""
    application = visible(request, pk)
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and "apercu" in request.POST and form.is_valid():
        letter = drafted_decision(application, **form.cleaned_data)
        subject, mail = drafted(application, "decided")
        return page(
            request,
            "certification/vae/decision_preview.html",
            {
                "form": form,
                "said": form.cleaned_data,
                "application": application,
                "letter": letter,
                "subject": subject,
                "mail": mail.strip(),
            },
        )
    corrects = "corriger" in request.POST
    if (
        request.method == "POST"
        and not corrects
        and run(request, form, lambda data: actions.decide(application, by=request.actor, **data))
    ):
        messages.success(request, "La décision est prise ; la lettre part au candidat.")
        return redirect("vae:detail", pk=application.pk)
    return page(
        request,
        "certification/vae/step.html",
        {
            "form": form,
            "application": application,
            "title": "Décider de la recevabilité",
            "button": "Relire la lettre avant de décider",
            "button_name": "apercu",
        },
    )


@interface.refusals
@access.roles("officer", "candidate")
def settle(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Two months have passed: hand over the attestation without waiting for the night’s job."""
    application = visible(request, pk)
    if actions.settle_silence(application, by=request.actor):
        messages.success(request, "L’attestation de recevabilité est établie.")
    else:
        messages.info(request, "Les deux mois ne sont pas écoulés, ou l’attestation est établie.")
    return redirect("vae:detail", pk=application.pk)
