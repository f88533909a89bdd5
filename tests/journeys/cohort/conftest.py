"""The whole demonstration, built once for the modules of this folder; what was logged meanwhile."""

from collections.abc import Iterator

import pytest
from django.core.files.storage import storages
from django.core.management import call_command
from django.db import connection

from tests.journeys.lines import captured
from tests.journeys.road import work
from tests.kept import standing


@pytest.fixture(scope="package", autouse=True)
def written(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[str]:
    """Built by the actions that screens call, its jobs done; rolled back after. Gives every line
    that was logged on the way."""
    folder = tmp_path_factory.mktemp("cohort")
    for name in ("default", "documents"):
        storages[name].__dict__.pop("base_location", None)
        storages[name].__dict__.pop("location", None)
        storages[name]._location = folder / name
    with standing(django_db_blocker):
        with captured() as lines:
            call_command("build_demo", verbosity=0)
            work()
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # an attack is refused at once
            cursor.execute("ANALYZE")  # else PostgreSQL plans for empty tables
        yield lines.getvalue()
