"""The verifier: one badge is right, and each thing that can be wrong with it has its refusal."""

import copy
import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certification.badges.rules import credential, instants, multibase, status
from certification.badges.rules.standards import CONTEXTS
from certification.badges.rules.verifying import MOST_BYTES, verify
from tests.certification.badges.made import (
    EMAIL,
    ISSUER,
    KEY,
    LIST,
    METHOD,
    NAME,
    NOW,
    OTHER_KEY,
    TITLE,
    badge,
    public,
    trusted,
    unsigned,
    written,
)


def read(value, **more):
    content = value if isinstance(value, bytes) else written(value)
    return verify(content, trusted=more.pop("trusted", trusted()), now=NOW, **more)


def test_ours_is_authentic():
    verdict = read(badge())
    assert (verdict.word, verdict.refusal) == ("AUTHENTIQUE", "")
    assert [one.label for one in verdict.checks] == [
        "Forme",
        "Émetteur",
        "Signature",
        "Dates",
        "Situation",
        "Titulaire",
    ]


#: What is wrong → the badge, signed by our own key all the same (but where the terms of the type
#: would leave something unsigned), and the words of its refusal.
SUBJECT = unsigned()["credentialSubject"]
WRONG = {
    "over": (badge(validUntil="2026-11-29T09:30:00Z"), "échu depuis le 29/11/2026"),
    "not yet": (badge(validFrom="2026-11-29T09:30:01Z"), "qu’à partir du 29/11/2026"),
    "no instant": (badge(validFrom="2026-11-01"), "ne se lit pas"),
    "no end": (badge(validUntil="2027-02-30T00:00:00Z"), "cesse de valoir ne se lit pas"),
    "not a badge": (badge(type=["VerifiableCredential"]), "OpenBadgeCredential"),
    "something else": (
        badge(type=["VerifiableCredential", "EndorsementCredential"]),
        "OpenBadgeCredential",
    ),
    "something more": (
        badge(type=["VerifiableCredential", "OpenBadgeCredential", "EndorsementCredential"]),
        "encore autre chose",
    ),
    "no subject type": (
        badge() | {"credentialSubject": {**SUBJECT, "type": ["Profile"]}},
        "schéma",
    ),
    "no achievement type": (
        badge()
        | {
            "credentialSubject": {
                **SUBJECT,
                "achievement": {**credential.achievement(TITLE), "type": ["Profile"]},
            }
        },
        "schéma",
    ),
    "another issuer": (
        badge(issuer={**credential.issuer_profile(ISSUER), "id": "https://ailleurs.example/"}),
        "ce certificateur",
    ),
    "another list": (
        badge(credentialStatus=status.entry("https://ailleurs.example/l.json", 1)),
        "le registre connaît",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_each_thing_wrong_has_its_refusal(case):
    value, words = WRONG[case]
    verdict = read(value)
    assert verdict.word == "REFUSÉ"
    assert words in verdict.refusal


def test_a_validity_that_goes_on_is_right():
    assert read(badge(validUntil="2026-11-29T09:30:01Z")).word == "AUTHENTIQUE"


def test_altered_after_it_was_signed():
    changed = badge()
    changed["credentialSubject"]["achievement"]["name"] = "Titre RNCP1 – Autre"
    assert "modifié" in read(changed).refusal


def test_signed_by_somebody_else():
    theirs = f"{ISSUER.address}#{multibase.key_word(public(OTHER_KEY))}"
    assert "n’est pas une clé de cet émetteur" in read(badge(OTHER_KEY, theirs)).refusal
    assert "modifié" in read(badge(OTHER_KEY, METHOD)).refusal


def test_a_key_counts_for_its_own_issuer_only():
    elsewhere = "https://certif.example/emetteurs/RNCP1.json"
    method = METHOD.replace(ISSUER.address, elsewhere)
    believed = trusted()
    believed = type(believed)(
        {**believed.lists, elsewhere: LIST},
        {**believed.keys, method: public(KEY)},
        believed.revoked,
    )
    assert "cet émetteur" in read(badge(method=method), trusted=believed).refusal


def test_withdrawn_and_unknown():
    assert read(badge(), trusted=trusted(revoked=True)).word == "RETIRÉ"
    unknown = read(badge(), trusted=trusted(revoked=None))
    assert (unknown.word, unknown.checks[-1].label) == ("REFUSÉ", "Situation")


@pytest.mark.parametrize(
    "typed", [NAME, "lacaze d'hoest eleonore maud", EMAIL.upper(), f"  {EMAIL} "]
)
def test_the_holder_is_recognised(typed):
    assert read(badge(), typed=typed).checks[-1].state == "right"


@pytest.mark.parametrize("typed", ["Éléonore LACAZE", "x@y.example", "-", "@", "Lacaze"])
def test_another_holder_is_refused(typed):
    verdict = read(badge(), typed=typed)
    assert (verdict.word, verdict.checks[-1].label) == ("REFUSÉ", "Titulaire")


def test_nothing_names_the_holder_in_clear():
    text = written(badge()).decode().lower()
    for word in ("lacaze", "éléonore", "eleonore", "sdis.example"):
        assert word not in text


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"%PDF-1.7",
        b"\xff\xfe",
        b"null",
        b"[]",
        b"3",
        b'"OpenBadgeCredential"',
        b"{}",
        b"NaN",
        b'{"type": NaN}',
        b"9" * 6000,
        b"[" * 60_000,
        b'{"a":' * 12_000,
        b" " * (MOST_BYTES + 1),
        written(badge())[:-1] + b',"id":"urn:uuid:x"}',  # a name twice: who reads which?
        written(badge() | {"@context": [*CONTEXTS, "https://ailleurs.example/c"]}),
        written(badge() | {"@context": CONTEXTS[::-1]}),
        written(badge() | {"@context": {"a": "urn:b"}}),
        written(badge() | {"id": {"fr": "x"}}),
        written(badge() | {"issuer": []}),
        written(badge() | {"issuer": {"id": ["x"], "type": ["Profile"]}}),
        written(badge() | {"credentialSubject": [SUBJECT]}),
        json.dumps(badge() | {"name": "\ud800"}).encode(),
        json.dumps(badge() | {"name": "\x00"}).encode(),
    ],
    ids=range(24),
)
def test_what_is_no_badge_is_refused_at_once(content):
    begun = time.monotonic()
    verdict = read(content)
    assert verdict.word == "REFUSÉ"
    assert verdict.refusal
    assert time.monotonic() - begun < 2


def knot(size: int) -> dict:
    """Objects without an address, all alike: ordering them takes as long as there are orders."""
    return {"type": ["AchievementSubject"], "achievement": credential.achievement(TITLE)} | {
        "identifier": [{"type": "IdentityObject", "hashed": False} for _ in range(size)]
    }


@pytest.mark.parametrize(
    "subject",
    [
        knot(30),
        SUBJECT | {"identifier": [{"type": "IdentityObject", "id": "_:b0"}]},
        SUBJECT | {"identifier": ["_:b0", "_:b1"]},
        SUBJECT | {"identifier": [str(number) for number in range(5000)]},
        SUBJECT | {"evidence": [{"id": f"urn:x:{number}"} for number in range(100)]},
    ],
    ids=["alike", "named", "names", "long", "many"],
)
def test_what_would_take_hours_takes_none(subject):
    begun = time.monotonic()
    verdict = read(badge() | {"credentialSubject": subject})
    assert (verdict.word, time.monotonic() - begun < 2) == ("REFUSÉ", True)


SMALL = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.just("_:b0"),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)
PATHS = sorted(
    {("name",), ("id",), ("type",), ("issuer",), ("validFrom",), ("validUntil",), ("proof",)}
    | {("credentialStatus",), ("credentialSubject",), ("@context",), ("proof", 0)}
    | {("credentialSubject", "achievement"), ("credentialSubject", "identifier")}
    | {
        ("proof", 0, "proofValue"),
        ("proof", 0, "created"),
        ("credentialStatus", "statusListIndex"),
    },
    key=str,
)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(PATHS), SMALL)
def test_any_value_anywhere_is_answered(path, value):
    """Never an exception; and no value but the one that was signed is authentic."""
    changed = copy.deepcopy(badge())
    at = changed
    for key in path[:-1]:
        at = at[key]
    absent = object()
    same = (at.get(path[-1], absent) if isinstance(at, dict) else at[path[-1]]) == value
    at[path[-1]] = value
    assert (read(changed).word == "AUTHENTIQUE") is same


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("2026-11-29T08:00:00Z", True),
        ("2026-11-29T08:00:00.123+01:00", True),
        ("2026-11-29T08:00:00", False),
        ("2026-02-30T08:00:00Z", False),
        ("2026-11-29", False),
        ("2026-11-29T08:00:00z", False),
        ("２026-11-29T08:00:00Z", False),
        (None, False),
        (3, False),
    ],
)
def test_instants(text, good):
    assert (instants.read(text) is not None) is good


def test_a_title_says_its_notice_and_a_specimen_says_so():
    said = credential.achievement(TITLE)
    assert said["alignment"][0]["targetUrl"] == (
        "https://www.francecompetences.fr/recherche/rncp/35553/"
    )
    specimen = credential.name_of(type(TITLE)(**{**fields(TITLE), "specimen": True}))
    assert specimen.startswith("SPÉCIMEN")


def test_a_certification_of_another_register_has_no_notice():
    other = type(TITLE)(**{**fields(TITLE), "qualification": "AUTRE-1"})
    assert "alignment" not in credential.achievement(other)


def fields(one) -> dict:
    return {name: getattr(one, name) for name in one.__slots__}
