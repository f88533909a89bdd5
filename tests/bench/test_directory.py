"""The directory over 10,000 enrolments: as many queries as over a few, and how long one waits.

The pages an officer asks for in a morning, each several times, through the whole stack: the 95th
percentile of all.
"""

import os
import statistics
import time
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.candidates.models import AcquiredBlock, Candidate, Enrolment
from assessments.people.models import Person, Posting, sort_key
from assessments.sessions.models import Registration
from tests.factories.framework import shipped_revision
from tests.factories.people import UnitFactory
from tests.factories.sessions import SessionFactory

pytestmark = pytest.mark.django_db

FULL = os.environ.get("CCAS_BENCH") == "full"
ENROLMENTS, ROUNDS = (10_000, 8) if FULL else (120, 1)
SYLLABLES = ("Ker", "Bré", "Val", "d’Or", "Mont", "Lan", "Gué", "Ÿs", "Plou", "Har")


def a_cohort(number: int) -> str:
    """So many enrolments, a third in one session, half holding a block; the session's id."""
    revision, unit = shipped_revision(), UnitFactory()
    session = SessionFactory(starts_on=date(2090, 3, 1))
    people = [
        Person(
            birth_name=f"{SYLLABLES[rank % 10]}{SYLLABLES[rank // 10 % 10].lower()}-{rank}",
            given_names="Maëlys",
            sex="F",
        )
        for rank in range(number)
    ]
    for person in people:
        person.sort_name = sort_key(person.birth_name, person.given_names)
    Person.objects.bulk_create(people)
    candidates = Candidate.objects.bulk_create(
        Candidate(
            person=person,
            number=f"B-{rank:05d}",
            birth_year=1990,
            birth_place="Brest",
            birth_place_code="29019",
        )
        for rank, person in enumerate(people)
    )
    began = date(2025, 1, 6)
    enrolments = Enrolment.objects.bulk_create(
        Enrolment(
            candidate=one,
            revision=revision,
            route="FC" if rank % 3 else "VAE",
            began_on=began + timedelta(days=rank % 200),
            admissibility_date=None if rank % 3 else began,
            admissibility_reference="" if rank % 3 else "Décision 2025-9",
        )
        for rank, one in enumerate(candidates)
    )
    block = revision.blocks.get(position=1)
    AcquiredBlock.objects.bulk_create(
        AcquiredBlock(
            candidate=one,
            block=block,
            block_code=block.code,
            acquired_on=began,
            source="equivalence",
            equivalence_reference="Acte 2025-7",
        )
        for one in candidates[::2]
    )
    Posting.objects.bulk_create(
        Posting(person=one.person, unit=unit, function="opératrice", starts_on=began)
        for one in candidates[::4]
    )
    Registration.objects.bulk_create(
        Registration(session=session, enrolment=one) for one in enrolments[::3]
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return str(session.pk)


def test_the_directory_at_full_size(officer, sign_in, record_property):
    client = sign_in(officer)
    client.get("/parcours/")
    with CaptureQueriesContext(connection) as few:
        client.get("/parcours/")
    session = a_cohort(ENROLMENTS)
    block = shipped_revision().blocks.get(position=1)
    asked = [
        {},
        {"page": "2"},
        {"page": str(ENROLMENTS // 50)},
        {"q": "kerbré"},
        {"q": "B-00042"},
        {"etat": "open", "voie": "VAE"},
        {"bloc": f"manque:{block.code}", "voie": "FC"},
        {"bloc": f"acquis:{block.code}"},
        {"entite": Posting.objects.first().unit.entity.code},
        {"session": session},
        {"horloge": "convocation-session", "etat": "open"},
    ]
    with CaptureQueriesContext(connection) as many:
        page = client.get("/parcours/").content.decode()
    assert f"{ENROLMENTS} parcours" in page
    # Of an empty directory, the tables around no line are not asked for.
    queries = len(many)
    times = []
    for _ in range(ROUNDS):
        for query in asked:
            begun = time.perf_counter()
            assert client.get("/parcours/", query).status_code == 200
            times.append(1000 * (time.perf_counter() - begun))
    with CaptureQueriesContext(connection) as filtered:
        client.get("/parcours/", {"session": session, "voie": "VAE"})
    assert len(filtered) == queries >= len(few)
    if FULL:
        record_property("FIGURE directory_queries", f"{queries} queries")
        p95 = statistics.quantiles(times, n=20)[-1]
        record_property("FIGURE directory_p95_ms", f"{p95:.0f} ms over {ENROLMENTS} enrolments")
