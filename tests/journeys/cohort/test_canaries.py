"""Everybody of the demonstration is a canary: no line written while they walk through names one.

The demonstration is every flow there is, from enrolment to title, by the actions that screens call;
its jobs are the worker's. Then every screen is opened by who may open it.
"""

import logging
import time

import pytest
from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.test import Client

from ccas.accounts.models import User
from ccas.accounts.proof import PROVEN_AT, SECOND_FACTOR
from ccas.jobs import queue
from ccas.jobs.models import Job
from certification.demonstration.stage import address
from tests.browser.found import AUDITOR
from tests.journeys.lines import captured, named_in, words_of_everybody

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("demonstration"), pytest.mark.slow]


def browser_of(key: str, role: str) -> Client:
    """Signed in by two factors, under that role; nobody for an empty key."""
    client = Client(raise_request_exception=False)
    if not key:
        return client
    user = User.objects.get(email=address(key))
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    session = client.session
    session["active_role"] = role
    session[SECOND_FACTOR] = True
    session[PROVEN_AT] = time.time()
    session.save()
    return client


def test_there_are_canaries():
    words = words_of_everybody()
    assert len(words) > 60
    assert address(AUDITOR[0]) in words


def test_no_line_of_the_road_names_anybody(written):
    """Built by the actions, its jobs done: what goes well says little, and nobody's name."""
    assert Job.objects.filter(state="done").count() > 50
    assert named_in(written, words_of_everybody()) == set()


@pytest.mark.parametrize("kind", sorted(queue._handlers))
def test_a_job_that_fails_on_a_person_names_nobody(kind, monkeypatch):
    """As the worker does it: the line says the kind and the place, the row too."""
    person = User.objects.get(email=address("letallec"))

    def broken(job):
        raise LookupError(f"{person.display_name} <{person.email}>")

    monkeypatch.setitem(queue._handlers, kind, broken)
    with transaction.atomic():
        job = queue.enqueue(kind, key="canari", by=person.acting_as("candidate"))
    with captured() as written:
        queue.run(job.pk)
    job.refresh_from_db()
    assert "LookupError" in job.error
    assert "LookupError" in written.getvalue()
    assert named_in(written.getvalue() + job.error, words_of_everybody()) == set()


def test_the_control_a_line_that_names_somebody_is_seen():
    user = User.objects.get(email=address("letallec"))
    with captured() as written:
        logging.getLogger("ccas.essai").warning("dossier de %s ouvert", user.display_name)
    assert named_in(written.getvalue(), words_of_everybody())


def test_no_line_of_a_screen_names_anybody():
    """Opened, refused, searched for by name, asked with a body that is wrong."""
    from tests.browser.screens import SCREENS

    opened = 0
    with captured() as written:
        for screen in SCREENS:
            try:
                path = screen.path()
            except (ObjectDoesNotExist, AttributeError):  # what the browser tests alone prepare
                continue
            client = browser_of(screen.key, screen.role)
            client.get(path, {"q": "Le Tallec", "page": "Quéméneur"})
            client.post(path, {"name": "Ferré", "email": address("ferre"), "x": "\0"})
            browser_of("ferre", "candidate").get(path)
            opened += 1
    lines = written.getvalue()
    assert opened > 150
    assert lines.count('"ccas.requests"') == 3 * opened
    assert named_in(lines, words_of_everybody()) == set()


def test_no_job_keeps_a_name():
    """What is declared impersonal is: payloads, keys and reasons of the jobs that were done."""
    kept = "\n".join(
        f"{job.kind} {job.key} {job.payload} {job.line} {job.error}" for job in Job.objects.all()
    )
    assert kept.count("\n") > 50
    assert named_in(kept, words_of_everybody()) == set()
