"""Reading the log: its nodes, its tiles, and the proofs that it gives."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

from ccas.journal import merkle
from ccas.journal.leaves import leaf_of
from ccas.journal.models import Head, JournalEntry, TreeNode

#: A tile of https://c2sp.org/tlog-tiles holds the hashes of 256 nodes of one level out of eight.
TILE_HEIGHT = 8
TILE = 1 << TILE_HEIGHT


@dataclass(frozen=True, slots=True)
class Inclusion:
    """That a leaf (bytes) stands at `index` under a head, with the hashes that prove it."""

    leaf: bytes
    index: int
    path: list[bytes]
    head: Head


def nodes(wanted: Iterable[merkle.Node]) -> dict[merkle.Node, bytes]:
    """These complete nodes of the log, in one query. Raises KeyError when one is not there."""
    wanted = set(wanted)
    levels = [level for level, _ in wanted]
    positions = [position for _, position in wanted]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT level, position, digest FROM ccas_treenode JOIN"
            " unnest(%s::int[], %s::bigint[]) AS wanted(l, p) ON (level, position) = (l, p)",
            [levels, positions],
        )
        found = {(level, position): bytes(digest) for level, position, digest in cursor}
    if missing := wanted - set(found):
        raise KeyError(f"nodes {sorted(missing)} are not in the log")
    return found


def last_head() -> Head | None:
    """The head last signed, if any."""
    return Head.objects.order_by("-size").first()


def inclusion(entry: JournalEntry) -> Inclusion | None:
    """The proof that a line is sealed, under the last head; None while it is not."""
    head = last_head()
    leaf = getattr(entry, "leaf", None)
    if head is None or leaf is None or leaf.index >= head.size:
        return None
    content = leaf_of(entry, bytes(leaf.salt))
    path = _hashes(merkle.inclusion_spans(leaf.index, head.size))
    return Inclusion(content, leaf.index, path, head)


def consistency(old: int, new: int) -> list[bytes]:
    """The hashes that prove that the log of `new` leaves begins with that of `old`.

    Raises ValueError or KeyError when the log never had these sizes.
    """
    return _hashes(merkle.consistency_spans(old, new))


def tile(level: int, position: int, width: int = TILE) -> bytes | None:
    """The first `width` hashes of a tile, 32 bytes each; None unless the log has them all."""
    first = position * TILE
    digests = TreeNode.objects.filter(
        level=level * TILE_HEIGHT, position__gte=first, position__lt=first + width
    )
    found = [bytes(one) for one in digests.order_by("position").values_list("digest", flat=True)]
    return b"".join(found) if found and len(found) == width else None


def _hashes(spans: list[merkle.Span]) -> list[bytes]:
    known = nodes(node for span in spans for node in merkle.nodes_of(span))
    return merkle.hashes_of(spans, known)
