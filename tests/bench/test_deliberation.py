"""A jury of sixty candidates: as many queries as a jury of six on every screen of the room, and
what its president's two screens cost against the same pages through plain ORM and template loops.

Processor time of this process, warm, in alternating rounds of one run: on a shared machine,
seconds lie and ratios do not.
"""

import os
import statistics
import time
from collections.abc import Callable
from uuid import uuid4

import pgtrigger
import pytest
from django.db import connection
from django.template import engines
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.candidates.models import Enrolment
from assessments.framework.models import Competency
from assessments.grading.models import AssessmentSheet, Rating, SheetAct
from assessments.grading.reading import proposals_for
from assessments.practice.summary import summary
from ccas import clock
from certification.deliberation import actions
from certification.deliberation.models import Deliberation, Presentation
from certification.deliberation.room import sitting_now
from certification.juries.models import Recusal
from tests.factories.deliberation import NOON, Room, candidate, concluded, opened, proposed

pytestmark = pytest.mark.django_db

FULL = os.environ.get("CCAS_BENCH") == "full"
FEW, CANDIDATES, ROUNDS = (6, 60, 9) if FULL else (2, 4, 2)
#: What each screen asks of the database, whatever the number of candidates.
QUERIES = {
    "sitting": 16,
    "leaving": 8,
    "vote": 25,
    "minutes": 29,
    "candidate": 40,
    "strip": 21,
}
#: How many times less our pages may cost, at full size.
GOAL = 8

#: What one would write first: objects, relations followed from the page, a test for each cell.
PLAIN_ROOM = """
{% for seat in deliberation.jury.seats.all %}<li>{{ seat.label }}
  {% for held in seat.nominations.all %}{{ held.person.display_name }} {{ held.capacity }}
    {% for one in deliberation.attendances.all %}{% if one.person == held.person %}
      {{ one.at|hour }} {{ one.get_kind_display }}{% endif %}{% endfor %}
  {% endfor %}</li>{% endfor %}
{% for one in deliberation.presentations.all %}<tr>
  <td><a href="{% url "deliberation:candidate" pk=deliberation.pk presentation=one.pk %}">
    {{ one.enrolment.candidate.number }}</a>
    {{ one.enrolment.candidate.person.display_name }} {{ one.enrolment.get_route_display }}</td>
  <td>{% if one.outcome %}{% status one.get_outcome_display "done" %}{% else %}
    {% status one.get_attendance_display "todo" %}
    {{ one.decisions.count }} / {{ one.blocks.count }}{% endif %}</td>
  <td>{% for recusal in deliberation.jury.recusals.all %}
    {% if recusal.enrolment == one.enrolment %}{{ recusal.person.display_name }}{% endif %}
    {% empty %}Personne{% endfor %}</td>
  <td>{% for block in one.blocks.all %}{{ block.short_code }} {% endfor %}</td>
</tr>{% endfor %}
{% for one in deliberation.incidents.all %}{{ one.at|hour }} {{ one.text }}{% endfor %}
"""
PLAIN_CANDIDATE = """
<h1>{{ one.enrolment.candidate.person.display_name }} {{ one.enrolment.candidate.number }}</h1>
{% for block in one.enrolment.revision.blocks.all %}<li>{{ block.short_code }} {{ block.title }}
  {% for held in one.enrolment.candidate.acquired.all %}
    {% if held.block == block %}{% status "Acquis" "done" %}{% endif %}{% endfor %}</li>{% endfor %}
{% for block in one.blocks.all %}<table>
  {% for line in block.competencies.all %}<tr><th>{{ line.position }} {{ line.text }}</th>
    {% for registration in one.enrolment.registrations.all %}
      {% for play in registration.simulations.all %}{% if block in play.blocks.all %}
        {% for sheet in play.sheets.all %}<td title="{{ sheet.evaluator.display_name }}">
          {% for rating in sheet.ratings.all %}{% if rating.competency_id == line.pk %}
            {{ rating.value }}{% endif %}{% endfor %}</td>{% endfor %}
        {% for consensus in play.consensuses.all %}<td>{% for cell in consensus.lines.all %}
          {% if cell.competency_id == line.pk %}{{ cell.value }} {{ cell.word }}{% endif %}
        {% endfor %}</td>{% endfor %}
      {% endif %}{% endfor %}{% endfor %}</tr>{% endfor %}</table>
  {% for decision in one.decisions.all %}{% if decision.block_id == block.pk %}
    {{ decision.get_verdict_display }} {{ decision.reasons }}{% endif %}{% endfor %}
{% endfor %}
"""


def room_of(candidates: int) -> Room:
    """A sitting at work: half is concluded, some are recused, one is heard, after two sessions.

    That one has both evaluators' sheets and a consensus on the three blocks, twice.
    """
    enrolments = [candidate() for _ in range(candidates)]
    heard = enrolments[candidates // 2]
    for _ in range(2):
        proposed(heard, 1, 2, 3)
    rated(heard)
    found = opened(enrolments)
    for enrolment in enrolments[candidates // 2 + 1 :: 5]:
        Recusal.objects.create(
            jury=found.jury,
            person=found.people[2],
            enrolment=enrolment,
            ground="Ancien chef de centre du candidat.",
            found_by="member",
        )
    for presentation in found.presentations[: candidates // 2]:
        concluded(found, presentation)
    actions.mark_present(found.presentations[candidates // 2], by=found.president)
    return found


def rated(enrolment: Enrolment) -> None:
    """Every line of every sheet rated, past the guards of the grading room."""
    with pgtrigger.ignore():
        for sheet in AssessmentSheet.objects.filter(simulation__registration__enrolment=enrolment):
            lines = Competency.objects.filter(block__simulations=sheet.simulation)
            acts = SheetAct.objects.bulk_create(
                SheetAct(
                    sheet=sheet,
                    client=uuid4(),
                    sequence=1,
                    kind="rate",
                    competency=line,
                    value="A",
                    received_at=clock.now(),
                )
                for line in lines
            )
            Rating.objects.bulk_create(
                Rating(sheet=sheet, competency=act.competency, value="A", act=act) for act in acts
            )


def screens(room: Room) -> dict[str, str]:
    """Every screen of the room, on the candidate who is heard."""
    pk, heard = room.deliberation.pk, being_heard(room).pk
    return {
        **{
            name: reverse(f"deliberation:{name}", args=[pk])
            for name in ("sitting", "leaving", "vote", "minutes")
        },
        **{
            name: reverse(f"deliberation:{name}", args=[pk, heard])
            for name in ("candidate", "strip")
        },
    }


def being_heard(room: Room) -> Presentation:
    """The one after those that are concluded."""
    presentations = room.presentations
    return presentations[len(presentations) // 2]


def plain_sitting(room: Room) -> str:
    """The naive page of the room; the rules are asked as ours asks them."""
    deliberation = Deliberation.objects.get(pk=room.deliberation.pk)
    sitting_now(deliberation, clock.now()).indicators()
    return engines["django"].from_string(PLAIN_ROOM).render({"deliberation": deliberation})


def plain_candidate(room: Room) -> str:
    """The naive page of one candidate; the rules are asked as ours asks them."""
    one = Presentation.objects.get(pk=being_heard(room).pk)
    sitting = sitting_now(one.deliberation, clock.now())
    sitting.indicators()
    sitting.review(one.enrolment)
    summary(one.enrolment)
    proposals_for(one.enrolment, one.blocks.all())
    return engines["django"].from_string(PLAIN_CANDIDATE).render({"one": one})


def cpu(page: Callable[[], object]) -> float:
    """Milliseconds of this process for one page."""
    begun = time.process_time()
    page()
    return 1000 * (time.process_time() - begun)


def test_sixty_candidates(client, sign_in, record_property):
    """Ours goes through the whole stack, middlewares and sign-in included; the naive does not."""
    with clock.moved_to(NOON):
        queries = []
        for candidates in (FEW, CANDIDATES):
            room = room_of(candidates)
            sign_in(room.president)
            queries.append({})
            for name, address in screens(room).items():
                assert client.get(address).status_code == 200
                with CaptureQueriesContext(connection) as seen:
                    client.get(address)
                queries[-1][name] = len(seen)
        assert queries == [QUERIES, QUERIES]
        addresses = screens(room)
        for name, plain in (("sitting", plain_sitting), ("candidate", plain_candidate)):
            ours: list[float] = []
            naive: list[float] = []
            for _ in range(ROUNDS):
                ours.append(cpu(lambda at=addresses[name]: client.get(at)))
                naive.append(cpu(lambda page=plain: page(room)))
            ms = statistics.median(ours)
            ratio = statistics.median(naive) / ms
            if FULL:
                record_property(
                    f"FIGURE deliberation_{name}_queries",
                    f"{queries[1][name]} queries for {CANDIDATES} candidates as for {FEW}",
                )
                record_property(f"FIGURE deliberation_{name}_ms", f"{ms:.1f} ms")
                record_property(f"FIGURE deliberation_{name}_vs_plain", f"{ratio:.1f} x")
                assert ratio >= GOAL
