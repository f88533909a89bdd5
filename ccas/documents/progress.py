"""How far a batch of documents has come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from ccas.documents import kinds
from ccas.documents.models import Document, DocumentState
from ccas.jobs.models import Job, JobState


@dataclass(frozen=True, slots=True)
class Progress:
    """Counts of documents. ``sentence`` is shown as it is."""

    total: int
    stored: int
    failed: int
    unsealed: int = 0

    @property
    def pending(self) -> int:
        """How many are still to be rendered, or sealed."""
        return self.total - self.stored - self.failed

    @property
    def finished(self) -> bool:
        """Whether nothing is left to wait for."""
        return self.pending == 0

    @property
    def sentence(self) -> str:
        """Say where the batch stands."""
        if not self.total:
            return "Aucun document à préparer."
        ready = "disponible" if self.stored < 2 else "disponibles"
        said = f"{self.stored} sur {self.total} {ready}"
        if self.unsealed:
            said += f", {self.unsealed} en attente du sceau"
        if self.failed:
            said += f", {self.failed} en échec"
        return said + "."


def progress(documents: QuerySet[Document]) -> Progress:
    """Count a batch, in one query."""
    counts = documents.aggregate(
        total=Count("pk"),
        stored=Count("pk", filter=Q(state=DocumentState.STORED)),
        failed=Count("pk", filter=Q(state=DocumentState.FAILED)),
        unsealed=Count("pk", filter=Q(state=DocumentState.RENDERED)),
    )
    return Progress(**counts)


#: The job that renders and seals a document.
RENDER = "documents.render"


@dataclass(frozen=True, slots=True)
class Trouble:
    """A document that did not come, and why, in the words of what failed."""

    number: str
    reason: str
    given_up: bool


@dataclass(slots=True)
class OfKind:
    """How far the documents of one kind have come. Each is counted once."""

    label: str
    waiting: int = 0
    rendering: int = 0
    unsealed: int = 0
    stored: int = 0
    failed: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.waiting + self.rendering + self.unsealed + self.stored + self.failed

    @property
    def done(self) -> str:
        """What the bar says."""
        return f"{self.stored} sur {self.total}"


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch, kind by kind. ``seal`` says what its seal waits for; empty when nothing does."""

    kinds: tuple[OfKind, ...]
    troubles: tuple[Trouble, ...]
    seal: str

    @property
    def total(self) -> int:
        """All the documents of the batch."""
        return sum(kind.total for kind in self.kinds)

    @property
    def complete(self) -> bool:
        """Whether each document is sealed and stored."""
        return bool(self.kinds) and all(kind.stored == kind.total for kind in self.kinds)

    @property
    def stuck(self) -> bool:
        """Whether something waits for a person to ask for another try."""
        return any(trouble.given_up for trouble in self.troubles)


def key_of(document_id: object) -> str:
    """The key of the job of a document."""
    return f"document:{document_id}"


def batch(documents: QuerySet[Document]) -> Batch:
    """Follow a batch, in two queries whatever its size. Kinds stand in the order they were
    registered in; at most ten troubles are told in full."""
    rows = list(documents.order_by("series", "rank").values_list(*ROW))
    unfinished = [key_of(row[0]) for row in rows if row[2] != DocumentState.STORED]
    jobs = {
        key: (state, error)
        for key, state, error in Job.objects.filter(kind=RENDER, key__in=unfinished).values_list(
            "key", "state", "error"
        )
    }
    return _followed(rows, jobs)


ROW = ("pk", "kind", "state", "number", "waits_for")


def _followed(rows: Sequence[tuple], jobs: dict[str, tuple[str, str]]) -> Batch:
    found: dict[str, OfKind] = {}
    troubles: list[Trouble] = []
    seal = ""
    for pk, code, state, number, waits_for in rows:
        line = found.setdefault(code, OfKind(kinds.get(code).label))
        job, error = jobs.get(key_of(pk), ("", ""))
        if state == DocumentState.STORED:
            line.stored += 1
        elif job == JobState.FAILED or state == DocumentState.FAILED:
            line.failed += 1
            troubles.append(Trouble(number, error, job == JobState.FAILED))
        elif state == DocumentState.RENDERED:
            line.unsealed += 1
            seal = seal or waits_for
        elif job == JobState.RUNNING:
            line.rendering += 1
        else:
            line.waiting += 1
    order = [kind.code for kind in kinds.all_kinds()]
    listed = tuple(found[code] for code in sorted(found, key=order.index))
    given_up = sorted(troubles, key=lambda one: not one.given_up)
    return Batch(listed, tuple(given_up[:10]), seal)
