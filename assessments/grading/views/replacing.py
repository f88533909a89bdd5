"""An evaluator who cannot go on, replaced on the day by another of the panel."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from assessments.grading import actions
from assessments.grading.actions.sheets import REASON_LENGTH
from assessments.people.models import Person
from assessments.sessions.models import Simulation
from assessments.sessions.permissions import plannable_simulations
from ccas import access
from ccas.interface.forms import Form, page, run


class ReplacementForm(Form):
    """Who leaves, who comes, and why."""

    old = forms.ModelChoiceField(
        label="Qui s’en va", queryset=Person.objects.none(), empty_label="Choisissez"
    )
    new = forms.ModelChoiceField(
        label="Qui vient",
        queryset=Person.objects.none(),
        empty_label="Choisissez",
        help_text="Parmi les évaluateurs de la session ; mêmes règles d’indépendance.",
    )
    reason = forms.CharField(
        label="Motif", max_length=REASON_LENGTH, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, simulation: Simulation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pair = Person.objects.filter(evaluations__simulation=simulation)
        session = simulation.registration.session
        panel = Person.objects.filter(panels__session=session).exclude(pk__in=pair.values("pk"))
        self.fields["old"].queryset = pair.order_by("sort_name", "pk")
        self.fields["new"].queryset = panel.order_by("sort_name", "pk")


@require_http_methods(["GET", "HEAD", "POST"])
@access.roles("officer")
def replace(request: HttpRequest, pk: object) -> HttpResponse:
    """Replace one of the pair; what the other has done stays."""
    simulation = access.get_or_404(
        plannable_simulations(request.actor).select_related("registration__session"), pk=pk
    )
    session = simulation.registration.session
    back = reverse("grading:room", args=[session.pk])
    form = ReplacementForm(request.POST or None, simulation=simulation)
    if request.method == "POST" and run(
        request,
        form,
        lambda data: actions.replace_evaluator(simulation, by=request.actor, **data) or True,
    ):
        messages.success(request, "L’évaluateur est remplacé ; sa grille est gardée.")
        return redirect(back)
    context = {"form": form, "simulation": simulation, "session": session, "back": back}
    candidate = simulation.registration.enrolment.candidate
    return page(request, "assessments/grading/replace.html", context | {"candidate": candidate})
