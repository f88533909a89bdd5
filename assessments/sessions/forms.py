"""What an officer types to prepare a session, and an evaluator on the day."""

from typing import Any

from django import forms
from django.db.models import Max

from assessments.candidates.models import Enrolment
from assessments.framework.models import CompetencyBlock, QualificationRevision
from assessments.people.models import Person, Unit
from assessments.sessions import permissions
from assessments.sessions.models import (
    AssessmentSession,
    Registration,
    Scenario,
    Simulation,
    Site,
    Station,
)
from assessments.sessions.timing import as_time
from ccas import clock
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
        self.fields["scenario"].queryset = (
            Scenario.objects.offered().filter(revision=session.revision).order_by("title")
        )
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


class MoveForm(Form):
    """Another hour, another station, another pair."""

    station = forms.ModelChoiceField(label="Poste", queryset=Station.objects.none())
    starts_at = forms.DateTimeField(label="Début (heure de Paris)")
    evaluators = forms.ModelMultipleChoiceField(
        label="Évaluateurs", queryset=Person.objects.none(), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, simulation: Simulation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        session = simulation.registration.session
        self.fields["station"].queryset = session.stations.order_by("name")
        self.fields["evaluators"].queryset = Person.objects.filter(
            panels__session=session
        ).order_by("sort_name", "pk")
        self.initial.setdefault("station", simulation.station_id)
        start = clock.paris(simulation.starts_at).replace(tzinfo=None)
        self.initial.setdefault("starts_at", start.isoformat(timespec="minutes"))
        self.initial.setdefault(
            "evaluators", [row.person_id for row in simulation.evaluators.all()]
        )


class HoursForm(Form):
    """Hours and durations of a session; a field left empty follows the rules file."""

    day_starts = forms.TimeField(label="Début de la journée", required=False)
    lunch_starts = forms.TimeField(label="Début du déjeuner", required=False)
    lunch_ends = forms.TimeField(label="Fin du déjeuner", required=False)
    day_ends = forms.TimeField(label="Fin de la journée", required=False)
    briefing_minutes = forms.IntegerField(
        label="Consigne, en minutes", min_value=0, max_value=120, required=False
    )
    rating_minutes = forms.IntegerField(
        label="Cotation, en minutes", min_value=0, max_value=240, required=False
    )
    rest_minutes = forms.IntegerField(
        label="Repos d’un candidat entre deux mises en situation, en minutes",
        min_value=0,
        max_value=240,
        required=False,
    )

    def __init__(self, *args: Any, session: AssessmentSession, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rules = session.revision.rules
        usual = {
            name: f"{as_time(getattr(rules.sessions, name)):%H:%M}"
            for name in ("day_starts", "lunch_starts", "lunch_ends", "day_ends")
        }
        usual |= {
            "briefing_minutes": f"{rules.briefing_minutes} min",
            "rating_minutes": f"{rules.rating_minutes} min",
            "rest_minutes": f"{rules.sessions.rest_minutes} min",
        }
        for name, value in usual.items():
            self.fields[name].help_text = f"Vide : {value}, d’après les règles de la certification."
            self.initial.setdefault(name, getattr(session, name))


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
