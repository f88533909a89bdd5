"""The four questions, on a phone or at the telephone."""

from typing import Any

from django import forms

from ccas import clock
from ccas.interface.forms import Form
from ccas.interface.templatetags.interface import day
from certification.surveys import rules
from certification.surveys.models import InsertionSurvey

YES_NO = [("yes", "Oui"), ("no", "Non")]


class SurveyForm(Form):
    """What a holder answers. The second and third questions are for those who work."""

    situation = forms.ChoiceField(
        choices=list(rules.SITUATIONS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez votre situation."},
    )
    target_job = forms.ChoiceField(
        label="Si vous êtes en emploi : est-ce dans le métier visé par le titre ?",
        choices=YES_NO,
        widget=forms.RadioSelect,
        required=False,
    )
    contract = forms.ChoiceField(
        label="Si vous êtes en emploi : sous quel statut ?",
        choices=list(rules.CONTRACTS.items()),
        widget=forms.RadioSelect,
        required=False,
    )
    usefulness = forms.ChoiceField(
        label="Le titre vous a-t-il été utile ?",
        choices=list(rules.USES.items()),
        widget=forms.RadioSelect,
        error_messages={"required": "Dites si le titre vous a été utile."},
    )
    #: « Si vous êtes en emploi » says it better than « facultatif ».
    marks_optional = False

    def __init__(self, *args: Any, survey: InsertionSurvey, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["situation"].label = (
            f"Quelle était votre situation le {day(survey.refers_to)}, {survey.months} mois après"
            " votre titre ?"
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("situation") == rules.EMPLOYED:
            for name, sentence in (
                ("target_job", "Vous êtes en emploi : dites s’il est dans le métier visé."),
                ("contract", "Vous êtes en emploi : dites sous quel statut."),
            ):
                if name not in self.errors and not data.get(name):
                    self.add_error(name, sentence)
        said = data.get("target_job")
        data["target_job"] = {"yes": True, "no": False}.get(str(said))
        return data


class CallForm(SurveyForm):
    """The same, taken down by an officer."""

    called_on = forms.DateField(label="Date de l’appel", initial=clock.today)

    field_order = ["called_on"]
