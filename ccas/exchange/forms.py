"""What a person chooses when they take a list away."""

from typing import Any

from django import forms

from ccas.exchange.lists import Listing
from ccas.exchange.models import FileForm
from ccas.interface.forms import Form


class _Columns(forms.CheckboxSelectMultiple):
    inline = True


class _Forms(forms.RadioSelect):
    inline = True


class ImportForm(Form):
    """A spreadsheet, or the lines of one that was just read."""

    marks_optional = False

    file = forms.FileField(
        label="Fichier",
        help_text="CSV ou XLSX, 1 Mo et 2000 lignes au plus, avec les colonnes de l’export.",
        required=False,
    )
    rows = forms.CharField(required=False, widget=forms.HiddenInput, max_length=2_000_000)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("file") and not data.get("rows") and not self.errors:
            self.add_error("file", "Choisissez un fichier CSV ou XLSX.")
        return data

    def content(self) -> bytes:
        """The bytes of a valid form."""
        file = self.cleaned_data["file"]
        return file.read() if file else self.cleaned_data["rows"].encode()


class ExportForm(Form):
    """Columns and form of the file."""

    columns = forms.MultipleChoiceField(
        label="Colonnes",
        widget=_Columns,
        error_messages={
            "required": "Choisissez au moins une colonne.",
            "invalid_choice": "Cette colonne n’existe pas.",
        },
    )
    form = forms.ChoiceField(
        label="Fichier",
        widget=_Forms,
        choices=FileForm.choices,
        error_messages={"required": "Choisissez un classeur (XLSX) ou un texte (CSV)."},
    )

    def __init__(self, *args: Any, listing: Listing, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["columns"].choices = [  # type: ignore[attr-defined]
            (column.key, column.title) for column in listing.columns
        ]
