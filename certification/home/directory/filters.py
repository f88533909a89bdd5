"""What the directory may be narrowed by, as an address says it: short, shareable, canonical."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from assessments.candidates.models import EnrolmentState
from assessments.candidates.rules import ledger_code
from assessments.framework.models import CompetencyBlock
from assessments.framework.rules.qualification import ROUTES
from assessments.people.models import Entity
from assessments.sessions.models import AssessmentSession
from ccas.exchange.lists import query_of, words_of
from ccas.interface.forms import Form
from ccas.interface.templatetags.interface import day
from certification.home.clocks import CLOCKS
from certification.juries.models import Jury

#: Sessions and juries offered, the latest: an older one is reached from its own page's address.
RECENT = 100
HELD, MISSED = "acquis", "manque"


class DirectoryFilter(Form):
    """Every filter is optional; one that names nothing known is refused in a sentence."""

    marks_optional = False
    q = forms.CharField(label="Nom ou numéro", required=False, max_length=100)
    etat = forms.ChoiceField(label="État", required=False)
    bloc = forms.ChoiceField(label="Bloc", required=False)
    voie = forms.ChoiceField(label="Voie", required=False)
    entite = forms.ChoiceField(label="Entité du candidat", required=False)
    session = forms.ChoiceField(label="Session", required=False)
    jury = forms.ChoiceField(label="Jury", required=False)
    horloge = forms.ChoiceField(label="Délai qui court", required=False)

    def __init__(self, data: Mapping[str, Any], **options: Any) -> None:
        super().__init__(data, **options)
        self._offer("etat", "Tous", EnrolmentState.choices)
        self._offer("bloc", "Tous", _blocks())
        self._offer("voie", "Toutes", ROUTES.items())
        self._offer(
            "entite",
            "Toutes",
            Entity.objects.order_by("short_name").values_list("code", "short_name"),
        )
        self._offer("session", "Toutes", _sessions())
        self._offer("jury", "Tous", _juries())
        self._offer("horloge", "Tous", [(each.slug, each.label) for each in CLOCKS])

    def _offer(self, name: str, nothing: str, choices: Iterable[Any]) -> None:
        field = self.fields[name]
        field.choices = [("", nothing), *choices]  # type: ignore[attr-defined]
        field.error_messages["invalid_choice"] = (
            "Ce filtre ne désigne rien de connu : choisissez-en un autre."
        )

    @property
    def chosen(self) -> dict[str, str]:
        """The filters that say something, in the order of the form."""
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def query(self) -> str:
        """The canonical address of these filters, without its question mark."""
        return query_of(self)

    @property
    def words(self) -> list[str]:
        """The filters as a person reads them: « Voie : VAE »."""
        return list(words_of(self))


def _blocks() -> list[tuple[str, list[tuple[str, str]]]]:
    """Blocks of every qualification, to hold or to obtain; a code stands once."""
    named = CompetencyBlock.objects.order_by("code").values_list(
        "revision__qualification__code", "code"
    )
    codes = sorted({ledger_code(*each) for each in named})
    return [
        ("À obtenir", [(f"{MISSED}:{code}", code) for code in codes]),
        ("Acquis", [(f"{HELD}:{code}", code) for code in codes]),
    ]


def _sessions() -> list[tuple[str, str]]:
    rows = AssessmentSession.objects.order_by("-starts_on", "name").values_list(
        "pk", "name", "starts_on"
    )
    return [(str(pk), f"{name}, {day(on)}") for pk, name, on in rows[:RECENT]]


def _juries() -> list[tuple[str, str]]:
    rows = Jury.objects.order_by("-sits_on", "name").values_list("pk", "name", "sits_on")
    return [(str(pk), f"{name}, {day(on)}") for pk, name, on in rows[:RECENT]]
