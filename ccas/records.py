"""The base of every row that states a fact: a random id, two times, a beginning before its end."""

import uuid

from django.db import models
from django.db.models.functions import Now

from ccas import clock


class Record(models.Model):
    """`occurred_at` is the business clock; `recorded_at` is the database server's own."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    occurred_at = models.DateTimeField("survenu le", default=clock.now, editable=False)
    recorded_at = models.DateTimeField("enregistré le", db_default=Now(), editable=False)

    class Meta:
        abstract = True


def ends_after_it_starts(
    name: str,
    says: str,
    *,
    start: str = "starts_on",
    end: str = "ends_on",
    lasting: bool = True,
    undated: bool = False,
    at_once: bool = True,
) -> models.CheckConstraint:
    """What begins is not over before.

    says: the sentence of the refusal. lasting: may have no end yet. undated: may have no known
    start. at_once: may end when it starts (a day included is a whole day; a moment is none).
    """
    condition = models.Q(**{f"{end}__{'gte' if at_once else 'gt'}": models.F(start)})
    if undated:
        condition = models.Q(**{f"{start}__isnull": True}) | condition
    if lasting:
        condition = models.Q(**{f"{end}__isnull": True}) | condition
    return models.CheckConstraint(name=name, condition=condition, violation_error_message=says)
