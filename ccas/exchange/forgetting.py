"""An export controlled long enough: the filters that may name somebody go, its row stays."""

from datetime import datetime

from django.db.models import Q, QuerySet

from ccas import journal, retention
from ccas.actors import Actor
from ccas.exchange.models import ListExport


def due(cutoff: datetime) -> QuerySet[ListExport]:
    """The exports made before that moment whose filters are still there."""
    return ListExport.objects.filter(~Q(query="") | ~Q(words=""), occurred_at__lt=cutoff)


def forget(export: ListExport, by: Actor) -> None:
    """Empty the filters of an export. Who, which list, how many lines and when stay."""
    export = ListExport.objects.select_for_update().get(pk=export.pk)
    if not export.query and not export.words:
        return
    export.query = export.words = ""
    export.save(update_fields=["query", "words"])
    journal.record("export.forget", export, by=by)


RULE = retention.Rule(
    code="exports",
    term="export",
    label="Exports de listes",
    goes="les filtres partent ; qui, quelle liste, combien de lignes et quand restent",
    due=due,
    forget=forget,
)
