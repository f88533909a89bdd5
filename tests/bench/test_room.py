"""The room of 20 stations against the same page through the plain ORM and template loops.

Processor time of this process, warm, in alternating rounds of one run: on a shared machine,
seconds lie and ratios do not.
"""

import os
import statistics
import time
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.template import engines
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext

from assessments.grading.room import board_of
from assessments.sessions.models import AssessmentSession
from assessments.sessions.rules import phase_at, phases_begun
from ccas import clock
from ccas.actors import Actor
from tests.factories.grading import DAY
from tests.factories.room import a_full_room

pytestmark = pytest.mark.django_db

FULL = os.environ.get("CCAS_BENCH") == "full"
STATIONS, ROUNDS = (20, 9) if FULL else (2, 2)
#: How many times less our page may cost, at full size.
GOAL = 8

#: What one would write first: objects, relations followed from the page, a count for each cell.
PLAIN = """
{% for station in session.stations.all %}<h3>{{ station.name }}</h3>
  {% for play in station.simulations.all %}{% with known=play.registration.enrolment.candidate %}
    <p>{{ known.person.display_name }} {{ known.number }} {{ play.scenario.title }}
    {% for block in play.blocks.all %}{{ block.short_code }} {% endfor %}
    {{ play.get_state_display }} {{ play.starts_at|hour }} {{ play.started_at|hour }}
    {{ play.ended_at|hour }} {{ known.extra_time_percent }}</p>
    <ul>{% for seat in play.evaluators.all %}<li>{{ seat.person.display_name }}
      {% for sheet in seat.person.sheets.all %}{% if sheet.simulation_id == play.pk %}
        {% status sheet.get_state_display "current" %} {{ sheet.ratings.count }}
        {% for device in sheet.devices.all %}
          {{ device.made }} {{ sheet.acts.count }} {{ device.last_contact_at|hour }}
        {% endfor %}
        {% for call in sheet.calls.all %}{{ call.occurred_at|hour }}{% endfor %}
      {% endif %}{% endfor %}</li>{% endfor %}</ul>
    {% for incident in play.incidents.all %}
      <p>{{ incident.get_category_display }} {{ incident.get_effect_display }}
      {% for one in incident.competencies.all %}{{ one.position }}{% endfor %}</p>
    {% endfor %}
  {% endwith %}{% endfor %}
{% endfor %}
"""


def ours(session: AssessmentSession, by: Actor) -> str:
    """The screen's own content."""
    board = board_of(session, DAY.date(), by=by)
    context = {"board": board, "session": session, "live": True, "suite": "", "csrf_token": "x"}
    context["request"] = SimpleNamespace(actor=by)
    return render_to_string("assessments/grading/_board.html", context)


def plain(session: AssessmentSession, by: Actor) -> str:
    """The naive page; the phases are computed as ours are."""
    rules = session.revision.rules
    for station in session.stations.all():
        for play in station.simulations.filter(state="running"):
            found = phases_begun(
                play.started_at,
                briefing_minutes=rules.briefing_minutes,
                simulation_minutes=play.scenario.duration_minutes,
                rating_minutes=rules.rating_minutes,
                extra_percent=play.registration.enrolment.candidate.extra_time_percent,
            )
            phase_at(found, clock.now())
    return engines["django"].from_string(PLAIN).render({"session": session})


def cpu(page: Callable[[AssessmentSession, Actor], str], pk: object, by: Actor) -> float:
    """Milliseconds of this process for one page, from a session just read."""
    session = AssessmentSession.objects.select_related("revision").get(pk=pk)
    session.revision.rules  # noqa: B018  (read once per process by both)
    begun = time.process_time()
    page(session, by)
    return 1000 * (time.process_time() - begun)


def test_the_room_against_the_plain_page(officer, record_property):
    with clock.moved_to(DAY + timedelta(minutes=20)):
        session = a_full_room(STATIONS)
        queries = {}
        for page in (ours, plain):
            with CaptureQueriesContext(connection) as seen:
                cpu(page, session.pk, officer)
            queries[page] = len(seen) - 1  # the session itself
        times: dict[Callable[..., str], list[float]] = {ours: [], plain: []}
        for _ in range(ROUNDS):
            for page, found in times.items():
                found.append(cpu(page, session.pk, officer))
    ms = {page: statistics.median(found) for page, found in times.items()}
    assert queries[ours] < queries[plain]
    ratio = ms[plain] / ms[ours]
    if FULL:
        record_property("FIGURE room_queries_20_stations", f"{queries[ours]} queries")
        record_property("FIGURE room_ms", f"{ms[ours]:.1f} ms")
        record_property("FIGURE room_vs_plain", f"{ratio:.1f} x")
        assert ratio >= GOAL
