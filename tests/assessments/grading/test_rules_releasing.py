"""May the candidate go: what has arrived, what waits on a device, who gave no sign."""

from datetime import UTC, datetime, timedelta

import pytest

from assessments.grading.rules.releasing import Balance, Post, balance_of

ENDED = datetime(2026, 3, 17, 9, 0, tzinfo=UTC)
BEFORE, AFTER = ENDED - timedelta(seconds=1), ENDED + timedelta(seconds=1)


def post(name="Odile Ker", *, made=12, waiting=0, signed=False, heard=AFTER):
    return Post(name, made, waiting, signed, heard)


@pytest.mark.parametrize(
    ("signed", "heard", "silent"),
    [
        (False, None, True),
        (False, BEFORE, True),
        (False, ENDED, False),
        (False, AFTER, False),
        (True, None, False),
        (True, BEFORE, False),
    ],
)
def test_silent_is_not_heard_since_the_end_unless_signed(signed, heard, silent):
    one = post(signed=signed, heard=heard)
    assert one.silent(ENDED) is silent
    assert balance_of([one], ended_at=ENDED).silent == silent


@pytest.mark.parametrize(
    ("one", "says"),
    [
        (post(), ()),
        (post(waiting=1), ("Odile Ker : 1 acte est encore sur son appareil.",)),
        (post(waiting=2), ("Odile Ker : 2 actes sont encore sur son appareil.",)),
        # What waits is said first: the device is known to hold it, heard or not.
        (post(waiting=3, heard=None), ("Odile Ker : 3 actes sont encore sur son appareil.",)),
        (post(heard=None), ("Odile Ker : sa grille n’a donné aucun signe.",)),
        (
            post(heard=BEFORE),
            ("Odile Ker : aucun signe de son appareil depuis la fin de l’épreuve.",),
        ),
    ],
)
def test_why_to_wait(one, says):
    assert balance_of([one], ended_at=ENDED).sentences == says


def test_the_balance_adds_the_evaluators_up():
    found = balance_of(
        [
            post(made=12, waiting=2),
            post("Gaël d’Arc", made=9, heard=None),
            post("Ysé Le Dû", made=5, heard=BEFORE),
            post("Noé L’Hour", made=4),
        ],
        ended_at=ENDED,
    )
    assert (found.made, found.received, found.silent) == (30, 28, 2)
    assert [sentence.partition(" :")[0] for sentence in found.sentences] == [
        "Odile Ker",
        "Gaël d’Arc",
        "Ysé Le Dû",
    ]
    assert balance_of([], ended_at=ENDED) == Balance(0, 0, 0, ())
