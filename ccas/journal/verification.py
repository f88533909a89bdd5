"""Everything about the log recomputed from the database, and what is wrong in it, in sentences.

The arithmetic is that of the stand-alone verifier; here are read the rows, and what only the
database can tell: which line, which node, what came in late.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from django.conf import settings

from ccas.journal import merkle, verifier
from ccas.journal.leaves import leaf_of
from ccas.journal.models import Head, JournalEntry, Leaf, TreeNode
from ccas.journal.notes import verifier_key

#: A transaction longer than that does not exist: a line recorded before a head by more, and sealed
#: after it, was slipped in with a false date.
LATE = timedelta(hours=1)


@dataclass(slots=True)
class Report:
    """sealed: leaves read; waiting: lines that the sealer has not met yet; wrong: sentences."""

    sealed: int = 0
    heads: int = 0
    waiting: int = 0
    wrong: list[str] = field(default_factory=list)


def public_keys() -> list[str]:
    """The keys whose heads count: the present one first."""
    return [verifier_key(), *settings.JOURNAL_FORMER_KEYS]


def exported() -> Iterator[bytes]:
    """Every leaf of the log, in order, as the bytes that were hashed."""
    for leaf in Leaf.objects.select_related("entry").order_by("index").iterator():
        yield leaf_of(leaf.entry, bytes(leaf.salt))


def verify(published: Iterable[str] = ()) -> Report:
    """Recompute the log. published: signed heads kept elsewhere, the settings' file in any case."""
    report = Report()
    notes = [*published, *_kept()]
    rows = list(Head.objects.order_by("size"))
    report.heads = len(rows)
    report.waiting = JournalEntry.objects.filter(leaf__isnull=True).count()
    heads, wrong = verifier.read_heads([*(row.note for row in rows), *notes], public_keys())
    report.wrong += wrong
    signed = {head.size: head.root for head in heads}
    for row in rows:
        if signed.get(row.size) != bytes(row.root):
            report.wrong.append(f"La tête à {row.size} lignes n’est pas celle qui est signée.")
    for size in sorted(set(signed) - {row.size for row in rows}):
        report.wrong.append(f"La tête à {size} lignes a été publiée et n’est plus dans la base.")
    leaves = _leaves(report, rows)
    if heads or leaves:
        report.wrong += verifier.check_log(leaves, heads)
    return report


def _kept() -> list[str]:
    path = settings.JOURNAL_HEADS_FILE
    return verifier.split_notes(path.read_text()) if path.exists() else []


def _leaves(report: Report, heads: list[Head]) -> list[bytes]:
    """The leaves in order, checked one by one against the nodes kept and the times."""
    kept = {
        (level, position): bytes(digest)
        for level, position, digest in TreeNode.objects.values_list("level", "position", "digest")
    }
    made: dict[merkle.Node, bytes] = {}
    contents: list[bytes] = []
    before = iter(heads)
    head, next_head = None, next(before, None)
    for leaf in Leaf.objects.select_related("entry").order_by("index").iterator():
        place = len(contents)
        while next_head is not None and next_head.size <= place:
            head, next_head = next_head, next(before, None)
        if leaf.index != place:
            report.wrong.append(f"Après la ligne {place}, le journal saute à {leaf.index + 1}.")
            break
        content = leaf_of(leaf.entry, bytes(leaf.salt))
        contents.append(content)
        for level, position, digest in merkle.grown(
            place, merkle.leaf_hash(content), lambda level, position: made[level, position]
        ):
            made[level, position] = digest
        if kept.get((0, place)) != made[0, place]:
            report.wrong.append(
                f"Ligne {place + 1} (journal {leaf.entry_id}, {leaf.entry.verb}) : ce n’est plus "
                "ce qui a été scellé."
            )
        if head is not None and leaf.entry.recorded_at < head.recorded_at - LATE:
            report.wrong.append(
                f"Ligne {place + 1} (journal {leaf.entry_id}) : datée d’avant la tête à "
                f"{head.size} lignes, qui ne la connaissait pas."
            )
    report.sealed = len(contents)
    if {node for node in made if node[0]} - set(kept) or set(kept) - set(made):
        report.wrong.append("Les nœuds conservés ne sont pas ceux de ces lignes.")
    elif any(kept[node] != made[node] for node in made if node[0]):
        report.wrong.append("Un nœud conservé n’est pas celui que donnent ces lignes.")
    return contents
