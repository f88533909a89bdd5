"""The sealer: gives each line of the journal its place in the log, for good, and signs the head.

Lines are written by many transactions at once and become visible in no promised order. The order
of the log is the one in which the sealer meets them, one sealer at a time.
"""

import os
import secrets

from django.conf import settings
from django.db import connection, transaction

from ccas.journal import merkle, notes, tree
from ccas.journal.leaves import leaf_of
from ccas.journal.models import Head, HeadStamp, JournalEntry, Leaf, TreeNode
from ccas.journal.stamping import stamped

#: Names the sealer's lock among the advisory locks of the database.
LOCK = 0x6A6F_7572
#: Lines sealed in one transaction, under one head.
BATCH = 2_000


def seal() -> int:
    """Seal every line there is, in as many heads as it takes; gives how many lines."""
    sealed = 0
    while batch := _seal_batch():
        sealed += batch
    return sealed


@transaction.atomic
def _seal_batch() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    lines = list(JournalEntry.objects.filter(leaf__isnull=True).order_by("pk")[:BATCH])
    if not lines:
        return 0
    last = Leaf.objects.order_by("-index").values_list("index", flat=True).first()
    first = 0 if last is None else last + 1
    known = tree.nodes(merkle.nodes_of((0, first)))
    leaves, made = [], []
    for index, line in enumerate(lines, first):
        salt = secrets.token_bytes(16)
        leaves.append(Leaf(index=index, entry=line, salt=salt))
        content = merkle.leaf_hash(leaf_of(line, salt))
        for level, position, digest in merkle.grown(
            index, content, lambda level, position: known[level, position]
        ):
            known[level, position] = digest
            made.append(TreeNode(level=level, position=position, digest=digest))
    size = first + len(lines)
    Leaf.objects.bulk_create(leaves, batch_size=500)
    TreeNode.objects.bulk_create(made, batch_size=1000)
    root = merkle.fold(known[node] for node in merkle.nodes_of((0, size)))
    head = Head.objects.create(size=size, root=root, note=notes.checkpoint(size, root))
    transaction.on_commit(lambda: _publish(head.note))
    return len(lines)


def _publish(note: str) -> None:
    """Add the head to the file that keeps them outside the database, whole and on the disk.

    The file may lie on a write-once volume: whoever cuts the end of the log, heads included, is
    then told apart by it.
    """
    path = settings.JOURNAL_HEADS_FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o644)
    try:
        os.write(descriptor, f"{note}\n".encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def stamp() -> bool:
    """Have the last head timestamped, when an authority is set; True when it now bears a token.

    Older heads need none of their own: the log only grows, and the proof of it is public.
    """
    head = tree.last_head()
    if head is None or hasattr(head, "stamp"):
        return False
    token = stamped(head.note.encode())
    if token is None:
        return False
    HeadStamp.objects.get_or_create(head=head, defaults={"token": token})
    return True
