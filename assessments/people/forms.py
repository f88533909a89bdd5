"""What a person types in the directory. Rules stand in the actions; forms only read."""

from typing import Any

from django import forms

from assessments.people.capacities import known_capacities
from assessments.people.models import Employer, Entity, LinkKind, Person, Sex, Unit
from ccas import clock
from ccas.interface.forms import Form


class InlineRadio(forms.RadioSelect):
    """A few choices on one line."""

    inline = True


class PersonForm(Form):
    """A person's identity. The order is that of an identity card."""

    birth_name = forms.CharField(label="Nom de naissance", max_length=150)
    usual_name = forms.CharField(
        label="Nom d’usage",
        max_length=150,
        required=False,
        help_text="S’il diffère du nom de naissance.",
    )
    given_names = forms.CharField(
        label="Prénoms", max_length=150, help_text="Dans l’ordre de l’état civil."
    )
    sex = forms.ChoiceField(
        label="Sexe",
        choices=[(value, label.capitalize()) for value, label in Sex.choices],
        widget=InlineRadio,
        help_text="Celui de l’état civil.",
    )
    email = forms.EmailField(
        label="Adresse électronique",
        required=False,
        max_length=254,
        help_text="Pour les convocations et les notifications.",
    )

    @classmethod
    def values_of(cls, person: Person) -> dict[str, Any]:
        """The initial values for a correction."""
        names = ("birth_name", "usual_name", "given_names", "sex", "email")
        return {name: getattr(person, name) for name in names}


class DirectoryFilter(Form):
    """The filters of the directory: an address that one can share."""

    marks_optional = False

    q = forms.CharField(label="Nom", required=False, max_length=150)
    entity = forms.ChoiceField(label="Entité", required=False)
    capacity = forms.ChoiceField(label="Habilitation", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        entities = Entity.objects.values_list("code", "short_name")
        self.fields["entity"].choices = [("", "Toutes"), *entities]  # type: ignore[attr-defined]
        self.labels = {code: known.label for code, known in known_capacities().items()}
        self.fields["capacity"].choices = [("", "Toutes"), *self.labels.items()]  # type: ignore[attr-defined]


class PostingForm(Form):
    """Where a person serves."""

    unit = forms.ModelChoiceField(label="Unité", queryset=Unit.objects.all())
    function = forms.CharField(label="Fonction", required=False, max_length=150)
    starts_on = forms.DateField(label="Depuis le", initial=clock.today)
    ends_on = forms.DateField(
        label="Jusqu’au", required=False, help_text="Dernier jour compris ; vide si en cours."
    )


class EndPostingForm(Form):
    """When a posting ended."""

    ends_on = forms.DateField(label="Dernier jour", initial=clock.today)


class AccreditationForm(Form):
    """In what capacity a person may sit."""

    capacity = forms.ChoiceField(label="Qualité")
    entity = forms.ModelChoiceField(
        label="Entité",
        queryset=Entity.objects.all(),
        required=False,
        empty_label="Aucune",
    )
    starts_on = forms.DateField(label="À compter du", initial=clock.today)
    ends_on = forms.DateField(label="Jusqu’au", required=False, help_text="Vide si sans terme.")
    act_reference = forms.CharField(
        label="Référence de l’acte",
        required=False,
        max_length=200,
        help_text="Obligatoire pour un représentant désigné.",
    )
    act_date = forms.DateField(label="Date de l’acte", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["capacity"].choices = [  # type: ignore[attr-defined]
            ("", "Choisir une qualité"),
            *((code, known.label) for code, known in known_capacities().items()),
        ]


class LinkForm(Form):
    """What ties two people. `person` is left out of the choices: nobody is tied to oneself."""

    kind = forms.ChoiceField(label="Nature du lien", choices=LinkKind)
    other = forms.ModelChoiceField(label="Avec", queryset=Person.objects.none())
    starts_on = forms.DateField(label="Depuis le", required=False)
    ends_on = forms.DateField(label="Jusqu’au", required=False)

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Person.objects.exclude(pk=person.pk)
        self.fields["other"].queryset = others  # type: ignore[attr-defined]


class AvailabilityForm(Form):
    """When a person is free, or not."""

    starts_at = forms.DateTimeField(label="Du")
    ends_at = forms.DateTimeField(label="Au")
    available = forms.TypedChoiceField(
        label="La personne est",
        choices=[("yes", "Disponible"), ("no", "Indisponible")],
        coerce=lambda value: value == "yes",
        widget=InlineRadio,
        initial="yes",
    )


class UnitForm(Form):
    """A unit, its entity and its employer."""

    name = forms.CharField(label="Nom de l’unité", max_length=200)
    city = forms.CharField(label="Commune", required=False, max_length=120)
    entity = forms.ModelChoiceField(
        label="Entité", queryset=Entity.objects.all(), required=False, empty_label="Aucune"
    )
    employer = forms.ModelChoiceField(
        label="Employeur", queryset=Employer.objects.all(), required=False, empty_label="Aucun"
    )


class EmployerForm(Form):
    """An employer."""

    name = forms.CharField(label="Nom de l’employeur", max_length=200)
    siret = forms.CharField(
        label="SIRET", required=False, max_length=20, help_text="14 chiffres, espaces admis."
    )
