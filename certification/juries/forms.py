"""What an officer types to make a jury."""

from collections.abc import Iterable
from typing import Any

from django import forms

from assessments.candidates.models import Enrolment
from assessments.framework.models import CompetencyBlock, QualificationRevision
from assessments.framework.rules.qualification import ROUTES
from ccas.interface.forms import Form
from certification.juries.choosing import SeatChoices
from certification.juries.models import Jury


class ChoiceOfRulesForm(Form):
    """First step: which rules, on which day. The rotation then says whose turn it is."""

    rules = forms.ChoiceField(label="Certification et composition")
    sits_on = forms.DateField(label="Date du jury")

    def __init__(self, *args: Any, revisions: Iterable[QualificationRevision], **kwargs: Any):
        super().__init__(*args, **kwargs)
        in_order = sorted(revisions, key=lambda one: one.qualification.code)
        self.revisions = {str(one.pk): one for one in in_order}
        self.fields["rules"].choices = [
            (
                f"{key}|{jury.routes[0]}",
                f"{revision.qualification.code} — "
                + ", ".join(ROUTES[route] for route in jury.routes),
            )
            for key, revision in self.revisions.items()
            for jury in revision.rules.juries
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "rules" in data:
            key, _, data["route"] = data["rules"].partition("|")
            data["revision"] = self.revisions[key]
        return data


class JuryForm(Form):
    """Second step: who presides, where, and why if the turn is not followed."""

    presiding_entity = forms.ChoiceField(label="Entité qui préside", required=False)
    rotation_reason = forms.CharField(
        label="Motif, si une autre entité préside",
        help_text="Obligatoire si l’entité choisie n’est pas celle dont c’est le tour. "
        "Il figure au procès-verbal.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    begins_at = forms.TimeField(
        label="Heure (Paris)", help_text="Sans réponse : 9 heures.", required=False
    )
    place = forms.CharField(label="Lieu", max_length=200)
    name = forms.CharField(
        label="Nom du jury",
        help_text="Sans nom, le jury porte sa date.",
        required=False,
        max_length=120,
    )

    def __init__(self, *args: Any, entities: list[tuple[str, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        if entities:
            self.fields["presiding_entity"].choices = entities
            self.fields["presiding_entity"].required = True
        else:
            del self.fields["presiding_entity"], self.fields["rotation_reason"]


class SeatForm(Form):
    """Who takes a seat, and by which act. When somebody holds it already: from when on."""

    who = forms.ChoiceField(label="Personne")
    designation_reference = forms.CharField(
        label="Acte de désignation",
        help_text="Nécessaire pour un représentant. Sans réponse, celui de l’habilitation.",
        required=False,
        max_length=200,
    )
    designation_date = forms.DateField(label="Date de l’acte", required=False)
    starts_at = forms.DateTimeField(
        label="À compter du", help_text="Sans réponse : dès maintenant.", required=False
    )

    def __init__(self, *args: Any, choices: SeatChoices, held: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.people = {choice.value: choice for choice in choices.fitting}
        who = self.fields["who"]
        who.choices = [("", "Choisir une personne"), *((c.value, c.label) for c in choices.fitting)]
        who.help_text = choices.sentence
        who.error_messages["invalid_choice"] = (
            "Cette personne ne peut pas tenir ce siège, ou vient d’en prendre un autre."
        )
        if not held:
            del self.fields["starts_at"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if choice := self.people.get(data.pop("who", "")):
            data["person"], data["capacity"] = choice.person, choice.capacity
        return data


class AgendaForm(Form):
    """A candidate and the blocks they present."""

    enrolment = forms.ModelChoiceField(
        label="Candidat", queryset=Enrolment.objects.none(), empty_label="Choisir un candidat"
    )
    blocks = forms.MultipleChoiceField(
        label="Blocs présentés",
        help_text="Sans choix : tous les blocs que le candidat ne détient pas encore.",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    annulled = forms.ModelChoiceField(
        label="Après l’annulation du passage devant",
        help_text="Les membres du jury annulé ne siègent pas pour ce candidat.",
        queryset=Jury.objects.none(),
        required=False,
        empty_label="Aucun passage annulé",
    )

    def __init__(
        self,
        *args: Any,
        enrolments: Any,
        blocks: Iterable[CompetencyBlock],
        closed: Any,
        **kw: Any,
    ):
        super().__init__(*args, **kw)
        self.fields["annulled"].queryset = closed
        field = self.fields["enrolment"]
        field.queryset = enrolments
        field.label_from_instance = lambda one: (
            f"{one.candidate.person.display_name} ({one.candidate.number}) — "
            f"{one.get_route_display()}"
        )
        self.fields["blocks"].choices = [(one.code, f"{one.code} – {one.title}") for one in blocks]


class DateForm(Form):
    """Another day, another hour, another place."""

    sits_on = forms.DateField(label="Date du jury")
    begins_at = forms.TimeField(label="Heure (Paris)", required=False)
    place = forms.CharField(label="Lieu", max_length=200)

    def __init__(self, *args: Any, jury: Jury, **kwargs: Any):
        kwargs.setdefault(
            "initial",
            {"sits_on": jury.sits_on, "begins_at": jury.begins_at, "place": jury.place},
        )
        super().__init__(*args, **kwargs)


class ReplyForm(Form):
    """A member answers their summons."""

    answer = forms.ChoiceField(
        label="Votre réponse",
        choices=[("accepted", "Je viens"), ("declined", "Je ne viens pas")],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label="Motif, si vous ne venez pas",
        help_text="Un suppléant sera nommé à votre place.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ReasonForm(Form):
    """Why a jury is cancelled."""

    reason = forms.CharField(label="Motif", widget=forms.Textarea(attrs={"rows": 3}))


class RecusalForm(Form):
    """A member withdraws for one candidate."""

    person = forms.UUIDField(widget=forms.HiddenInput)
    enrolment = forms.UUIDField(widget=forms.HiddenInput)
    ground = forms.CharField(label="Motif du déport", widget=forms.Textarea(attrs={"rows": 2}))


class MemberRecusalForm(RecusalForm):
    """The same, typed by the officer for a member they choose."""

    person = forms.ChoiceField(label="Membre qui se déporte")

    def __init__(self, *args: Any, members: list[tuple[str, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [("", "Choisir un membre"), *members]


class LinkForm(Form):
    """What becomes of a link that was found: dismissed, or the member withdraws."""

    person = forms.UUIDField(widget=forms.HiddenInput)
    enrolment = forms.UUIDField(widget=forms.HiddenInput)
    link = forms.CharField(widget=forms.HiddenInput, max_length=80)
    reason = forms.CharField(
        label="Motif",
        help_text="Pourquoi ce lien n’en est pas un, ou pourquoi le membre se déporte.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
