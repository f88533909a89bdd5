"""Forms of the application and of its instruction."""

from typing import Any

from django import forms

from assessments.framework.models import Competency, CompetencyBlock
from ccas import clock
from ccas.interface.forms import DateInput, Form, ModelForm
from ccas.periods import add_months
from certification.vae.gathering import Dossier
from certification.vae.models import EligibilityApplication, Experience
from certification.vae.models.validation import LONGEST
from certification.vae.rules.validation import QUESTIONS
from certification.vae.rules.withdrawal import GROUNDS


class SituationForm(ModelForm):
    """Situation, training, blocks aimed at. Each field is saved as it is typed."""

    blocks = forms.ModelMultipleChoiceField(
        queryset=CompetencyBlock.objects.none(),
        label="Blocs de compétences visés",
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Tous les blocs pour le titre entier ; moins pour une partie seulement.",
    )

    class Meta:
        model = EligibilityApplication
        fields = ["situation", "territory", "education", "training", "motivation", "elsewhere"]
        help_texts = {
            "territory": "Outre-mer et à l’étranger, les délais pour contester sont plus longs.",
        }
        labels = {
            "elsewhere": "Autres demandes de recevabilité déposées cette année, ailleurs",
            "motivation": "Votre projet, en quelques lignes",
            "training": "Formations suivies en rapport avec la certification",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        blocks = self.instance.revision.blocks.order_by("position")
        self.fields["blocks"].queryset = blocks
        self.initial.setdefault("blocks", [block.pk for block in self.instance.blocks.all()])
        self.fields["elsewhere"].max_value = 20


class ExperienceForm(ModelForm):
    """One experience."""

    class Meta:
        model = Experience
        fields = ["place", "function", "status", "starts_on", "ends_on", "hours", "activities"]
        widgets = {"starts_on": DateInput(), "ends_on": DateInput()}
        help_texts = {
            "ends_on": "Vide si cette expérience se poursuit.",
            "hours": "En tout, sur la période : environ 1 607 heures pour une année à temps plein.",
        }


class DeclarationForm(Form):
    """The sworn statement."""

    sworn = forms.BooleanField(
        label=(
            "Je déclare sur l’honneur que les renseignements donnés sont exacts, et que je ne"
            " dépose pas plus d’une demande cette année pour cette certification, ni plus de trois"
            " pour des certifications différentes."
        ),
        error_messages={"required": "Sans cette déclaration, la demande ne peut pas être déposée."},
    )


class PapersForm(Form):
    """Which papers lack, one a line, and until when."""

    items = forms.CharField(
        label="Pièces manquantes",
        help_text="Une par ligne, telles que le candidat doit les lire.",
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=3000,
    )
    deadline = forms.DateField(label="À envoyer avant le", widget=DateInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["deadline"].initial = add_months(clock.today(), 1)

    def clean_items(self) -> list[str]:
        """The lines, without the empty ones."""
        return [line.strip() for line in self.cleaned_data["items"].splitlines() if line.strip()]


class DecisionForm(Form):
    """Admissible with the analysis of the gaps, or refused with its reasons."""

    decision = forms.ChoiceField(
        label="Décision",
        choices=[("admissible", "Recevable"), ("refused", "Refusée")],
        widget=forms.RadioSelect,
    )
    gaps = forms.CharField(
        label="Analyse des écarts avec le référentiel",
        help_text="Un écart par ligne ; le candidat la reçoit avec l’attestation.",
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=5000,
        required=False,
    )
    reasons = forms.CharField(
        label="Motifs du refus",
        help_text="Un motif par ligne. Obligatoires pour refuser.",
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=3000,
        required=False,
    )


class MessageForm(Form):
    """A message of the thread."""

    text = forms.CharField(
        label="Votre message", widget=forms.Textarea(attrs={"rows": 3}), max_length=4000
    )


class WithdrawalForm(Form):
    """On what ground, dated, and why."""

    ground = forms.ChoiceField(
        label="Fondement", choices=list(GROUNDS.items()), widget=forms.RadioSelect
    )
    found_on = forms.DateField(label="Date de ce fondement", widget=DateInput())
    reference = forms.CharField(
        label="Acte qui le fonde",
        help_text="Par exemple : jugement n° 2601234 du tribunal administratif de Rennes.",
        max_length=200,
    )
    reasons = forms.CharField(
        label="Motifs",
        help_text="Un motif par ligne ; le candidat les reçoit.",
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=3000,
    )


class BlocksForm(Form):
    """The blocks that the file aims at, among those it may."""

    blocks = forms.ModelMultipleChoiceField(
        queryset=CompetencyBlock.objects.none(),
        label="Blocs de compétences",
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, blocks: list[CompetencyBlock], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = CompetencyBlock.objects.filter(pk__in=[block.pk for block in blocks])
        self.fields["blocks"].queryset = rows.order_by("position")


class NarrativeForm(Form):
    """The three answers of a competency. revision: the one they started from."""

    marks_optional = False
    situation = forms.CharField(required=False, max_length=LONGEST, strip=False)
    action = forms.CharField(required=False, max_length=LONGEST, strip=False)
    result = forms.CharField(required=False, max_length=LONGEST, strip=False)
    revision = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)
    save = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in QUESTIONS.items():
            field = self.fields[name]
            field.label = label
            field.widget = forms.Textarea(
                attrs={"rows": 6, "maxlength": LONGEST, "data-counted": "", "data-marked": ""}
            )

    def clean(self) -> dict[str, Any]:
        """Line ends as the database keeps them: a browser sends them another way."""
        data = super().clean() or {}
        for name in QUESTIONS:
            data[name] = (data.get(name) or "").replace("\r\n", "\n")
        return data


class EvidenceForm(Form):
    """What a piece shows, and of which competencies of the file."""

    title = forms.CharField(label="Ce que montre cette pièce, en quelques mots", max_length=150)
    competencies = forms.ModelMultipleChoiceField(
        queryset=Competency.objects.none(),
        label="Compétences qu’elle montre",
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, whole: Dossier, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["competencies"]
        known = [line.narrative.competency_id for line in whole.lines]
        field.queryset = Competency.objects.filter(pk__in=known).select_related("block")
        field.label_from_instance = lambda one: f"{one.block.code}, {one.position}. {one.text}"


class ReturnForm(Form):
    """What the candidate must see again."""

    reasons = forms.CharField(
        label="Ce qu’il faut revoir",
        help_text="Un point par ligne ; le candidat les lit tels quels.",
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=3000,
    )
