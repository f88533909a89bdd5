"""What an officer types to prepare a session, and an evaluator on the day."""

from typing import Any

from django import forms
from django.db.models import Max

from assessments.candidates.models import Enrolment
from assessments.framework.models import Competency, CompetencyBlock, QualificationRevision
from assessments.people.models import Person, Unit
from assessments.sessions import permissions
from assessments.sessions.models import (
    AssessmentSession,
    Channel,
    Registration,
    Scenario,
    Site,
    Station,
)
from ccas.interface.forms import Form


class EnrolmentChoice(forms.ModelChoiceField):
    """An enrolment as the officer knows it: name, number, route."""

    def label_from_instance(self, obj: Enrolment) -> str:
        return f"{obj.candidate.person} — n° {obj.candidate.number} — {obj.get_route_display()}"


class BlockChoices(forms.ModelMultipleChoiceField):
    """Blocks as checkboxes, by code and title."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: CompetencyBlock) -> str:
        return f"{obj.code} – {obj.title}"


class ScenarioChoice(forms.ModelChoiceField):
    """A scenario with its length."""

    def label_from_instance(self, obj: Scenario) -> str:
        return f"{obj.title} — {obj.duration_minutes} min, version {obj.version}"


class SiteForm(Form):
    """A place."""

    name = forms.CharField(label="Nom du site", max_length=200)
    address = forms.CharField(label="Adresse", max_length=300, required=False)
    unit = forms.ModelChoiceField(
        label="Unité qui l’accueille",
        queryset=Unit.objects.order_by("name"),
        required=False,
        empty_label="Aucune",
    )


class SessionForm(Form):
    """A session in preparation."""

    revision = forms.ModelChoiceField(
        label="Certification",
        queryset=QualificationRevision.objects.none(),
        empty_label="Choisissez",
    )
    name = forms.CharField(
        label="Nom de la session", max_length=120, help_text="Par exemple « Lyon, mars 2026 »."
    )
    site = forms.ModelChoiceField(
        label="Site", queryset=Site.objects.order_by("name"), empty_label="Choisissez"
    )
    starts_on = forms.DateField(label="Premier jour")
    ends_on = forms.DateField(label="Dernier jour")
    lead = forms.ModelChoiceField(
        label="Responsable de session",
        queryset=Person.objects.none(),
        required=False,
        empty_label="À désigner plus tard",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        latest = (
            QualificationRevision.objects.order_by()
            .values("qualification")
            .annotate(last=Max("number"))
        )
        pairs = [(row["qualification"], row["last"]) for row in latest]
        chosen = QualificationRevision.objects.none()
        for qualification, number in pairs:
            chosen |= QualificationRevision.objects.filter(
                qualification=qualification, number=number
            )
        self.fields["revision"].queryset = chosen.select_related("qualification")
        self.fields["lead"].queryset = permissions.available_people().order_by("sort_name", "pk")


class StationForm(Form):
    """An operator's post."""

    name = forms.CharField(label="Nom du poste", max_length=60, help_text="Par exemple « P1 ».")
    equipment = forms.CharField(
        label="Équipement",
        max_length=300,
        required=False,
        help_text="Logiciel métier, cartographie, radio, téléphones…",
    )


class EvaluatorForm(Form):
    """A member of the panel."""

    person = forms.ModelChoiceField(
        label="Évaluateur",
        queryset=Person.objects.none(),
        empty_label="Choisissez",
        help_text="Les personnes qui ont un compte d’évaluateur.",
    )

    def __init__(self, *args: Any, session: AssessmentSession, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = (
            permissions.available_people()
            .filter(user__grants__role="evaluator")
            .exclude(panels__session=session)
            .order_by("sort_name", "pk")
            .distinct()
        )


class RegistrationForm(Form):
    """An enrolment and the blocks it presents."""

    enrolment = EnrolmentChoice(
        label="Candidat", queryset=Enrolment.objects.none(), empty_label="Choisissez"
    )
    blocks = BlockChoices(
        label="Blocs présentés",
        queryset=CompetencyBlock.objects.none(),
        help_text="Les blocs déjà acquis ne se présentent pas de nouveau.",
    )

    def __init__(self, *args: Any, session: AssessmentSession, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        routes = [r.code for r in session.revision.rules.routes if r.simulations != "none"]
        self.fields["enrolment"].queryset = (
            Enrolment.objects.filter(revision=session.revision, state="open", route__in=routes)
            .exclude(registrations__session=session)
            .select_related("candidate__person")
            .order_by("candidate__person__sort_name", "pk")
        )
        self.fields["blocks"].queryset = session.revision.blocks.order_by("position")


class PlanForm(Form):
    """A simulation, by hand."""

    scenario = ScenarioChoice(
        label="Scénario", queryset=Scenario.objects.none(), empty_label="Choisissez"
    )
    blocks = BlockChoices(label="Blocs évalués", queryset=CompetencyBlock.objects.none())
    station = forms.ModelChoiceField(
        label="Poste", queryset=Station.objects.none(), empty_label="Choisissez"
    )
    starts_at = forms.DateTimeField(label="Début (heure de Paris)")
    evaluators = forms.ModelMultipleChoiceField(
        label="Évaluateurs", queryset=Person.objects.none(), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, registration: Registration, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        session = registration.session
        extra = registration.enrolment.candidate.extra_time_percent
        latest = (
            Scenario.objects.filter(revision=session.revision)
            .order_by("code", "-version")
            .distinct("code")
            .values("pk")
        )
        self.fields["scenario"].queryset = Scenario.objects.filter(pk__in=latest).order_by("title")
        if extra:
            self.fields[
                "scenario"
            ].help_text = f"Le temps majoré du candidat (+{extra} %) s’ajoute à la durée."
        self.fields["blocks"].queryset = registration.blocks.order_by("position")
        self.fields["station"].queryset = session.stations.order_by("name")
        self.fields["evaluators"].queryset = Person.objects.filter(
            panels__session=session
        ).order_by("sort_name", "pk")
        number = session.revision.rules.evaluators_per_simulation
        self.fields[
            "evaluators"
        ].help_text = f"Il en faut {number}, de préférence d’entités différentes."
        self.initial.setdefault("starts_at", f"{session.starts_on.isoformat()}T09:00")


class AbsenceForm(Form):
    """The candidate is not there."""

    excused = forms.TypedChoiceField(
        label="Absence",
        choices=[("no", "Sans excuse"), ("yes", "Excusée, sur justificatif")],
        widget=forms.RadioSelect,
        coerce=lambda value: value == "yes",
    )
    reason = forms.CharField(
        label="Motif",
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        help_text="Nécessaire pour une absence excusée.",
    )


class ScenarioForm(Form):
    """A scenario; one fieldset of competencies for each block."""

    code = forms.SlugField(
        label="Code",
        max_length=60,
        help_text="Court, sans espace ni accent. Le même code fait une nouvelle version.",
        error_messages={"invalid": "Le code n’a que des lettres, des chiffres et des tirets."},
    )
    title = forms.CharField(label="Titre", max_length=200)
    duration_minutes = forms.IntegerField(label="Durée, en minutes", min_value=1, max_value=240)
    brief = forms.CharField(
        label="Consigne lue au candidat", widget=forms.Textarea(attrs={"rows": 8})
    )

    def __init__(self, *args: Any, revision: QualificationRevision, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.block_fields = []
        lines: dict[int, list[tuple[str, str]]] = {}
        for pk, block, position, text in Competency.objects.filter(
            block__revision=revision
        ).values_list("pk", "block_id", "position", "text"):
            lines.setdefault(block, []).append((str(pk), f"{position}. {text}"))
        for block in revision.blocks.order_by("position"):
            name = f"block_{block.position}"
            self.block_fields.append(name)
            self.fields[name] = forms.MultipleChoiceField(
                label=f"Compétences observables — {block.code}, {block.title}",
                choices=lines.get(block.pk, []),
                widget=forms.CheckboxSelectMultiple,
                required=False,
            )

    def chosen(self) -> list[Competency]:
        """The competencies ticked, over all blocks."""
        ids = [int(pk) for name in self.block_fields for pk in self.cleaned_data[name]]
        return list(Competency.objects.filter(pk__in=ids))


class InjectForm(Form):
    """One event; a line left empty is not one."""

    minute = forms.IntegerField(label="Minute", min_value=0, max_value=240, required=False)
    channel = forms.ChoiceField(
        label="Canal", choices=[("", "Choisissez"), *Channel.choices], required=False
    )
    text = forms.CharField(
        label="Contenu", widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    expected = forms.CharField(
        label="Réaction attendue", widget=forms.Textarea(attrs={"rows": 3}), required=False
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        filled = data.get("minute") is not None or data.get("channel") or data.get("text")
        if filled and not self.errors:
            for name, sentence in (
                ("minute", "À quelle minute l’événement a-t-il lieu ?"),
                ("channel", "Par quel canal l’événement arrive-t-il ?"),
                ("text", "Que dit ou montre l’événement ?"),
            ):
                if data.get(name) in (None, ""):
                    self.add_error(name, sentence)
        return data

    def values(self) -> tuple[int, str, str, str] | None:
        """(minute, channel, text, expected), or None for an empty line."""
        data = self.cleaned_data
        if data.get("minute") is None:
            return None
        return data["minute"], data["channel"], data["text"], data["expected"]


InjectFormSet = forms.formset_factory(InjectForm, extra=3, max_num=40, absolute_max=60)
