"""Ten thousand tamperings of a log in memory: every one is seen from its signed heads."""

import random

from ccas.journal import verifier
from tests.ccas.journal.logs import Log, a_leaf, in_memory

TAMPERINGS = 10_000
SEED = 20261128


def test_no_tampering_is_missed(record_property):
    chance = random.Random(SEED)
    log = in_memory(size=61, every=9)
    heads, wrong = verifier.read_heads(log.notes, [log.key])
    assert (wrong, verifier.check_log(log.leaves, heads)) == ([], [])
    missed = {}
    for count in range(TAMPERINGS):
        name = chance.choice(sorted(TAMPERERS))
        spoiled = TAMPERERS[name](chance, list(log.leaves))
        assert spoiled != log.leaves, name
        if not verifier.check_log(spoiled, heads):
            missed[count] = name
    record_property("FIGURE tamperings_missed", f"{len(missed)} of {TAMPERINGS}")
    assert missed == {}


def edit(chance: random.Random, leaves: list[bytes]) -> list[bytes]:
    place = chance.randrange(len(leaves))
    content = bytearray(leaves[place])
    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    leaves[place] = bytes(content)
    return leaves


def delete(chance: random.Random, leaves: list[bytes]) -> list[bytes]:
    del leaves[chance.randrange(len(leaves))]
    return leaves


def insert(chance: random.Random, leaves: list[bytes]) -> list[bytes]:
    leaves.insert(chance.randrange(len(leaves) + 1), a_leaf(chance.randrange(1000)))
    return leaves


def reorder(chance: random.Random, leaves: list[bytes]) -> list[bytes]:
    one, other = chance.sample(range(len(leaves)), 2)
    leaves[one], leaves[other] = leaves[other], leaves[one]
    return leaves


def cut(chance: random.Random, leaves: list[bytes]) -> list[bytes]:
    return leaves[: chance.randrange(len(leaves))]


def replace(chance: random.Random, leaves: list[bytes]) -> list[bytes]:
    leaves[chance.randrange(len(leaves))] = a_leaf(chance.randrange(1000))
    return leaves


def repeat(chance: random.Random, leaves: list[bytes]) -> list[bytes]:
    place = chance.randrange(len(leaves))
    leaves.insert(place, leaves[place])
    return leaves


def move(chance: random.Random, leaves: list[bytes]) -> list[bytes]:
    one, other = chance.sample(range(len(leaves)), 2)
    leaves.insert(other, leaves.pop(one))
    return leaves


TAMPERERS = {
    one.__name__: one for one in (edit, delete, insert, reorder, cut, replace, repeat, move)
}


def test_without_heads_the_same_tamperings_pass():
    """Negative control: it is the heads that see them, not the shape of the lines."""
    log = in_memory(size=12, every=4)
    forged = in_memory(size=12, every=4)
    heads, _ = verifier.read_heads(forged.notes, [forged.key])
    assert verifier.check_log(log.leaves, heads) != []
    assert verifier.check_log(log.leaves, []) != []
    alone = Log(cut(random.Random(1), list(log.leaves)) or log.leaves[:1], [], "")
    shorter = in_memory(size=len(alone.leaves), every=50)
    heads, _ = verifier.read_heads(shorter.notes, [shorter.key])
    assert verifier.check_log(shorter.leaves, heads) == []


def test_a_head_of_another_key_is_no_head():
    log, other = in_memory(9, 3), in_memory(9, 3)
    assert verifier.read_head(log.notes[0], [other.key]) is None
    heads, wrong = verifier.read_heads([*log.notes, other.notes[0]], [log.key])
    assert len(heads) == 3
    assert wrong == ["La tête n° 4 ne porte aucune signature valable du journal."]


def test_two_heads_that_contradict_each_other_are_seen():
    log, other = in_memory(9, 3), in_memory(9, 3)
    _, wrong = verifier.read_heads([log.notes[0], other.notes[0]], [log.key, other.key])
    assert any("se contredisent" in sentence for sentence in wrong)


def test_every_flipped_byte_of_a_head_is_refused():
    log = in_memory(5, 5)
    raw = log.notes[0].encode()
    accepted = []
    for place in range(len(raw)):
        for bit in (0, 3, 6):
            flipped = bytearray(raw)
            flipped[place] ^= 1 << bit
            note = flipped.decode(errors="replace")
            head = verifier.read_head(note, [log.key])
            if head is not None:
                accepted.append((place, note))
    assert accepted == []


def test_notes_are_found_again_in_a_file():
    log = in_memory(9, 2)
    text = "".join(f"{note}\n" for note in log.notes)
    assert verifier.split_notes(text) == log.notes
    assert verifier.split_notes("") == verifier.split_notes("\n\n") == []
    assert verifier.split_notes(log.notes[0]) == log.notes[:1]
