"""What a candidate or an officer types about a practice."""

from typing import Any

from django import forms

from assessments.people.models import Employer, Unit
from assessments.practice.models import Attestation, AttestationRequest, Interruption, Stint
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


class RequestForm(ModelForm):
    """Who is asked to attest."""

    class Meta:
        model = AttestationRequest
        fields = ["supervisor_name", "service", "email"]
        labels = {
            "supervisor_name": "Grade, prénom et nom du responsable",
            "service": "Son service",
            "email": "Son adresse professionnelle",
        }
        help_texts = {
            "service": "Le centre ou la direction où il sert, comme dans l’annuaire.",
            "email": "Nominative et de son service : le gestionnaire la vérifie ensuite.",
        }
        widgets = {"email": forms.EmailInput(attrs={"autocomplete": "off"})}

    def _post_clean(self) -> None:
        """The action judges."""


class AnswerForm(Form):
    """What a supervisor answers from a link, on a phone."""

    answer = forms.ChoiceField(
        label="Votre réponse",
        choices=[("yes", "J’atteste cette période"), ("no", "Je ne peux pas l’attester")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez l’une des deux réponses."},
    )
    covers_from = forms.DateField(label="Premier jour attesté", required=False)
    covers_until = forms.DateField(label="Dernier jour attesté", required=False)
    signed_name = forms.CharField(label="Vos grade, prénom et nom", max_length=150, required=False)
    signed_function = forms.CharField(label="Votre fonction", max_length=150, required=False)
    sworn = forms.BooleanField(
        label="J’encadrais cette personne, et j’atteste sur l’honneur l’exactitude de ce qui"
        " précède.",
        required=False,
    )
    reason = forms.CharField(
        label="Si vous n’attestez pas : pourquoi",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Le candidat lit cette phrase.",
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("answer") == "yes" and not data.get("sworn"):
            self.add_error("sworn", "Cochez cette case pour attester.")
        return data


class CheckForm(Form):
    """How an officer recognised who answered."""

    checked_how = forms.CharField(
        label="Comment vous avez reconnu le service et l’adresse",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Par exemple : annuaire interministériel, ou appel du standard le 3 novembre.",
    )


class RejectForm(Form):
    """Why an answer is put aside."""

    reason = forms.CharField(
        label="Motif",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Le candidat le lit, et peut faire une autre demande.",
    )
