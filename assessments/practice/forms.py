"""What a candidate or an officer types about a practice."""

from typing import Any

from django import forms

from assessments.people.models import Employer, Unit
from assessments.practice.models import Attestation, Interruption, Stint
from ccas import clock
from ccas.interface.forms import Form, ModelForm


class StintForm(ModelForm):
    """A stint; the dates are checked against each other by the action."""

    employer = forms.ModelChoiceField(
        label="Employeur", queryset=Employer.objects.order_by("name"), empty_label="Choisissez"
    )
    unit = forms.ModelChoiceField(
        label="Centre opérationnel",
        queryset=Unit.objects.order_by("name"),
        empty_label="Choisissez",
        help_text="S’il manque à la liste, le gestionnaire de la certification l’ajoute.",
    )
    working_time_percent = forms.IntegerField(
        label="Temps de travail, en pourcent", min_value=1, max_value=100, initial=100
    )

    class Meta:
        model = Stint
        fields = [
            "employer", "unit", "function", "starts_on", "ends_on", "working_time_percent",
        ]  # fmt: skip
        labels = {
            "function": "Fonction exercée",
            "starts_on": "Premier jour",
            "ends_on": "Dernier jour",
        }
        help_texts = {"ends_on": "Laissez vide tant que vous occupez ce poste."}

    def _post_clean(self) -> None:
        """The action judges: its sentences name the dates, the constraints' ones do not."""


class InterruptionForm(ModelForm):
    """Days of a stint that do not count."""

    class Meta:
        model = Interruption
        fields = ["starts_on", "ends_on"]
        labels = {"starts_on": "Premier jour d’interruption", "ends_on": "Dernier jour"}
        help_texts = {"ends_on": "Laissez vide tant que l’interruption dure."}

    def _post_clean(self) -> None:
        """The action judges."""


class AttestationForm(ModelForm):
    """What the supervisor's paper says."""

    class Meta:
        model = Attestation
        fields = [
            "covers_from", "covers_until", "supervisor_name", "supervisor_function", "signed_on",
            "reference",
        ]  # fmt: skip
        labels = {
            "covers_from": "Premier jour attesté",
            "covers_until": "Dernier jour attesté",
            "supervisor_name": "Nom du responsable",
            "supervisor_function": "Fonction du responsable",
            "signed_on": "Attestation signée le",
            "reference": "Référence de la pièce",
        }
        help_texts = {"reference": "Celle sous laquelle le papier est classé."}

    def __init__(self, *args: Any, stint: Stint, **kwargs: Any) -> None:
        initial = {"covers_from": stint.starts_on, "covers_until": stint.ends_on or clock.today()}
        super().__init__(*args, initial=initial, **kwargs)

    def _post_clean(self) -> None:
        """The action judges."""


class VoidForm(Form):
    """Why an attestation no longer counts."""

    reason = forms.CharField(
        label="Motif de l’annulation",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="L’attestation reste au dossier avec ce motif ; ses jours ne comptent plus.",
    )
