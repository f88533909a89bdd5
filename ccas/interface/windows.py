"""Two windows open on the same form: neither writes over what the other one said.

The page says, in a hidden field, what it read when it was drawn (`read_with`). What comes back is
then told apart: what was changed on this page, and what changed meanwhile elsewhere.
"""

import json
from dataclasses import dataclass
from typing import Any

from django import forms

#: The hidden field: {name of the field: its values as text}.
READ = "read"


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A field changed here and elsewhere. standing: its values as text; shown: in words."""

    name: str
    label: str
    standing: list[str]
    shown: str

    @property
    def sentence(self) -> str:
        """Said beside the field."""
        return (
            f"Cette réponse a changé entre-temps, dans une autre fenêtre : « {self.shown} »."
            " Enregistrez de nouveau pour garder la vôtre."
        )


def read_with(form: forms.BaseForm) -> str:
    """What the page drawn with this form has read of each field, as the hidden field carries it.

    Drawn again with what was typed, it has still read what it had read, but for the answers that
    contradict each other: those were shown.
    """
    torn = {one.name for one in contradictions(form)} if form.is_bound else set()
    read = {name: _standing(form, name) for name in form.fields}
    if form.is_bound:
        read |= {name: values for name, values in _read(form).items() if name not in torn}
    return json.dumps(read, ensure_ascii=False)


def changed_here(form: forms.BaseForm) -> set[str]:
    """The fields whose answer is not the one that this page read.

    A page that does not say what it read is held to have read what stands.
    """
    read = _read(form)
    return {
        name
        for name, field in form.fields.items()
        if field.has_changed(
            _value(field, read.get(name, _standing(form, name))), _sent(form, name)
        )
    }


def contradictions(form: forms.BaseForm) -> list[Contradiction]:
    """The fields changed on this page whose standing answer is another one than it read."""
    read, here = _read(form), changed_here(form)
    found = []
    for name in [name for name in form.fields if name in here & read.keys()]:
        field, standing = form.fields[name], _standing(form, name)
        differs_from_read = field.has_changed(_value(field, read[name]), _raw(field, standing))
        differs_from_sent = field.has_changed(_value(field, standing), _sent(form, name))
        if differs_from_read and differs_from_sent:
            label = str(form[name].label)
            found.append(Contradiction(name, label, standing, _shown(field, standing)))
    return found


def _read(form: forms.BaseForm) -> dict[str, list[str]]:
    """What the page says it read; nothing when it is not understood."""
    try:
        said = json.loads(form.data.get(READ, "") or "{}")
    except ValueError:
        return {}
    if not isinstance(said, dict):
        return {}
    return {
        name: [_lines(str(value)) for value in values]
        for name, values in said.items()
        if name in form.fields and isinstance(values, list)
    }


def _standing(form: forms.BaseForm, name: str) -> list[str]:
    """The values that stand, as a page sends them."""
    value = form.fields[name].prepare_value(form.get_initial_for_field(form.fields[name], name))
    values = value if isinstance(value, list | tuple) else [value]
    return sorted(_lines(str(one)) for one in values if one is not None)


def _many(field: forms.Field) -> bool:
    return isinstance(field, forms.MultipleChoiceField | forms.ModelMultipleChoiceField)


def _raw(field: forms.Field, values: list[str]) -> Any:
    """As a browser would send them."""
    return values if _many(field) else "".join(values[:1])


def _value(field: forms.Field, values: list[str]) -> Any:
    """As the field would read them."""
    raw = _raw(field, values)
    if _many(field):
        return raw
    try:
        return field.to_python(raw)
    except forms.ValidationError:
        return raw


def _sent(form: forms.BaseForm, name: str) -> Any:
    widget = form.fields[name].widget
    value = widget.value_from_datadict(form.data, form.files, form.add_prefix(name))
    return _lines(value) if isinstance(value, str) else value


def _lines(text: str) -> str:
    """A browser ends its lines by two characters, a page is read with one."""
    return text.replace("\r\n", "\n")


def _shown(field: forms.Field, values: list[str]) -> str:
    """In words: the label of each choice, else the text itself."""
    choices = {str(key): str(label) for key, label in getattr(field, "choices", [])}
    return ", ".join(choices.get(value, value) for value in values if value) or "(vide)"
