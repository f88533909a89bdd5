"""Which figures are looked at."""

from collections.abc import Mapping
from typing import Any

from django import forms

from assessments.framework.models import Qualification
from ccas.interface.forms import Form
from certification.figures.reading import years_of

UNKNOWN = "Ce choix ne désigne rien de connu : choisissez-en un autre."


class FiguresFilter(Form):
    """A qualification and the year detailed; the first and the latest by default."""

    marks_optional = False
    certification = forms.ChoiceField(
        label="Certification", required=False, error_messages={"invalid_choice": UNKNOWN}
    )
    annee = forms.ChoiceField(
        label="Année détaillée", required=False, error_messages={"invalid_choice": UNKNOWN}
    )

    def __init__(self, data: Mapping[str, Any], **options: Any) -> None:
        super().__init__(data, **options)
        self.qualifications = {one.code: one for one in Qualification.objects.order_by("code")}
        code = data.get("certification") or next(iter(self.qualifications), "")
        self.qualification = self.qualifications.get(code)
        self.years = years_of(self.qualification) if self.qualification else []
        self.fields["certification"].choices = [  # type: ignore[attr-defined]
            (each, each) for each in self.qualifications
        ]
        self.fields["annee"].choices = [("", "La dernière")] + [  # type: ignore[attr-defined]
            (str(each), str(each)) for each in self.years
        ]

    @property
    def year(self) -> int | None:
        """The year chosen; None for the latest."""
        return int(self.cleaned_data["annee"]) if self.cleaned_data.get("annee") else None
