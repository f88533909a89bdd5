"""What is held about a person: each room says which of its rows are about whom, at start-up.

A model with a personal column is either registered here, each of its personal columns shown or
withheld for a written reason, or withheld whole, for a written reason; a test refuses a model
that says neither. The archive that a person asks for is made of what is registered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models
from django.db.models import Q

#: The id of an account → the rows that are about its holder, and may be told to them now.
type Rows = Callable[[UUID], models.QuerySet[Any]]


@dataclass(frozen=True, slots=True)
class Holding:
    """The rows of one model that are about a person.

    withheld: column → why the archive does not show it. also: columns without a declaration of
    their own that make the rows readable (a number, a label).
    """

    model: type[models.Model]
    rows: Rows
    withheld: Mapping[str, str] = field(default_factory=dict)
    also: tuple[str, ...] = ()

    @property
    def columns(self) -> list[models.Field[Any, Any]]:
        """What the archive shows of a row: personal columns, dates, states, numbers, ids."""
        return [
            column
            for column in self.model._meta.local_concrete_fields
            if column.name not in self.withheld and (_telling(column) or column.name in self.also)
        ]


_holdings: dict[str, Holding] = {}
_withheld: dict[str, str] = {}


def register(
    model: type[models.Model],
    *paths: str,
    rows: Rows | None = None,
    told: Callable[[UUID], Q] | None = None,
    withheld: Mapping[str, str] | None = None,
    also: tuple[str, ...] = (),
) -> None:
    """Say which rows of a model are about a person.

    paths: lookups that lead from a row to the account; rows: where no lookup does. told: a
    condition that narrows them to what may be told now (a result before its publication may not).
    """

    def about_them(user: UUID) -> models.QuerySet[Any]:
        about = Q(pk__in=[])
        for path in paths:
            about |= Q(**{path: user})
        found = model._default_manager.filter(about)
        if told is not None:
            found = found.filter(told(user))
        return found.order_by(model._meta.pk.name).distinct()

    _holdings[model._meta.label] = Holding(model, rows or about_them, dict(withheld or {}), also)


def withhold(model: type[models.Model], why: str) -> None:
    """Say why no row of this model stands in anybody's archive."""
    _withheld[model._meta.label] = why


def all_holdings() -> tuple[Holding, ...]:
    """Every registered model, in the order of their labels."""
    return tuple(_holdings[label] for label in sorted(_holdings))


def reasons_withheld() -> dict[str, str]:
    """Model → why it stands in no archive."""
    return dict(sorted(_withheld.items()))


def forgotten(app_labels: set[str]) -> Iterator[str]:
    """Personal columns of these apps that no room registered, nor withheld with a reason."""
    for model in apps.get_models():
        label = model._meta.label
        if model._meta.app_label not in app_labels or _withheld.get(label):
            continue
        shown = (
            {column.name for column in _holdings[label].columns} if label in _holdings else set()
        )
        reasons = _holdings[label].withheld if label in _holdings else {}
        for column in model._meta.local_concrete_fields:
            if not getattr(column, "personal", None) or column.name in shown:
                continue
            if not reasons.get(column.name):
                yield f"{label}.{column.name}"


def _telling(column: models.Field[Any, Any]) -> bool:
    """Whether a column tells something by itself: a fingerprint or a path of a file does not."""
    if getattr(column, "personal", None):
        return True
    return bool(column.choices) or isinstance(
        column,
        models.DateTimeField
        | models.DateField
        | models.IntegerField
        | models.BooleanField
        | models.ForeignKey
        | models.UUIDField,
    )
