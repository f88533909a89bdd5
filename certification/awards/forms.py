"""What the officer types."""

from django import forms

from ccas.interface.forms import Form


class PublicationForm(Form):
    """When the results may be published at the earliest."""

    not_before = forms.DateTimeField(
        label="Publication au plus tôt",
        help_text="Heure de Paris. Les résultats restent cachés jusque-là.",
    )


class SearchForm(Form):
    """A line of the register: by name, candidate number or qualification."""

    q = forms.CharField(label="Nom, numéro de candidat ou code de la certification", required=False)
