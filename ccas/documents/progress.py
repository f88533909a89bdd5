"""How far a batch of documents has come."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from ccas.documents.models import Document, DocumentState


@dataclass(frozen=True, slots=True)
class Progress:
    """Counts of documents. ``sentence`` is shown as it is."""

    total: int
    stored: int
    failed: int

    @property
    def pending(self) -> int:
        """How many are still to be rendered."""
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
        if self.failed:
            said += f", {self.failed} en échec"
        return said + "."


def progress(documents: QuerySet[Document]) -> Progress:
    """Count a batch, in one query."""
    counts = documents.aggregate(
        total=Count("pk"),
        stored=Count("pk", filter=Q(state=DocumentState.STORED)),
        failed=Count("pk", filter=Q(state=DocumentState.FAILED)),
    )
    return Progress(**counts)
