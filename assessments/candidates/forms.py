"""What an officer types about a candidate. Rules stand in the actions; forms only read."""

from typing import Any

from django import forms

from assessments.candidates.models import Candidate, EnrolmentState
from assessments.framework.models import CompetencyBlock, QualificationRevision
from assessments.framework.rules.qualification import ROUTES
from assessments.people.forms import PersonForm
from assessments.people.models import Person
from ccas import clock
from ccas.interface.forms import Form


class BirthForm(Form):
    """Birth and exam conditions. Day and month may be unknown: the date is then presumed."""

    birth_day = forms.IntegerField(
        label="Jour de naissance",
        min_value=1,
        max_value=31,
        required=False,
        help_text="Vide si inconnu.",
    )
    birth_month = forms.IntegerField(
        label="Mois de naissance",
        min_value=1,
        max_value=12,
        required=False,
        help_text="De 1 à 12.",
    )
    birth_year = forms.IntegerField(label="Année de naissance", min_value=1900, max_value=2100)
    birth_place = forms.CharField(
        label="Lieu de naissance", max_length=120, help_text="Tel que le titre le portera."
    )
    birth_place_code = forms.CharField(
        label="Code INSEE du lieu de naissance",
        max_length=5,
        help_text="Cinq caractères : 29019, 2A004, 97411 ; à l’étranger, 99 et le code du pays.",
    )
    extra_time_percent = forms.IntegerField(
        label="Temps majoré, en pourcent", min_value=0, max_value=100, initial=0
    )


class RegisterForm(PersonForm, BirthForm):
    """A new candidate whom the directory does not know yet."""

    field_order = (
        "birth_name",
        "usual_name",
        "given_names",
        "sex",
        "birth_day",
        "birth_month",
        "birth_year",
        "birth_place",
        "birth_place_code",
        "email",
        "extra_time_percent",
    )

    @classmethod
    def values_of_candidate(cls, candidate: Candidate) -> dict[str, Any]:
        """The initial values for a correction."""
        names = BirthForm.base_fields
        return cls.values_of(candidate.person) | {name: getattr(candidate, name) for name in names}


class KnownPersonForm(Form):
    """Somebody of the directory who is not a candidate yet."""

    person = forms.ModelChoiceField(
        label="Personne déjà dans l’annuaire",
        queryset=Person.objects.filter(candidate__isnull=True),
        empty_label="Choisir une personne",
    )


class CandidateFilter(Form):
    """The filters of the list: an address that one can share."""

    marks_optional = False

    q = forms.CharField(label="Nom ou numéro", required=False, max_length=150)
    qualification = forms.ChoiceField(label="Certification", required=False)
    route = forms.ChoiceField(
        label="Voie d’accès", required=False, choices=[("", "Toutes"), *ROUTES.items()]
    )
    state = forms.ChoiceField(
        label="Parcours",
        required=False,
        choices=[
            ("", "Tous"),
            *((value, label.capitalize()) for value, label in EnrolmentState.choices),
            ("none", "Sans parcours"),
        ],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = QualificationRevision.objects.order_by("qualification__code").values_list(
            "qualification__code", flat=True
        )
        self.fields["qualification"].choices = [  # type: ignore[attr-defined]
            ("", "Toutes"),
            *((code, code) for code in codes.distinct()),
        ]


class RevisionField(forms.ModelChoiceField):
    """A qualification, in its present revision."""

    def label_from_instance(self, obj: QualificationRevision) -> str:
        shown = f"{obj.qualification.code} {obj.title}"
        if obj.registration_end is None:
            return shown
        verb = "terminé le" if obj.registration_ended(clock.today()) else "jusqu’au"
        return f"{shown} – enregistrement {verb} {obj.registration_end:%d/%m/%Y}"


class EnrolmentForm(Form):
    """The beginning of a way to a title."""

    revision = RevisionField(
        label="Certification",
        queryset=QualificationRevision.objects.none(),
        empty_label="Choisir une certification",
    )
    route = forms.ChoiceField(label="Voie d’accès")
    began_on = forms.DateField(
        label="Début de la formation",
        required=False,
        help_text="Vide pour la VAE, qui commence à la date de recevabilité.",
    )
    admissibility_date = forms.DateField(
        label="Date de l’acte de recevabilité", required=False, help_text="VAE seulement."
    )
    admissibility_reference = forms.CharField(
        label="Référence de l’acte de recevabilité",
        required=False,
        max_length=200,
        help_text="VAE seulement.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        current = (
            QualificationRevision.objects.select_related("qualification")
            .order_by("qualification__code", "-number")
            .distinct("qualification__code")
        )
        self.fields["revision"].queryset = current  # type: ignore[attr-defined]
        opened = {route.code: route.label for row in current for route in row.rules.routes}
        self.fields["route"].choices = [  # type: ignore[attr-defined]
            (code, opened.get(code, label)) for code, label in ROUTES.items() if code in opened
        ]


class CloseForm(Form):
    """Why an enrolment is closed."""

    reason = forms.CharField(
        label="Motif", widget=forms.Textarea(attrs={"rows": 3}), max_length=1000
    )


class BlockField(forms.ModelChoiceField):
    """A block, with its code and title."""

    def label_from_instance(self, obj: CompetencyBlock) -> str:
        return f"{obj.code} – {obj.title}"


class EquivalenceForm(Form):
    """A block held elsewhere that an act recognises."""

    block = BlockField(label="Bloc reconnu", queryset=CompetencyBlock.objects.none())
    acquired_on = forms.DateField(label="Acquis le", initial=clock.today)
    reference = forms.CharField(label="Référence de l’acte d’équivalence", max_length=200)

    def __init__(self, *args: Any, candidate: Candidate, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = candidate.acquired.filter(ended_on__isnull=True).values("block_id")
        self.fields["block"].queryset = (  # type: ignore[attr-defined]
            CompetencyBlock.objects.filter(
                revision__enrolments__candidate=candidate,
                revision__enrolments__state=EnrolmentState.OPEN,
            )
            .exclude(pk__in=held)
            .distinct()
        )


class EndBlockForm(Form):
    """The act that ends a held block."""

    ended_on = forms.DateField(label="Date de l’acte", initial=clock.today)
    reference = forms.CharField(label="Référence de l’acte", max_length=200)


class CorrectionForm(RegisterForm):
    """The identity as it should be, by the person themselves, and why."""

    email = None  # type: ignore[assignment]
    extra_time_percent = None  # type: ignore[assignment]
    reason = forms.CharField(
        label="Ce qui est faux, et pourquoi",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        help_text="Vous joindrez ensuite une pièce qui le prouve.",
    )


class RefuseCorrectionForm(Form):
    """Why an identity stays as it is."""

    answer = forms.CharField(
        label="Raison du refus",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        help_text="Le candidat la lit.",
    )
