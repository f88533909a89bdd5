"""One text of letter for each outcome that a jury can come to, and the days around it."""

from datetime import date

import pytest

from certification.awards.rules import TITLES, letter_text, notice_problems, notified_by
from certification.deliberation.rules import OUTCOMES

SAT = date(2026, 10, 1)


def text(outcome, **said):
    said = {"held_on": SAT, "sentence": "La phrase du jury.", "missed": ["BC02"]} | said
    return letter_text(outcome, **said)


#: Outcome → what the opening says, what comes next.
SAID = [
    ("awarded", "La phrase du jury.", "parchemin"),
    ("partial", "La phrase du jury.", "représenter le bloc BC02, seul"),
    ("not_validated", "La phrase du jury.", "représenter le bloc BC02, seul"),
    ("adjourned", "La phrase du jury.", "le titre suit l’attestation"),
    ("absent", "ne vous a pas vu : il n’a rien décidé", "demander un nouveau passage"),
    ("excused", "votre absence est excusée", "vous recevrez une convocation"),
    ("deferred", "ne pouvait pas siéger régulièrement", "Un autre jury vous entendra"),
]


@pytest.mark.parametrize(("outcome", "opening", "after"), SAID)
def test_each_outcome_has_its_words(outcome, opening, after):
    said = text(outcome)
    assert said.title == TITLES[outcome]
    assert said.opening[0].startswith("Le jury réuni le 1er octobre 2026")
    assert opening in " ".join(said.opening)
    assert after in " ".join(said.after)


def test_no_outcome_is_forgotten_and_no_other_is_known():
    assert {outcome for outcome, *_ in SAID} == set(OUTCOMES) == set(TITLES)
    with pytest.raises(KeyError):
        text("typed by hand")


def test_several_blocks_come_back_together_or_one_by_one():
    said = text("partial", missed=["BC01", "BC02", "BC03"]).after[0]
    assert "les blocs BC01, BC02 et BC03, ensemble ou l’un après l’autre" in said


def test_the_practice_still_short_is_counted():
    said = text("adjourned", practice_months=9, practice_attested="6 mois et 12 jours").after[0]
    assert "6 mois et 12 jours sont attestés sur les 9 mois demandés" in said


@pytest.mark.parametrize(
    ("decided", "last"),
    [
        (date(2026, 10, 6), date(2026, 10, 21)),
        (date(2026, 2, 20), date(2026, 3, 7)),
        (date(2027, 12, 24), date(2028, 1, 8)),
    ],
)
def test_results_are_told_within_fifteen_days(decided, last):
    assert notified_by(decided) == last


@pytest.mark.parametrize(
    ("notified", "reference", "published", "wrong"),
    [
        (8, "Recommandé 7", 6, ""),
        (6, "Reçu signé", 6, ""),
        (10, "Recommandé 7", 6, ""),
        (5, "Recommandé 7", 6, "ne peut pas la précéder"),
        (11, "Recommandé 7", 6, "dans l’avenir"),
        (8, "  ", 6, "Ce qui prouve la remise manque"),
        (8, "Recommandé 7", None, "ne sont pas publiés"),
    ],
)
def test_a_paper_notice_comes_after_publication_and_is_proven(
    notified, reference, published, wrong
):
    said = notice_problems(
        notified_on=date(2026, 10, notified),
        reference=reference,
        published_on=date(2026, 10, published) if published else None,
        today=date(2026, 10, 10),
    )
    assert wrong in " ".join(said)
    assert bool(said) == bool(wrong)
