"""The base of every row that states a fact: a random id, and two times."""

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
