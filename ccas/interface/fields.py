"""Any Django field as the State's design draws it, whatever form it comes from."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django import forms
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString

_CLASSES = {"select": "fr-select", "file": "fr-upload", "text": "fr-input"}


@dataclass(frozen=True, slots=True)
class FieldView:
    """What the template of a field needs; `kind`: text, select, file, checkbox, choices, hidden."""

    kind: str
    name: str
    id: str
    label: str
    hint: str
    optional: bool
    errors: list[str]
    control: SafeString
    error_id: str
    hint_id: str
    options: list[tuple[str, str, SafeString]] = field(default_factory=list)
    multiple: bool = False
    inline: bool = False

    @property
    def described_by(self) -> str:
        """Ids of the hint and of the error, in reading order."""
        ids = [self.hint_id] if self.hint else []
        return " ".join(ids + ([self.error_id] if self.errors else []))


def kind_of(bound: BoundField) -> str:
    """How this field is drawn."""
    widget = bound.field.widget
    match widget:
        case _ if bound.is_hidden:
            return "hidden"
        case forms.CheckboxSelectMultiple() | forms.RadioSelect():
            return "choices"
        case forms.CheckboxInput():
            return "checkbox"
        case forms.Select():
            return "select"
        case forms.FileInput():
            return "file"
    return "text"


def _options(bound: BoundField) -> list[tuple[str, str, SafeString]]:
    return [
        (str(sub.id_for_label), str(sub.choice_label), sub.tag(wrap_label=False))
        for sub in bound.subwidgets
    ]


def _control(bound: BoundField, kind: str) -> SafeString:
    if kind == "hidden":
        return SafeString(bound.as_hidden())
    if kind == "choices":
        return SafeString("")
    base = _CLASSES.get(kind, "")
    own = bound.field.widget.attrs.get("class", "")
    classes = " ".join(part for part in (base, own) if part)
    if bound.errors and base:
        classes += f" {base}--error"
    return bound.as_widget(attrs={"class": classes} if classes else {})


def field_view(bound: BoundField) -> FieldView:
    """The view of one bound field. Errors are plain sentences."""
    kind = kind_of(bound)
    return FieldView(
        kind=kind,
        name=bound.html_name,
        id=bound.id_for_label or bound.auto_id,
        label=str(bound.label or ""),
        hint=str(bound.help_text or ""),
        optional=not bound.field.required
        and kind != "checkbox"
        and getattr(bound.form, "marks_optional", True),
        errors=[str(error) for error in bound.errors],
        control=_control(bound, kind),
        error_id=f"{bound.auto_id}_error",
        hint_id=f"{bound.auto_id}_helptext",
        options=_options(bound) if kind == "choices" else [],
        multiple=isinstance(bound.field.widget, forms.CheckboxSelectMultiple),
        inline=bool(getattr(bound.field.widget, "inline", False)),
    )


def field_views(form: forms.BaseForm, names: Sequence[str] = ()) -> list[FieldView]:
    """Views of the named fields in that order, or of every field, hidden ones included."""
    chosen = [form[name] for name in names] if names else list(form)
    return [field_view(bound) for bound in chosen]
