"""Signatures, against the specification's own signed sample; the list of revoked badges."""

import copy
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certification.badges.rules import multibase, signing, status
from certification.badges.rules.standards import NotPlain, canonical, schema_problems
from tests.certification.badges.made import ISSUER, KEY, LIST, METHOD, NOW, badge, public, unsigned

SAMPLE = json.loads((Path(__file__).parent / "official-sample.json").read_text())
SIGNED_BY = SAMPLE["proof"][0]["verificationMethod"]


def keys_of_the_sample() -> dict[str, bytes]:
    return {SIGNED_BY: multibase.key_bytes(SIGNED_BY.partition("#")[2])}


def test_the_official_sample_holds():
    """Signed by somebody else's program: ours orders and hashes the statements as it did."""
    assert schema_problems(SAMPLE) == []
    assert signing.proof_problem(SAMPLE, keys_of_the_sample()) == ""


def test_the_official_sample_altered_does_not():
    for change in ({"name": "Teamwork Badge "}, {"validFrom": "2010-01-01T00:00:01Z"}):
        assert "modifié" in signing.proof_problem({**SAMPLE, **change}, keys_of_the_sample())


def test_what_we_sign_follows_the_schema_and_holds():
    made = badge()
    assert schema_problems(made) == []
    assert signing.proof_problem(made, {METHOD: public(KEY)}) == ""


def leaves(value, path=()):
    """Every plain value of the badge, by its path, but those of the proof's own check."""
    if isinstance(value, dict | list):
        items = value.items() if isinstance(value, dict) else enumerate(value)
        for key, item in items:
            yield from leaves(item, (*path, key))
    else:
        yield path


@pytest.mark.parametrize("path", list(leaves(badge())), ids=lambda path: ".".join(map(str, path)))
def test_no_value_changes_unseen(path):
    """Every one is signed: changed, the badge is refused."""
    changed = copy.deepcopy(badge())
    at = changed
    for key in path[:-1]:
        at = at[key]
    value = at[path[-1]]
    at[path[-1]] = (not value) if isinstance(value, bool) else f"{value}x"
    assert signing.proof_problem(changed, {METHOD: public(KEY)}) != ""


@pytest.mark.parametrize(
    "where", [(), ("credentialSubject",), ("credentialSubject", "achievement")]
)
def test_what_no_signature_covers_is_refused(where):
    """A word that no context knows says nothing to a signature, and something to a reader."""
    changed = copy.deepcopy(badge())
    at = changed
    for key in where:
        at = at[key]
    at["mention"] = "très bien"
    assert "ne couvre pas" in signing.proof_problem(changed, {METHOD: public(KEY)})


def test_nothing_is_signed_that_a_signature_would_not_cover():
    with pytest.raises(NotPlain):
        signing.signed(unsigned(mention="très bien"), key=KEY, method=METHOD, now=NOW)


@pytest.mark.parametrize(
    "proof",
    [
        None,
        [],
        "z",
        [{}, {}],
        {"type": "Ed25519Signature2020"},
        {"type": "DataIntegrityProof", "cryptosuite": "eddsa-jcs-2022"},
        badge()["proof"] * 2,
        [{**badge()["proof"][0], "proofPurpose": "authentication"}],
        [{**badge()["proof"][0], "verificationMethod": ["x"]}],
        [{**badge()["proof"][0], "proofValue": "z11"}],
        [{**badge()["proof"][0], "proofValue": "u" + "A" * 86}],
        [{**badge()["proof"][0], "proofValue": None}],
    ],
    ids=range(12),
)
def test_a_proof_of_another_kind_is_refused(proof):
    assert signing.proof_problem(badge() | {"proof": proof}, {METHOD: public(KEY)}) != ""


def test_a_context_from_elsewhere_is_never_fetched():
    with pytest.raises(NotPlain):
        canonical({"@context": ["https://example.com/c.json"], "id": "urn:x"})


@given(st.binary(max_size=80))
def test_base58_comes_back(raw):
    assert multibase.decode(multibase.encode(raw) if raw else "z") == (raw or None)


def test_base58_as_others_write_it():
    """The vectors of the Base58 draft (draft-msporny-base58-03, § 5)."""
    assert multibase.encode(b"Hello World!") == "z2NEpo7TZRRrLZSi2U"
    assert multibase.encode(bytes.fromhex("0000287fb4cd")) == "z11233QC4"
    assert multibase.decode("z2NEpo7TZRRrLZSi2U") == b"Hello World!"


@pytest.mark.parametrize("word", [None, "", "z", "z0", "zO", "é", "z" + "1" * 400, 3])
def test_what_is_no_word(word):
    assert multibase.decode(word) is None


@pytest.mark.parametrize("word", ["z6Mk", "z" + "2" * 40, "u6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92"])
def test_what_is_no_key(word):
    assert multibase.key_bytes(word) is None


@given(st.sets(st.integers(0, status.LENGTH - 1), max_size=8), st.integers(0, status.LENGTH - 1))
def test_the_list_says_who_is_revoked_and_nobody_else(revoked, other):
    word = status.encoded(revoked)
    assert all(status.is_set(word, place) for place in revoked)
    assert status.is_set(word, other) is (other in revoked)


def test_the_first_place_is_the_left_most_bit():
    """Bitstring Status List 1.0, § 3.2: index 0 is the most significant bit of the first byte."""
    import base64
    import gzip

    word = status.encoded([0])
    assert gzip.decompress(base64.urlsafe_b64decode(word[1:] + "==="))[0] == 0x80
    assert len(gzip.decompress(base64.urlsafe_b64decode(word[1:] + "==="))) * 8 == 131_072


@pytest.mark.parametrize("word", ["", "x", "u", "uAAAA", "uH4sI", status.encoded([])[:20]])
def test_a_list_that_cannot_be_read_says_nothing(word):
    assert status.is_set(word, 0) is None


def test_a_place_outside_says_nothing():
    assert status.is_set(status.encoded([]), status.LENGTH) is None
    assert status.is_set(status.encoded([]), -1) is None


@pytest.mark.parametrize(
    "said",
    [
        None,
        [],
        "x",
        {**status.entry(LIST, 3), "type": "1EdTechRevocationList"},
        {**status.entry(LIST, 3), "statusPurpose": "suspension"},
        {**status.entry(LIST, 3), "statusListCredential": "https://ailleurs.example/l"},
        {**status.entry(LIST, 3), "statusListIndex": 3},
        {**status.entry(LIST, 3), "statusListIndex": "-3"},
        {**status.entry(LIST, 3), "statusListIndex": "³"},
        {**status.entry(LIST, 3), "statusListIndex": "131072"},
        {**status.entry(LIST, 3), "statusListIndex": "9" * 5000},
        [status.entry(LIST, 3), status.entry(LIST, 4)],
    ],
)
def test_no_place_in_our_list(said):
    assert status.place_of({"credentialStatus": said}, LIST) is None


def test_a_place_in_our_list():
    assert status.place_of({"credentialStatus": status.entry(LIST, 3)}, LIST) == 3
    assert status.place_of({"credentialStatus": [status.entry(LIST, 3)]}, LIST) == 3


def test_the_list_is_a_signed_credential():
    made = signing.signed(
        status.status_list(address=LIST, issuer=ISSUER.address, revoked=[7], now=NOW),
        key=KEY,
        method=METHOD,
        now=NOW,
    )
    assert signing.proof_problem(made, {METHOD: public(KEY)}) == ""
    assert status.is_set(made["credentialSubject"]["encodedList"], 7)
