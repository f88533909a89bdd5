"""The order of the sitting: members who are recused leave once."""

from collections.abc import Callable, Iterable


def agreed_order[T](items: Iterable[T], key: Callable[[T], tuple[tuple[str, ...], int]]) -> list[T]:
    """Presentations in the order of the sitting: first those whom everybody hears, then those
    from which the same members are recused, together, so that they leave once.

    key: (ids of the members recused, rank on the agenda). A group stands where its first stands.
    """
    keyed = sorted(((key(item), item) for item in items), key=lambda pair: pair[0][1])
    first: dict[tuple[str, ...], int] = {}
    for (recused, rank), _item in keyed:
        first.setdefault(recused, rank)
    keyed.sort(key=lambda pair: (bool(pair[0][0]), first[pair[0][0]], pair[0][1]))
    return [item for _key, item in keyed]
