"""The arithmetic of the log: against the vectors of Certificate Transparency, an oracle written as
the RFC reads, and the stand-alone verifier's own proofs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccas.journal import merkle, verifier
from tests.ccas.journal.logs import slow_root
from tests.ccas.journal.monitor import is_consistent

#: The eight leaves of Certificate Transparency's test vectors, and the root of the first n.
LEAVES = [
    bytes.fromhex(one)
    for one in (
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]  # fmt: skip
ROOTS = {
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    5: "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}


def tree(leaves: list[bytes]) -> dict[merkle.Node, bytes]:
    nodes: dict[merkle.Node, bytes] = {}
    for index, leaf in enumerate(leaves):
        content = merkle.leaf_hash(leaf)
        for level, position, digest in merkle.grown(index, content, lambda *at: nodes[at]):
            nodes[level, position] = digest
    return nodes


def root(nodes: dict[merkle.Node, bytes], size: int) -> bytes:
    return merkle.fold(nodes[node] for node in merkle.nodes_of((0, size)))


@pytest.mark.parametrize(("size", "expected"), ROOTS.items())
def test_the_roots_are_those_of_the_published_vectors(size, expected):
    assert root(tree(LEAVES), size).hex() == expected


def test_an_empty_log_has_the_hash_of_nothing():
    assert merkle.EMPTY_ROOT == verifier.Growing().root() == slow_root([])


@given(st.integers(1, 70))
def test_the_nodes_kept_give_the_root_of_the_rfc(size):
    leaves = [bytes([rank]) for rank in range(size)]
    log = verifier.Growing()
    for leaf in leaves:
        log.add(verifier.leaf_hash(leaf))
    expected = slow_root([merkle.leaf_hash(leaf) for leaf in leaves])
    assert root(tree(leaves), size) == expected == log.root()


@given(st.data())
def test_an_inclusion_proof_proves_that_leaf_at_that_place_only(data):
    size = data.draw(st.integers(1, 70))
    index = data.draw(st.integers(0, size - 1))
    leaves = [bytes([rank]) for rank in range(size)]
    nodes = tree(leaves)
    path = merkle.hashes_of(merkle.inclusion_spans(index, size), nodes)
    leaf, expected = merkle.leaf_hash(leaves[index]), root(nodes, size)
    assert verifier.root_by_inclusion(leaf, index, size, path) == expected
    for other in {index - 1, index + 1, size}:
        assert verifier.root_by_inclusion(leaf, other, size, path) != expected or size == 1
    wrong = verifier.leaf_hash(b"another")
    assert verifier.root_by_inclusion(wrong, index, size, path) != expected
    assert verifier.root_by_inclusion(leaf, index, size, [*path, b"0" * 32]) is None
    if path:
        assert verifier.root_by_inclusion(leaf, index, size, path[:-1]) != expected


@given(st.data())
def test_a_consistency_proof_proves_that_beginning_only(data):
    new = data.draw(st.integers(1, 70))
    old = data.draw(st.integers(1, new))
    nodes = tree([bytes([rank]) for rank in range(new)])
    path = merkle.hashes_of(merkle.consistency_spans(old, new), nodes)
    before = verifier.Head("x", old, root(nodes, old))
    after = verifier.Head("x", new, root(nodes, new))
    assert is_consistent(before, after, path)
    assert not is_consistent(verifier.Head("x", old, b"1" * 32), after, path)
    assert not is_consistent(before, verifier.Head("x", new, b"1" * 32), path)
    assert not is_consistent(before, after, [*path, b"0" * 32])
    if path:
        assert not is_consistent(before, after, path[:-1])
        assert not is_consistent(before, after, path[1:])


@pytest.mark.parametrize(("index", "size"), [(-1, 4), (4, 4), (0, 0)])
def test_no_proof_of_what_is_not_there(index, size):
    with pytest.raises(ValueError, match="no leaf"):
        merkle.inclusion_spans(index, size)
    assert verifier.root_by_inclusion(b"", index, size, []) is None


@pytest.mark.parametrize(("old", "new"), [(0, 4), (5, 4), (-1, 3)])
def test_no_proof_from_what_never_was(old, new):
    with pytest.raises(ValueError, match="no proof"):
        merkle.consistency_spans(old, new)
    head = verifier.Head("x", new, b"")
    assert not is_consistent(verifier.Head("x", old, b""), head, [])
