"""What a candidate or an officer types about an appeal."""

from typing import Any

from django import forms

from ccas import clock
from ccas.interface.forms import Form
from certification.appeals import rules
from certification.juries.models import Jury
from certification.vae.rules.territories import TERRITORIES

PLACES = [(code, place.label) for code, place in TERRITORIES.items()]


class OwnAppealForm(Form):
    """A candidate challenges a decision."""

    grounds = forms.CharField(
        label="Pourquoi vous contestez cette décision",
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=5000,
        help_text="Ce que le jury n’a pas vu ou pas dit, une erreur de fait, une irrégularité. Vous"
        " pouvez citer des pièces : le service vous les demandera.",
    )
    territory = forms.ChoiceField(
        label="Où vous résidez",
        choices=PLACES,
        help_text="Outre-mer et à l’étranger, le délai pour contester est plus long.",
    )


class PaperAppealForm(Form):
    """An officer registers an appeal that came on paper, or that a court notified."""

    kind = forms.ChoiceField(
        label="Nature du recours", choices=list(rules.KINDS.items()), widget=forms.RadioSelect
    )
    received_on = forms.DateField(
        label="Reçu le",
        initial=clock.today,
        help_text="Date d’arrivée du courrier, ou de la notification par le greffe.",
    )
    reference = forms.CharField(
        label="Numéro du courrier ou de la requête",
        max_length=200,
        required=False,
        help_text="Obligatoire pour un recours contentieux.",
    )
    territory = forms.ChoiceField(label="Le candidat réside", choices=PLACES)
    grounds = forms.CharField(
        label="Ce que dit le recours",
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=5000,
    )


class AnswerForm(Form):
    """The answer to an appeal, with its reasons."""

    accepts = forms.ChoiceField(
        label="Réponse",
        choices=[
            ("refuse", "Rejeter le recours"),
            ("accept", "Accepter : la décision est annulée, un autre jury entend le candidat"),
        ],
        widget=forms.RadioSelect,
    )
    decided_on = forms.DateField(label="Date du jugement")
    decision_reference = forms.CharField(label="Numéro du jugement", max_length=200)
    reasons = forms.CharField(
        label="Motifs",
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=5000,
        help_text="Un par ligne : ils s’impriment tels quels dans la lettre.",
    )

    def __init__(self, *args: Any, in_court: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not in_court:
            del self.fields["decided_on"], self.fields["decision_reference"]
        else:
            self.fields["accepts"].choices = [  # type: ignore[attr-defined]
                ("refuse", "Le tribunal rejette le recours"),
                ("accept", "Le tribunal annule la décision : un autre jury entend le candidat"),
            ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "accepts" in data:
            data["accepts"] = data["accepts"] == "accept"
        return data


class JuryChoiceForm(Form):
    """Which jury hears the candidate anew."""

    jury = forms.ModelChoiceField(
        label="Jury",
        queryset=Jury.objects.none(),
        empty_label="Choisir un jury",
        help_text="Les jurys à venir de cette certification, sans celui dont la décision est"
        " annulée. Qui a siégé dans le premier y est déporté d’office pour ce candidat.",
    )

    def __init__(self, *args: Any, juries: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["jury"]
        field.queryset = juries
        field.label_from_instance = lambda one: f"{one.name}, le {one.sits_on:%d/%m/%Y}"
