"""What the president and the officer type."""

from django import forms

from ccas.interface.forms import Form
from certification.deliberation.rules import AGAINST, CHOICES, DECISIONS, FOR


class DecisionForm(Form):
    """The decision on one block: show of hands, reasons, way back. One form per block.

    What may stay empty depends on the decision: the hints say so, no field calls itself optional.
    """

    marks_optional = False

    decision = forms.ChoiceField(
        label="Décision du jury", choices=list(DECISIONS.items()), widget=forms.RadioSelect
    )
    votes_for = forms.IntegerField(label="Pour", min_value=0, max_value=99)
    votes_against = forms.IntegerField(label="Contre", min_value=0, max_value=99)
    abstentions = forms.IntegerField(label="Abstentions", min_value=0, max_value=99, initial=0)
    casting_vote = forms.ChoiceField(
        label="Voix prépondérante du président",
        help_text="Seulement en cas de partage.",
        choices=[("", "Sans objet"), (FOR, "Pour"), (AGAINST, "Contre")],
        required=False,
    )
    reasons = forms.CharField(
        label="Motifs",
        help_text="Demandés si la décision n’est pas celle de la règle, ou si le bloc n’est pas "
        "validé.",
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    what_would_show = forms.CharField(
        label="Ce qui le montrerait",
        help_text="Si le bloc n’est pas validé : ce que le candidat devra montrer.",
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
    )

    def clean_casting_vote(self) -> str | None:
        return self.cleaned_data["casting_vote"] or None


class ReasonForm(Form):
    """A reason, and nothing else."""

    reason = forms.CharField(label="Motif", widget=forms.Textarea(attrs={"rows": 2}))


class BallotForm(Form):
    """What one member chooses."""

    choice = forms.ChoiceField(
        label="Votre vote", choices=list(CHOICES.items()), widget=forms.RadioSelect
    )


class NoteForm(Form):
    """A note of the interview."""

    note = forms.CharField(label="Note d’entretien", widget=forms.Textarea(attrs={"rows": 3}))


class IncidentForm(Form):
    """Something that happened in the room."""

    incident = forms.CharField(
        label="Ce qui s’est passé",
        help_text="Ce texte figurera tel quel au procès-verbal.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class RecusalForm(Form):
    """Who leaves the room for this candidate, and why."""

    person = forms.ChoiceField(label="Membre qui se déporte")
    ground = forms.CharField(label="Motif", widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args, people=(), **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [(str(pk), name) for pk, name in people]


class CorrectionForm(Form):
    """One text put right in signed minutes."""

    wrong = forms.CharField(
        label="Texte fautif", help_text="Tel qu’il figure au procès-verbal, mots entiers."
    )
    right = forms.CharField(label="Texte exact")
    reason = forms.CharField(label="Motif", widget=forms.Textarea(attrs={"rows": 2}))


class CountersignForm(Form):
    """The version that was on the screen goes back with the signature."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=2, max_value=9999)


class SignatureForm(Form):
    """The hash that was on the screen goes back with the signature."""

    facts_sha256 = forms.CharField(widget=forms.HiddenInput, max_length=64)


class RefusalForm(SignatureForm):
    """A member who will not sign says why; the minutes keep it."""

    refusal = forms.CharField(
        label="Motif du refus de signer", widget=forms.Textarea(attrs={"rows": 2})
    )
