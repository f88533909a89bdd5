"""What one says of a token one makes."""

from typing import Any

from django import forms

from ccas.api.actions import LONGEST_DAYS, NAME_LENGTH, USUAL_DAYS
from ccas.api.rooms import scopes
from ccas.interface.forms import Form


class TokenForm(Form):
    """Its use, its scopes, its life."""

    name = forms.CharField(
        label="Usage",
        max_length=NAME_LENGTH,
        help_text="Par exemple : tableau de bord du bureau des concours.",
    )
    scopes = forms.MultipleChoiceField(
        label="Portées",
        help_text="Seulement celles dont l’usage a besoin.",
        widget=forms.CheckboxSelectMultiple,
    )
    days = forms.IntegerField(
        label="Durée de vie, en jours",
        min_value=1,
        max_value=LONGEST_DAYS,
        initial=USUAL_DAYS,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scopes"].choices = [(scope.code, scope.label) for scope in scopes()]
