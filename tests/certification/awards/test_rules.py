import copy
import json
from datetime import date
from pathlib import Path

import pytest

from certification.awards.rules import (
    block_certificates_due,
    delegation_problems,
    missing_mentions,
    title_due,
)

SAMPLE = json.loads(
    (Path(__file__).parents[2] / "ccas/documents/samples/certificate.json").read_text("utf-8")
)
BLOCKS = {"a": "BC01", "b": "BC02"}


@pytest.mark.parametrize(
    ("held", "months", "met", "in_force", "said"),
    [
        ("ab", 9, True, False, []),
        ("ab", 0, False, False, []),
        ("a", 9, True, False, ["BC02 n’est pas acquis"]),
        ("", 9, False, False, ["BC01", "BC02", "9 mois"]),
        ("ab", 9, False, False, ["Les 9 mois de pratique professionnelle ne sont pas attestés."]),
        ("ab", 9, True, True, ["déjà délivré"]),
    ],
)
def test_what_a_title_waits_for(held, months, met, in_force, said):
    found = title_due(
        BLOCKS, set(held), practice_months=months, practice_met=met, award_in_force=in_force
    )
    assert found.due == (not said)
    assert len(found.missing) == len(said)
    for sentence, words in zip(found.missing, said, strict=True):
        assert words in sentence


@pytest.mark.parametrize(
    ("last", "on", "due"),
    [
        (None, date(2030, 1, 1), True),
        (date(2026, 4, 19), date(2026, 4, 19), True),
        (date(2026, 4, 19), date(2026, 4, 20), False),
    ],
)
def test_the_last_award_date_is_the_last_day(last, on, due):
    found = title_due(
        BLOCKS, BLOCKS, practice_months=0, practice_met=False, last_award_date=last, on=on
    )
    assert found.due is due
    assert all("19/04/2026" in sentence for sentence in found.missing)


def test_a_qualification_without_blocks_awards_nothing():
    assert not title_due({}, [], practice_months=0, practice_met=True).due


def test_block_certificates_only_when_the_title_is_not_awarded():
    assert block_certificates_due(acquired=["b", "a"], awarded=False) == ("b", "a")
    assert block_certificates_due(acquired=["b", "a"], awarded=True) == ()


def test_the_sample_certificate_lacks_nothing():
    assert missing_mentions(SAMPLE) == []


MENTIONS = [
    "qualification.code",
    "qualification.registration.decision_reference",
    "qualification.registration.decided_on",
    "qualification.title",
    "qualification.level",
    "qualification.eqf_level",
    "qualification.nsf",
    "certifier.legal_name",
    "holder.display_name",
    "holder.birth_date",
    "award.decided_on",
    "signature.place",
    "signature.date",
    "signature.name",
    "signature.capacity",
]


@pytest.mark.parametrize("path", MENTIONS)
@pytest.mark.parametrize("nothing", [None, "", "   ", []])
def test_each_mandatory_mention_is_missed(path, nothing):
    facts = copy.deepcopy(SAMPLE)
    *parents, last = path.split(".")
    place = facts
    for key in parents:
        place = place[key]
    place[last] = nothing
    (sentence,) = missing_mentions(facts)
    assert sentence.startswith("Mention obligatoire absente")
    del place[last]
    assert missing_mentions(facts) == [sentence]


@pytest.mark.parametrize("words", ["Titre professionnel d’opérateur", "délivré SOUS RÉSERVE de"])
def test_forbidden_words_are_seen_wherever_they_stand(words):
    facts = copy.deepcopy(SAMPLE)
    facts["signature"]["capacity"] = words
    assert "interdite" in missing_mentions(facts)[0]


def test_a_delegate_without_an_act_is_seen():
    facts = copy.deepcopy(SAMPLE)
    facts["signature"]["delegation"] = None
    assert "délégation" in missing_mentions(facts)[0]
    facts["signature"]["authority"] = None
    assert missing_mentions(facts) == []


TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("head", "reference", "dated_on", "ends_on", "said"),
    [
        (True, "", None, None, ""),
        (False, "", date(2026, 1, 1), None, "pas d’acte"),
        (False, "D-1", None, None, "pas d’acte"),
        (False, "D-1", date(2026, 11, 21), None, "ne prend effet que le 21/11/2026"),
        (False, "D-1", TODAY, None, ""),
        (False, "D-1", date(2026, 1, 1), TODAY, ""),
        (False, "D-1", date(2026, 1, 1), date(2026, 11, 19), "a pris fin le 19/11/2026"),
    ],
)
def test_a_delegation_is_checked_on_the_day(head, reference, dated_on, ends_on, said):
    found = delegation_problems(
        head=head, reference=reference, dated_on=dated_on, ends_on=ends_on, on=TODAY
    )
    assert bool(found) == bool(said)
    assert said in " ".join(found)
