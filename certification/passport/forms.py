"""What the officer chooses and gives."""

from typing import Any

from django import forms

from ccas.interface.forms import Form
from certification.passport.reading import Owed
from certification.passport.rules.receipts import MOST


class ChoiceForm(Form):
    """Which of the titles that can leave are to leave now."""

    chosen = forms.MultipleChoiceField(
        label="Titres à déclarer",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choisissez au moins un titre."},
    )

    def __init__(self, *args: Any, owed: list[Owed], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        able = [one.award for one in owed if not one.problems]
        self.fields["chosen"].choices = [  # type: ignore[attr-defined]
            (str(award.pk), award.candidate.person.display_name) for award in able
        ]


class ReceiptForm(Form):
    """The receipt of the Caisse des Dépôts."""

    file = forms.FileField(
        label="Compte rendu de la Caisse des Dépôts (.xml)",
        error_messages={"empty": "Ce fichier est vide."},
    )

    def clean_file(self) -> Any:
        sent = self.cleaned_data["file"]
        if sent.size > MOST:
            raise forms.ValidationError("Ce fichier dépasse 5 Mo : ce n’est pas un compte rendu.")
        return sent
