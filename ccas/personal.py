"""Every column that could hold personal data says why it exists and when it goes.

A free-valued column (text, e-mail, date, JSON, file…) is declared either `personal` or
`impersonal` where it is defined; a test refuses a column that says neither.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import models

FREE_VALUED = (
    models.CharField,
    models.TextField,
    models.DateField,
    models.JSONField,
    models.FileField,
    models.GenericIPAddressField,
    models.BinaryField,
)


@dataclass(frozen=True, slots=True)
class Declaration:
    """purpose: why the column exists. retention: a key of settings.RETENTION_TERMS."""

    purpose: str
    retention: str


def personal[F: models.Field](field: F, *, purpose: str, retention: str) -> F:
    """Declare a column that holds personal data."""
    setattr(field, "personal", Declaration(purpose, retention))  # noqa: B010  (ours, not Django's)
    return field


def impersonal[F: models.Field](field: F) -> F:
    """Declare a free-valued column that holds no personal data."""
    setattr(field, "personal", None)  # noqa: B010
    return field


def needs_declaration(field: models.Field) -> bool:
    """Whether the column could hold anything a person types: free-valued, and no fixed choices.

    Instants (DateTimeField) date an act, not a person, and need none.
    """
    if isinstance(field, models.DateTimeField) or field.choices:
        return False
    return isinstance(field, FREE_VALUED)


def undeclared(app_labels: set[str]) -> Iterator[str]:
    """Free-valued columns of these apps that declare neither purpose nor innocence."""
    for model in apps.get_models():
        if model._meta.app_label not in app_labels:
            continue
        for field in model._meta.local_concrete_fields:
            if needs_declaration(field) and not hasattr(field, "personal"):
                yield f"{model._meta.label}.{field.name}"
