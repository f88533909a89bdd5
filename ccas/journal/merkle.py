"""The arithmetic of the log: hashes, subtrees and proofs of RFC 6962 (§2.1), without a database.

A node is named by (level, position): level 0 are the leaves; the node (l, p) covers the leaves
[p·2^l, (p+1)·2^l). Only complete nodes are ever kept; they never change once written.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping

type Node = tuple[int, int]
type Span = tuple[int, int]

#: The root of a log that holds nothing.
EMPTY_ROOT = hashlib.sha256(b"").digest()


def leaf_hash(content: bytes) -> bytes:
    """The hash of one leaf."""
    return hashlib.sha256(b"\x00" + content).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees side by side."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def nodes_of(span: Span) -> list[Node]:
    """The complete nodes, left to right, that cover the leaves [low, high).

    low is a multiple of the largest power of two not above high - low, as in every span of a proof.
    """
    low, high = span
    found = []
    for level in reversed(range((high - low).bit_length())):
        if (high - low) >> level & 1:
            found.append((level, low >> level))
            low += 1 << level
    return found


def fold(hashes: Iterable[bytes]) -> bytes:
    """The hash of a span from those of its nodes, left to right."""
    *lefts, result = hashes
    for left in reversed(lefts):
        result = node_hash(left, result)
    return result


def grown(
    index: int, leaf: bytes, left: Callable[[int, int], bytes]
) -> list[tuple[int, int, bytes]]:
    """The nodes that become complete when the leaf of this index is added, itself first.

    left(level, position) gives a node that was complete before.
    """
    level, position, current = 0, index, leaf
    made = [(level, position, current)]
    while position & 1:
        current = node_hash(left(level, position - 1), current)
        level, position = level + 1, position >> 1
        made.append((level, position, current))
    return made


def inclusion_spans(index: int, size: int) -> list[Span]:
    """PATH(index, D[size]): the spans whose hashes prove that a leaf is in the log, nearest first.

    Raises ValueError unless 0 <= index < size.
    """
    if not 0 <= index < size:
        raise ValueError(f"no leaf {index} in a log of {size}")
    low, high, path = 0, size, []
    while high - low > 1:
        middle = low + _largest_power_below(high - low)
        if index < middle:
            path.append((middle, high))
            high = middle
        else:
            path.append((low, middle))
            low = middle
    return path[::-1]


def consistency_spans(old: int, new: int) -> list[Span]:
    """PROOF(old, D[new]): the spans that prove that the log of `old` leaves was only added to.

    Raises ValueError unless 0 < old <= new.
    """
    if not 0 < old <= new:
        raise ValueError(f"no proof from {old} to {new}")
    low, high, target, whole, path = 0, new, old, True, []
    while target != high:
        middle = low + _largest_power_below(high - low)
        if target <= middle:
            path.append((middle, high))
            high = middle
        else:
            path.append((low, middle))
            low, whole = middle, False
    if not whole:
        path.append((low, high))
    return path[::-1]


def hashes_of(spans: Iterable[Span], nodes: Mapping[Node, bytes]) -> list[bytes]:
    """The hashes of these spans. `nodes` holds every node that they need."""
    return [fold(nodes[node] for node in nodes_of(span)) for span in spans]


def _largest_power_below(size: int) -> int:
    """The largest power of two smaller than `size` (at least 2)."""
    return 1 << (size - 1).bit_length() - 1
