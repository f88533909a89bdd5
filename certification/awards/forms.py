"""What the officer types."""

from typing import Any

from django import forms

from assessments.framework.models import Qualification
from assessments.people.models import Person
from ccas.interface.forms import Form
from certification.awards.rules import REISSUE_GROUNDS
from certification.vae.rules.withdrawal import GROUNDS


class PublicationForm(Form):
    """When the results may be published at the earliest."""

    not_before = forms.DateTimeField(
        label="Publication au plus tôt",
        help_text="Heure de Paris. Les résultats restent cachés jusque-là.",
    )


class NoticeForm(Form):
    """The letter of a result was handed over on paper."""

    notified_on = forms.DateField(
        label="Remise le",
        help_text="Date de la remise, ou de l’avis de réception. Le délai de recours court de ce "
        "jour.",
    )
    reference = forms.CharField(
        label="Ce qui le prouve",
        max_length=200,
        help_text="Par exemple : recommandé n° 1A 203 458 7741 0, ou reçu signé sur place.",
    )


class SignatoryForm(Form):
    """Who signs for the certifier, and by which act."""

    qualification = forms.ModelChoiceField(
        label="Certification",
        queryset=Qualification.objects.none(),
        empty_label="Choisir une certification",
    )
    person = forms.ModelChoiceField(
        label="Signataire",
        queryset=Person.objects.none(),
        empty_label="Choisir une personne",
        help_text="La personne doit figurer dans l’annuaire.",
    )
    title = forms.CharField(
        label="Qualité",
        max_length=200,
        help_text="Telle qu’elle s’imprime sur le parchemin, par exemple « Le sous-directeur de "
        "la formation ».",
    )
    head = forms.BooleanField(
        label="Cette personne dirige le certificateur",
        required=False,
        help_text="Elle signe alors de plein droit ; sinon un acte lui délègue la signature.",
    )
    authority = forms.CharField(
        label="Formule de délégation",
        max_length=120,
        required=False,
        help_text="Imprimée au-dessus du nom, par exemple « Pour le ministre et par délégation, ».",
    )
    act_reference = forms.CharField(
        label="Référence de l’acte",
        max_length=200,
        required=False,
        help_text="Arrêté ou décision portant délégation de signature ; obligatoire pour un "
        "délégataire.",
    )
    act_date = forms.DateField(label="Date de l’acte de délégation ou de nomination")
    starts_on = forms.DateField(
        label="À compter du", required=False, help_text="Vide : la date de l’acte."
    )
    ends_on = forms.DateField(
        label="Jusqu’au", required=False, help_text="Dernier jour compris ; vide si sans terme."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = self.fields["qualification"]
        known.queryset = Qualification.objects.order_by("code")  # type: ignore[attr-defined]
        people = self.fields["person"]
        # Those who seek a title do not sign any.
        people.queryset = Person.objects.filter(candidate__isnull=True)  # type: ignore[attr-defined]


class WithdrawalForm(Form):
    """Why a title would be taken back, and the act that establishes it."""

    ground = forms.ChoiceField(
        label="Fondement",
        choices=[(code, words.capitalize()) for code, words in GROUNDS.items()],
        widget=forms.RadioSelect,
    )
    found_on = forms.DateField(
        label="Date du fondement",
        help_text="Jour où la fraude est établie, l’illégalité constatée, le jugement rendu.",
    )
    reference = forms.CharField(
        label="Acte qui l’établit",
        max_length=200,
        help_text="Procès-verbal, rapport ou jugement, avec son numéro.",
    )
    reasons = forms.CharField(
        label="Motifs",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=3000,
        help_text="Un par ligne : le titulaire les lit, et peut y répondre.",
    )


class ObservationsForm(Form):
    """What a holder answers before their title may be taken back."""

    text = forms.CharField(
        label="Vos observations",
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=5000,
        help_text="Elles sont lues avant toute décision. Vous pouvez vous faire assister.",
    )


class ReissueForm(Form):
    """Why a document is issued again."""

    ground = forms.ChoiceField(
        label="Motif", choices=list(REISSUE_GROUNDS.items()), widget=forms.RadioSelect
    )
    explanation = forms.CharField(
        label="Ce qui change",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        help_text="Par exemple : mariage du 12 juin 2026, nom d’usage.",
    )
    reference = forms.CharField(
        label="Référence de l’acte ou de la demande",
        max_length=200,
        help_text="Acte d’état civil présenté, courrier reçu, avec leur date.",
    )


class SearchForm(Form):
    """A line of the register: by name, candidate number or qualification."""

    marks_optional = False

    q = forms.CharField(label="Nom, numéro de candidat ou code de la certification", required=False)
