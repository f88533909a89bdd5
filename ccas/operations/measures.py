"""What Prometheus reads: how fast each route answers, and what waits in the database.

Times are counted in each process; with several, PROMETHEUS_MULTIPROC_DIR names a folder where they
meet (compose.yaml gives one). What waits is asked of PostgreSQL at each reading: it is the same
whichever process answers.
"""

import os
from collections.abc import Iterator
from pathlib import Path

from django.db.models import Count, DurationField, ExpressionWrapper, Min, Q, QuerySet
from django.db.models.functions import Now
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from ccas.documents.models import Document
from ccas.files.models import FileState, ReceivedFile
from ccas.jobs.models import Job, JobState
from ccas.outbox.models import Message

if folder := os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
    Path(folder).mkdir(parents=True, exist_ok=True)
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
#: Seconds: what a person does not notice, notices, waits for, gives up on.
BUCKETS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
#: Both are of this process, or of all those that share the folder.
own = CollectorRegistry()
seconds = Histogram(
    "ccas_request_seconds", "Temps de réponse, par route", ["route"], buckets=BUCKETS, registry=own
)
answers = Counter(
    "ccas_answers", "Réponses, par méthode et code", ["method", "status"], registry=own
)


def answered(route: str, method: str, status: int, spent: float) -> None:
    """Count an answer. Labels have few values: a route's name, never an address."""
    seconds.labels(route).observe(spent)
    answers.labels(method if method in METHODS else "other", str(status)).inc()


class Waiting(Collector):
    """What waits in PostgreSQL, and for how long. Six queries a reading."""

    def collect(self) -> Iterator[Metric]:
        """Gauges, the same from every process."""
        jobs = Job.objects.order_by()
        yield _by("ccas_jobs", "Travaux, par état", "state", jobs)
        oldest = jobs.filter(state=JobState.WAITING).filter(
            Q(not_before__isnull=True) | Q(not_before__lte=Now())
        )
        yield _age("ccas_jobs_oldest_waiting_seconds", "Le plus ancien travail prêt", oldest)
        lapsed = jobs.filter(state=JobState.RUNNING, lease_until__lt=Now()).count()
        yield _one("ccas_jobs_lapsed", "Travaux dont le travailleur a disparu", lapsed)
        yield _by("ccas_messages", "Messages, par état", "state", Message.objects.order_by())
        yield _by("ccas_documents", "Documents, par état", "state", Document.objects.order_by())
        unseen = ReceivedFile.objects.order_by().filter(
            state__in=[FileState.RECEIVED, FileState.SCANNING], removed_at__isnull=True
        )
        yield _age(
            "ccas_files_oldest_unseen_seconds", "Le plus ancien fichier sans verdict", unseen
        )


def _by(name: str, says: str, column: str, rows: QuerySet) -> GaugeMetricFamily:
    """One gauge for each state that exists."""
    found = GaugeMetricFamily(name, says, labels=[column])
    for state, count in rows.values_list(column).annotate(Count("pk")):
        found.add_metric([state], count)
    return found


def _age(name: str, says: str, rows: QuerySet) -> GaugeMetricFamily:
    """Seconds since the oldest row was recorded; zero when there is none."""
    waited = ExpressionWrapper(Now() - Min("recorded_at"), output_field=DurationField())
    age = rows.aggregate(age=waited)["age"]
    return _one(name, says, max(age.total_seconds(), 0) if age else 0)


def _one(name: str, says: str, value: float) -> GaugeMetricFamily:
    found = GaugeMetricFamily(name, says)
    found.add_metric([], value)
    return found


def text() -> bytes:
    """Everything, in the text format that Prometheus reads."""
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        shared = CollectorRegistry()
        MultiProcessCollector(shared)  # type: ignore[no-untyped-call]
    else:
        shared = own
    waiting = CollectorRegistry()
    waiting.register(Waiting())
    return generate_latest(shared) + generate_latest(waiting)
