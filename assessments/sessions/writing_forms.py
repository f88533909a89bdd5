"""What an officer types to write a scenario: its head, its events, its papers; and to find one."""

from typing import Any

from django import forms

from assessments.framework.models import Competency, CompetencyBlock, QualificationRevision
from assessments.sessions.actions import WrittenDocument, WrittenInject
from assessments.sessions.models import Channel, DocumentNature, ScenarioState
from ccas.interface.forms import Form

#: Bytes of an imported file: what a script may hold, in UTF-8.
HEAVIEST = 1_048_576
DOCUMENT_LENGTH = 20_000


def choices_of(revision: QualificationRevision) -> list[tuple[str, list[tuple[str, str]]]]:
    """Block → (competency id, "rank. text"), as grouped choices."""
    lines: dict[str, list[tuple[str, str]]] = {}
    for pk, block, position, text in (
        Competency.objects.filter(block__revision=revision)
        .order_by("block__position", "position")
        .values_list("pk", "block__code", "position", "text")
    ):
        lines.setdefault(block, []).append((str(pk), f"{position}. {text}"))
    return list(lines.items())


class ScenarioForm(Form):
    """The head of a scenario; one fieldset of competencies for each block."""

    code = forms.SlugField(
        label="Code",
        max_length=60,
        help_text="Court, sans espace ni accent. Le même code fait une nouvelle version.",
        error_messages={"invalid": "Le code n’a que des lettres, des chiffres et des tirets."},
    )
    title = forms.CharField(label="Titre", max_length=200)
    duration_minutes = forms.IntegerField(label="Durée, en minutes", min_value=1, max_value=240)
    brief = forms.CharField(
        label="Consigne lue au candidat",
        help_text="Date, lieu, poste tenu, moyens et outils à disposition, ce qui est attendu.",
        widget=forms.Textarea(attrs={"rows": 8}),
    )

    def __init__(self, *args: Any, revision: QualificationRevision, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.block_fields = []
        groups = dict(choices_of(revision))
        for block in revision.blocks.order_by("position"):
            name = f"block_{block.position}"
            self.block_fields.append(name)
            self.fields[name] = forms.MultipleChoiceField(
                label=f"{block.code} – {block.title}",
                choices=groups.get(block.code, []),
                widget=forms.CheckboxSelectMultiple,
                required=False,
            )

    def chosen(self) -> set[int]:
        """Ids of the competencies ticked, over all blocks."""
        return {int(pk) for name in self.block_fields for pk in self.cleaned_data[name]}


class InjectForm(Form):
    """One event; a row left empty is not one."""

    minute = forms.IntegerField(label="Minute", min_value=0, max_value=240, required=False)
    channel = forms.ChoiceField(
        label="Canal", choices=[("", "Choisissez"), *Channel.choices], required=False
    )
    text = forms.CharField(
        label="Ce qui est entendu, lu ou vu",
        widget=forms.Textarea(attrs={"rows": 5}),
        required=False,
    )
    expected = forms.CharField(
        label="Réaction attendue", widget=forms.Textarea(attrs={"rows": 5}), required=False
    )
    competencies = forms.MultipleChoiceField(
        label="Compétences que cet événement appelle",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    marks_optional = False

    def __init__(self, *args: Any, choices: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["competencies"].choices = choices  # type: ignore[attr-defined]

    def picker(self) -> list[tuple[str, int, list[tuple[str, str, bool]]]]:
        """Block → how many are ticked, and its competencies: (id, text, ticked)."""
        ticked = {str(pk) for pk in self["competencies"].value() or ()}
        groups = []
        for block, lines in self.fields["competencies"].choices:  # type: ignore[attr-defined]
            shown = [(pk, text, pk in ticked) for pk, text in lines]
            groups.append((block, sum(each[2] for each in shown), shown))
        return groups

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.is_filled(data) and not self.errors:
            for name, sentence in (
                ("minute", "À quelle minute l’événement a-t-il lieu ?"),
                ("channel", "Par quel canal l’événement arrive-t-il ?"),
                ("text", "Que dit ou montre l’événement ?"),
                ("expected", "Quelle réaction est attendue ?"),
            ):
                if data.get(name) in (None, ""):
                    self.add_error(name, sentence)
        return data

    @staticmethod
    def is_filled(data: dict[str, Any]) -> bool:
        """Whether something was typed in this row."""
        return any(value not in (None, "", []) for value in data.values())

    def value(self) -> WrittenInject | None:
        """The event, or None for an empty row."""
        data = self.cleaned_data
        if not self.is_filled(data):
            return None
        return WrittenInject(
            data["minute"],
            data["channel"],
            data["text"],
            data["expected"],
            [int(pk) for pk in data["competencies"]],
        )


class DocumentForm(Form):
    """One paper; a row without a title and a text is not one."""

    nature = forms.ChoiceField(label="Nature", choices=DocumentNature.choices, required=False)
    title = forms.CharField(label="Titre", max_length=200, required=False)
    text = forms.CharField(
        label="Texte",
        max_length=DOCUMENT_LENGTH,
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "class": "sessions-typed"}),
        help_text="« ## » ouvre un titre, « - » une liste, « | a | b | » un tableau ; une ligne"
        " décalée de quatre espaces est dessinée telle quelle (un plan).",
    )
    handed_over = forms.BooleanField(label="Remis au candidat", required=False)
    marks_optional = False

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if bool(data.get("title")) != bool((data.get("text") or "").strip()) and not self.errors:
            lacks = "text" if data.get("title") else "title"
            self.add_error(lacks, "Un document porte un titre et un texte.")
        return data

    def value(self) -> WrittenDocument | None:
        """The paper, or None for an empty row."""
        data = self.cleaned_data
        if not data.get("title"):
            return None
        return WrittenDocument(
            data["nature"] or DocumentNature.SHEET,
            data["title"],
            data["text"].strip("\r\n").rstrip().replace("\r\n", "\n"),
            data["handed_over"],
        )


InjectFormSet = forms.formset_factory(InjectForm, extra=0, max_num=60, absolute_max=60)
DocumentFormSet = forms.formset_factory(DocumentForm, extra=0, max_num=12, absolute_max=12)


class ImportForm(Form):
    """A scenario from a file, chosen or pasted."""

    file = forms.FileField(label="Fichier du scénario (.toml)", required=False)
    text = forms.CharField(
        label="… ou son contenu, collé ici",
        max_length=262_144,
        required=False,
        widget=forms.Textarea(attrs={"rows": 10, "class": "sessions-typed"}),
    )
    marks_optional = False

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        sent = data.get("file")
        if sent and sent.size > HEAVIEST:
            self.add_error("file", "Le fichier dépasse 1 Mo : ce n’est pas un scénario.")
        elif sent:
            try:
                data["text"] = sent.read().decode("utf-8-sig")
            except UnicodeDecodeError:
                self.add_error("file", "Le fichier n’est pas en UTF-8.")
        elif not data.get("text") and not self.errors:
            self.add_error("file", "Choisissez un fichier, ou collez son contenu.")
        return data


class LibraryFilter(Form):
    """What is looked for in the library. All optional."""

    q = forms.CharField(label="Titre", required=False)
    block = forms.ModelChoiceField(
        label="Bloc observé",
        queryset=CompetencyBlock.objects.none(),
        required=False,
        empty_label="Tous",
    )
    competency = forms.ChoiceField(label="Compétence observée", required=False)
    longest = forms.TypedChoiceField(
        label="Durée",
        choices=[("", "Toutes"), *((n, f"{n} min au plus") for n in (20, 25, 30, 40))],
        coerce=int,
        empty_value=None,
        required=False,
    )
    channel = forms.ChoiceField(
        label="Canal", choices=[("", "Tous"), *Channel.choices], required=False
    )
    state = forms.ChoiceField(
        label="État",
        choices=[
            ("", "Publiés et brouillons"),
            *((state.value, f"{state.label.capitalize()}s") for state in ScenarioState),
        ],
        required=False,
    )
    marks_optional = False

    def __init__(self, *args: Any, revisions: list[QualificationRevision], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["block"].queryset = CompetencyBlock.objects.filter(  # type: ignore[attr-defined]
            revision__in=revisions
        ).order_by("code")
        self.fields["block"].label_from_instance = lambda block: f"{block.code} – {block.title}"  # type: ignore[attr-defined]
        groups = [group for revision in revisions for group in choices_of(revision)]
        self.fields["competency"].choices = [("", "Toutes"), *groups]  # type: ignore[attr-defined]
