"""What an administrator says of a system to tell."""

from typing import Any

from django import forms

from ccas.interface.forms import Form
from ccas.webhooks import kinds
from ccas.webhooks.actions import NAME_LENGTH
from ccas.webhooks.rules import LONGEST_ADDRESS


class EndpointForm(Form):
    """Its name, its address, what it is told of."""

    name = forms.CharField(
        label="Système",
        max_length=NAME_LENGTH,
        help_text="Par exemple : gestion des ressources humaines de la brigade.",
    )
    address = forms.CharField(
        label="Adresse",
        max_length=LONGEST_ADDRESS,
        help_text="En https, sur une machine publique. De sa réponse, seul le code est lu.",
    )
    wanted = forms.MultipleChoiceField(label="Événements", widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["wanted"].choices = [
            (kind.code, f"{kind.code} – {kind.says}") for kind in kinds.all_kinds()
        ]
