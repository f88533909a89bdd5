"""What the list of messages is narrowed by."""

from django import forms

from ccas.interface.forms import Form
from ccas.outbox.models import MessageState


class MessageFilter(Form):
    """The filters of the list: an address that one can share."""

    marks_optional = False

    etat = forms.ChoiceField(
        label="État",
        required=False,
        choices=[
            ("", "Tous"),
            *((value, word.capitalize()) for value, word in MessageState.choices),
        ],
    )
    a = forms.CharField(label="Adresse", required=False, max_length=254)
