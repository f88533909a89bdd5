"""What a person says when they ask to be erased, and what they are answered."""

from django import forms

from ccas.interface.forms import Form


class AskForm(Form):
    """sure: said by the person, since nothing brings back what is erased."""

    reason = forms.CharField(
        label="Pourquoi", required=False, widget=forms.Textarea(attrs={"rows": 3}), max_length=1000
    )
    sure = forms.BooleanField(
        label="J’ai téléchargé ce que je veux garder : rien de ce qui est effacé ne revient.",
        error_messages={"required": "Cochez la case : rien de ce qui est effacé ne revient."},
    )


class RefuseForm(Form):
    """Why nothing is erased."""

    answer = forms.CharField(
        label="Raison du refus",
        help_text="La personne la lit.",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
    )
