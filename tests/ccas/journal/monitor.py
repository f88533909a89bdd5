"""What a monitor does that kept one head and is shown a later one: RFC 9162, as it reads."""

from collections.abc import Sequence

from ccas.journal import verifier


def is_consistent(old: verifier.Head, new: verifier.Head, path: Sequence[bytes]) -> bool:
    """Whether a proof shows that the new log begins with the old (RFC 9162 §2.1.4.2)."""
    if not 0 < old.size <= new.size:
        return False
    if old.size == new.size:
        return old.root == new.root and not path
    path = list(path)
    if old.size & (old.size - 1) == 0:
        path.insert(0, old.root)
    if not path:
        return False
    place, last = old.size - 1, new.size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    first = second = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            first, second = verifier.node_hash(sibling, first), verifier.node_hash(sibling, second)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            second = verifier.node_hash(second, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and first == old.root and second == new.root
