"""What lacks before a file may be submitted, in sentences."""

from datetime import date

import pytest

from certification.vae.rules.validation import (
    QUESTIONS,
    Gathered,
    Told,
    missing_to_submit,
    validity_refusals,
)

ALL = tuple(QUESTIONS)


def block(*told: Told) -> Gathered:
    return Gathered(("B1",), told)


@pytest.mark.parametrize(
    ("gathered", "sentences"),
    [
        (Gathered((), ()), ["Aucun bloc n’est visé : choisissez au moins un bloc de compétences."]),
        (block(Told("B1", 1, (), 1)), []),
        (
            block(Told("B1", 1, ALL, 1), Told("B1", 4, ALL, 0)),
            ["B1 : 2 compétences (n° 1, 4) sans récit."],
        ),
        (block(Told("B1", 2, ALL, 1)), ["B1 : 1 compétence (n° 2) sans récit."]),
        (
            block(Told("B1", 1, ("result",), 1)),
            ["B1, compétence n° 1 : il manque le résultat."],
        ),
        (
            block(Told("B1", 1, ("situation", "action"), 1)),
            ["B1, compétence n° 1 : il manque la situation et ce que vous avez fait."],
        ),
        (
            block(Told("B1", 1, (), 0), Told("B1", 2, (), 0)),
            ["B1 : joignez au moins une pièce qui montre ce que vous racontez."],
        ),
        (
            Gathered(("B1",), (Told("B1", 1, (), 1),), waiting=1),
            ["1 pièce est en cours d’analyse par l’antivirus : attendez la fin."],
        ),
        (
            Gathered(("B1",), (Told("B1", 1, (), 1),), waiting=2),
            ["2 pièces sont en cours d’analyse par l’antivirus : attendez la fin."],
        ),
        (
            Gathered(("B1", "B2"), (Told("B1", 1, (), 1), Told("B2", 1, (), 0))),
            ["B2 : joignez au moins une pièce qui montre ce que vous racontez."],
        ),
    ],
)
def test_what_lacks(gathered, sentences):
    assert missing_to_submit(gathered) == sentences


def test_how_many_pieces_a_block_needs_is_a_setting():
    told = block(*(Told("B1", rank, (), int(rank == 1)) for rank in (1, 2, 3)))
    assert missing_to_submit(told, evidence_per_block=0) == []
    assert "1 compétence sur les 2" in missing_to_submit(told, evidence_per_block=2)[0]
    # Never more than the block has competencies.
    one = block(Told("B1", 1, (), 1))
    assert missing_to_submit(one, evidence_per_block=5) == []


END = date(2026, 3, 31)


@pytest.mark.parametrize(
    ("until", "today", "answering", "refused"),
    [
        (None, date(2050, 1, 1), False, False),
        (END, END, False, False),
        (END, date(2026, 4, 1), False, True),
        (END, date(2026, 4, 1), True, False),
    ],
)
def test_the_end_of_validity(until, today, answering, refused):
    said = validity_refusals(until, today, answering=answering)
    assert bool(said) == refused
    if said:
        assert "31 mars 2026" in said[0] and "reste valable" in said[0]
