"""10,000 enrolments as a file: the memory of the process that writes it does not follow them."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection

from tests.bench.test_directory import a_cohort

pytestmark = pytest.mark.django_db(transaction=True)

FULL = os.environ.get("CCAS_BENCH") == "full"
LINES = 10_000 if FULL else 120
#: Megabytes that the whole list may take more than one line of it.
GOAL = 25


def exported(account: object, form: str) -> dict[str, float]:
    """What a process of its own says of its memory."""
    db = connection.settings_dict
    secret = f":{db['PASSWORD']}" if db["PASSWORD"] else ""
    address = f"{db['HOST']}:{db['PORT']}" if db["PORT"] else db["HOST"]
    answer = subprocess.run(
        [sys.executable, "-m", "tests.bench.exporting", str(account), form],
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "ccas.settings.test",
            "DATABASE_URL": f"postgres://{db['USER']}{secret}@{address}/{db['NAME']}",
        },
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    return json.loads(answer.stdout.splitlines()[-1])


def test_a_list_of_any_length_takes_the_same_memory(officer, record_property):
    a_cohort(LINES)
    peaks, growths = [], []
    for form in ("csv", "xlsx"):
        said = exported(officer.user_id, form)
        assert (said["few"], said["lines"]) == (1, LINES)
        peaks.append(said["after"])
        growths.append(said["after"] - said["before"])
        assert growths[-1] < GOAL
    if FULL:
        record_property(
            "FIGURE export_rss_mb",
            f"{max(peaks):.0f} MB at the peak for {LINES} lines, "
            f"{max(growths):.0f} more than for one line",
        )
