"""Form bases of every room: drawn in the State's design, closed to bad input by default.

A text field without a length gets one; dates are read as JJ/MM/AAAA or ISO; a wrong value is a
sentence next to its field, and the page is answered again with status 422, nothing typed lost.
"""

import re
from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from ccas.refusals import Refusal

DATE_FORMATS = ["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y"]
TIME_FORMATS = ["%H:%M", "%H:%M:%S", "%Hh%M"]
DATETIME_FORMATS = [
    "%Y-%m-%dT%H:%M",
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%d %H:%M:%S",
    "%d/%m/%Y %H:%M",
    "%d/%m/%Y à %H:%M",
]
#: A one-line text and a free text that declare no length of their own, in characters.
LINE_LENGTH = 200
TEXT_LENGTH = 5000


class _Native:
    """A native picker sends and shows ISO; anything else typed is given back as text."""

    native: str
    iso: str

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)  # type: ignore[misc]
        shown = context["widget"]["value"]
        readable = shown is None or re.fullmatch(self.iso, shown)
        context["widget"]["type"] = self.native if readable else "text"
        return context


class DateInput(_Native, forms.DateInput):
    """The browser's own date picker."""

    native, iso = "date", r"\d{4}-\d{2}-\d{2}"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class TimeInput(_Native, forms.TimeInput):
    """The browser's own time picker."""

    native, iso = "time", r"\d{2}:\d{2}(:\d{2})?"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%H:%M")


class DateTimeInput(_Native, forms.DateTimeInput):
    """The browser's own picker of a day and an hour (Paris time)."""

    native, iso = "datetime-local", r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


def _native(field: forms.Field) -> None:
    """Give a temporal field its picker, its formats and its sentence."""
    kinds: tuple[tuple[type[forms.Field], type[forms.Widget], list[str], str], ...] = (
        (
            forms.DateTimeField,
            DateTimeInput,
            DATETIME_FORMATS,
            "Cette date ou cette heure n’existe pas. Écrivez par exemple 31/01/2026 14:30.",
        ),
        (
            forms.DateField,
            DateInput,
            DATE_FORMATS,
            "Cette date n’existe pas ou n’est pas complète. Écrivez par exemple 31/01/2026.",
        ),
        (
            forms.TimeField,
            TimeInput,
            TIME_FORMATS,
            "Cette heure n’existe pas. Écrivez par exemple 14:30.",
        ),
    )
    for kind, widget, formats, sentence in kinds:
        if isinstance(field, kind):
            if not field.widget.is_hidden and not isinstance(field.widget, widget):
                required = field.widget.is_required
                field.widget = widget(attrs=field.widget.attrs)
                field.widget.is_required = required
            field.input_formats = formats  # type: ignore[attr-defined]
            field.error_messages["invalid"] = sentence
            return


def _limited(field: forms.Field) -> None:
    """A text field is never without a length."""
    plain = isinstance(field, forms.CharField) and not isinstance(field, forms.UUIDField)
    if not plain or field.max_length is not None:  # type: ignore[attr-defined]
        return
    length = TEXT_LENGTH if isinstance(field.widget, forms.Textarea) else LINE_LENGTH
    field.max_length = length  # type: ignore[attr-defined]
    field.validators.append(forms.fields.validators.MaxLengthValidator(length))
    field.widget.attrs.setdefault("maxlength", str(length))


class _Drawn:
    """What both bases share."""

    fields: dict[str, forms.Field]
    #: Whether a field that may stay empty says « (facultatif) »; not in a filter, all optional.
    marks_optional = True
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            _native(field)
            _limited(field)

    def render(
        self, template_name: str | None = None, context: Any = None, renderer: Any = None
    ) -> SafeString:
        """`{{ form }}`: the error summary, then the fields."""
        return render_to_string(template_name or "components/form.html", {"form": self})

    __str__ = render
    __html__ = render


class Form(_Drawn, forms.Form):
    """Base of the forms that feed an action."""


class ModelForm(_Drawn, forms.ModelForm):
    """Base of the forms built from a model; saving stays the action's work."""


def run[T](
    request: HttpRequest, form: forms.BaseForm, action: Callable[[dict[str, Any]], T]
) -> T | bool | None:
    """Run `action(form.cleaned_data)` when the form is valid.

    Returns what the action returned (True when it returned None), or None when the form is
    wrong or the action refused: its sentences are then errors of the form, to be shown by
    `page(request, template, {"form": form})`, which answers 422.
    """
    if not form.is_valid():
        return None
    try:
        result = action(form.cleaned_data)
    except Refusal as refusal:
        form.add_error(NON_FIELD_ERRORS, refusal.sentences)
        return None
    return True if result is None else result


def page(
    request: HttpRequest, template: str, context: dict[str, Any], **kwargs: Any
) -> HttpResponse:
    """Render a page; status 422 when one of its forms is bound and has errors."""
    wrong = any(
        isinstance(value, forms.BaseForm) and value.is_bound and bool(value.errors)
        for value in context.values()
    )
    return render(request, template, context, status=422 if wrong else 200, **kwargs)
