"""What one fills when something goes wrong during a simulation."""

from typing import Any

from django import forms

from assessments.framework.models import Competency
from assessments.sessions.actions.incidents import DAY_SECONDS, REASON_LENGTH
from assessments.sessions.models import IncidentCategory, IncidentEffect, Simulation
from ccas import clock
from ccas.interface.forms import Form

CATEGORIES = {
    IncidentCategory.TECHNICAL: "Technique : poste, radio, téléphonie, logiciel",
    IncidentCategory.CANDIDATE: "Du côté du candidat : malaise, interruption",
    IncidentCategory.EVALUATOR: "Du côté des évaluateurs ou du plateau",
}
EFFECTS = {
    IncidentEffect.NONE: "Sans effet : l’évaluation vaut telle quelle",
    IncidentEffect.NEUTRALISE: "Des compétences ne comptent pas : elles valent « non observé »",
    IncidentEffect.REPLAY: "Rien ne compte : la mise en situation est à rejouer",
}


class IncidentForm(Form):
    """An incident, its effect, and the competencies it neutralises."""

    category = forms.ChoiceField(
        label="Nature", choices=list(CATEGORIES.items()), widget=forms.RadioSelect
    )
    minute = forms.IntegerField(
        label="Minute de l’épreuve",
        min_value=0,
        max_value=DAY_SECONDS // 60,
        required=False,
        help_text="Comptée depuis le début de la mise en situation ; vide si on ne la connaît pas.",
    )
    reason = forms.CharField(
        label="Ce qui s’est passé",
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Des faits : le jury les lira avec la grille.",
    )
    effect = forms.ChoiceField(
        label="Effet sur l’évaluation", choices=list(EFFECTS.items()), widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, simulation: Simulation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if simulation.started_at:
            end = simulation.ended_at or clock.now()
            self.initial.setdefault("minute", int((end - simulation.started_at).seconds // 60))
        lines: dict[tuple[str, str], list[tuple[int, str]]] = {}
        for pk, code, title, position, text in (
            Competency.objects.filter(block__simulations=simulation)
            .order_by("block__position", "position")
            .values_list("pk", "block__code", "block__title", "position", "text")
        ):
            lines.setdefault((code, title), []).append((pk, f"{position}. {text}"))
        self.block_fields = []
        for rank, ((code, title), choices) in enumerate(lines.items(), start=1):
            name = f"competencies_{rank}"
            self.block_fields.append(name)
            self.fields[name] = forms.TypedMultipleChoiceField(
                label=f"Compétences neutralisées — {code}, {title}",
                choices=choices,
                coerce=int,
                widget=forms.CheckboxSelectMultiple,
                required=False,
            )

    def values(self) -> dict[str, Any]:
        """What `report_incident` takes."""
        data = self.cleaned_data
        chosen = [pk for name in self.block_fields for pk in data[name]]
        minute = data["minute"]
        return {
            "category": data["category"],
            "effect": data["effect"],
            "reason": data["reason"],
            "second": None if minute is None else 60 * minute,
            "competencies": list(Competency.objects.filter(pk__in=chosen)),
        }


class WithdrawalForm(Form):
    """Why an incident is taken back."""

    reason = forms.CharField(
        label="Motif du retrait",
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="L’incident et son retrait restent tous les deux dans le dossier de la session.",
    )
