"""What a holder chooses when they make a link."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from assessments.candidates.models import Enrolment
from ccas import clock
from ccas.interface.forms import Form
from ccas.periods import add_months
from certification.register.models import ShareScope
from certification.register.rules import SHARE_MONTHS


class ShareForm(Form):
    """What the link shows, until when, and for whom."""

    enrolment = forms.ModelChoiceField(label="Titre", queryset=Enrolment.objects.none())
    scope = forms.ChoiceField(
        label="Ce que le lien montre", choices=ShareScope.choices, widget=forms.RadioSelect
    )
    ends_on = forms.DateField(
        label="Dernier jour",
        help_text=f"Le lien s’éteint le soir de ce jour ; {SHARE_MONTHS} mois au plus.",
    )
    label = forms.CharField(
        label="Pour qui",
        max_length=80,
        required=False,
        help_text="Pour vous y retrouver ; n’est pas montré à qui ouvre le lien.",
    )

    def __init__(self, data: Any, enrolments: QuerySet[Enrolment]) -> None:
        super().__init__(data, initial={"ends_on": add_months(clock.today(), 1), "scope": "title"})
        field = self.fields["enrolment"]
        field.queryset = enrolments  # type: ignore[attr-defined]
        field.label_from_instance = _title  # type: ignore[attr-defined]
        if len(enrolments) == 1:
            field.initial = enrolments[0]
            field.widget = field.hidden_widget()


def _title(enrolment: Enrolment) -> str:
    return f"{enrolment.revision.qualification.code} — {enrolment.revision.title}"
