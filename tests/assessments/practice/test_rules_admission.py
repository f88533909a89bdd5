"""What a stint, an interruption, an attestation may not say; each refusal beside what passes."""

from datetime import date

import pytest

from assessments.practice.rules import (
    Stretch,
    sentences_for_attestation,
    sentences_for_interruption,
    sentences_for_stint,
)

TODAY = date(2026, 3, 10)
START, END = date(2025, 1, 1), date(2025, 12, 31)


def stretch(start: str, end: str | None = None) -> Stretch:
    return Stretch(date.fromisoformat(start), date.fromisoformat(end) if end else None)


@pytest.mark.parametrize(("start", "end"), [
    ("2025-01-01", "2025-12-31"),
    ("2025-01-01", None),
    ("2026-03-10", None),  # began today
    ("2025-01-01", "2026-03-10"),  # ends today
    ("2025-01-01", "2025-01-01"),
])  # fmt: skip
def test_a_stint_that_passes(start: str, end: str | None) -> None:
    whole = stretch(start, end)
    assert sentences_for_stint(whole.start, whole.end, as_of=TODAY) == []


@pytest.mark.parametrize(("start", "end", "sentence"), [
    ("2025-12-31", "2025-01-01",
     "Le poste finit le 1er janvier 2025, avant d’avoir commencé le 31 décembre 2025 : vérifiez"
     " les deux dates."),
    ("2026-03-11", None,
     "Le poste commence le 11 mars 2026, dans le futur : il se déclare une fois commencé."),
    ("2025-01-01", "2026-03-11",
     "Le poste finit le 11 mars 2026, dans le futur : laissez la date de fin vide tant qu’il est"
     " en cours."),
])  # fmt: skip
def test_a_stint_refused(start: str, end: str | None, sentence: str) -> None:
    whole = stretch(start, end)
    assert sentences_for_stint(whole.start, whole.end, as_of=TODAY) == [sentence]


def test_a_stint_brings_the_faults_of_its_interruptions_once() -> None:
    sentences = sentences_for_stint(
        START,
        END,
        [stretch("2024-12-01", "2025-02-01"), stretch("2025-02-01", "2025-03-01")],
        as_of=TODAY,
    )
    assert sentences == [
        "L’interruption du 1er décembre 2024 au 1er février 2025 sort du poste, qui va du"
        " 1er janvier 2025 au 31 décembre 2025.",
        "Les interruptions du 1er décembre 2024 au 1er février 2025 et du 1er février 2025 au"
        " 1er mars 2025 se chevauchent : réunissez-les en une seule.",
    ]


@pytest.mark.parametrize(("interruption", "end"), [
    (stretch("2025-01-01", "2025-12-31"), END),
    (stretch("2025-06-01", "2025-06-01"), END),
    (stretch("2026-01-01"), None),  # still lasts, in a running stint
])  # fmt: skip
def test_an_interruption_that_passes(interruption: Stretch, end: date | None) -> None:
    assert sentences_for_interruption(interruption, start=START, end=end, as_of=TODAY) == []


@pytest.mark.parametrize(("interruption", "end", "words"), [
    (stretch("2025-06-02", "2025-06-01"), END, "avant d’avoir commencé"),
    (stretch("2025-06-02"), END, "sort du poste"),
    (stretch("2025-12-01", "2026-01-01"), END, "sort du poste"),
    (stretch("2024-12-31", "2025-01-10"), None, "va du 1er janvier 2025 à aujourd’hui"),
    (stretch("2026-03-11"), None, "dans le futur"),
    (stretch("2026-03-01", "2026-03-11"), None, "dans le futur"),
])  # fmt: skip
def test_an_interruption_refused(interruption: Stretch, end: date | None, words: str) -> None:
    (sentence,) = sentences_for_interruption(interruption, start=START, end=end, as_of=TODAY)
    assert words in sentence


@pytest.mark.parametrize(("other", "overlaps"), [
    (stretch("2025-05-01", "2025-05-31"), False),
    (stretch("2025-05-01", "2025-06-01"), True),
    (stretch("2025-06-10", "2025-07-31"), True),
    (stretch("2025-06-11", "2025-07-31"), False),
    (stretch("2025-06-03", "2025-06-04"), True),
    (stretch("2025-05-01"), True),
])  # fmt: skip
def test_interruptions_do_not_overlap(other: Stretch, overlaps: bool) -> None:
    sentences = sentences_for_interruption(
        stretch("2025-06-01", "2025-06-10"), [other], start=START, end=None, as_of=TODAY
    )
    assert bool(sentences) is overlaps


@pytest.mark.parametrize(("covered", "end"), [
    (stretch("2025-01-01", "2025-12-31"), END),
    (stretch("2025-01-01", "2026-03-10"), None),
    (stretch("2025-06-01", "2025-06-30"), END),
])  # fmt: skip
def test_an_attestation_that_passes(covered: Stretch, end: date | None) -> None:
    assert sentences_for_attestation(covered, start=START, end=end, as_of=TODAY) == []


@pytest.mark.parametrize(("covered", "end", "words"), [
    (stretch("2025-06-02", "2025-06-01"), END, "avant d’avoir commencé"),
    (stretch("2025-06-02"), END, "avant d’avoir commencé"),
    (stretch("2024-12-31", "2025-06-01"), END, "sort du poste"),
    (stretch("2025-06-01", "2026-01-01"), END, "sort du poste"),
    (stretch("2025-06-01", "2026-03-11"), None, "on n’atteste que ce qui a eu lieu"),
])  # fmt: skip
def test_an_attestation_refused(covered: Stretch, end: date | None, words: str) -> None:
    (sentence,) = sentences_for_attestation(covered, start=START, end=end, as_of=TODAY)
    assert words in sentence


@pytest.mark.parametrize(("other", "refused"), [
    (stretch("2025-01-01", "2025-05-31"), False),
    (stretch("2025-01-01", "2025-06-01"), True),
    (stretch("2025-07-01", "2025-12-31"), False),
    (stretch("2025-06-30", "2025-12-31"), True),
])  # fmt: skip
def test_an_attestation_does_not_cover_twice(other: Stretch, refused: bool) -> None:
    sentences = sentences_for_attestation(
        stretch("2025-06-01", "2025-06-30"), [other], start=START, end=END, as_of=TODAY
    )
    assert bool(sentences) is refused
