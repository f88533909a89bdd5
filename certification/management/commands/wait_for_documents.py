"""Wait until every job and document is done, and show what was made."""

import time
from typing import Any

from django.core.files.storage import storages
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from ccas.documents import kinds
from ccas.documents.models import Document, DocumentState
from ccas.jobs import queue
from ccas.jobs.models import Job, JobState
from certification.awards.expected import missing_awards, missing_documents

#: Seconds between two looks.
PAUSE = 0.5


class Command(BaseCommand):
    help = "Attend la fin des travaux et des documents, puis en montre la table."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--timeout", type=float, default=120, help="secondes d’attente, 120 par défaut"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        begun = time.monotonic()
        late = not self._wait(begun, options["timeout"])
        self._table()
        problems = self._problems(late, options["timeout"])
        elapsed = time.monotonic() - begun
        if problems:
            raise CommandError("\n".join(problems))
        total = Document.objects.filter(state=DocumentState.STORED).count()
        plural = "s" if total > 1 else ""
        self.stdout.write(
            f"{total} document{plural} disponible{plural} ({elapsed:.1f} s d’attente)."
        )

    def _wait(self, begun: float, timeout: float) -> bool:
        """Whether nothing is pending before the time is up. Forgotten jobs are woken on the way."""
        swept = begun
        while True:
            waiting = Job.objects.filter(state__in=[JobState.WAITING, JobState.RUNNING])
            pending = Document.objects.filter(state=DocumentState.PENDING)
            if not waiting.exists() and not pending.exists():
                return True
            now = time.monotonic()
            if now - begun > timeout:
                return False
            if now - swept > 5:
                queue.sweep()
                swept = now
            if not connection.in_atomic_block:
                connection.close_if_unusable_or_obsolete()
            time.sleep(PAUSE)

    def _table(self) -> None:
        storage = storages["documents"]
        self.stdout.write("Document\tNuméro\tSHA-256\tSecondes\tFichier")
        for document in Document.objects.order_by("kind", "series", "rank"):
            path = storage.path(document.file) if document.file else "–"
            label = kinds.get(document.kind).label
            self.stdout.write(
                f"{label}\t{document.number}\t{document.sha256 or '–'}\t"
                f"{document.render_ms / 1000:.2f}\t{path}"
            )

    def _problems(self, late: bool, timeout: float) -> list[str]:
        problems = []
        if late:
            waiting = Job.objects.filter(state__in=[JobState.WAITING, JobState.RUNNING])
            problems.append(f"Après {timeout:.0f} s, des travaux ne sont pas finis :")
            problems += [f"  {job.kind} {job.key} {job.error}".rstrip() for job in waiting[:20]]
        problems += [
            f"Travail en échec : {job.kind} {job.key} — {job.error}"
            for job in Job.objects.filter(state=JobState.FAILED)
        ]
        storage = storages["documents"]
        for document in Document.objects.order_by("kind", "rank"):
            if document.state != DocumentState.STORED:
                state = document.get_state_display()
                problems.append(f"{document.number} n’est pas disponible ({state}).")
            elif not storage.exists(document.file):
                problems.append(f"Le fichier de {document.number} n’est pas à sa place.")
        return [*problems, *missing_awards(), *missing_documents()]
